"""Rosters: how far one is, and what became of each row."""

from ..facts import RosterFacts, RosterRowFacts
from ..models import Roster, RosterRow
from ..refusals import RosterUnknown

LISTED = 20


def roster(roster_id: int) -> RosterFacts:
    """Return a roster and how far it is. Refuses RosterUnknown."""
    row = Roster.objects.filter(pk=roster_id).first()
    if row is None:
        raise RosterUnknown
    return roster_facts(row)


def rosters_of_unit(unit_id: int, *, limit: int = LISTED) -> tuple[RosterFacts, ...]:
    """Return a unit's rosters, newest first."""
    return tuple(roster_facts(row) for row in Roster.objects.filter(unit_id=unit_id).order_by("-pk")[:limit])


def roster_rows(roster_id: int, *, outcome: str | None = None, limit: int | None = None) -> tuple[RosterRowFacts, ...]:
    """Return the rows of a roster in order; `outcome` new, same or bad to see only those."""
    rows = RosterRow.objects.select_related("application").filter(roster_id=roster_id)
    if outcome is not None:
        rows = rows.filter(outcome=outcome)
    return tuple(
        RosterRowFacts(
            row_no=row.row_no,
            name=row.name,
            social_number=row.social_number,
            phone=row.phone,
            outcome=row.outcome,
            problem=row.problem,
            application_number=row.application.number if row.application else "",
        )
        for row in rows.order_by("row_no")[:limit]
    )


def roster_facts(row: Roster) -> RosterFacts:
    """Return the frozen facts of a roster."""
    return RosterFacts(
        id=row.pk,
        unit_id=row.unit_id,
        file_name=row.file_name,
        state=row.state,
        row_count=row.row_count,
        done_count=row.done_count,
        new_count=row.new_count,
        same_count=row.same_count,
        bad_count=row.bad_count,
        received_at=row.received_at,
        finished_at=row.finished_at,
    )
