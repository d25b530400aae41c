"""The demo's clock (演示时间): moved to tomorrow, to the 23rd, half a year on or any day, for web, worker and command line alike.

How far it is moved stands in one small file of the data folder, which every process looks at; no file, no move.
"""

import os
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from citycard import cards, journeys
from citycard.audit import Actor, Channel
from citycard.policy import integer_of, integers_of
from citycard.shared import clock
from citycard.shared.period import Month, add_months

# The same hand as the worker's, so that a day's work done by both is one act (A3).
BY = Actor(channel=Channel.SYSTEM, account_id=None, label="system")
DEBIT_DAY, REMINDERS = "mandates.debit_run_day", "cards.renewal_reminder_days"
CHOICES = ("tomorrow", "debit_day", "half_year", "true")
ANY_DAY, LONGEST = "day", timedelta(days=15 * 366)  # a card's ten years and some
EVERY_NIGHT, FIRST_RUN = timedelta(days=62), time(0, 5)
_kept: dict[Path, tuple[int, timedelta]] = {}


def kept_offset() -> timedelta:
    """Return how far the demo's clock is moved; read anew only when the file has changed."""
    place = _place()
    try:
        changed = place.stat().st_mtime_ns
    except FileNotFoundError:
        return timedelta(0)
    known = _kept.get(place)
    if known is None or known[0] != changed:
        known = changed, timedelta(seconds=int(place.read_text(encoding="ascii")))
        _kept[place] = known
    return known[1]


def chosen_day(choice: str, *, on: date) -> date | None:
    """Return the day a choice leads to from `on`; None for the true time."""
    if choice == "tomorrow":
        return on + timedelta(days=1)
    if choice == "debit_day":
        day = integer_of(DEBIT_DAY, on=on)
        month = Month.of(on) if on.day < day else Month.of(on) + 1
        return month.first_day.replace(day=day)
    return add_months(on, 6) + timedelta(days=1) if choice == "half_year" else None


def asked_day(text: str, *, on: date) -> date | None:
    """Return the day asked for, which lies after `on` and within fifteen years; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if on < day <= on + LONGEST else None


@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Move the clock, once the work of the nights between is done in their order (S5.2, S9, S16.5): the worker finds it done."""
    choice, today = request.POST.get("to", ""), clock.today()
    if not settings.DEMO or choice not in (*CHOICES, ANY_DAY):
        raise Http404
    day = asked_day(request.POST.get("day", ""), on=today) if choice == ANY_DAY else chosen_day(choice, on=today)
    if choice == ANY_DAY and day is None:
        return redirect("demo:tour")
    if day is None:
        _keep(timedelta(0))
        return redirect("demo:tour")
    further = day - today
    for night in nights(after=today, until=day, last_days=_last_days(after=today, until=day)):
        _work(at=datetime.combine(night, FIRST_RUN, tzinfo=clock.CHINA))
    _work(at=clock.now() + further)
    _keep(clock.offset() + further)
    return redirect("demo:tour")


def nights(*, after: date, until: date, last_days: Iterable[date]) -> list[date]:
    """Return the days between on which the day's work is done: each for two months, beyond that those on which something is due.

    Old medical cards end within half a year of their notice, and a week is their last warning; cards are reminded of by `last_days`.
    """
    if until - after <= EVERY_NIGHT:
        return [after + timedelta(days=days) for days in range(1, (until - after).days)]
    old_cards_end = add_months(after, integer_of("cards.old_medical_months", on=after))
    step = min(integers_of("cards.expiry_warning_days", on=after))
    weekly = {after + timedelta(days=days) for days in range(step, (old_cards_end - after).days + 2 * step, step)}
    reminded = integers_of(REMINDERS, on=after)
    due = {last - timedelta(days=days - 1) for last in last_days for days in reminded}
    return sorted(day for day in weekly | due if after < day < until)


def _last_days(*, after: date, until: date) -> set[date]:
    """The last days of the cards whose holders are reminded of them on the way."""
    ahead = timedelta(days=max(integers_of(REMINDERS, on=after)))
    return {card.valid_until for card in cards.expiring_cards(first=after, last=until + ahead)}


def _work(*, at: datetime) -> None:
    journeys.expire_old_medical_cards(by=BY, at=at)
    journeys.advance_mandates(by=BY, at=at)
    journeys.remind_renewals(by=BY, at=at)


def _keep(offset: timedelta) -> None:
    place = _place()
    if offset == timedelta(0):
        place.unlink(missing_ok=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_suffix(f".{os.getpid()}")
    fresh.write_text(str(int(offset.total_seconds())), encoding="ascii")
    fresh.replace(place)


def _place() -> Path:
    return _place_in(settings.DATA_DIR)


@cache
def _place_in(folder: str | Path) -> Path:
    return Path(folder) / "clock_shift"
