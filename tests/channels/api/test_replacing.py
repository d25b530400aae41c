"""S9, S10 through the JSON interface: replaced at community, unit and online; the temporary card of a hall."""

from typing import Any

import pytest

from citycard.cards.models import Application, SocialSide
from citycard.staff.models import Operator
from tests.channels.api.calls import PLACES, Program, own, program
from tests.factories import make_account, make_card, make_office, make_operator, make_person, make_unit
from tests.journeys.replacing import Case, case, lost, make_new

pytestmark = pytest.mark.django_db(transaction=True)
PAPERS = [{"kind": "resident_id_card", "holder": "applicant"}]
OLD_CARD = {"kind": "social_card", "holder": "applicant"}
ADMISSION = {"kind": "admission_proof", "holder": "applicant"}
PHONE = "13900001111"


def problem(response: Any) -> tuple[int, str, str]:
    """Return status, code and rule of a refusal; it names a remedy (A4)."""
    body = response.json()
    assert body["remedies"], body
    return response.status_code, body["code"], body["rule"]


def test_lost_replaced_hospital_in_between() -> None:
    """S9.1, S10.1–S10.4: from the application to the day on which the lost temporary card is paid for."""
    here = case()
    lost(here.card)
    community, hall = program("community_clerk", office=here.community), program("card_hall_clerk", office=here.hall)
    who, asked = here.person.pk, {"pickup_office_id": here.branch.pk, "phone": PHONE}
    missing = community.act(f"/people/{who}/replace-lost-card", asked)
    assert problem(missing)[1] == "document_missing"
    applied = community.act(f"/people/{who}/replace-lost-card", asked | {"documents": PAPERS})
    assert applied.status_code == 201 and applied.json()["is_bank_blocked"] is True
    again = community.act(f"/people/{who}/replace-lost-card", asked | {"documents": PAPERS})
    assert problem(again)[1:] == ("application_open", "S9")
    lent_and_used(hall, here)
    (new,) = make_new(applied.json()["application_id"])
    branch = program("bank_teller", office=here.branch)
    collect = {"documents": PAPERS, "card_number_shown": new.card_number}
    assert problem(branch.act(f"/cards/{new.pk}/collect", collect))[1:] == ("temporary_card_out", "S10.3")
    assert hall.act(f"/people/{who}/temporary-card/lost", {}).json()["fee_fen"] == 2000
    assert problem(hall.act(f"/people/{who}/temporary-card/settle", {"paid_fen": 0}))[1] == "temporary_fee_differs"
    assert hall.act(f"/people/{who}/temporary-card/settle", {"paid_fen": 2000}).json()["state"] == "settled"
    assert problem(hall.act(f"/people/{who}/temporary-card/return", {}))[1] == "no_temporary_card"
    assert branch.act(f"/cards/{new.pk}/collect", collect).status_code == 200


def lent_and_used(hall: Program, here: Case) -> None:
    """Stock, lend, look, use: at the hospital only, and for what it is for."""
    who = here.person.pk
    assert hall.act("/temporary-cards", {"first": "LS000001", "last": "LS000003"}).json()["card_count"] == 3
    assert problem(hall.act("/temporary-cards", {"first": "LS000003", "last": "LS000004"}))[1] == "temporary_number_taken"
    lend = {"temporary_number": "LS000001", "hospital": "样例医院（示例）", "documents": [*PAPERS, ADMISSION]}
    guardian = lend | {"comes": "guardian", "identity": {"kind": "resident_id_card", "number": here.person.social_number}}
    assert problem(hall.act(f"/people/{who}/temporary-card", guardian))[1] == "guardian_not_needed"
    assert hall.act(f"/people/{who}/temporary-card", lend).status_code == 201
    told = hall.get("/temporary-cards").json()
    assert (told["in_stock"], told["next_number"], told["out"][0]["number"]) == (2, "LS000002", "LS000001")
    assert here.person.social_number not in str(told)

    medical, pharmacy = program("medical_clerk"), program("pharmacy_clerk")
    used = {"temporary_number": "LS000001", "use": "settlement"}
    assert medical.act("/temporary-cards/use", used).status_code == 200
    assert problem(medical.act("/temporary-cards/use", used | {"use": "medicine"}))[1:] == ("temporary_use_not_allowed", "S10.2")
    assert problem(pharmacy.act("/temporary-cards/use", used))[1:] == ("not_on_this_channel", "S10.2")


def test_a_card_is_changed_at_the_desk_and_handed_in() -> None:
    """S9: with the old card as a paper it ends; without it nothing happens."""
    here = case()
    community = program("community_clerk", office=here.community)
    body = {"pickup_office_id": here.branch.pk, "phone": PHONE, "cause": "data", "old_card": "handed_in", "documents": PAPERS}
    assert problem(community.act(f"/people/{here.person.pk}/change-card", body))[1] == "document_missing"
    done = community.act(f"/people/{here.person.pk}/change-card", body | {"documents": [*PAPERS, OLD_CARD]})
    assert done.json()["is_old_card_ended"] is True
    assert SocialSide.objects.get(card=here.card).state == "superseded"


def test_a_unit_replaces_the_cards_of_its_people_without_papers() -> None:
    """S9.3: its own people only."""
    unit = make_unit()
    here = case(unit=unit)
    lost(here.card)
    clerk = program("employer_clerk", unit=unit)
    asked = {"pickup_office_id": here.hall.pk, "phone": PHONE}
    stranger = make_card(person=make_person(unit=make_unit()), state="active")
    assert problem(clerk.act(f"/people/{stranger.person_id}/change-card", asked | {"cause": "damaged"}))[0] == 403
    assert clerk.act(f"/people/{here.person.pk}/replace-lost-card", asked).status_code == 201
    assert Application.objects.get(person=here.person, kind="lost").source == "unit"


def test_a_holder_replaces_the_own_card_online_and_a_stranger_does_not() -> None:
    """S9.2, S13: one's own, or of somebody one acts for."""
    here = case()
    browser = own(make_account(person=here.person), here.person.name)
    key = {"HTTP_IDEMPOTENCY_KEY": "own-1"}
    asked = {"pickup_office_id": here.branch.pk, "phone": PHONE}
    where, kind = "/api/v1/my-card/replace-lost-card", "application/json"
    assert problem(browser.post(where, asked, content_type=kind, **key))[1:] == ("loss_not_reported", "S9")
    lost(here.card)
    assert browser.post(where, asked, content_type=kind, HTTP_IDEMPOTENCY_KEY="own-2").status_code == 201
    other = case()
    lost(other.card)
    refused = browser.post(f"{where}?for_id={other.person.pk}", asked, content_type=kind, HTTP_IDEMPOTENCY_KEY="own-3")
    assert problem(refused)[1] == "no_power"
    assert not Application.objects.filter(person=other.person, kind="lost").exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"first": "LS000001"},
        {"first": 1, "last": 2},
        {"first": "LS0001\u0000", "last": "LS0002"},
        {"first": "LS0001", "last": "LS0002", "office_id": 3},
    ],
)
def test_bad_ranges_are_named_field_by_field(body: dict[str, object]) -> None:
    """S10, A4: what is missing, of the wrong kind or unknown is said, and nothing is written."""
    hall = program("card_hall_clerk")
    refused = hall.act("/temporary-cards", body)
    assert refused.status_code in (400, 422) and refused.json()["remedies"]
    assert hall.get("/temporary-cards").json()["in_stock"] == 0


def test_every_role_but_the_halls_is_shut_out_of_temporary_cards() -> None:
    """S10.1, A2."""
    for role in ("community_clerk", "bank_teller", "medical_clerk"):
        who = Program(make_operator(role=role, office=make_office(kind=PLACES[role])))
        assert problem(who.act("/temporary-cards", {"first": "LS0001", "last": "LS0002"}))[:2] == (403, "not_permitted")
    assert Operator.objects.count() == 3
