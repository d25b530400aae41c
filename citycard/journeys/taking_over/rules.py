"""Pure decisions of taking over: what a line says, or what is wrong with it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from citycard.mandates import OUR_BANK
from citycard.pins import PinEntry
from citycard.shared.exchange import LineProblem
from citycard.shared.money import Fen, parse_yuan
from citycard.shared.refusal import Refusal

from .facts import Line, TakenOver

_CARD = re.compile(r"[0-9A-Z]{1,20}")
_BANK = re.compile(r"[a-z]{2,16}")
_ACCOUNT = re.compile(r"[0-9]{8,32}")
T = TypeVar("T")


@dataclass(slots=True)
class Reading:
    """What was read of a list, and what was wrong with it, line by line."""

    on: date
    problems: list[LineProblem] = field(default_factory=list)

    def told(self, line: Line, name: str, reason: str) -> None:
        """Note what is wrong with a field of a line."""
        self.problems.append(LineProblem(line.number, name, reason))

    def read(self, line: Line, name: str, how: Callable[[str], T | None], reason: str = "form") -> T | None:
        """Return a field as a value; None, with the reason noted, when it cannot be one."""
        try:
            value = how(line.fields.get(name, ""))
        except (ValueError, Refusal):
            value = None
        if value is None:
            self.told(line, name, reason if line.fields.get(name) else "missing")
        return value

    def past(self, line: Line, name: str) -> date | None:
        """Return a day that is not in the future."""
        day = self.read(line, name, date.fromisoformat)
        if day is not None and day > self.on:
            self.told(line, name, "future")
            return None
        return day


def old_card_number(text: str) -> str | None:
    """The number of an old medical card: digits and capital letters."""
    return text.upper() if _CARD.fullmatch(text.upper()) else None


def amount(text: str) -> Fen | None:
    """What stands on an old card, in fen: never less than nothing."""
    fen = parse_yuan(text)
    return fen if fen >= 0 else None


def pin(text: str) -> PinEntry | None:
    """Six digits."""
    return PinEntry(text)


def other_bank(text: str) -> str | None:
    """The short name of a bank, never our own: its mandates are signed here (S2.3)."""
    return text if _BANK.fullmatch(text) and text != OUR_BANK else None


def account_number(text: str) -> str | None:
    """An account elsewhere."""
    return text if _ACCOUNT.fullmatch(text) else None


def pay_day(text: str) -> int | None:
    """The day of the month on which the pension comes."""
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text) <= 31 else None


ONCE: dict[TakenOver, tuple[tuple[str, ...], ...]] = {  # what no two lines of a list may both say
    TakenOver.OLD_CARDS: (("social_number",), ("old_card_number",)),
    TakenOver.OLD_CARD_PINS: (("old_card_number",),),
    TakenOver.MANDATES: (("social_number", "bank"),),
    TakenOver.PENSION_BANKS: (("social_number",),),
}


def check_once(what: TakenOver, lines: Iterable[Line], reading: Reading) -> None:
    """Note the lines that stand for what an earlier line stands for: a person, a card, a person's bank."""
    for names in ONCE[what]:
        seen: set[tuple[str, ...]] = set()
        for line in lines:
            said = tuple(line.fields.get(name, "").upper() for name in names)
            if said in seen:
                reading.told(line, names[-1], "twice_in_file")
            seen.add(said)
