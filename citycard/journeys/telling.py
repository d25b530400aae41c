"""What several journeys say alike: a person's case to the catalogue, a day to a message."""

from datetime import date

from citycard.people import PersonFacts
from citycard.policy import Case, Comes


def case_of(holder: PersonFacts, *, comes: Comes, on: date) -> Case:
    """The facts about a holder that decide which papers are needed."""
    return Case(age_on_day=holder.age_on(on), has_id_card=holder.has_id_card, comes=comes, on=on, is_ward=holder.is_ward)


def day_words(day: date) -> str:
    """A day as messages write it: `2026年12月1日`."""
    return f"{day.year}年{day.month}月{day.day}日"
