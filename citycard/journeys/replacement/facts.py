"""The frozen values of replacing a card and of the temporary card in between: what comes to the counter, and the receipts (S9, S10)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from citycard.audit import Receipt
from citycard.cards import Cause
from citycard.shared.money import Fen


class OldCard(StrEnum):
    """What becomes of a card that is changed (旧卡): handed in at the desk, or confirmed or declared unusable (S9)."""

    HANDED_IN = "handed_in"
    UNUSABLE = "unusable"


class TemporaryUse(StrEnum):
    """What a temporary card is presented for (临时卡用途): only the first two are its own (S10.2)."""

    HOSPITAL_STAY = "hospital_stay"
    SETTLEMENT = "settlement"
    OUTPATIENT = "outpatient"
    MEDICINE = "medicine"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacementAsked:
    """Where the new card is collected, and the phone for the notice; without `photo` the old portrait is used again (S9)."""

    pickup_office_id: int
    phone: str = field(repr=False)
    photo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class ReplacementReceipt(Receipt):
    """A replacement has been applied for; `number` is the application's own. What became of the old card at once; fee in fen."""

    number: str
    application_id: int
    person_id: int
    cause: Cause
    state: str
    fee_fen: Fen
    pickup_name: str
    is_bank_blocked: bool
    is_old_card_ended: bool
    suspended_mandates: int


@dataclass(frozen=True, kw_only=True)
class HandInReceipt(Receipt):
    """The old card of a change was handed in and has ended; the new one is still to come (S9)."""

    number: str
    person_id: int
    card_id: int
    card_number_masked: str


@dataclass(frozen=True, kw_only=True)
class TemporaryCardReceipt(Receipt):
    """A temporary card was given out, handed back, lost or settled; its cost in fen, None while no value is set (S10)."""

    number: str
    person_id: int
    temporary_number: str
    state: str
    hospital: str
    valid_until: date | None = None
    fee_fen: Fen | None = None


@dataclass(frozen=True, kw_only=True)
class TemporaryUseReceipt(Receipt):
    """A temporary card was used at a hospital for stay or settlement (S10.2)."""

    number: str
    person_id: int
    temporary_number: str
    use: TemporaryUse


@dataclass(frozen=True, kw_only=True)
class RenewalReceipt(Receipt):
    """One day's reminders that a card's last day is near (S9)."""

    number: str
    day: date
    reminded_count: int
