"""A kept query answers as the query set does, with the numbers of each call, and is counted like any other."""

from typing import Any

import pytest
from django.db.models import Count, F

from citycard.people.models import Guardianship, Person
from citycard.shared.kept_query import KeptQuery
from tests.factories import make_child, make_person

pytestmark = pytest.mark.django_db


def test_it_answers_as_the_query_set_does() -> None:
    """Related rows and annotations are loaded, and every call has its own numbers."""
    fathers = [make_person(name="陈建国"), make_person(name="周蕾")]
    children = [make_child(guardian=father) for father in fathers]
    rows = Guardianship.objects.select_related("guardian", "ward__unit").annotate(days=F("starts_on"))
    kept = KeptQuery(lambda guardian: rows.filter(guardian_id=guardian).order_by("pk"))
    for father, child in zip(fathers, children, strict=True):
        found = kept(guardian=father.pk)
        assert [(one.guardian, one.ward, one.ward.unit, vars(one)["days"]) for one in found] == [
            (father, child, None, child.birth_date)
        ]
    assert kept(guardian=0) == []


def test_related_rows_cost_no_further_statement(django_assert_num_queries: Any) -> None:
    """Counted by the test's counter, like every statement of Django's own."""
    father = make_person()
    make_child(guardian=father)
    kept = KeptQuery(lambda guardian: Guardianship.objects.select_related("ward").filter(guardian_id=guardian))
    with django_assert_num_queries(1):
        assert kept(guardian=father.pk)[0].ward.name == "陈一诺"


def test_two_numbers_and_a_slice() -> None:
    people = [make_person() for _ in range(3)]
    kept = KeptQuery(lambda least, most: Person.objects.filter(pk__gte=least, pk__lte=most).order_by("-pk")[:2])
    assert kept(least=people[0].pk, most=people[2].pk) == [people[2], people[1]]
    assert kept(most=people[0].pk, least=people[0].pk) == [people[0]]


def test_a_number_that_is_not_bound_is_a_mistake() -> None:
    """A limit is part of the text: kept, it would be the first call's for ever."""
    kept = KeptQuery(lambda limit: Person.objects.annotate(wards_count=Count("wards"))[:limit])
    with pytest.raises(ValueError, match="compared with a column"):
        kept(limit=3)


def test_what_is_the_same_at_every_call_is_taken_as_it_is_written() -> None:
    """Constants stand in the text, where an index made for them can be used; a per cent sign or a quote in one is only itself."""
    wanted = [make_person(name=name) for name in ("示例", "百分之100%s的'示例'")]
    for person in wanted:
        kept = KeptQuery(lambda least, name=person.name: Person.objects.filter(pk__gte=least, name=name, is_ward=False))
        assert kept(least=0) == [person]
        assert kept(least=person.pk + 1) == []
