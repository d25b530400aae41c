"""What several journeys say alike: a person's case to the catalogue, a message to the holder, a day in it."""

from datetime import date, datetime

from citycard import notices
from citycard.audit import Act
from citycard.people import PersonFacts
from citycard.policy import Case, Comes
from citycard.shared.clock import in_china


def case_of(holder: PersonFacts, *, comes: Comes, on: date) -> Case:
    """The facts about a holder that decide which papers are needed."""
    return Case(age_on_day=holder.age_on(on), has_id_card=holder.has_id_card, comes=comes, on=on, is_ward=holder.is_ward)


def tell(act: Act, template: str, holder: PersonFacts, **words: str) -> None:
    """Queue a message about this act to the holder's phone on file, once a template; `words` fill it, beside the name."""
    notices.queue(
        template=template,
        to_phone=holder.phone,
        params={"name": holder.name, **words},
        key=f"{template}:{act.id}",
        at=act.at,
        person_id=holder.id,
    )


def day_words(day: date) -> str:
    """A day as messages write it: `2026年12月1日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_words(moment: datetime) -> str:
    """A moment as messages write it: `11月23日14:06`."""
    there = in_china(moment)
    return f"{there.month}月{there.day}日{there:%H:%M}"
