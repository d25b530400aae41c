"""Rosters of units (S3.1): every row is checked before anything is written, and the same roster again changes nothing."""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from citycard import cards
from citycard.cards.models import Application, Roster, RosterRow
from citycard.cards.rosters import RosterFacts, RosterLine
from citycard.cards.tasks import check_roster_to_the_end
from citycard.people.models import Office, Person, Unit
from citycard.shared.numbers import citizen
from citycard.shared.refusal import Refusal
from citycard.shared.states import MoveNotAllowed
from tests import factories
from tests.cards.roster_lines import BORN, counts, line, sent
from tests.factories import NOW

# Whole rosters


@pytest.fixture
def unit(db: None) -> Unit:
    return factories.make_unit()


@pytest.fixture
def hall(db: None) -> Office:
    return factories.make_office(kind="card_hall")


@pytest.fixture
def clerk(unit: Unit) -> Any:
    return factories.actor_for(factories.make_operator(role="employer_clerk", unit=unit))


Send = Callable[..., RosterFacts]


@pytest.fixture
def send(unit: Unit, hall: Office, clerk: Any) -> Send:
    return lambda rows, **more: sent(rows, unit=unit, hall=hall, by=clerk, **more)


def test_newcomers_are_registered_with_the_unit_and_applied_for(send: Send, unit: Unit, hall: Office) -> None:
    """S3.1: from the roster come a person of this unit and an application that waits at the card hall (S4.1)."""
    facts = send([line(2, nation="满族", id_valid_until="2036-05-06", address="顺城区样例街9号（示例）")])
    assert counts(facts) == ("applied", 1, 0, 0)
    person = Person.objects.get()
    assert (person.name, person.nation, person.birth_date, person.sex) == ("陈一诺", "11", BORN, "2")
    assert (person.unit_id, person.category, person.id_valid_until) == (unit.pk, "employee", date(2036, 5, 6))
    row = Application.objects.get()
    assert (row.person_id, row.source, row.state, row.unit_id) == (person.pk, "unit", "submitted", unit.pk)
    assert (row.pickup_office_id, row.phone, row.kind) == (hall.pk, "13600000001", "first")
    assert row.number.startswith("SQ20261123-") and row.number.endswith("-0002")


def test_a_school_registers_students_and_knows_who_is_too_young_for_an_id_card(hall: Office) -> None:
    """S3.1, S4.2: a pupil whose ID card the roster does not name has none until 16."""
    school = factories.make_unit(kind="school")
    by = factories.actor_for(factories.make_operator(role="school_clerk", unit=school))
    pupil = factories.citizen_number(born=date(2015, 9, 1), serial=3)
    student = factories.citizen_number(born=date(2010, 11, 23), serial=4)
    sent([line(2, social_number=pupil), line(3, social_number=student)], unit=school, hall=hall, by=by)
    found = Person.objects.order_by("birth_date").values_list("category", "has_id_card")
    assert list(found) == [("student", True), ("student", False)]


def test_one_bad_row_and_nothing_is_written(send: Send) -> None:
    """S3.1: no person, no application; the bad row says why, the good one that it is good."""
    facts = send([line(2), line(3, phone="1")])
    assert counts(facts) == ("refused", 1, 0, 1)
    assert not Person.objects.exists() and not Application.objects.exists()
    rows = cards.roster_rows(facts.id)
    assert [(row.outcome, [one.code for one in row.problems]) for row in rows] == [("new", []), ("bad", ["mobile_wrong_length"])]
    assert rows[1].problems[0].facts == {"length": 1}


def test_the_good_rows_alone_when_the_unit_says_so(send: Send) -> None:
    """S3.1: 办理没有问题的行, chosen with the upload."""
    facts = send([line(2), line(3, phone="1"), line(4)], good_rows=True)
    assert counts(facts) == ("applied", 2, 0, 1)
    assert Application.objects.count() == 2


def test_the_good_rows_of_a_refused_roster_later_and_only_once(send: Send, clerk: Any) -> None:
    """S3.1, A3: chosen after the result was seen; sent twice it acts once, and a second time there is nothing to apply."""
    facts = send([line(2), line(3, name="")])
    first = cards.apply_good_rows(by=clerk, key="go", at=NOW, roster_id=facts.id)
    again = cards.apply_good_rows(by=clerk, key="go", at=NOW, roster_id=facts.id)
    assert (first.new_count, first.state, again.replayed) == (1, "applied", True)
    assert Application.objects.count() == 1
    with pytest.raises(MoveNotAllowed):
        cards.apply_good_rows(by=clerk, key="other", at=NOW, roster_id=facts.id)


def test_good_rows_are_judged_again_when_they_are_applied(send: Send, clerk: Any, unit: Unit) -> None:
    """S3: between check and application somebody else applied: that row is `same` now, not twice."""
    facts = send([line(2), line(3, name="")])
    person = factories.make_person(name="陈一诺", social_number=line(2).social_number, unit=unit, category="employee")
    factories.make_application(person=person)
    with pytest.raises(Refusal) as caught:
        cards.apply_good_rows(by=clerk, key="go", at=NOW, roster_id=facts.id)
    assert caught.value.code == "roster_without_good_rows"
    assert Application.objects.count() == 1


def test_the_same_roster_again_changes_nothing_and_says_so(send: Send) -> None:
    """S3.1, A3: every row comes back as `same` with the number of the open application."""
    rows = [line(number) for number in range(2, 12)]
    send(rows)
    before = list(Application.objects.order_by("pk").values())
    again = send(rows, key="k2")
    assert counts(again) == ("applied", 0, 10, 0)
    assert list(Application.objects.order_by("pk").values()) == before
    numbers = {one.facts["number"] for row in cards.roster_rows(again.id) for one in row.problems}
    assert numbers == {row["number"] for row in before}


def test_a_replayed_upload_gives_the_first_receipt(unit: Unit, hall: Office, clerk: Any) -> None:
    """A3: a double click makes one roster."""
    first = sent([line(2)], unit=unit, hall=hall, by=clerk)
    again = sent([line(2)], unit=unit, hall=hall, by=clerk)
    assert (again.id, Roster.objects.count(), Application.objects.count()) == (first.id, 1, 1)


def test_a_person_with_a_card_stays_as_they_are(send: Send, unit: Unit) -> None:
    """S3: at most one card: whoever has one is `same`."""
    person = factories.make_person(name="陈一诺", social_number=line(2).social_number, unit=unit, category="employee")
    factories.make_card(person=person, state="active")
    facts = send([line(2), line(3)])
    assert counts(facts) == ("applied", 1, 1, 0)
    assert Application.objects.filter(person=person).count() == 1


def test_people_of_elsewhere_and_the_dead_are_bad_rows(send: Send) -> None:
    """S3.1, S11.1: registered at a community or with another unit, or dead: not this unit's to apply for."""
    other = factories.make_unit()
    numbers = [line(number).social_number for number in (2, 3, 4)]
    factories.make_person(name="陈一诺", social_number=numbers[0])
    factories.make_person(name="陈一诺", social_number=numbers[1], unit=other, category="employee")
    factories.make_person(name="赵敏", social_number=numbers[2], unit=other, category="employee")
    rows = cards.roster_rows(send([line(2), line(3), line(4)]).id)
    assert [row.problems[0].code for row in rows] == ["registered_elsewhere", "registered_elsewhere", "name_not_as_registered"]


def test_an_unknown_division_is_a_warning_only(send: Send) -> None:
    """S1.2: real numbers carry codes long abolished."""
    body = "99990019900304002"
    facts = send([line(2, social_number=body + citizen.check_char(body))])
    (row,) = cards.roster_rows(facts.id)
    assert (row.outcome, row.division_known) == ("new", False)


def test_cells_no_database_can_keep_are_refused_as_names(send: Send) -> None:
    """S3.1: NUL and half a character come from workbooks that were made to hurt."""
    rows = cards.roster_rows(send([line(2, name="王\x00芳"), line(3, name="王\ud800芳", address="\x00")]).id)
    assert [[one.code for one in row.problems] for row in rows] == [
        ["name_has_strange_character"],
        ["name_has_strange_character", "address_not_usable"],
    ]


@pytest.mark.parametrize(("rows", "code"), [([], "roster_empty"), ([line(2)] * 20_001, "roster_too_long")])
def test_a_roster_of_no_size(send: Send, rows: list[RosterLine], code: str) -> None:
    """S3.1: nobody on it, or more rows than the policy allows."""
    with pytest.raises(Refusal) as caught:
        send(rows)
    assert caught.value.code == code
    assert not Roster.objects.exists()


def test_units_collect_at_the_card_hall(unit: Unit, clerk: Any) -> None:
    """S4.1: a branch is no place for a unit's cards."""
    with pytest.raises(Refusal) as caught:
        sent([line(2)], unit=unit, hall=factories.make_office(kind="bank_branch"), by=clerk)
    assert caught.value.code == "pickup_office_not_suitable"


def test_progress_is_seen_from_outside_while_it_is_checked(unit: Unit, hall: Office, clerk: Any) -> None:
    """S3.1: done_count grows piece by piece, and until the last row nothing is written."""
    rows = [
        line(number, social_number=factories.citizen_number(born=BORN + timedelta(days=number), serial=1))
        for number in range(2, 1203)
    ]
    receipt = cards.receive_roster(
        by=clerk, key="k", at=NOW, unit_id=unit.pk, file_name="a.csv", sha256=b"1", lines=rows, pickup_office_id=hall.pk
    )
    seen = [cards.check_roster(roster_id=receipt.roster_id, at=NOW) for _ in range(2)]
    assert [(one.state, one.done_count) for one in seen] == [("checking", 500), ("checking", 1000)]
    assert not Application.objects.exists()
    assert counts(cards.check_roster(roster_id=receipt.roster_id, at=NOW)) == ("applied", 1201, 0, 0)
    assert cards.check_roster(roster_id=receipt.roster_id, at=NOW).state == "applied"


def test_the_worker_checks_a_roster_nobody_looks_at(unit: Unit, hall: Office, clerk: Any) -> None:
    """S3.1: the upload leaves a job in the same transaction; the job goes on to the last row."""
    rows = [line(number, social_number="1") for number in range(2, 703)]
    receipt = cards.receive_roster(
        by=clerk, key="k", at=NOW, unit_id=unit.pk, file_name="a.csv", sha256=b"1", lines=rows, pickup_office_id=hall.pk
    )
    job = ProcrastinateJob.objects.get(task_name="cards.check_roster")
    assert job.args == {"roster_id": receipt.roster_id}
    check_roster_to_the_end(**job.args)
    assert counts(cards.roster(receipt.roster_id)) == ("refused", 0, 0, 701)


def test_the_act_names_unit_operator_and_counts(send: Send, clerk: Any) -> None:
    """A2: whoever's process ends the check, the clerk who sent the roster is named; no full number stands in the record."""
    facts = send([line(2), line(3)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT operator_label, channel, unit_id, facts, receipt::text FROM act WHERE act = 'cards.decide_roster'")
        ((label, channel, unit_id, kept, receipt),) = cursor.fetchall()
    assert (label, channel, unit_id) == (clerk.label, "unit_hall", clerk.unit_id)
    assert line(2).social_number not in receipt and '"new_count": 2' in str(kept).replace("'", '"')
    assert facts.operator_label == clerk.label


@pytest.mark.django_db
def test_five_thousand_rows_take_seconds(unit: Unit, hall: Office, clerk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """S3.1: 5,000 rows in under 20 s, newcomers and known people mixed; the time is printed."""
    rows = [
        line(n, social_number=factories.citizen_number(born=date(1960, 1, 1) + timedelta(days=n), serial=7))
        for n in range(2, 5002)
    ]
    entered = [replace(row, phone="13600000009") for row in rows[::2]]
    sent(entered, unit=unit, hall=hall, by=clerk, key="half")
    started = time.perf_counter()
    facts = sent(rows, unit=unit, hall=hall, by=clerk)
    took = time.perf_counter() - started
    with capsys.disabled():
        sys.stdout.write(f"\nroster of 5,000 rows: {took:.2f} s\n")
    assert counts(facts) == ("applied", 2500, 2500, 0)
    assert took < 20
    assert RosterRow.objects.filter(roster_id=facts.id, application__isnull=False).count() == 2500
