"""What several journeys say alike: a message to the holder, a day in it."""

from datetime import date, datetime

from citycard import notices
from citycard.audit import Act
from citycard.people import PersonFacts
from citycard.shared.clock import in_china


def tell(act: Act, template: str, holder: PersonFacts, **words: str) -> None:
    """Queue a message about this act to the holder's phone on file, once a template; `words` fill it, beside the name.

    It is written with the act's record, in the last trip.
    """
    key, params = f"{template}:{act.id}", {"name": holder.name, **words}
    order = notices.NoticeOrder(key=key, to_phone=holder.phone, params=params, person_id=holder.id)
    act.write(notices.ask_queue(template=template, order=order, at=act.at))


def day_words(day: date) -> str:
    """A day as messages write it: `2026年12月1日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_words(moment: datetime) -> str:
    """A moment as messages write it: `11月23日14:06`."""
    there = in_china(moment)
    return f"{there.month}月{there.day}日{there:%H:%M}"
