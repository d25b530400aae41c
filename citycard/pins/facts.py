"""A PIN on its way from the pad to the key store, and the pad as a page shows it."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hmac import compare_digest
from typing import Never

from citycard.shared.refusal import Refusal

PIN_LENGTH = 6  # S5.3; what the chip's file holds. A test keeps it equal to the policy value pins.length.


class PinKind(StrEnum):
    """Whose PIN: of the social function (社保密码), of the bank function (银行密码), or of an old medical card (原医保卡密码)."""

    SOCIAL = "social"
    BANK = "bank"
    OLD_CARD = "old_card"


class PinMalformed(Refusal):
    """Not six ASCII digits; fact `length` is what is wanted, never what came."""

    rule = "S5.3"
    field = "pin"


class PinEntry:
    """Six digits that somebody has just entered. It never shows them: not in a log, an error, a trace, a pickle or the record."""

    __slots__ = ("_digits",)

    def __init__(self, text: str) -> None:
        """Take six ASCII digits; full-width or other digits are refused (PinMalformed)."""
        if re.fullmatch(f"[0-9]{{{PIN_LENGTH}}}", text) is None:
            raise PinMalformed(length=PIN_LENGTH)
        self._digits = text.encode("ascii")

    def reveal(self) -> bytes:
        """The digits, for a key store and nobody else."""
        return self._digits

    def same_as(self, other: "PinEntry") -> bool:
        """True when both are the same digits; takes the same time either way."""
        return compare_digest(self._digits, other._digits)

    def __repr__(self) -> str:
        return "PinEntry(hidden)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        raise TypeError("compare PINs with same_as")

    __hash__ = object.__hash__

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("a PIN is never pickled or copied")


@dataclass(frozen=True, slots=True)
class PadKey:
    """One key of the pad: the digit that stands on it, and the token that is sent when it is pressed."""

    digit: str
    token: str


@dataclass(frozen=True, slots=True)
class Pad:
    """The PIN pad (密码键盘) as a page shows it: ten keys in an order of this moment, and how many digits are in.

    `sealed` goes through the browser and back; only the key store can open it. After every key the tokens are new ones.
    """

    sealed: str = field(repr=False)
    keys: tuple[PadKey, ...] = field(repr=False)
    filled: int
    length: int
    expires_at: datetime

    @property
    def is_full(self) -> bool:
        """True when all digits are in."""
        return self.filled == self.length


@dataclass(frozen=True, slots=True)
class PadEntry:
    """A full pad as it came back, for an act to take the PIN from; `subject` is what the pad was opened for."""

    sealed: str = field(repr=False)
    subject: str


@dataclass(frozen=True, slots=True)
class PinCheck:
    """What a try came to. A locked PIN is not looked at, so `is_right` is then False."""

    is_right: bool
    is_locked: bool
    tries_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenPins:
    """PINs of old medical cards taken over: how many are new, and the cards that have another one already."""

    new_count: int
    other: frozenset[int]
