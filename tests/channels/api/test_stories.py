"""The five stories of a card in use, each from its first call to its last, through the JSON interface alone (S6–S13)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from citycard.bank.models import BankAccount, CardSide
from citycard.benefits.models import PensionBank
from citycard.cards.models import Card, SocialSide
from citycard.mandates.models import Mandate
from citycard.medical import medical_money
from citycard.people.models import Account, Person
from tests.channels.api.calls import Program, own, program
from tests.channels.api.test_pins import OTHER, RIGHT, WRONG, ZEROS, full_pad, use
from tests.factories import NOW, make_account, make_old_card, make_person, make_personal_account
from tests.journeys.pin_desks import active_card
from tests.journeys.replacing import Case, case, make_new, mandate_in_force, pension_here
from tests.journeys.test_bank_pin import try_bank_pin

pytestmark = pytest.mark.django_db(transaction=True)
OWN_ID = {"kind": "resident_id_card", "holder": "applicant"}
AGENTS_ID = {"kind": "resident_id_card", "holder": "agent"}
CARD = {"kind": "social_card", "holder": "applicant"}
NEW_CARD = {"kind": "new_card", "holder": "applicant"}
ADMISSION = {"kind": "admission_proof", "holder": "applicant"}
DEATH = {"kind": "death_record", "holder": "applicant"}
SLIP = {"kind": "clearance_slip", "holder": "applicant"}
PHONE = "13900001111"


@pytest.fixture(autouse=True)
def today(clock_at: Callable[[datetime], datetime]) -> datetime:
    return clock_at(NOW)


class Online:
    """Somebody at home, logged in on the web hall."""

    def __init__(self, person: Person) -> None:
        account = Account.objects.filter(person=person).first() or make_account(person=person)
        self.client: Client = own(account, person.name)
        self.count = 0

    def act(self, path: str, body: object) -> Any:
        """Do an act with a key of its own."""
        self.count += 1
        headers = {"Idempotency-Key": f"home-{self.count}"}
        return self.client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)

    def get(self, path: str) -> Any:
        """Look something up."""
        return self.client.get(f"/api/v1{path}").json()


def done(answer: Any) -> dict[str, Any]:
    """The receipt of an act that was done."""
    assert answer.status_code in (200, 201), answer.content.decode()
    return answer.json()


def refused(answer: Any) -> tuple[str, str]:
    """Code and rule of a refusal, which names a remedy (A4)."""
    body = answer.json()
    assert answer.status_code >= 400 and body["remedies"], body
    return body["code"], body["rule"]


def flags(card: Card) -> tuple[str, bool]:
    return SocialSide.objects.get(pk=card.pk).loss, CardSide.objects.get(card_number=card.card_number).is_lost


def money(here: Case) -> tuple[Any, ...]:
    """The account with its balance, the mandate and the pension bank: what a replacement leaves as it is (S9)."""
    account = BankAccount.objects.select_related("ledger_account").get(holder_number=here.person.social_number)
    mandate, pension = Mandate.objects.get(person=here.person), PensionBank.objects.get(person=here.person)
    kept = (mandate.state, mandate.account_number, mandate.effective_on, mandate.ends_on)
    return account.number, account.ledger_account.balance_fen, kept, (pension.account_number, pension.ends_on)


def activate(bank: Program, card: Card, **changes: Any) -> Any:
    """Activate a card at the bank, the holder's ID shown, a PIN set on two pads."""
    pads = {}
    for entry in ("first", "second"):
        asked = {"card_id": card.pk, "entry": entry}
        pad = done(bank.call("POST", "/pads", asked))
        for digit in "604318":
            token = next(key["token"] for key in pad["keys"] if key["digit"] == digit)
            pad = done(bank.call("POST", "/pads/press", {**asked, "pad": pad["sealed"], "token": token}))
        pads[f"pad_{entry}"] = pad["sealed"]
    identity = {"kind": "resident_id_card", "number": card.person.social_number, "valid_until": "2036-05-06"}
    body = {"documents": [OWN_ID, NEW_CARD], "card_number_shown": card.card_number, "identity": identity, **pads}
    return bank.act(f"/cards/{card.pk}/activate", body | changes)


def test_lost_abroad_and_found_again() -> None:
    """S7.2, S8.1, S12.1: reported from home, at once; the card found after, the hall takes it back; everything works again."""
    here = case()
    at_home, hall = Online(here.person), program("card_hall_clerk", office=here.hall)
    hospital = program("medical_clerk")
    assert done(use(hospital, here.card.card_number, ZEROS))["is_right"]
    reported = done(at_home.act("/my-card/loss", {"how": "mislaid"}))
    assert (reported["bank_to_do"], reported["already"], flags(here.card)) == (True, False, ("temporary", False))
    assert at_home.get("/my-card")["bank_to_do"] is True
    assert refused(use(hospital, here.card.card_number, ZEROS))[0] == "card_reported_lost"
    found = {"documents": [OWN_ID, CARD], "card_number_shown": here.card.card_number}
    bank = program("bank_teller", office=here.branch)
    assert refused(bank.act(f"/people/{here.person.pk}/loss/take-back", found)) == ("take_back_at_card_hall", "S8.1")
    assert refused(hall.act(f"/people/{here.person.pk}/loss/take-back", found | {"documents": [OWN_ID]}))[0] == "document_missing"
    assert done(hall.act(f"/people/{here.person.pk}/loss/take-back", found))["bank_too"] is False
    assert flags(here.card) == ("none", False) and at_home.get("/my-card")["bank_to_do"] is False
    assert done(use(hospital, here.card.card_number, ZEROS))["is_right"]


def test_lost_abroad_and_found_again_the_bank_told_too() -> None:
    """S7.1, S8.2: the mandate waits while the bank's side is reported; the bank alone takes back, both together."""
    here = case()
    mandate_in_force(here)
    bank, hall = program("bank_teller", office=here.branch), program("card_hall_clerk", office=here.hall)
    done(Online(here.person).act("/my-card/loss", {}))
    both = done(bank.act(f"/people/{here.person.pk}/loss", {"documents": [OWN_ID]}))
    assert (both["became_formal"], both["bank_reported"], both["suspended_mandates"]) == (True, True, 1)
    assert flags(here.card) == ("formal", True) and Mandate.objects.get().state == "suspended"
    found = {"documents": [OWN_ID, CARD], "card_number_shown": here.card.card_number}
    assert refused(hall.act(f"/people/{here.person.pk}/loss/take-back", found)) == ("take_back_at_bank", "S8.2")
    read = {"identity": {"kind": "resident_id_card", "number": here.person.social_number}}
    back = done(bank.act(f"/people/{here.person.pk}/loss/take-back", found | read))
    assert (back["bank_too"], back["resumed_mandates"], flags(here.card)) == (True, 1, ("none", False))
    assert Mandate.objects.get().state == "in_force"


def test_lost_replaced_hospital_in_between() -> None:
    """S7.2, S8.3, S9.2, S10, S5.1: from the loss to the new card; money, mandate and pension bank as before."""
    here = case()
    mandate_in_force(here)
    pension_here(here)
    before, who = money(here), here.person.pk
    at_home, hall = Online(here.person), program("card_hall_clerk", office=here.hall)
    bank = program("bank_teller", office=here.branch)
    done(at_home.act("/my-card/loss", {"how": "stolen"}))
    applied = done(at_home.act("/my-card/replace-lost-card", {"pickup_office_id": here.branch.pk, "phone": PHONE}))
    assert applied["is_bank_blocked"] is True and flags(here.card) == ("temporary", True)
    found = {"documents": [OWN_ID, CARD], "card_number_shown": here.card.card_number}
    for desk in (hall, bank):
        assert refused(desk.act(f"/people/{who}/loss/take-back", found)) == ("replacement_requested", "S8.3")
    _in_hospital(here, hall)
    (new,) = make_new(applied["application_id"])
    collect = {"documents": [OWN_ID], "card_number_shown": new.card_number}
    assert refused(bank.act(f"/cards/{new.pk}/collect", collect)) == ("temporary_card_out", "S10.3")
    assert done(hall.act(f"/people/{who}/temporary-card/return", {}))["state"] == "in_stock"
    done(bank.act(f"/cards/{new.pk}/collect", collect))
    new.refresh_from_db()
    active = done(activate(bank, new))
    assert active["is_replacement"] is True and active["resumed_mandates"] == 1
    assert money(here) == before
    assert Card.objects.get(pk=here.card.pk).state == "ended"
    assert done(use(program("medical_clerk"), new.card_number, ZEROS))["is_right"]
    assert refused(use(program("medical_clerk"), here.card.card_number, ZEROS))[0] == "card_no_longer_in_use"


def _in_hospital(here: Case, hall: Program) -> None:
    """S10.1, S10.2: lent on the proof of admission; settles the stay, buys no medicine."""
    done(hall.act("/temporary-cards", {"first": "LS000001", "last": "LS000001"}))
    lend = {"temporary_number": "LS000001", "hospital": "样例医院（示例）", "documents": [OWN_ID]}
    assert refused(hall.act(f"/people/{here.person.pk}/temporary-card", lend))[0] == "document_missing"
    done(hall.act(f"/people/{here.person.pk}/temporary-card", lend | {"documents": [OWN_ID, ADMISSION]}))
    stay = {"temporary_number": "LS000001", "use": "settlement"}
    done(program("medical_clerk").act("/temporary-cards/use", stay))
    assert refused(program("pharmacy_clerk").act("/temporary-cards/use", stay)) == ("not_on_this_channel", "S10.2")


def test_forgot_both_pins() -> None:
    """S6.1, S6.2, S6.3: locked at the sixth, put back at the hall; the bank's unlocked and set anew; neither touches the other."""
    card = active_card()
    hospital, hall, bank = program("medical_clerk"), program("card_hall_clerk"), program("bank_teller")
    assert [done(use(hospital, card.card_number, WRONG))["is_locked"] for _ in range(6)] == [False] * 5 + [True]
    assert refused(use(hospital, card.card_number, ZEROS)) == ("social_pin_locked", "S6.2")
    assert not CardSide.objects.get(card_number=card.card_number).is_pin_locked
    reset = {"documents": [OWN_ID, CARD], "card_number_shown": card.card_number}
    assert (
        refused(hall.act(f"/people/{card.person_id}/social-pin/reset", reset | {"documents": [OWN_ID]}))[0] == "document_missing"
    )
    assert done(hall.act(f"/people/{card.person_id}/social-pin/reset", reset))["was_locked"] is True
    assert done(use(hospital, card.card_number, ZEROS))["is_right"]

    assert [try_bank_pin(card, WRONG).is_locked for _ in range(3)] == [False, False, True]
    identity = {"kind": "resident_id_card", "number": card.person.social_number, "valid_until": "2036-05-06"}
    body = {"documents": [OWN_ID, CARD], "card_number_shown": card.card_number, "identity": identity}
    agent = bank.act(
        f"/people/{card.person_id}/bank-pin/unlock", body | {"comes": "agent", "documents": [OWN_ID, AGENTS_ID, CARD]}
    )
    assert refused(agent)[0] == "not_for_who_comes"
    pads = {f"pad_{entry}": full_pad(bank, card.card_number, "reset_bank", entry, OTHER) for entry in ("first", "second")}
    done(bank.act(f"/people/{card.person_id}/bank-pin/reset", {**body, **pads}))
    assert try_bank_pin(card, OTHER).is_right and not try_bank_pin(card, RIGHT).is_right
    assert done(use(hospital, card.card_number, ZEROS))["is_right"]


def test_grandmother_with_her_daughter_as_agent(clock_at: Callable[[datetime], datetime]) -> None:
    """S13.1, S13.2: the power, the daughter online and at the branch, and what she may not do: activate. It ends by its day."""
    here, daughter = case(), make_person(name="李静")
    mother, branch = here.person, program("bank_teller", office=here.branch)
    at_home = Online(daughter)
    loss = f"/my-card/loss?for_id={mother.pk}"
    assert refused(at_home.act(loss, {}))[0] == "no_power"
    given = {"agent_id": daughter.pk, "relation": "女儿", "starts_on": "2026-11-23", "ends_on": "2026-12-24"}
    community = program("community_clerk", office=here.community)
    done(community.act(f"/people/{mother.pk}/powers", given | {"documents": [OWN_ID, AGENTS_ID]}))
    assert done(at_home.act(loss, {"how": "mislaid"}))["bank_to_do"] is True
    replace = {"pickup_office_id": here.branch.pk, "phone": PHONE}
    applied = done(at_home.act(f"/my-card/replace-lost-card?for_id={mother.pk}", replace))
    (new,) = make_new(applied["application_id"])
    who = {"name": daughter.name, "number": daughter.social_number, "relation": "女儿"}
    collect = {"comes": "agent", "documents": [OWN_ID, AGENTS_ID], "card_number_shown": new.card_number, "collector": who}
    assert refused(branch.act(f"/cards/{new.pk}/collect", collect | {"documents": [AGENTS_ID]}))[0] == "document_missing"
    done(branch.act(f"/cards/{new.pk}/collect", collect))
    new.refresh_from_db()
    agents = {"kind": "resident_id_card", "number": daughter.social_number, "valid_until": "2036-05-06"}
    assert refused(activate(branch, new, comes="agent", identity=agents)) == ("activation_not_by_agent", "S13.2")
    assert refused(activate(branch, new, identity=agents))[0] == "identity_of_someone_else"
    assert done(activate(branch, new))["is_replacement"] is True
    looks = Online(mother).get("/my-card/timeline")["items"]
    assert any("李静" in str(line) for line in looks)
    clock_at(NOW + timedelta(days=31))
    assert refused(Online(daughter).act(loss, {}))[0] == "power_ended"


def refunded_after_a_death(agency: Program, who: int, papers: dict[str, Any]) -> None:
    """S11.2: for the death and nothing else; all of the medical money, to the fen, and it leaves the books."""
    refunds = [{"kind": kind} for kind in ("pension", "medical", "other")]
    assert (
        refused(agency.act(f"/people/{who}/refunds", papers | {"reason": "settled_abroad", "refunds": refunds}))[0]
        == "reason_not_death"
    )
    left = agency.act(f"/people/{who}/refunds", papers | {"reason": "died", "refunds": refunds})
    assert refused(left) == ("medical_money_left", "S11.2") and left.json()["facts"]["amount"] == "334.15"
    refunds[1] |= {"receipt": "YB-7", "amount_fen": 31_415, "paid_on": "2026-11-23"}
    few = agency.act(f"/people/{who}/refunds", papers | {"reason": "died", "refunds": refunds})
    assert refused(few) == ("medical_refund_differs", "S11.2") and few.json()["field"] == "medical_amount"
    refunds[1] |= {"amount_fen": 33_415}
    settled = done(agency.act(f"/people/{who}/refunds", papers | {"reason": "died", "refunds": refunds}))
    assert settled["medical_booked_fen"] == 33_415 and medical_money(person_id=who).stands_fen == 0


def test_died() -> None:
    """S11.1, S11.2: recorded by an agent; everything refused; refunds, the hall, the bank, in this order and no other."""
    here = case(balance_fen=1_234_500)
    mandate_in_force(here)
    make_personal_account(person=here.person, balance_fen=31_415)
    make_old_card(person=here.person, balance_fen=2_000)
    who, at_home = here.person.pk, Online(here.person)
    agency, hall = program("agency_clerk"), program("card_hall_clerk", office=here.hall)
    bank, hospital = program("bank_teller", office=here.branch), program("medical_clerk")
    papers = {"comes": "agent", "documents": [DEATH, AGENTS_ID]}
    done(agency.act(f"/people/{who}/death", {"died_on": "2026-11-23", "documents": [DEATH, AGENTS_ID]}))
    assert refused(use(hospital, here.card.card_number, ZEROS))[0] == "person_dead"
    assert refused(bank.act(f"/people/{who}/loss", {"documents": [OWN_ID]})) == ("person_dead", "S11.1")
    assert at_home.act("/my-card/loss", {}).status_code in (401, 403, 409)
    assert (
        refused(agency.act(f"/people/{who}/death", {"died_on": "2026-11-23", "documents": [DEATH, AGENTS_ID]}))[0]
        == "death_known"
    )
    assert Mandate.objects.get().state in ("ending", "ended")
    assert refused(hall.act(f"/people/{who}/cancel-social", papers)) == ("refunds_open", "S11.2")
    refunded_after_a_death(agency, who, papers)
    at_bank = {"comes": "agent", "documents": [DEATH, AGENTS_ID, CARD, SLIP]}
    early = bank.act(f"/people/{who}/close-account", at_bank | {"clearance_number": "QH20261123-000001"})
    assert refused(early) == ("clearance_missing", "S11.2")
    slip = done(hall.act(f"/people/{who}/cancel-social", {"comes": "agent", "documents": [DEATH, AGENTS_ID, CARD]}))["number"]
    assert agency.get(f"/people/{who}/ending").json()["is_close_pending"] is True
    closed = done(bank.act(f"/people/{who}/close-account", at_bank | {"clearance_number": slip}))
    assert closed["paid_fen"] == 1_234_500 and Card.objects.get(pk=here.card.pk).state == "ended"
    assert refused(bank.act(f"/people/{who}/close-account", at_bank | {"clearance_number": slip}))[0] == "no_account_to_close"
