"""S13.2, A2: a program gives the ID of the guardian who comes; the interface compares it with the register at every desk."""

from datetime import date
from typing import Any

import pytest

from tests.channels.api.calls import Program, program
from tests.factories import make_child, make_guardianship, make_office, make_old_card, make_person
from tests.journeys.endings import cancel, settle
from tests.journeys.replacing import Case, case, lost

pytestmark = pytest.mark.django_db(transaction=True)
PAPERS = [
    {"kind": "resident_id_card", "holder": "applicant"},
    {"kind": "social_card", "holder": "applicant"},
    {"kind": "old_medical_card", "holder": "applicant"},
    {"kind": "resident_id_card", "holder": "guardian"},
    {"kind": "clearance_slip", "holder": "applicant"},
]
NONE_DUE = [{"kind": kind} for kind in ("pension", "medical", "other")]
# The address below the person: who calls, and the rule that is cited.
ADDRESSES = {
    "loss/take-back": ("card_hall_clerk", "S8"),
    "social-pin/reset": ("card_hall_clerk", "S6.1"),
    "old-card-pin/reset": ("card_hall_clerk", "S6.1"),
    "replace-lost-card": ("community_clerk", "S9"),
    "change-card": ("community_clerk", "S9"),
    "hand-in-card": ("community_clerk", "S9"),
    "mandates": ("bank_teller", "S2.3"),
    "refunds": ("agency_clerk", "S11.2"),
    "cancel-social": ("card_hall_clerk", "S11.2"),
    "close-account": ("bank_teller", "S11.2"),
}


def prepared(address: str) -> tuple[Case, Program, dict[str, Any]]:
    """Return an adult ward in the situation of this act, the program of the desk, and what it sends but who came."""
    here, role = case(is_ward=True), ADDRESSES[address][0]
    shown = {"card_number_shown": here.card.card_number}
    new = {"pickup_office_id": here.branch.pk, "phone": "13900001111"}
    if address in ("loss/take-back", "replace-lost-card"):
        lost(here.card)
    if address == "hand-in-card":
        here.change()
    bodies: dict[str, dict[str, Any]] = {"replace-lost-card": new, "change-card": new | {"cause": "damaged"}, "mandates": {}}
    bodies |= {"refunds": {"reason": "settled_abroad", "refunds": NONE_DUE}, "cancel-social": {}}
    if address in ("cancel-social", "close-account"):
        settle(here.person)
    if address == "close-account":
        bodies[address] = {"clearance_number": cancel(here.person).number}
    if address == "old-card-pin/reset":
        shown = {"card_number_shown": make_old_card(person=here.person).number}
    offices = {"card_hall_clerk": here.hall, "community_clerk": here.community, "bank_teller": here.branch}
    offices["agency_clerk"] = make_office(kind="agency")
    return here, program(role, office=offices[role]), bodies.get(address, shown) | {"comes": "guardian", "documents": PAPERS}


def test_s3_2_s13_2_a_first_application_compares_a_registered_guardian() -> None:
    """S3.2, S13.2 (decision 102): `identity` is the ID of who came."""
    mother, community = make_person(), make_office(kind="community")
    child = make_child(guardian=mother, community=community, category="resident", born=date(2022, 1, 5))
    body = {"person_id": child.pk, "pickup_office_id": make_office(kind="bank_branch").pk, "phone": "13900001111"}
    papers = [{"kind": "household_register", "holder": "applicant"}, {"kind": "resident_id_card", "holder": "guardian"}]
    body |= {"comes": "guardian", "documents": papers}
    desk = program("community_clerk", office=community)
    for who in ({}, {"identity": {"kind": "resident_id_card", "number": make_person().social_number}}):
        told = desk.act("/applications", body | who).json()
        assert (told["code"], told["rule"]) == ("not_the_guardian", "S3.2")
    read = {"identity": {"kind": "resident_id_card", "number": mother.social_number}}
    assert desk.act("/applications", body | read).status_code == 201


@pytest.mark.parametrize("address", ADDRESSES)
def test_s13_2_only_a_registered_guardians_id_will_do(address: str) -> None:
    """S13.2, A4: nobody's number and a stranger's are refused by the act's own rule, with what to do instead."""
    here, desk, body = prepared(address)
    mother = make_person()
    make_guardianship(guardian=mother, ward=here.person, starts_on=date(2020, 1, 1))
    path = f"/people/{here.person.pk}/{address}"
    stranger = {"identity": {"kind": "resident_id_card", "number": make_person().social_number}}
    for who in ({}, stranger):
        refused = desk.act(path, body | who)
        told = refused.json()
        assert (refused.status_code, told["code"], told["rule"]) == (409, "not_the_guardian", ADDRESSES[address][1])
        assert told["remedies"] and stranger["identity"]["number"] not in refused.content.decode()
    done = desk.act(path, body | {"identity": {"kind": "resident_id_card", "number": mother.social_number}})
    assert done.status_code in (200, 201), done.content
