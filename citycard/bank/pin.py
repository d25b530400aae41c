"""The bank PIN of one card (银行密码) as the bank keeps it: tries, the lock they may end in, and its removal (S6.3): inner verbs.

The card side is locked before the PIN's row, always: two terminals at one card wait for each other in the same order.
"""

from datetime import datetime

from citycard.pins import PinCheck, PinEntry, set_bank_pin, unlock_bank_pin, verify_bank_pin

from .models import CardSide
from .rules import BankSideUnknown


def try_pin(*, card_side_id: int, pin: PinEntry, at: datetime) -> PinCheck:
    """Try a bank PIN, as a terminal does; the last allowed wrong one of a day locks it, which the card side then shows (S6.3).

    A wrong try must be kept: the caller ends its act with a receipt, not with a refusal. Refuses: BankSideUnknown.
    """
    _lock(card_side_id)
    check = verify_bank_pin(card_side_id=card_side_id, pin=pin, at=at)
    if check.is_locked:
        CardSide.objects.filter(pk=card_side_id, is_pin_locked=False).update(is_pin_locked=True)
    return check


def set_new_pin(*, card_side_id: int, pin: PinEntry, at: datetime) -> None:
    """Set another bank PIN after the old one was reported lost (密码挂失、重设): it is not locked and has no wrong tries (S6.3).

    Refuses: BankSideUnknown, PinForbidden.
    """
    _lock(card_side_id)
    set_bank_pin(card_side_id=card_side_id, pin=pin, at=at)
    CardSide.objects.filter(pk=card_side_id).update(is_pin_locked=False)


def unlock_pin(*, card_side_id: int) -> None:
    """Unlock the bank PIN; it stays the same (解锁, S6.3). Refuses: BankSideUnknown."""
    _lock(card_side_id)
    unlock_bank_pin(card_side_id=card_side_id)
    CardSide.objects.filter(pk=card_side_id).update(is_pin_locked=False)


def _lock(card_side_id: int) -> None:
    if not CardSide.objects.select_for_update(no_key=True).filter(pk=card_side_id).values_list("pk", flat=True):
        raise BankSideUnknown
