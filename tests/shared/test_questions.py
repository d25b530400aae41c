"""Questions that go together: each has its own answer, all in one trip, and each statement is counted like any other."""

from typing import Any

import pytest

from citycard.people import PersonUnknown, agents_asked, agents_of, person, person_asked
from citycard.people.models import Person
from citycard.shared import kept_query
from citycard.shared.kept_query import KeptQuery
from citycard.shared.one_trip import Ask, ask
from citycard.shared.questions import Question, answer, answers
from tests.factories import TODAY, make_person

pytestmark = pytest.mark.django_db


def test_they_go_in_one_trip_and_answer_as_they_do_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    trips: list[int] = []

    def counted(*asks: Ask) -> Any:
        trips.append(len(asks))
        return ask(*asks)

    who = make_person()
    monkeypatch.setattr(kept_query, "ask", counted)
    assert answers(person_asked(who.pk), agents_asked(who.pk, on=TODAY)) == (person(who.pk), agents_of(who.pk, on=TODAY))
    assert trips == [2, 1, 1]


def test_a_question_of_several_statements_reads_the_rows_of_its_own() -> None:
    """Between two others: nobody reads the rows of the next."""
    people = [make_person() for _ in range(3)]
    kept = KeptQuery(lambda person: Person.objects.filter(pk=person))
    first, second, third = (kept.ask(person=one.pk) for one in people)
    pair = Question((first, third), lambda one, other: [*kept.told(one), *kept.told(other)])
    alone = Question((second,), kept.told)
    assert answers(alone, pair) == ([people[1]], [people[0], people[2]])
    assert answer(pair) == [people[0], people[2]]


def test_each_statement_is_counted(django_assert_num_queries: Any) -> None:
    who = make_person()
    with django_assert_num_queries(2):
        assert answers(person_asked(who.pk), agents_asked(who.pk, on=TODAY))[0].id == who.pk


def test_an_answer_refuses_as_it_does_alone() -> None:
    with pytest.raises(PersonUnknown):
        answers(person_asked(0), agents_asked(0, on=TODAY))
