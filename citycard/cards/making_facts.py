"""The frozen values of the making of cards: batches and their files, the store, shipments, and the counts of operations (S3, S4)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFacts:
    """A production batch (制卡批次). `live_count`: cards that have not left it; `stocked_count`: those past the store's door."""

    id: int
    number: str
    state: str
    bank: str
    factory: str
    card_count: int
    live_count: int
    spoiled_count: int
    stocked_count: int
    made_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """A file exchanged with bank or factory (往来文件)."""

    kind: str
    name: str
    line_count: int
    good_count: int
    bad_count: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedLine:
    """A card that left its batch: where, why, and what became of its application."""

    card_id: int
    person_id: int
    batch_number: str
    line_no: int
    name: str
    number_masked: str
    card_number_masked: str
    spoiled_by: str
    reason: str
    ended_at: datetime
    application_id: int
    application_state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLine:
    """How many stocked cards wait for one office."""

    office_id: int
    office_name: str
    batch_id: int
    batch_number: str
    card_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeWaiting:
    """What waits at an office: shipments on their way with their cards, cards for people, units with their cards."""

    shipments_on_way: int
    cards_on_way: int
    cards: int
    units: int
    unit_cards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentFacts:
    """A dispatch of cards (分拨单)."""

    id: int
    number: str
    office_id: int
    office_name: str
    card_count: int
    sent_at: datetime
    received_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCount:
    """How many live cards stand at one stage, for the operations page."""

    stage: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeCount:
    """How many cards wait for pickup for how long: `days_from` up to the next line's."""

    days_from: int
    count: int
