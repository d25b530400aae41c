"""The one clock, in China time (A1). Only channels and tasks read it; verbs are told ``at``."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

_frozen: ContextVar[datetime | None] = ContextVar("citycard_frozen_clock", default=None)


def _nothing() -> timedelta:
    return timedelta(0)


@dataclass
class _Shift:
    by: timedelta = timedelta(0)
    told: Callable[[], timedelta] = _nothing


_shift = _Shift()


def now() -> datetime:
    """The present moment in China time; the frozen one inside ``frozen``, else shifted by ``shift``."""
    return _frozen.get() or datetime.now(CHINA) + offset()


def today() -> date:
    """The present day in China."""
    return now().date()


def unshifted() -> datetime:
    """The true moment, whatever the clock is shifted by: moving the demo city's day throws nobody out of a session."""
    return _frozen.get() or datetime.now(CHINA)


def in_china(moment: datetime) -> datetime:
    """The same moment in China time. A moment without a zone is a mistake: ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a moment must say its time zone")
    return moment.astimezone(CHINA)


def midnight(day: date) -> datetime:
    """0:00 China time at which ``day`` begins."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


@contextmanager
def frozen(at: datetime) -> Generator[datetime]:
    """Let the clock stand still at ``at`` inside the block (tests, replays). It must name a zone."""
    moment = in_china(at)
    token = _frozen.set(moment)
    try:
        yield moment
    finally:
        _frozen.reset(token)


def shift(delta: timedelta) -> None:
    """Let this process's clock run ``delta`` off the true time (the demo city). Zero sets it right."""
    _shift.by = delta


def follow(told: Callable[[], timedelta]) -> None:
    """Let the clock also run off by what ``told`` says at each reading: how several processes of a demo keep one time."""
    _shift.told = told


def offset() -> timedelta:
    """How far the clock is off the true time now; nothing inside ``frozen``."""
    return timedelta(0) if _frozen.get() else _shift.by + _shift.told()
