"""The frozen values of the card room: what its rules read and its queries give."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from citycard.shared.numbers import mask


class Kind(StrEnum):
    """Why a card is asked for (申请类型)."""

    FIRST = "first"
    LOST = "lost"
    CHANGED = "changed"
    REMAKE = "remake"


class Cause(StrEnum):
    """Why a card is replaced (补换卡原因, S9); a first card has none."""

    NONE = ""
    LOST = "lost"
    DAMAGED = "damaged"
    EXPIRED = "expired"
    DATA = "data"


class Source(StrEnum):
    """Who asks: the person (S3.2) or the unit (S3.1)."""

    INDIVIDUAL = "individual"
    UNIT = "unit"


class StepState(StrEnum):
    """How far a step of the making is: done, the one under way, or still ahead (`todo` is a state of the domain)."""

    DONE = "done"
    NOW = "now"
    TODO = "todo"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFacts:
    """A request for a card (制卡申请)."""

    id: int
    number: str
    person_id: int
    kind: Kind
    source: Source
    state: str
    reason: str
    unit_id: int | None
    office_id: int | None
    pickup_office_id: int
    phone: str = field(repr=False)
    has_photo: bool
    batch_id: int | None
    batch_state: str | None
    batch_number: str
    replaces_id: int | None
    cause: Cause
    submitted_at: datetime
    accepted_at: datetime | None
    closed_at: datetime | None
    version: int

    @property
    def is_replacement(self) -> bool:
        """True when the card is to replace another one (S9), also once it is remade for a wrong face."""
        return self.replaces_id is not None

    @property
    def is_open(self) -> bool:
        """True until the card is handed over, or the application withdrawn or rejected."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingApplication:
    """A line of the card centre's list of applications; the number is masked (S12)."""

    id: int
    number: str
    person_id: int
    name: str
    number_masked: str
    kind: str
    source: str
    state: str
    reason: str
    unit_name: str
    office_name: str
    pickup_office_name: str
    has_photo: bool
    submitted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """A card (社会保障卡) with its social side. `code` is the ministry's state code (应用状态), by precedence."""

    id: int
    application_id: int
    person_id: int
    batch_id: int
    role: str
    state: str
    card_number: str = field(repr=False)
    bank_card_number: str | None = field(repr=False)
    account_number: str | None = field(repr=False)
    chip_code: str | None = field(repr=False)
    social_state: str | None
    loss: str
    pin_locked: bool
    issued_on: date | None
    valid_until: date | None
    box: int | None
    slot: int | None
    pickup_office_id: int
    pickup_office_name: str
    unit_id: int | None
    notified_on: date | None
    collected_at: datetime | None
    activated_at: datetime | None
    ended_at: datetime | None
    end_reason: str
    lost_at: datetime | None
    formal_at: datetime | None

    @property
    def is_live(self) -> bool:
        """True while the card is neither ended nor spoiled."""
        return self.ended_at is None

    def is_out_of_date_on(self, day: date) -> bool:
        """True when the card's ten years are over: `valid_until` is its last good day (S3, S9)."""
        return self.valid_until is not None and self.valid_until < day

    @property
    def code(self) -> str:
        """The reported state of the social function: 9 · 2 · 4 · 3 · 1 · 0, by precedence."""
        if self.social_state in ("cancelled", "superseded"):
            return "9"
        if self.loss != "none":
            return "2" if self.loss == "formal" else "4"
        if self.pin_locked:
            return "3"
        return "1" if self.social_state == "active" else "0"

    @property
    def card_number_masked(self) -> str:
        """The card number as pages show it (S12)."""
        return mask.mask_card(self.card_number)

    @property
    def bank_card_number_masked(self) -> str:
        """The bank card number as pages show it (S12); empty before the bank gave one."""
        return mask.mask_bank_card(self.bank_card_number or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the making of a card (办理进度, S4.4): `name` is its code, `place` where it was or will be done."""

    name: str
    state: StepState
    done_on: date | None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a person stands: newest application, live card, steps; `failed_because` while a failed card waits to be made again.

    `card` is the one in use, or the one on its way if there is no other; `successor` is the one that is to replace it (S9).
    """

    application: ApplicationFacts | None
    card: CardFacts | None
    steps: tuple[Step, ...]
    failed_because: str
    successor: CardFacts | None = None

    @property
    def application_id(self) -> int | None:
        """The newest application's id."""
        return self.application.id if self.application is not None else None

    @property
    def newest(self) -> CardFacts | None:
        """The card that is collected or activated next."""
        return self.successor or self.card


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """A card in a list of a store, a hall or a branch; numbers masked (S12)."""

    card_id: int
    person_id: int
    name: str
    number_masked: str
    card_number_masked: str
    phone_masked: str
    state: str
    unit_id: int | None
    unit_name: str
    office_id: int
    office_name: str
    batch_number: str
    box: int | None
    slot: int | None
    notified_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """Who takes cards away (取卡人). The full number is masked before it is kept."""

    name: str = field(repr=False)
    number: str = field(repr=False)
    relation: str = ""

    @property
    def number_masked(self) -> str:
        """The number as the record keeps it (S12)."""
        return mask.mask_citizen(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverFacts:
    """Who took a card, and when (领卡登记)."""

    card_id: int
    taken_by: str
    name: str
    number_masked: str
    relation: str
    at: datetime
