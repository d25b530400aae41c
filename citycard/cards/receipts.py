"""What the card room's acts give back (回执): frozen, kept with the act, told again to a repeat (A3)."""

from dataclasses import dataclass

from citycard.audit import Receipt


@dataclass(frozen=True, kw_only=True)
class ApplicationReceipt(Receipt):
    """An application was taken, corrected, withdrawn or judged. `number` is the application's own (受理号)."""

    number: str
    application_id: int
    person_id: int
    state: str
    fee_fen: int = 0


@dataclass(frozen=True, kw_only=True)
class AcceptReceipt(Receipt):
    """Applications were checked and accepted; `skipped` were no longer to be checked."""

    number: str
    accepted: int
    skipped: int


@dataclass(frozen=True, kw_only=True)
class BatchReceipt(Receipt):
    """A batch was made or moved; `card_count` cards are in it."""

    number: str
    batch_id: int
    card_count: int
    state: str


@dataclass(frozen=True, kw_only=True)
class FileReceipt(Receipt):
    """A file was written for, or taken from, the bank or the factory."""

    number: str
    batch_id: int
    batch_number: str
    kind: str
    line_count: int
    good_count: int
    bad_count: int


@dataclass(frozen=True, kw_only=True)
class ShipmentReceipt(Receipt):
    """Cards were dispatched to an office, or received there."""

    number: str
    shipment_id: int
    office_id: int
    card_count: int


@dataclass(frozen=True, kw_only=True)
class CollectReceipt(Receipt):
    """A card is with its holder."""

    number: str
    card_id: int
    person_id: int
    fee_fen: int


@dataclass(frozen=True, kw_only=True)
class LeftCard:
    """A card that the unit's agent did not get, because its holder still has a temporary card (S10.3)."""

    card_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class UnitCollectReceipt(Receipt):
    """A unit's agent took cards away, or the unit handed some over; `left` are those that stayed."""

    number: str
    unit_id: int
    card_count: int
    left: tuple[LeftCard, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RemakeReceipt(Receipt):
    """A card with a wrong face was taken back; it is made anew, free."""

    number: str
    card_id: int
    application_id: int
    application_number: str


@dataclass(frozen=True, kw_only=True)
class TemporaryStockReceipt(Receipt):
    """Temporary cards came into a hall's books (S10)."""

    number: str
    office_id: int
    first: str
    last: str
    card_count: int


@dataclass(frozen=True, kw_only=True)
class RosterReceipt(Receipt):
    """A roster was received, or applied: how many rows are new, the same as before, or bad."""

    number: str
    roster_id: int
    state: str
    row_count: int
    new_count: int
    same_count: int
    bad_count: int


@dataclass(frozen=True, kw_only=True)
class PhotoProblem:
    """A picture that was not taken: its own name, masked, and the refusal's code and facts."""

    file: str
    code: str
    facts: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class PhotosReceipt(Receipt):
    """Portraits were added to a unit's applications; `problems` are those that were not taken."""

    number: str
    unit_id: int
    added: int
    problems: tuple[PhotoProblem, ...]
