"""Days, months and half-open spans, counted as the Civil Code counts them (A1, S5.2)."""

from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month: ``Month(2026, 11) + 2 == Month(2027, 1)``."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1 <= self.year <= 9999):
            raise ValueError(f"no such month: {self.year}-{self.month}")

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that ``day`` lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """``"202611"`` or ``"2026-11"``; ValueError for anything else."""
        digits = text.replace("-", "")
        if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
            raise ValueError("a month is written as 202611 or 2026-11")
        return cls(int(digits[:4]), int(digits[4:]))

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def __add__(self, months: int) -> "Month":
        years, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(years, month + 1)

    def __sub__(self, months: int) -> "Month":
        return self + -months

    def until(self, other: "Month") -> int:
        """How many months from this one to ``other`` (0 if the same, negative if before)."""
        return (other.year - self.year) * 12 + other.month - self.month

    def __str__(self) -> str:
        return f"{self.year:04d}{self.month:02d}"


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open days: from ``start``, up to but without ``end``; no ``end`` means for ever."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a span cannot end before it starts")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


def add_months(day: date, months: int) -> date:
    """The same day number ``months`` later, clipped to that month's end (Civil Code, art. 202)."""
    month = Month(day.year, day.month) + months
    return date(month.year, month.month, min(day.day, month.last_day.day))


def last_valid_day(notice_on: date, months: int) -> date:
    """S5.2: the last day on which what runs out ``months`` after the notice is still valid.

    The day of the notice is not counted: notice on 31 August, six months → 28 or 29 February.
    """
    return add_months(notice_on, months)


def years_old(birth: date, on: date) -> int:
    """Full years of age (周岁) on a day: a year is full on the birthday; for 29 February, on the month's end.

    ValueError if the day lies before the birth.
    """
    if on < birth:
        raise ValueError("nobody has an age before birth")
    years = on.year - birth.year
    is_clipped = birth.month == 2 and birth.day == 29 and not isleap(on.year)
    birthday = birth.replace(year=on.year, day=28 if is_clipped else birth.day)
    return years if birthday <= on else years - 1
