"""What if (试算): the same rules that the counters use, asked for a day that somebody thinks of."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

from citycard.mandates import effective_day
from citycard.medical import last_day_of_use
from citycard.policy import DatedValue, NotCovered, integer_of, policy_value

NEXT_DAY_UNTIL = "mandates.next_day_until"
OLD_CARD_MONTHS = "cards.old_medical_months"


@dataclass(frozen=True, slots=True)
class MandateAnswer:
    """S16.5: from when a mandate signed on a day holds, the value used, and what one day earlier would give."""

    signed: date
    effective: date
    next_day_until: int
    entry: DatedValue
    is_next_day: bool
    day_before: date
    effective_before: date


@dataclass(frozen=True, slots=True)
class OldCardAnswer:
    """S5.2: the last day of the old medical card, the value used, and what one day earlier would give."""

    noticed: date
    last_day: date
    void_from: date
    months: int
    entry: DatedValue
    day_before: date
    last_day_before: date


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of the month: whether a mandate signed then holds the next day, and what else the day is."""

    number: int
    is_next_day: bool
    is_today: bool
    is_asked: bool
    is_last: bool
    is_deposit: bool


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """The month of the day asked about, from Monday, with empty places in front."""

    first: date
    empty: tuple[int, ...]
    days: tuple[CalendarDay, ...]
    last_next_day: int
    deposit_by: int
    length: int


def mandate_answer(signed: date) -> MandateAnswer | None:
    """Say from when a mandate signed on `signed` holds (S16.5); None before the first value."""
    try:
        entry = policy_value(NEXT_DAY_UNTIL).entry_on(signed)
        before = signed - timedelta(days=1)
        effective, effective_before = effective_day(signed), effective_day(before)
    except NotCovered:
        return None
    return MandateAnswer(
        signed=signed,
        effective=effective,
        next_day_until=integer_of(NEXT_DAY_UNTIL, on=signed),
        entry=entry,
        is_next_day=signed.day <= integer_of(NEXT_DAY_UNTIL, on=signed),
        day_before=before,
        effective_before=effective_before,
    )


def old_card_answer(noticed: date) -> OldCardAnswer | None:
    """Say when the old medical card ends after a pickup notice of `noticed` (S5.2); None before the first value."""
    try:
        entry = policy_value(OLD_CARD_MONTHS).entry_on(noticed)
        before = noticed - timedelta(days=1)
        months, months_before = integer_of(OLD_CARD_MONTHS, on=noticed), integer_of(OLD_CARD_MONTHS, on=before)
    except NotCovered:
        return None
    last_day = last_day_of_use(notice_on=noticed, months=months)
    return OldCardAnswer(
        noticed=noticed,
        last_day=last_day,
        void_from=last_day + timedelta(days=1),
        months=months,
        entry=entry,
        day_before=before,
        last_day_before=last_day_of_use(notice_on=before, months=months_before),
    )


def calendar(asked: date, *, today: date) -> MonthSheet | None:
    """Draw the month of `asked` (S16.4, S16.5); None before the first value."""
    try:
        last = integer_of(NEXT_DAY_UNTIL, on=asked)
        deposit = integer_of("mandates.deposit_by_day", on=asked)
    except NotCovered:
        return None
    numbers = [number for number, _ in Calendar().itermonthdays2(asked.year, asked.month)]
    in_month = [number for number in numbers if number]
    days = tuple(
        CalendarDay(
            number=number,
            is_next_day=number <= last,
            is_today=asked.replace(day=number) == today,
            is_asked=number == asked.day,
            is_last=number == last,
            is_deposit=number == deposit,
        )
        for number in in_month
    )
    return MonthSheet(
        first=asked.replace(day=1),
        empty=tuple(range(numbers.index(1))),
        days=days,
        last_next_day=last,
        deposit_by=deposit,
        length=len(in_month),
    )
