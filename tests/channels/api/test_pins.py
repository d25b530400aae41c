"""PINs through the JSON interface (S5.3, S6), as programs of a hospital, a pharmacy, a community, the card hall and the bank call it."""

from typing import Any

import pytest

from citycard.bank.models import CardSide
from citycard.cards.models import Card, SocialSide
from citycard.people.models import Person
from citycard.pins.models import SocialPin
from tests.channels.api.calls import Program, program
from tests.factories import make_old_card, make_person
from tests.journeys.pin_desks import OTHER, RIGHT, WRONG, ZEROS, active_card, try_pin
from tests.journeys.test_bank_pin import try_bank_pin

pytestmark = pytest.mark.django_db(transaction=True)
PAPERS = [{"kind": "social_card", "holder": "applicant"}, {"kind": "resident_id_card", "holder": "applicant"}]


def full_pad(by: Program, number: str, what: str, entry: str, digits: str) -> str:
    asked = {"card_number": number, "what": what, "entry": entry}
    pad = by.call("POST", "/pins/pads", asked).json()
    for digit in digits:
        token = next(key["token"] for key in pad["keys"] if key["digit"] == digit)
        pad = by.call("POST", "/pins/pads/press", {**asked, "pad": pad["sealed"], "token": token}).json()
    assert pad["is_full"] and "digits" not in pad
    return pad["sealed"]


def use(by: Program, number: str, digits: str, **more: Any) -> Any:
    body = {"card_number": number, "use": "medicine", "pad": full_pad(by, number, "use", "only", digits)}
    return by.act("/pins/social/verify", {**body, **more})


def test_s6_2_hospital_and_pharmacy_authorise_by_card_and_pin() -> None:
    """S6.2: a wrong PIN is an answer with the tries left; the sixth locks; then the reason is told."""
    card = active_card()
    for role in ("medical_clerk", "pharmacy_clerk"):
        answer = use(program(role), card.card_number, ZEROS)
        assert answer.status_code == 200 and answer.json()["is_right"] and answer.json()["number"].startswith("MM")
    hospital = program("medical_clerk")
    assert [use(hospital, card.card_number, WRONG).json()["tries_left"] for _ in range(6)] == [5, 4, 3, 2, 1, 0]
    refused = use(hospital, card.card_number, ZEROS)
    assert (refused.status_code, refused.json()["code"], refused.json()["rule"]) == (409, "social_pin_locked", "S6.2")
    assert use(program("pharmacy_clerk"), card.card_number, ZEROS, use="stay").json()["code"] == "use_not_at_pharmacy"


def test_a3_a_call_sent_again_is_one_try() -> None:
    card, hospital = active_card(), program("medical_clerk")
    body = {"card_number": card.card_number, "use": "clinic", "pad": full_pad(hospital, card.card_number, "use", "only", WRONG)}
    first, again = (hospital.act("/pins/social/verify", body, key="same") for _ in range(2))
    assert first.json()["number"] == again.json()["number"] and again["Idempotent-Replayed"] == "true"
    assert SocialPin.objects.get(card=card.pk).wrong_tries == 1


def test_s5_3_a_pad_of_another_card_or_purpose_or_operator_does_not_fit() -> None:
    card, other, hospital = active_card(), active_card(), program("medical_clerk")
    for pad in (
        full_pad(hospital, other.card_number, "use", "only", ZEROS),
        full_pad(hospital, card.card_number, "change_social", "only", ZEROS),
        full_pad(program("medical_clerk"), card.card_number, "use", "only", ZEROS),
    ):
        body = {"card_number": card.card_number, "use": "clinic", "pad": pad}
        assert hospital.act("/pins/social/verify", body).json()["code"] == "pad_for_something_else"


def test_s6_2_an_old_medical_card_locks_at_the_third() -> None:
    old, hospital = make_old_card(person=make_person()), program("medical_clerk")
    answers = []
    for digits in (ZEROS, WRONG, WRONG, WRONG):
        body = {"card_number": old.number, "use": "clinic", "pad": full_pad(hospital, old.number, "use", "only", digits)}
        answers.append(hospital.act("/pins/old-card/verify", body).json()["is_locked"])
    assert answers == [False, False, False, True]


def change(by: Program, card: Card, *, documents: list[dict[str, str]], present: str = ZEROS, **body: Any) -> Any:
    pads = {
        f"pad_{entry}": full_pad(by, card.card_number, "change_social", entry, digits)
        for entry, digits in (("present", present), ("first", RIGHT), ("second", RIGHT))
    }
    return by.act("/pins/social/change", {"card_number": card.card_number, "documents": documents, **pads, **body})


def test_s5_3_hospital_and_community_change_the_social_pin() -> None:
    community = program("community_clerk")
    card = active_card(community=community.office)
    assert change(community, card, documents=PAPERS[:1]).json()["code"] == "document_missing"
    assert change(community, card, documents=PAPERS, present=WRONG).json()["tries_left"] == 5
    for comes, code in (("agent", "not_for_who_comes"), ("guardian", "guardian_not_needed")):
        assert change(community, card, documents=PAPERS, comes=comes).json()["code"] == code
    assert change(community, card, documents=PAPERS).json()["is_changed"]
    assert try_pin(card, RIGHT).is_right
    elsewhere = program("community_clerk")
    assert change(elsewhere, card, documents=PAPERS).json()["code"] == "not_your_office"
    second = active_card()
    assert change(program("medical_clerk"), second, documents=[]).json()["is_changed"]


def test_s6_1_the_card_hall_resets() -> None:
    card, hall = active_card(), program("card_hall_clerk")
    SocialSide.objects.filter(pk=card.pk).update(pin_locked=True)
    body = {"documents": PAPERS, "card_number_shown": card.card_number}
    answer = hall.act(f"/people/{card.person_id}/social-pin/reset", body)
    assert answer.status_code == 200 and answer.json()["was_locked"] and try_pin(card).is_right


def test_s6_1_the_card_hall_resets_an_old_medical_cards_pin() -> None:
    old, hall = make_old_card(person=make_person(), pin_locked=True), program("card_hall_clerk")
    body: dict[str, object] = {"documents": PAPERS, "card_number_shown": old.number}
    refused = hall.act(f"/people/{old.person_id}/old-card-pin/reset", body)
    assert refused.json()["code"] == "document_missing", "a social security card is another paper"
    body["documents"] = [{"kind": "old_medical_card", "holder": "applicant"}, *PAPERS[1:]]
    answer = hall.act(f"/people/{old.person_id}/old-card-pin/reset", body)
    assert answer.status_code == 200 and answer.json()["was_locked"] and answer.json()["is_old_card"]


def test_s6_3_the_bank_unlocks_and_resets() -> None:
    card, bank = active_card(), program("bank_teller")
    for _ in range(3):
        try_bank_pin(card, WRONG)
    identity = {"kind": "resident_id_card", "number": card.person.social_number, "valid_until": "2036-05-06"}
    body = {"documents": PAPERS, "card_number_shown": card.card_number, "identity": identity}
    unlocked = bank.act(f"/people/{card.person_id}/bank-pin/unlock", body)
    assert unlocked.status_code == 200 and unlocked.json()["was_locked"]
    pads = {f"pad_{entry}": full_pad(bank, card.card_number, "reset_bank", entry, OTHER) for entry in ("first", "second")}
    assert bank.act(f"/people/{card.person_id}/bank-pin/reset", {**body, **pads}).status_code == 200
    assert try_bank_pin(card, OTHER).is_right and not CardSide.objects.get(card_number=card.card_number).is_pin_locked


def test_a2_nobody_tries_or_changes_the_own_card_at_the_own_desk() -> None:
    card, hospital = active_card(), program("medical_clerk")
    hospital.operator.person = Person.objects.get(pk=card.person_id)
    hospital.operator.save()
    assert use(hospital, card.card_number, ZEROS).json()["code"] == "own_affair"
    assert change(hospital, card, documents=[]).json()["code"] == "own_affair"


@pytest.mark.parametrize("digits", ["000000", "１２３４５６"])
def test_s5_3_digits_are_never_taken_as_digits(digits: str) -> None:
    """S5.3: what is no pad is refused without being repeated."""
    card, hospital = active_card(), program("medical_clerk")
    refused = hospital.act("/pins/social/verify", {"card_number": card.card_number, "use": "clinic", "pad": digits})
    assert refused.status_code in (409, 422) and digits not in refused.content.decode()
