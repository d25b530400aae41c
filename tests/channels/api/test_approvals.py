"""S11.1, A2 through the interface: a death recorded by mistake is prepared by one program and approved by another operator's."""

from typing import Any

import pytest

from citycard.people import person
from citycard.people.models import Person
from tests.channels.api.calls import Program, program
from tests.factories import TODAY, make_card, make_person
from tests.journeys.endings import DAY, die

pytestmark = pytest.mark.django_db(transaction=True)
OWN_ID = {"kind": "resident_id_card", "holder": "applicant"}
ASKED = {"documents": [OWN_ID], "reason": "同名的人去世，登记时点错了人"}


def dead(**fields: Any) -> Person:
    who = make_card(person=make_person(**fields), state="active").person
    die(who, key=f"death-{who.pk}", died_on=TODAY - DAY)
    return who


def prepare(caller: Program, who: Person, **changes: Any) -> Any:
    return caller.act(f"/people/{who.pk}/death/take-back", ASKED | changes)


def test_s11_1_prepared_at_the_community_and_approved_at_the_hall() -> None:
    """S11.1, A2: the list says who, when and why; the receipt what goes on; the person lives again."""
    community, hall = program("community_clerk"), program("card_hall_clerk")
    who = dead(community=community.office)
    prepared = prepare(community, who)
    assert (prepared.status_code, prepared.json()["state"]) == (201, "prepared")
    (line,) = hall.get("/approvals").json()["items"]
    assert (line["person_id"], line["reason"], line["act"]) == (who.pk, ASKED["reason"], "approve_take_back_death")
    assert who.social_number not in str(line)
    done = hall.act(f"/approvals/{line['id']}/approve", {}, key="once")
    assert (done.status_code, done.json()["is_account_released"], done.json()["left"]) == (200, True, [])
    assert hall.act(f"/approvals/{line['id']}/approve", {}, key="once")["Idempotent-Replayed"] == "true"
    assert person(who.pk).died_on is None and hall.get("/approvals").json()["items"] == []


def test_a2_the_same_operator_is_refused_and_may_withdraw() -> None:
    hall, other = program("card_hall_clerk"), program("agency_clerk")
    who = dead()
    number = prepare(hall, who).json()["approval_id"]
    refused = hall.act(f"/approvals/{number}/approve", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "approval_own") and refused.json()["remedies"]
    assert other.act(f"/approvals/{number}/withdraw", {}).json()["code"] == "approval_not_yours"
    assert prepare(other, who).json()["code"] == "approval_waiting"
    assert hall.act(f"/approvals/{number}/withdraw", {}).json()["state"] == "withdrawn"
    assert other.act(f"/approvals/{number}/approve", {}).json()["code"] == "approval_decided"
    assert other.act("/approvals/999999/approve", {}).json()["code"] == "approval_unknown"
    assert person(who.pk).died_on is not None


def test_a2_a_refusal_says_why_and_nobody_acts_on_themselves() -> None:
    hall, other = program("card_hall_clerk"), program("card_hall_clerk")
    who = dead()
    number = prepare(hall, who).json()["approval_id"]
    other.operator.person = who
    other.operator.save()
    assert other.act(f"/approvals/{number}/approve", {}).json()["code"] == "own_affair"
    assert prepare(other, who).json()["code"] == "own_affair"
    agency = program("agency_clerk")
    assert agency.act(f"/approvals/{number}/refuse", {}).status_code == 422
    assert agency.act(f"/approvals/{number}/refuse", {"reason": "人像不一致"}).json()["state"] == "refused"


def test_s12_a_community_prepares_for_its_residents_only_and_sees_its_own_requests() -> None:
    one, other, hall = program("community_clerk"), program("community_clerk"), program("card_hall_clerk")
    who = dead(community=one.office)
    assert prepare(other, who).json()["code"] == "not_your_office"
    prepare(one, who)
    assert [len(caller.get("/approvals").json()["items"]) for caller in (one, other, hall)] == [1, 0, 1]
    assert one.act("/approvals/1/approve", {}).json()["code"] == "not_permitted"
