"""Loss and taking it back at the JSON interface (S7, S8): the same journeys, papers, refusals and receipts as on the pages."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from citycard.bank.models import CardSide
from citycard.cards.models import Card, SocialSide
from citycard.medical.models import OldCard
from citycard.shared import one_trip
from tests.channels.api.calls import Program
from tests.channels.web_hall.doors import log_in
from tests.factories import NOW, make_application, make_card, make_child, make_office, make_old_card, make_operator, make_person

pytestmark = pytest.mark.django_db
OWN_ID = {"kind": "resident_id_card", "holder": "applicant"}
FOUND = {"kind": "social_card", "holder": "applicant"}
PLACES = {"community_clerk": "community", "card_hall_clerk": "card_hall", "bank_teller": "bank_branch"}


@pytest.fixture(autouse=True)
def today(clock_at: Callable[[datetime], datetime]) -> datetime:
    return clock_at(NOW)


def program(role: str, **fields: Any) -> Program:
    return Program(make_operator(role=role, office=make_office(kind=PLACES[role]), **fields))


def flags(card: Card) -> tuple[str, bool]:
    return SocialSide.objects.get(pk=card.pk).loss, CardSide.objects.get(card_number=card.card_number).is_lost


def report(desk: Program, card: Card, **body: Any) -> Any:
    return desk.act(f"/people/{card.person_id}/loss", {"documents": [OWN_ID]} | body)


def take_back(desk: Program, card: Card, **body: Any) -> Any:
    read = {"kind": "resident_id_card", "number": card.person.social_number, "valid_until": "2036-05-06"}
    sent = {"documents": [OWN_ID, FOUND], "card_number_shown": card.card_number, "identity": read} | body
    return desk.act(f"/people/{card.person_id}/loss/take-back", sent)


def own(client: Client, path: str, body: object, key: str) -> Any:
    headers = {"Idempotency-Key": key}
    return client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)


def test_s7_1_s8_2_lost_and_found_at_the_bank() -> None:
    """S7.1, S8.2: both functions there and back; the card hall is told to send the holder to the bank."""
    card = make_card(state="active")
    bank, hall = program("bank_teller"), program("card_hall_clerk")
    receipt = report(bank, card).json()
    assert (receipt["bank_reported"], receipt["bank_to_do"], receipt["already"]) == (True, False, False)
    assert receipt["cards"][0]["loss"] == "formal" and flags(card) == ("formal", True)
    assert report(hall, card).json()["already"] is True
    refused = take_back(hall, card)
    assert refused.status_code == 409 and refused.json()["code"] == "take_back_at_bank" and refused.json()["rule"] == "S8.2"
    assert take_back(bank, card).json()["bank_too"] is True and flags(card) == ("none", False)


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        (None, "identity_of_someone_else"),
        ({"kind": "resident_id_card", "number": "210402199003070017"}, "identity_of_someone_else"),
        ({"kind": "resident_id_card", "valid_until": "2026-11-22"}, "identity_expired"),
        ({"kind": "household_register"}, "identity_not_valid_kind"),
    ],
)
def test_s8_2_the_bank_reads_the_id(identity: dict[str, str] | None, code: str) -> None:
    """S8.2: the ID that was read is the holder's own; without one nothing is taken back."""
    card, bank = make_card(state="active"), program("bank_teller")
    report(bank, card)
    read = identity if identity is None else {"number": card.person.social_number} | identity
    refused = take_back(bank, card, identity=read)
    assert (refused.json()["code"], refused.json()["rule"], flags(card)) == (code, "S8", ("formal", True))


def test_s7_2_one_reports_for_oneself(client: Client) -> None:
    """S7.2, A3: temporary, at once; the key makes it one report; my card says what remains at the bank."""
    card = make_card(state="active")
    log_in(client, card.person)
    first = own(client, "/my-card/loss", {"how": "stolen"}, "k1")
    assert first.status_code == 200 and first.json()["bank_to_do"] is True and flags(card) == ("temporary", False)
    again = own(client, "/my-card/loss", {"how": "stolen"}, "k1")
    assert again.json()["number"] == first.json()["number"] and again.headers["Idempotent-Replayed"] == "true"
    assert own(client, "/my-card/loss", {}, "k2").json()["already"] is True
    assert client.get("/api/v1/my-card").json()["bank_to_do"] is True


def test_s13_for_a_ward_but_for_no_stranger(client: Client) -> None:
    guardian = make_person()
    child = make_card(person=make_child(guardian=guardian, born=date(2018, 4, 18)), state="active")
    stranger = make_card(state="active")
    log_in(client, guardian)
    assert own(client, f"/my-card/loss?for_id={child.person_id}", {}, "k1").status_code == 200
    refused = own(client, f"/my-card/loss?for_id={stranger.person_id}", {}, "k2")
    assert refused.status_code == 403 and refused.json()["code"] == "no_power"
    assert flags(child)[0] == "temporary" and flags(stranger)[0] == "none"


def test_s7_1_the_old_medical_card() -> None:
    """S7.1, S7.2: at the community, not at the bank; found again at the card hall."""
    person = make_person()
    old = make_old_card(person=person)
    body = {"documents": [OWN_ID], "what": "old_card"}
    refused = program("bank_teller").act(f"/people/{person.pk}/loss", body)
    assert refused.json()["code"] == "old_card_not_at_bank" and refused.json()["rule"] == "S7.1"
    hall = program("card_hall_clerk")
    assert hall.act(f"/people/{person.pk}/loss", body).status_code == 200
    assert OldCard.objects.get(pk=old.pk).loss
    sent = {"documents": [OWN_ID, FOUND], "card_number_shown": old.number, "is_old_card": True}
    assert hall.act(f"/people/{person.pk}/loss/take-back", sent).json()["what"] == "old_card"
    assert not OldCard.objects.get(pk=old.pk).loss


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"documents": []}, 422, "document_missing"),
        ({"comes": "agent"}, 422, "document_missing"),
        ({"comes": "guardian"}, 409, "guardian_not_needed"),
        ({"tell_also": "1350000884"}, 422, "mobile_wrong_length"),
        ({"what": "purse"}, 422, ""),
        ({"pin": "000000"}, 422, ""),
    ],
)
def test_bad_input_reports_nothing(change: dict[str, Any], status: int, code: str) -> None:
    card = make_card(state="active")
    answer = report(program("card_hall_clerk"), card, **change)
    assert flags(card) == ("none", False)
    assert answer.json()["status"] == answer.status_code
    assert code == "" or answer.json()["code"] == code
    assert answer.status_code == status or code == "document_missing"


def test_s8_3_nothing_is_taken_back_once_a_replacement_was_applied_for() -> None:
    card, hall = make_card(state="active"), program("card_hall_clerk")
    report(hall, card)
    make_application(person=card.person, kind="lost", replaces_id=card.pk, cause="lost")
    assert take_back(hall, card).json()["code"] == "replacement_requested"
    assert flags(card) == ("formal", False)


def test_a2_a_clerk_does_not_act_for_themselves() -> None:
    """A2: neither here nor with any older act; a look at one's own data is a look like any other."""
    card = make_card(state="active")
    teller = program("bank_teller", person=card.person)
    for answer in (
        report(teller, card),
        take_back(teller, card),
        teller.act(f"/people/{card.person_id}/mandates", {"documents": [OWN_ID]}),
    ):
        assert answer.status_code == 403 and answer.json()["code"] == "own_affair"
    assert teller.get(f"/people/{card.person_id}").status_code == 200
    choices = teller.get(f"/people/{card.person_id}/choices").json()["items"]
    assert not any(one["is_allowed"] for one in choices)
    assert flags(card) == ("none", False)


def test_s7_1_a_report_travels_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decision 75: the token with the person, the beginning with all that is asked, the end with all that is written."""
    card, hall, trips = make_card(state="active"), program("card_hall_clerk"), list[int]()
    together = one_trip._together  # pyright: ignore[reportPrivateUsage]

    def counted(driver: Any, bound: list[Any], **how: bool) -> Any:
        trips.append(len(bound))
        return together(driver, bound, **how)

    monkeypatch.setattr(one_trip, "_together", counted)
    monkeypatch.setattr(one_trip._Bound, "run", lambda _bound: pytest.fail("a trip of its own"))  # pyright: ignore[reportPrivateUsage]
    assert report(hall, card).json()["already"] is False
    assert trips == [2, 6, 3]
