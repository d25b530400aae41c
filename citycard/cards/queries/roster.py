"""Rosters: how far one is, what became of each row, and what the city knows about the people on it."""

import json
import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from django.db import connection

from citycard.shared.numbers import citizen
from citycard.shared.refusal import Fact, Refusal
from citycard.shared.sql import load

from ..models import Roster, RosterRow
from ..roster_refusals import RosterUnknown
from ..rosters import Registered, RosterFacts, RosterLine, RosterRowFacts, Verdict, judge_line

LISTED = 50
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def roster(roster_id: int) -> RosterFacts:
    """Return a roster. Refuses RosterUnknown."""
    row = Roster.objects.select_related("pickup_office").filter(pk=roster_id).first()
    if row is None:
        raise RosterUnknown
    return _facts(row)


def rosters_of_unit(unit_id: int, *, limit: int = LISTED) -> tuple[RosterFacts, ...]:
    """Return a unit's rosters, newest first."""
    rows = Roster.objects.select_related("pickup_office").filter(unit_id=unit_id).order_by("-pk")[:limit]
    return tuple(_facts(row) for row in rows)


def roster_rows(roster_id: int, *, outcome: str = "", start: int = 0, limit: int | None = LISTED) -> tuple[RosterRowFacts, ...]:
    """Return a roster's rows in the file's order, with `outcome` only those; `limit` None means all."""
    rows = RosterRow.objects.select_related("application").filter(roster_id=roster_id).order_by("row_no")
    if outcome:
        rows = rows.filter(outcome=outcome)
    return tuple(_row_facts(row) for row in rows[start : None if limit is None else start + limit])


def verdicts_on(*, roster_id: int, unit_id: int, lines: Sequence[RosterLine], on: date) -> list[Verdict]:
    """Return a verdict on each line, by what the city knows at this moment: two statements for any number of lines."""
    numbers = [line.social_number.upper()[:18] for line in lines]
    arguments = {"numbers": numbers, "roster_id": roster_id}
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.cards", "roster_known.sql"), arguments)
        known = {row[0]: _registered(row[1:]) for row in cursor.fetchall()}
        cursor.execute(load("citycard.cards", "roster_first_rows.sql"), arguments)
        first = dict(cursor.fetchall())
    return [
        judge_line(line, known=known.get(number), first_row=first.get(number, line.row_no) if number else line.row_no,
                   unit_id=unit_id, on=on)
        for line, number in zip(lines, numbers, strict=True)
    ]  # fmt: skip


def line_of(row: RosterRow) -> RosterLine:
    """Return a kept row as the line it was."""
    return RosterLine(row_no=row.row_no, **({"social_number": "", "name": "", "phone": ""} | row.fields))


def problem_json(because: Sequence[Refusal]) -> str:
    """Return refusals as a row keeps them."""
    kept = [{"code": one.code, "facts": {name: _plain(value) for name, value in one.facts.items()}} for one in because]
    return json.dumps(kept, ensure_ascii=False)


def _registered(row: Sequence[object]) -> Registered:
    names = ("person_id", "name", "unit_id", "died_on", "open_number", "open_state", "open_on", "card_state", "is_cancelling")
    return Registered(**dict(zip(names, row, strict=True)))


def _facts(row: Roster) -> RosterFacts:
    return RosterFacts(
        id=row.pk,
        number=row.number,
        unit_id=row.unit_id,
        pickup_office_id=row.pickup_office_id,
        pickup_office_name=row.pickup_office.name,
        file_name=row.file_name,
        state=row.state,
        row_count=row.row_count,
        done_count=row.done_count,
        new_count=row.new_count,
        same_count=row.same_count,
        bad_count=row.bad_count,
        received_at=row.received_at,
        finished_at=row.finished_at,
        operator_label=row.operator_label,
    )


def _row_facts(row: RosterRow) -> RosterRowFacts:
    line = line_of(row)
    return RosterRowFacts(
        line=line,
        outcome=row.outcome,
        problems=tuple(_refusal(kept) for kept in row.problems),
        application_number=row.application.number if row.application else "",
        division_known=row.outcome != "new" or citizen.division_known(line.social_number[:6]),
    )


def _refusal(kept: dict[str, object]) -> Refusal:
    """Return a kept refusal with its facts."""
    facts = kept["facts"] if isinstance(kept["facts"], dict) else {}
    return _kinds()[str(kept["code"])](**{name: _fact(value) for name, value in facts.items()})


@cache
def _kinds() -> dict[str, type[Refusal]]:
    return {kind.code: kind for kind in Refusal.all_kinds()}


def _plain(value: Fact) -> str | int:
    return value.isoformat() if isinstance(value, date) else value


def _fact(value: object) -> Fact:
    if isinstance(value, int):
        return value
    text = str(value)
    return date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else text
