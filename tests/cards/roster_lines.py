"""Rosters as tests write them: a row without a fault, a roster sent and judged to its end."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from citycard import cards
from citycard.cards.rosters import RosterFacts, RosterLine
from citycard.people.models import Office, Unit
from tests import factories
from tests.factories import NOW

BORN = date(1990, 3, 4)


def line(row_no: int = 2, **fields: str) -> RosterLine:
    """Return a row without a fault; every row number has a number of its own."""
    defaults = {
        "social_number": factories.citizen_number(born=BORN, serial=row_no % 500),
        "name": "陈一诺",
        "phone": "13600000001",
    }
    return RosterLine(row_no=row_no, **(defaults | fields))


def sent(
    rows: Sequence[RosterLine], *, unit: Unit, hall: Office, by: Any, key: str = "k1", good_rows: bool = False
) -> RosterFacts:
    receipt = cards.receive_roster(
        by=by, key=key, at=NOW, unit_id=unit.pk, file_name="名册.xlsx", sha256=sha256(repr(rows).encode()).digest(),
        lines=rows, pickup_office_id=hall.pk, apply_good_rows=good_rows,
    )  # fmt: skip
    return checked(receipt.roster_id)


def checked(roster_id: int) -> RosterFacts:
    facts = cards.roster(roster_id)
    while facts.is_checking:
        facts = cards.check_roster(roster_id=roster_id, at=NOW)
    return facts


def counts(facts: RosterFacts) -> tuple[str, int, int, int]:
    return facts.state, facts.new_count, facts.same_count, facts.bad_count
