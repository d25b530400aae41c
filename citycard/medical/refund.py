"""The refund of the personal medical account (医保个人账户返还, S11.2): what stands there is paid out through the books, once.

The books are the medical fund's own. For the other refunds there is no book here: their systems pay, we keep the receipts.
"""

from datetime import datetime

from citycard.ledger import (
    BookName,
    Side,
    book_entry,
    booked_under,
    entries_under,
    internal_account,
    lock_balances,
    reverse_entry,
)
from citycard.shared.money import Fen

from .facts import MedicalMoney
from .models import OldCard, PersonalAccount

REFUNDED = "refund-clearing"  # the fund's own account (退费清算): what was refunded stands here until the payment is set off
KIND = "refund"


def medical_money(*, person_id: int, settlement_id: int | None = None) -> MedicalMoney:
    """Return what stands on the personal account and the old card, and what was booked out for this settlement already (S11.2)."""
    own, old = _accounts(person_id)
    return MedicalMoney(
        personal_fen=Fen(own.ledger_account.balance_fen or 0) if own else Fen(0),
        old_card_fen=Fen(old.ledger_account.balance_fen or 0) if old else Fen(0),
        refunded_fen=_refunded(settlement_id),
    )


def lock_medical_money(*, person_id: int, settlement_id: int | None = None) -> MedicalMoney:
    """Return the same, and let nobody move it until the act ends: a payment, another clerk, an activation wait."""
    own, old = _accounts(person_id)
    held = lock_balances([one.ledger_account_id for one in (own, old) if one is not None])
    return MedicalMoney(
        personal_fen=held[own.ledger_account_id] if own else Fen(0),
        old_card_fen=held[old.ledger_account_id] if old else Fen(0),
        refunded_fen=_refunded(settlement_id),
    )


def refund_medical(*, person_id: int, settlement_id: int, key: str, at: datetime) -> Fen:
    """Book out all that stands, of both accounts in one entry, against the clearing account; return the fen, 0 with nothing there.

    `key` names the act: it books once (A3). Part of a journey's transaction.
    """
    own, old = _accounts(person_id)
    held = lock_balances([one.ledger_account_id for one in (own, old) if one is not None])
    total = Fen(sum(held.values()))
    if total:
        clearing = internal_account(book=BookName.MEDICAL, number=REFUNDED)
        sides = [Side(account_id, -fen) for account_id, fen in held.items() if fen]
        sides.append(Side(clearing.id, total))
        book_entry(book=BookName.MEDICAL, key=f"{_prefix(settlement_id)}{key}", kind=KIND, at=at, sides=sides)
    return total


def take_back_refund(*, settlement_id: int, at: datetime) -> Fen:
    """Put back what was booked out for a settlement that was none, each entry once (冲正, A3); return the fen put back.

    Part of a journey's transaction. What the agency had paid to somebody it asks back; the holder has their money again.
    """
    before = _refunded(settlement_id)
    for entry_id in entries_under(_prefix(settlement_id)):
        reverse_entry(entry_id=entry_id, key=f"{KIND}-back:{entry_id}", at=at)
    return before


def _refunded(settlement_id: int | None) -> Fen:
    if settlement_id is None:
        return Fen(0)
    return booked_under(_prefix(settlement_id), book=BookName.MEDICAL, number=REFUNDED)


def _prefix(settlement_id: int) -> str:
    return f"medical.refund:{settlement_id}:"


def _accounts(person_id: int) -> tuple[PersonalAccount | None, OldCard | None]:
    own = PersonalAccount.objects.select_related("ledger_account").filter(person_id=person_id).first()
    old = OldCard.objects.select_related("ledger_account").filter(person_id=person_id).first()
    return own, old
