"""Medical money at the end of a card, as the tests lay it down and look at it (S11.2)."""

from typing import Any

from citycard import medical
from citycard.cards import Refund, RefundKind
from citycard.ledger import BookName, trial_balance
from citycard.people.models import Person
from tests.factories import TODAY, make_card, make_old_card, make_personal_account
from tests.journeys.endings import DAY, NONE_DUE

CLEARING = medical.REFUNDED


def paid(fen: int, receipt: str = "YB-7") -> dict[str, Any]:
    """The refunds with a medical one of this amount, the others none due."""
    one = Refund(kind=RefundKind.MEDICAL, receipt=receipt, amount_fen=fen, paid_on=TODAY - DAY)
    return {"refunds": (NONE_DUE[0], one, NONE_DUE[2])}


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
