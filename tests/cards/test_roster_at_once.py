"""Two rosters, or a roster and a desk, for the same people at the same instant (S3, A3)."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from citycard import cards
from citycard.cards.actions import roster as roster_action
from citycard.cards.models import Application
from citycard.cards.rosters import RosterFacts, RosterLine
from citycard.people.models import Person
from tests import factories
from tests.cards.roster_lines import BORN, counts, line, sent


@pytest.mark.django_db(transaction=True)
def test_two_clerks_upload_the_same_people_at_once() -> None:
    """S3, A3: one application a person, no error, and both rosters add up."""
    unit, hall = factories.make_unit(), factories.make_office(kind="card_hall")
    clerks = [factories.actor_for(factories.make_operator(role="employer_clerk", unit=unit)) for _ in range(2)]
    rows = [line(n, social_number=factories.citizen_number(born=BORN + timedelta(days=n), serial=1)) for n in range(2, 302)]
    start, results = threading.Barrier(2), list[RosterFacts]()

    def upload(clerk: Any, mine: list[RosterLine]) -> None:
        start.wait(10)
        try:
            results.append(sent(mine, unit=unit, hall=hall, by=clerk, key=clerk.label))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=upload, args=(clerks[0], rows)),
        threading.Thread(target=upload, args=(clerks[1], rows[::-1])),
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert [one.state for one in results] == ["applied", "applied"]
    assert sum(one.new_count for one in results) == 300 == sum(one.same_count for one in results)
    assert Application.objects.count() == Person.objects.count() == 300


@pytest.mark.django_db(transaction=True)
def test_a_desk_that_is_quicker_by_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """S3, A3: somebody applies between the last look and the writing: the roster looks again, the row is `same`, none is lost."""
    unit, hall = factories.make_unit(), factories.make_office(kind="card_hall")
    clerk = factories.actor_for(factories.make_operator(role="employer_clerk", unit=unit))
    person = factories.make_person(name="陈一诺", social_number=line(2).social_number, unit=unit, category="employee")
    write, pending = roster_action.enter_newcomers, [person]

    def quicker_desk() -> None:
        factories.make_application(person=pending.pop())
        connection.close()

    def enter_after_the_desk(**arguments: Any) -> int:
        if pending:
            desk = threading.Thread(target=quicker_desk)
            desk.start()
            desk.join(10)
        return write(**arguments)

    monkeypatch.setattr(roster_action, "enter_newcomers", enter_after_the_desk)
    facts = sent([line(2), line(3)], unit=unit, hall=hall, by=clerk)
    assert counts(facts) == ("applied", 1, 1, 0)
    assert [row.outcome for row in cards.roster_rows(facts.id)] == ["same", "new"]
    assert Application.objects.count() == 2
