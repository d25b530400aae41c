"""Days and moments inside a sentence, in China time and in the reader's language."""

from datetime import date, datetime

from citycard.channels.messages import show
from citycard.channels.refusals import language


def day(value: date | datetime | None) -> str:
    """`2026年11月23日`; a dash for nothing."""
    if isinstance(value, datetime):
        return moment(value).rsplit(" ", 1)[0]
    return "—" if value is None else show("day", value, language())


def moment(value: datetime | None) -> str:
    """`2026年11月23日 14:06`; a dash for nothing."""
    return "—" if value is None else show("moment", value, language())
