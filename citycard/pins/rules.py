"""Pure decisions about PINs: what may be set, how wrong tries count, what a pad may be used for (S5.3, S6.2, S6.3)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from citycard.shared.constraints import refusal_for
from citycard.shared.refusal import Refusal

from .facts import PinEntry


class PinsDiffer(Refusal):
    """The two entries of the new PIN are not the same; nothing is set."""

    rule = "S5.3"
    field = "pin"


class PinUnchanged(Refusal):
    """The new PIN is the one that is in use already; nothing is changed and nothing counted."""

    rule = "S5.3"
    field = "pin"


class PinForbidden(Refusal):
    """A PIN on the city's list of PINs that may not be chosen (policy `pins.bank_forbidden`, empty by default)."""

    rule = "S5.3"
    field = "pin"


class PadNotOurs(Refusal):
    """The pad was not made here, or was changed on its way."""

    rule = "S5.3"
    field = "pin"


class PadExpired(Refusal):
    """The pad was opened too long ago; fact `minutes`."""

    rule = "S5.3"
    field = "pin"


class PadForSomethingElse(Refusal):
    """The pad was opened for another card or another purpose."""

    rule = "S5.3"
    field = "pin"


class PadNotFull(Refusal):
    """Not all digits have been pressed; facts `filled`, `length`."""

    rule = "S5.3"
    field = "pin"


@refusal_for("pins_spent_pad_pkey")
class PadSpent(Refusal):
    """The pad has been used already: each is taken once."""

    rule = "A3"
    field = "pin"


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries so far, and for a bank PIN the day they are counted for."""

    wrong: int
    on: date | None = None
    is_locked: bool = False


def agreed(first: PinEntry, second: PinEntry) -> PinEntry:
    """The PIN that was entered twice. Refuses: PinsDiffer."""
    if not first.same_as(second):
        raise PinsDiffer
    return first


def check_is_new(new: PinEntry, *, present: PinEntry) -> None:
    """Refuse a new PIN that is the same as the present one (PinUnchanged)."""
    if new.same_as(present):
        raise PinUnchanged


def check_allowed(pin: PinEntry, *, forbidden: Collection[str]) -> None:
    """Refuse a PIN on the city's list (PinForbidden)."""
    if any(pin.same_as(PinEntry(entry)) for entry in forbidden):
        raise PinForbidden


def after_bank_try(tries: Tries, *, is_right: bool, today: date, limit: int) -> Tries:
    """Wrong bank PINs count by the day; the `limit`th of a day locks until the bank unlocks (S6.3). A locked PIN stays locked."""
    if tries.is_locked:
        return tries
    if is_right:
        return Tries(wrong=0, on=today)
    wrong = (tries.wrong if tries.on == today else 0) + 1
    return Tries(wrong=wrong, on=today, is_locked=wrong >= limit)


def after_social_try(tries: Tries, *, is_right: bool, limit: int) -> Tries:
    """Wrong social PINs count in a row, however long between them; a right one starts the count again (S6.2)."""
    if tries.is_locked:
        return tries
    wrong = 0 if is_right else tries.wrong + 1
    return Tries(wrong=wrong, is_locked=wrong >= limit)


def check_pad(*, subject: str, wanted: str, expires_at: datetime, at: datetime, minutes: int) -> None:
    """Refuse a pad that is too old (PadExpired) or was opened for something else (PadForSomethingElse)."""
    if at >= expires_at:
        raise PadExpired(minutes=minutes)
    if subject != wanted:
        raise PadForSomethingElse
