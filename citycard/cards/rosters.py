"""Rosters of units (单位名册, S3.1): what a row says, what the city knows, and the verdict. Pure: no database, no clock."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from citycard.people import IdCardExpired, PersonDead
from citycard.shared.numbers import CitizenNumber, citizen, mobile, nation, validate_name
from citycard.shared.refusal import Refusal

from .endings import CancellationUnderWay
from .refusals import DuplicateApplication, HasCardAlready
from .roster_refusals import (
    AddressNotUsable,
    DateNotReadable,
    NameNotAsRegistered,
    RegisteredElsewhere,
    RosterRowTwice,
)
from .rules import progress_label
from .states import CARD

T = TypeVar("T")
LONGEST_ADDRESS = 120
FOR_LIFE = ("长期", "永久")
_DAY = re.compile(r"(\d{4})(?:年|[-/.]|)(\d{1,2})(?:月|[-/.]|)(\d{1,2})日?")
_UNUSABLE = re.compile("[\x00-\x1f\x7f\u2028\u2029\ufffd]|^[=+@＝＋－＠-]")


class Outcome(StrEnum):
    """What became of a row: an application is made, nothing changes, or it cannot be taken."""

    NEW = "new"
    SAME = "same"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """One row of a unit's roster as text, blanks trimmed; `row_no` is the row's number in the file, the first being 1."""

    row_no: int
    social_number: str = field(repr=False)
    name: str = field(repr=False)
    phone: str = field(repr=False)
    nation: str = ""
    id_valid_until: str = ""
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """A row whose every field can be right. `has_id_card` None: the roster does not say."""

    number: CitizenNumber = field(repr=False)
    name: str = field(repr=False)
    phone: str = field(repr=False)
    nation: str
    address: str = field(repr=False)
    has_id_card: bool | None
    id_valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What the city knows of the person with a number: where registered, the open application, the live card."""

    person_id: int
    name: str = field(repr=False)
    unit_id: int | None
    died_on: date | None
    open_number: str | None
    open_state: str | None
    open_on: date | None
    card_state: str | None
    is_cancelling: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to become of a row, and why: all its faults, or why nothing changes."""

    outcome: Outcome
    entry: RosterEntry | None = None
    person_id: int | None = None
    because: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFacts:
    """A roster and how far it is."""

    id: int
    number: str
    unit_id: int
    pickup_office_id: int
    pickup_office_name: str
    file_name: str
    state: str
    row_count: int
    done_count: int
    new_count: int
    same_count: int
    bad_count: int
    received_at: datetime
    finished_at: datetime | None
    operator_label: str

    @property
    def is_checking(self) -> bool:
        """True until every row is judged."""
        return self.state == "checking"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRowFacts:
    """One row of a roster and what became of it. `problems` are refusals: faults of a bad row, the reason of a `same` one."""

    line: RosterLine
    outcome: str
    problems: tuple[Refusal, ...]
    application_number: str
    division_known: bool


def read_line(line: RosterLine, *, on: date) -> tuple[RosterEntry | None, tuple[Refusal, ...]]:
    """Read a row; every fault of it is named at once, so that the unit mends the file once (S1.2, S3.1)."""
    faults: list[Refusal] = []
    number = _tried(faults, lambda: citizen.parse(line.social_number, on))
    name = _tried(faults, lambda: validate_name(line.name))
    phone = _tried(faults, lambda: mobile.validate(line.phone))
    code = _tried(faults, lambda: nation.code_of(line.nation))
    has_card, valid_until = _tried(faults, lambda: read_validity(line.id_valid_until, on=on)) or (None, None)
    address = _tried(faults, lambda: read_address(line.address))
    if faults or number is None or name is None or phone is None or code is None or address is None:
        return None, tuple(faults)
    entry = RosterEntry(
        number=number, name=name, phone=phone, nation=code, address=address, has_id_card=has_card, id_valid_until=valid_until
    )
    return entry, ()


def judge_line(line: RosterLine, *, known: Registered | None, first_row: int, unit_id: int, on: date) -> Verdict:
    """Judge a row: `known` is who has its number, `first_row` where the number stands first in the file (S3.1).

    The same roster again changes nothing: an open application or a live card makes a row `same`, never `bad`.
    """
    entry, faults = read_line(line, on=on)
    if first_row < line.row_no:
        faults = (*faults, RosterRowTwice(row=first_row))
    if known is not None and entry is not None:
        faults = (*faults, *_faults_of_person(entry, known, unit_id, on))
    if faults or entry is None:
        return Verdict(outcome=Outcome.BAD, because=faults)
    reason = _nothing_to_do(known)
    if known is not None and reason is not None:
        return Verdict(outcome=Outcome.SAME, entry=entry, person_id=known.person_id, because=(reason,))
    return Verdict(outcome=Outcome.NEW, entry=entry, person_id=known.person_id if known else None)


def read_validity(text: str, *, on: date) -> tuple[bool | None, date | None]:
    """Read the last day of an ID card: (has one, day); 长期 means for life, nothing that the roster does not say.

    Refuses: DateNotReadable, IdCardExpired.
    """
    if not text:
        return None, None
    if text in FOR_LIFE:
        return True, None
    found = _DAY.fullmatch(text)
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        raise DateNotReadable
    if day < on:
        raise IdCardExpired(valid_until=day)
    return True, day


def read_address(text: str) -> str:
    """An address as the register keeps it. Refuses AddressNotUsable: too long, control characters, a formula."""
    if len(text) > LONGEST_ADDRESS or _UNUSABLE.search(text):
        raise AddressNotUsable(limit=LONGEST_ADDRESS)
    return text


def is_without_id_card(entry: RosterEntry, *, age: int, adult_age: int) -> bool:
    """S4.2: whose ID card the roster does not name has one from `adult_age` full years on."""
    return entry.has_id_card is None and age < adult_age


def _faults_of_person(entry: RosterEntry, known: Registered, unit_id: int, on: date) -> tuple[Refusal, ...]:
    """What the register says against a row; the registered name and place are never told (S12)."""
    if known.name != entry.name:
        return (NameNotAsRegistered(),)
    if known.unit_id != unit_id:
        return (RegisteredElsewhere(),)
    if known.died_on is not None and known.died_on <= on:
        return (PersonDead(died_on=known.died_on),)
    return (CancellationUnderWay(),) if known.is_cancelling else ()


def _nothing_to_do(known: Registered | None) -> Refusal | None:
    if known is None:
        return None
    if known.open_number is not None and known.open_on is not None:
        label = progress_label(application_state=known.open_state or "", card_state=known.card_state)
        return DuplicateApplication(number=known.open_number, state_label=label, submitted_on=known.open_on)
    if known.card_state is not None:
        return HasCardAlready(state_label=CARD.label(known.card_state))
    return None


def _tried(faults: list[Refusal], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except Refusal as refusal:
        faults.append(refusal)
        return None
