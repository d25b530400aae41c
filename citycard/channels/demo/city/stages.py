"""Where the sample city's cards stand: a literal table of stages, and the waves of production they came with.

A wave is one production run: its number is how many days ago its pickup notices went out. The days of a card's other steps
follow from it, so every date of a card fits the others.
"""

from dataclasses import dataclass
from random import Random

from .places import SampleOffice
from .residents import Resident

NONE, SUBMITTED, ACCEPTED, SPOILED = "none", "submitted", "accepted", "spoiled"
NUMBERED, IN_PRODUCTION, STOCKED, DISPATCHED = "numbered", "in_production", "stocked", "dispatched"
AWAITING, WITH_UNIT, HELD, ACTIVE = "awaiting_pickup", "with_unit", "with_holder", "active"

# Days of each step before the notice, for a wave that is finished.
SUBMITTED_BEFORE, ACCEPTED_BEFORE, MADE_BEFORE, ISSUED_BEFORE, SENT_BEFORE, RECEIVED_BEFORE = 37, 34, 30, 13, 4, 2
WAVES = (5, 17, 40, 75, 110, 145, 174, 215, 300, 420)
WAITING_WAVES = (5, 5, 5, 17, 17, 17, 40, 40, 75, 75, 110, 145, 174, 215)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. `share` of all people; `application`, `card` and `batch` are the states its rows stand in ("" for none).

    `wave` is the fixed wave of an unfinished run: a negative number of days, because its notices are still to come.
    """

    name: str
    share: float
    application: str = ""
    card: str = ""
    batch: str = ""
    wave: int = 0

    @property
    def is_opened(self) -> bool:
        """The bank has opened an account for the card."""
        return bool(self.card) and self.name != NUMBERED

    @property
    def is_made(self) -> bool:
        """The factory has made the card, and it is a good one."""
        return self.is_opened and self.name not in (IN_PRODUCTION, SPOILED)

    @property
    def is_sent(self) -> bool:
        """The card has left the centre for the place where it is collected."""
        return self.is_made and self.name != STOCKED

    @property
    def is_here(self) -> bool:
        """It has arrived there."""
        return self.is_sent and self.name != DISPATCHED


STAGES = (
    Stage(NONE, 0.36),
    Stage(SUBMITTED, 0.05, "submitted", wave=-34),
    Stage(ACCEPTED, 0.05, "accepted", wave=-31),
    Stage(SPOILED, 0.003, "accepted", "spoiled", "closed", wave=-10),
    Stage(NUMBERED, 0.02, "batched", "numbered", "made", wave=-29),
    Stage(IN_PRODUCTION, 0.03, "batched", "in_production", "factory_exported", wave=-15),
    Stage(STOCKED, 0.03, "batched", "stocked", "closed", wave=-6),
    Stage(DISPATCHED, 0.017, "batched", "dispatched", "closed", wave=-3),
    Stage(AWAITING, 0.08, "batched", "awaiting_pickup", "closed"),
    Stage(WITH_UNIT, 0.02, "batched", "with_unit", "closed"),
    Stage(HELD, 0.03, "fulfilled", "with_holder", "closed"),
    Stage(ACTIVE, 0.31, "fulfilled", "with_holder", "closed"),
)
BY_NAME = {stage.name: stage for stage in STAGES}


def _lots() -> tuple[tuple[float, str], ...]:
    total = 0.0
    lots: list[tuple[float, str]] = []
    for stage in STAGES:
        total += stage.share
        lots.append((total, stage.name))
    return tuple(lots)


LOTS = _lots()


def draw(rng: Random, resident: Resident, *, hall: SampleOffice, branches: tuple[SampleOffice, ...]) -> None:
    """Give a resident a stage, a wave and a place to collect by lot. Only a card of somebody with a unit can be held by it (S4.1)."""
    lot = rng.random()
    stage = next((name for end, name in LOTS if lot < end), ACTIVE)
    if stage == WITH_UNIT and resident.unit is None:
        stage = AWAITING
    waves = waves_of(stage)
    resident.stage, resident.wave = stage, waves[int(rng.random() * len(waves))]
    resident.pickup = hall if resident.unit else branches[int(rng.random() * len(branches))]


def waves_of(stage: str) -> tuple[int, ...]:
    """Return the waves that a stage's cards may have come with."""
    if BY_NAME[stage].wave:
        return (BY_NAME[stage].wave,)
    return WAITING_WAVES if stage in (AWAITING, WITH_UNIT) else WAVES
