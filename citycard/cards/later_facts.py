"""The frozen values of a card's later life: lost, bridged by a temporary card, cancelled (S7, S10, S11)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from .facts import ApplicationFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporaryCardFacts:
    """A temporary card (临时卡) that is out, or lost with its cost (fen) still to be paid (S10)."""

    id: int
    number: str
    state: str
    person_id: int
    office_id: int
    office_name: str
    hospital: str
    issued_at: datetime
    valid_until: date | None
    fee_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporaryLine:
    """A temporary card that is out, in a hall's list: who has it, since when and in which hospital; numbers masked (S12)."""

    number: str
    state: str
    person_id: int
    name: str
    number_masked: str
    hospital: str
    issued_at: datetime
    fee_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporaryStock:
    """A hall's temporary cards: how many lie in stock, the next one's number (empty without any), and those that are out."""

    in_stock: int
    next_number: str
    out: tuple[TemporaryLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationFacts:
    """A cancellation under way (注销): what the agency settled, and the clearance slip once the social function has ended (S11)."""

    id: int
    person_id: int
    reason: str
    state: str
    refunds: tuple[dict[str, object], ...]
    settled_at: datetime
    clearance_number: str | None
    social_cancelled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A cancellation that is done (S11.2): its slip, when the social function ended, and when everything did.

    `had_account`: the bank closed an account later; without one the card hall's own act was the last.
    """

    clearance_number: str
    social_cancelled_at: datetime
    closed_at: datetime

    @property
    def had_account(self) -> bool:
        """True when the bank closed an account on the slip."""
        return self.closed_at > self.social_cancelled_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What is under way for a person: the open application (S3), a temporary card that is out (S10), a cancellation (S11)."""

    application: ApplicationFacts | None = None
    temporary: TemporaryCardFacts | None = None
    cancellation: CancellationFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LostLine:
    """A card that is reported lost (挂失), since when, and since when formally."""

    card_number: str = field(repr=False)
    loss: str
    since: datetime
    formal_since: datetime | None
