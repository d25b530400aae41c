"""A row of a roster as tests write it."""

from datetime import date

from citycard.cards.rosters import RosterLine
from tests import factories

BORN = date(1990, 3, 4)


def line(row_no: int = 2, **fields: str) -> RosterLine:
    """Return a row without a fault; every row number has a number of its own."""
    defaults = {
        "social_number": factories.citizen_number(born=BORN, serial=row_no % 500),
        "name": "陈一诺",
        "phone": "13600000001",
    }
    return RosterLine(row_no=row_no, **(defaults | fields))
