"""Medical money at the end of a card, as the tests lay it down and look at it (S11.2)."""

from typing import Any

from citycard import medical
from citycard.cards import Refund, RefundKind
from citycard.journeys import Standing
from citycard.ledger import BookName, Side, book_entry, internal_account, trial_balance
from citycard.medical.models import OldCard, PersonalAccount
from citycard.people.models import Person
from tests.factories import NOW, TODAY, make_card, make_old_card, make_personal_account
from tests.journeys.endings import DAY, NONE_DUE

CLEARING = medical.REFUNDED


def paid(fen: int, receipt: str = "YB-7") -> dict[str, Any]:
    """The refunds with a medical one of this amount, the others none due."""
    one = Refund(kind=RefundKind.MEDICAL, receipt=receipt, amount_fen=fen, paid_on=TODAY - DAY)
    return {"refunds": (NONE_DUE[0], one, NONE_DUE[2])}


def all_due(stands: Standing) -> dict[str, Any]:
    """The refunds as they are due: all the medical money there is, the others none."""
    settled = stands.cancellation.id if stands.cancellation else None
    due = medical.medical_money(person_id=stands.holder.id, settlement_id=settled).due_fen
    return paid(due) if due else {"refunds": NONE_DUE}


def put_in(person: Person, fen: int) -> None:
    """Let money come onto an old card, one that was never there if need be; each sum once."""
    if medical.old_card(person.pk) is None:
        make_old_card(person=person, balance_fen=0)
    come_in(person, fen)


def with_money(*, own: int = 31_415, old: int = 2_000) -> Person:
    """Somebody with a card in hand, money on the personal account and money that was never moved off the old card."""
    who = make_card(state="active").person
    if own:
        make_personal_account(person=who, balance_fen=own)
    make_old_card(person=who, balance_fen=old)
    return who


def stands(person: Person) -> tuple[int, int]:
    """Fen on the personal account and on the old card."""
    money = medical.medical_money(person_id=person.pk)
    return money.personal_fen, money.old_card_fen


def cleared() -> int:
    """What the clearing account adds up to, in a book that balances."""
    book = trial_balance(book=BookName.MEDICAL, day=TODAY)
    assert book.is_balanced
    return {line.number: line.total_fen for line in book.internal}.get(CLEARING, 0)


def come_in(person: Person, fen: int, *, own: bool = False) -> None:
    """Let money come onto the old card's account, or onto the personal one."""
    source = internal_account(book=BookName.MEDICAL, number="opening")
    account_id = (PersonalAccount if own else OldCard).objects.get(person=person).ledger_account_id
    book_entry(book=BookName.MEDICAL, key=f"in:{fen}", kind="test", at=NOW, sides=[Side(source.id, -fen), Side(account_id, fen)])
