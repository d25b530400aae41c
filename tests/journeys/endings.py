"""The steps of a card's end as the tests take them: every argument right unless told otherwise."""

from datetime import timedelta
from typing import Any

from citycard import journeys
from citycard.bank.models import BankAccount
from citycard.cards import Leaving, Refund, RefundKind
from citycard.cards.models import Card, Shipment
from citycard.journeys import Ending, standing_of
from citycard.ledger import BookName, Side, book_entry, internal_account
from citycard.people.models import Person
from citycard.policy import Comes
from tests.factories import (
    NOW,
    TODAY,
)
from tests.journeys.ending_desks import AGENTS_ID, CARD, DEATH_RECORD, HOLDERS_ID, SLIP, agency, branch, hall

DAY = timedelta(days=1)
NONE_DUE = tuple(Refund(kind=kind) for kind in RefundKind)
PENSION = Refund(kind=RefundKind.PENSION, receipt="YL-2026-0117", amount_fen=5_230_007, paid_on=TODAY - DAY)
PAID = (PENSION, *NONE_DUE[1:])
AGENT = {"comes": Comes.AGENT}


def settle(person: Person, **changes: Any) -> journeys.RefundsReceipt:
    values: dict[str, Any] = {"by": agency(HOLDERS_ID), "key": "settle", "at": NOW, "person_id": person.pk}
    values |= {"comes": Comes.HOLDER, "reason": Leaving.SETTLED_ABROAD, "refunds": PAID}
    return journeys.settle_refunds(**(values | changes))


def cancel(person: Person, **changes: Any) -> journeys.ClearanceReceipt:
    values: dict[str, Any] = {
        "by": hall(HOLDERS_ID, CARD),
        "key": "cancel",
        "at": NOW,
        "person_id": person.pk,
        "comes": Comes.HOLDER,
    }
    return journeys.cancel_social(**(values | changes))


def close(person: Person, number: str, **changes: Any) -> journeys.ClosingReceipt:
    values: dict[str, Any] = {"by": branch(HOLDERS_ID, CARD, SLIP), "key": "close", "at": NOW, "person_id": person.pk}
    values |= {"comes": Comes.HOLDER, "clearance_number": number}
    return journeys.close_account(**(values | changes))


def die(person: Person, **changes: Any) -> journeys.DeathReceipt:
    values: dict[str, Any] = {
        "by": agency(DEATH_RECORD, AGENTS_ID),
        "key": "death",
        "at": NOW,
        "person_id": person.pk,
        "died_on": TODAY,
    }
    return journeys.record_death(**(values | changes))


def fund(person: Person, fen: int) -> None:
    """Put money onto the person's account, as a salary does."""
    account = BankAccount.objects.get(holder_number=person.social_number, is_open=True)
    source = internal_account(book=BookName.BANK, number="opening")
    sides = (Side(source.id, -fen), Side(account.ledger_account_id, fen))
    book_entry(book=BookName.BANK, key=f"salary:{account.pk}:{fen}", kind="salary", at=NOW, sides=sides)


def ending_of(person: Person) -> Ending:
    return standing_of(person.pk, on=TODAY).situation.ending


def arrive(card: Card) -> None:
    """Let the shipment of a card come to its branch."""
    card.refresh_from_db()
    if card.shipment_id is None:
        sent = Shipment.objects.create(number=f"FB1-{card.pk}", office=card.pickup_office, card_count=1, sent_at=NOW)
        Card.objects.filter(pk=card.pk).update(shipment=sent)
        card.refresh_from_db()
    journeys.announce_pickup(by=branch(), key=f"arrive-{card.pk}", at=NOW + DAY, shipment_id=card.shipment_id)
