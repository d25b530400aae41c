"""What several journeys say alike: a person's case to the catalogue, a day to a message."""

from datetime import date, datetime

from citycard.people import PersonFacts
from citycard.policy import Case, Comes
from citycard.shared.clock import in_china


def case_of(holder: PersonFacts, *, comes: Comes, on: date) -> Case:
    """The facts about a holder that decide which papers are needed."""
    return Case(age_on_day=holder.age_on(on), has_id_card=holder.has_id_card, comes=comes, on=on, is_ward=holder.is_ward)


def day_words(day: date) -> str:
    """A day as messages write it: `2026年12月1日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_words(moment: datetime) -> str:
    """A moment as messages write it: `11月23日14:06`."""
    there = in_china(moment)
    return f"{there.month}月{there.day}日{there:%H:%M}"
