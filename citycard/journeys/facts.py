"""The frozen values of the journeys: what comes to the counter, and the receipts people take home."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from citycard.audit import Receipt
from citycard.cards import Cause
from citycard.people import PersonFacts
from citycard.policy import Comes
from citycard.shared.money import Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityShown:
    """The valid ID of who stands at the counter (有效身份证件): the holder's, or the guardian's. No last day means for life (长期)."""

    kind: str
    number: str = field(repr=False)
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who came to the counter for whom, with which ID; `rule` is the one by which the catalogue asks for that ID."""

    comes: Comes
    holder: PersonFacts
    guardians: tuple[PersonFacts, ...]
    has_guardian: bool
    identity: IdentityShown
    identity_kinds: frozenset[str]
    on: date
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardShown:
    """The card on the counter and what the city knows about it."""

    belongs_to: int
    state: str
    state_label: str
    card_number: str = field(repr=False)
    shown_number: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class ActivationReceipt(Receipt):
    """S5.1's three effects, and what came with them; money in fen.

    `moved_fen` went from the old medical card to the new card's personal account (S2.1); `old_card` is whether there was one.
    `pension_from_bank` is set when a pension moved (S2.2), `mandate_effective_on` when a mandate was signed (S2.3).
    """

    number: str
    person_id: int
    card_id: int
    activated_at: datetime
    bank_card_masked: str
    card_number_masked: str
    balance_fen: Fen
    has_old_card: bool
    moved_fen: Fen
    pension_from_bank: str = ""
    pension_pay_day: int = 0
    mandate_effective_on: date | None = None
    mandate_ends_banks: tuple[str, ...] = ()
    is_replacement: bool = False
    replaced_card_masked: str = ""
    resumed_mandates: int = 0


@dataclass(frozen=True, kw_only=True)
class MandateReceipt(Receipt):
    """A mandate is signed: its first day, and the other banks whose mandates end on it (S16.5)."""

    number: str
    person_id: int
    signed_on: date
    effective_on: date
    ended_banks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PickupReceipt(Receipt):
    """A shipment has arrived, and its holders and units are told (S4.1, S4.2)."""

    number: str
    shipment_id: int
    office_id: int
    card_count: int
    notice_count: int


@dataclass(frozen=True, kw_only=True)
class ClockReceipt(Receipt):
    """Old medical cards whose six months began, because their pickup notices were sent (S5.2)."""

    number: str
    card_count: int
    clock_count: int


@dataclass(frozen=True, kw_only=True)
class ExpiryReceipt(Receipt):
    """One day's work on the old medical cards: holders warned, cards void (S5.2)."""

    number: str
    day: date
    warned_count: int
    expired_count: int


@dataclass(frozen=True, kw_only=True)
class MandateDayReceipt(Receipt):
    """One day's work on the mandates: how many took effect, how many ended (S16.5)."""

    number: str
    day: date
    started_count: int
    ended_count: int


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
