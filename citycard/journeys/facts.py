"""The frozen values of the journeys: what comes to the counter, and the receipts people take home."""

from dataclasses import dataclass, field
from datetime import date, datetime

from citycard.audit import Receipt
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
