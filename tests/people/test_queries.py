"""The questions to the register: right, masked, and never more than two statements."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from citycard import people
from tests.factories import TODAY, make_child, make_guardianship, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db


def test_a_whole_number_finds_one_person_masked() -> None:
    """S12: found by the exact number, small x and blanks forgiven; the row shows neither number nor phone."""
    wang = make_person(name="王芳", phone="13900005628", community=make_office(kind="community"))
    found = people.search(f" {wang.social_number.lower()} ", on=TODAY)
    assert [row.id for row in found.rows] == [wang.pk]
    assert found.rows[0].phone_masked == "139****5628"
    assert found.rows[0].number_masked == f"{wang.social_number[:4]}**********{wang.social_number[14:]}"
    assert found.rows[0].age == 43


def test_half_a_number_finds_nobody() -> None:
    """S12: no fishing for numbers."""
    wang = make_person()
    assert people.search(wang.social_number[:17], on=TODAY).rows == ()
    assert people.search("", on=TODAY).rows == ()


def test_a_name_is_searched_from_its_beginning_within_the_scope() -> None:
    """S12: a community finds its own residents; signs that SQL knows are only letters here."""
    here, there = make_office(kind="community"), make_office(kind="community")
    mine = make_person(name="王芳", community=here)
    make_person(name="王芬", community=there)
    make_person(name="小王芳", community=here)
    own = people.search("王", on=TODAY, scope=people.Scope(community_id=here.pk))
    assert [row.id for row in own.rows] == [mine.pk]
    assert len(people.search("王", on=TODAY).rows) == 2
    assert people.search("%", on=TODAY).rows == ()


def test_another_communitys_person_is_said_to_be_elsewhere() -> None:
    """S12: bad input “another office's person”: not shown, and the clerk learns that the person belongs elsewhere."""
    here, there = make_office(kind="community"), make_office(kind="community")
    other = make_person(community=there)
    found = people.search(other.social_number, on=TODAY, scope=people.Scope(community_id=here.pk))
    assert (found.rows, found.is_elsewhere) == ((), True)
    assert people.search(other.social_number, on=TODAY).is_elsewhere is False


def test_people_whom_another_room_found_are_held_to_the_scope() -> None:
    """S12: by card number or 受理号, the same masks and the same scope."""
    here = make_office(kind="community")
    mine, other = make_person(community=here), make_person()
    found = people.search("A00000038", on=TODAY, scope=people.Scope(community_id=here.pk), person_ids=(mine.pk, other.pk))
    assert ([row.id for row in found.rows], found.is_elsewhere) == ([mine.pk], True)


def test_a_long_list_says_that_there_is_more() -> None:
    """S12: twenty at a time."""
    for _ in range(21):
        make_person(name="李明")
    found = people.search("李", on=TODAY)
    assert (len(found.rows), found.has_more) == (20, True)


def test_guardians_hold_on_the_day() -> None:
    """S4.2 ②, S13.2: a past guardianship and one of a child grown to 16 are not in force."""
    father = make_person(name="陈建国", sex="1", born=date(1988, 3, 1))
    child = make_child(guardian=father)
    grown = make_child(guardian=father, born=date(2010, 11, 23), name="陈大诺")
    former = make_person(name="陈爷爷", sex="1", born=date(1950, 1, 1))
    make_guardianship(guardian=former, ward=child, starts_on=date(2021, 1, 1), ends_on=date(2022, 1, 1))
    assert [row.guardian.name for row in people.guardians_of(child.pk, on=TODAY)] == ["陈建国"]
    assert [row.ward.name for row in people.stands_in_for(father.pk, on=TODAY)] == ["陈一诺"]
    assert people.guardians_of(grown.pk, on=TODAY) == ()
    assert [row.guardian.name for row in people.guardians_of(child.pk, on=date(2021, 5, 1))] == ["陈建国", "陈爷爷"]


def test_offices_are_listed_by_kind_and_closed_ones_left_out() -> None:
    """S3.2: a branch to choose is an open one."""
    branch = make_office(kind="bank_branch")
    make_office(kind="bank_branch", is_open=False)
    make_office(kind="community")
    assert [office.id for office in people.offices(kind="bank_branch")] == [branch.pk]
    with pytest.raises(people.OfficeUnknown):
        people.office(branch.pk, kind="community")


def test_no_question_costs_more_than_two_statements() -> None:
    """Speed: the person page has twelve statements for everything."""
    community, unit = make_office(kind="community"), make_unit()
    person = make_person(community=community, unit=unit)
    child = make_child(guardian=person, community=community)
    questions = (
        lambda: people.person(person.pk),
        lambda: people.people((person.pk, child.pk)),
        lambda: people.find_person(person.social_number),
        lambda: people.search(person.social_number, on=TODAY),
        lambda: people.search("王", on=TODAY),
        lambda: people.guardians_of(child.pk, on=TODAY),
        lambda: people.stands_in_for(person.pk, on=TODAY),
        people.offices,
        people.units,
    )
    for ask in questions:
        with CaptureQueriesContext(connection) as asked:
            assert ask()
        assert len(asked) <= 2
