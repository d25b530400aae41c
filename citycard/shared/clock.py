"""The one clock, in China time (A1). Only channels and tasks read it; verbs are told ``at``."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

_frozen: ContextVar[datetime | None] = ContextVar("citycard_frozen_clock", default=None)


@dataclass
class _Shift:
    by: timedelta = timedelta(0)


_shift = _Shift()


def now() -> datetime:
    """The present moment in China time; the frozen one inside ``frozen``, else shifted by ``shift``."""
    return _frozen.get() or datetime.now(CHINA) + _shift.by


def today() -> date:
    """The present day in China."""
    return now().date()


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


def offset() -> timedelta:
    """How far the clock is shifted now."""
    return _shift.by
