"""What a unit sees of its own people, and what it sends in for many of them (S3.1)."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPerson:
    """One of a unit's people, and the stage the card is at: none, submitted, accepted, making, dispatched, awaiting_pickup, with_unit,
    with_holder or active. The open application is told when there is one; numbers are masked (S12)."""

    id: int
    name: str = field(repr=False)
    number_masked: str
    phone_masked: str
    birth_date: date = field(repr=False)
    category: str
    stage: str
    application_id: int | None
    application_number: str
    application_version: int | None
    has_photo: bool
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPeople:
    """A page of a unit's people, and how many stand at each stage."""

    rows: tuple[UnitPerson, ...]
    by_stage: dict[str, int]

    def count_of(self, stages: tuple[str, ...] = ()) -> int:
        """How many people stand at these stages; without any, all of them."""
        return sum(count for stage, count in self.by_stage.items() if not stages or stage in stages)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPhoto:
    """A portrait that came in a ZIP: `name` is its file name without the ending."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)
