"""The end of an account (S11): held from a death on; closed (销户), it is paid out through the books and never opens again."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from django.db import connection

from citycard.ledger import BookName, internal_account, transfer_all
from citycard.shared.money import Fen
from citycard.shared.numbers import mask
from citycard.shared.sql import load

from .models import BankAccount, CardSide
from .rules import AccountUnknown, BankSideFrozen
from .states import CARD_SIDE

PAID_OUT = "paid-out-at-closing"  # the bank's own account that the payout at the counter is booked against


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedAccount:
    """An account that has been closed: what was paid out, in fen, and the cards that closed with it."""

    account_id: int
    number_masked: str
    paid_fen: Fen
    card_numbers: tuple[str, ...] = field(repr=False)


def hold_account(*, holder_number: str, at: datetime) -> bool:
    """Let a holder's account pay nothing out from now on (只收不付): the holder's death is known (S11.1).

    Money still comes in. No card on the account is activated, none pays; only `close_account` pays out, to whoever is entitled.
    The holder is remembered: an account that a file opens later is held from the start. Part of a journey's transaction.
    False without an open account, or when it was held already.
    """
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.bank", "wait_for_files.sql"))
        cursor.execute(load("citycard.bank", "hold_account.sql"), {"holder_number": holder_number, "at": at})
        return cursor.rowcount > 0


def release_account(*, holder_number: str) -> bool:
    """Let a held account pay out again: the death was recorded by mistake (S11.1). False when no open account was held.

    The holder is forgotten too: an account that a file opens later is not held. An order that froze the account, and a card
    reported lost, stay as they are. Part of a journey's transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.bank", "wait_for_files.sql"))
        cursor.execute(load("citycard.bank", "release_account.sql"), {"holder_number": holder_number})
        return cursor.rowcount > 0


def close_account(*, holder_number: str, at: datetime) -> ClosedAccount:
    """Pay out what stands on a holder's account, to nothing, and close it with every card on it (销户, S11.2).

    Part of a journey's transaction. Refuses: AccountUnknown, BankSideFrozen: a frozen account pays nobody.
    """
    account_id, number, ledger_account_id, is_frozen = _locked(holder_number)
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.bank", "lock_sides.sql"), {"account_id": account_id})
        sides = cast(list[tuple[int, str, bool, str]], cursor.fetchall())
    if is_frozen or any(is_side_frozen for _, _, is_side_frozen, _ in sides):
        raise BankSideFrozen
    target = internal_account(book=BookName.BANK, number=PAID_OUT)
    key = f"close-account:{account_id}"
    paid = transfer_all(source_id=ledger_account_id, target_id=target.id, key=key, kind="account_closed", at=at)
    for side_id, _, _, state in sides:
        CardSide.objects.filter(pk=side_id).update(state=CARD_SIDE.after(state=state, event="closed"), closed_at=at)
    BankAccount.objects.filter(pk=account_id).update(is_open=False)
    return ClosedAccount(
        account_id=account_id,
        number_masked=mask.mask_account(number),
        paid_fen=paid,
        card_numbers=tuple(card_number for _, card_number, _, _ in sides),
    )


def close_if_empty(*, holder_number: str, at: datetime) -> bool:
    """Close an account that was opened for a card nobody will have: nothing stands on it and no card is in use (S11.2).

    False when there is none, or when it holds money or another card, or is frozen: the holder then closes it at the counter.
    """
    row = BankAccount.objects.select_related("ledger_account").filter(holder_number=holder_number, is_open=True).first()
    if row is None or row.is_frozen or row.ledger_account.balance_fen or row.cards.exclude(state="closed").exists():
        return False
    close_account(holder_number=holder_number, at=at)
    return True


def _locked(holder_number: str) -> tuple[int, str, int, bool]:
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.bank", "lock_account.sql"), {"holder_number": holder_number})
        row = cast(tuple[int, str, int, bool] | None, cursor.fetchone())
    if row is None:
        raise AccountUnknown
    return row
