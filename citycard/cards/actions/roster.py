"""A unit's roster (名册, S3.1): received, checked row by row, then applied as a whole; nothing is written while a row is bad."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import connection
from psycopg.types.json import Jsonb

from citycard.audit import Act, Actor, perform
from citycard.people import unit
from citycard.policy import integer_of
from citycard.shared.clock import in_china
from citycard.shared.numbers import citizen, mobile, validate_name
from citycard.shared.refusal import Refusal
from citycard.shared.sql import load

from ..facts import RosterFacts, RosterFile, RosterLine, Source
from ..models import Roster, RosterRow
from ..queries.rosters import roster_facts
from ..receipts import RosterReceipt
from ..refusals import RosterEmpty, RosterHasBadRows, RosterNotReady, RosterTooLong, RosterUnknown
from .submit import check_pickup

ROWS_A_STEP = 500


def start_roster(
    *,
    by: Actor,
    key: str,
    at: datetime,
    unit_id: int,
    pickup_office_id: int,
    file: RosterFile,
    in_background: bool = False,
) -> RosterReceipt:
    """Keep a roster's rows so that they can be checked; `in_background` leaves that to the worker.

    Refuses: UnitUnknown, OfficeUnknown, PickupOfficeNotSuitable, RosterEmpty, RosterTooLong.
    """
    limit = integer_of("roster.max_rows", on=in_china(at).date())
    inputs = {"unit_id": unit_id, "pickup": pickup_office_id, "name": file.name, "sha256": file.sha256}
    with perform(act="cards.start_roster", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return RosterReceipt.from_json(act.replay)
        unit(unit_id)
        check_pickup(pickup_office_id, Source.UNIT)
        if not file.lines:
            raise RosterEmpty
        if len(file.lines) > limit:
            raise RosterTooLong(count=len(file.lines), limit=limit)
        row = Roster.objects.create(
            unit_id=unit_id,
            pickup_office_id=pickup_office_id,
            file_name=file.name,
            sha256=file.sha256,
            state="checking",
            row_count=len(file.lines),
            received_at=at,
            account_id=by.account_id,
        )
        _keep_rows(row.pk, file.lines)
        if in_background:
            from ..tasks import check_roster_job

            check_roster_job.defer(roster_id=row.pk)
        return _done(act, row)


def check_roster(*, roster_id: int, at: datetime) -> RosterFacts:
    """Check every row of a roster and say what would become of it; nothing else is written. Progress is seen while it runs.

    Done again, it looks again. Refuses: RosterUnknown, RosterNotReady (applied already).
    """
    row = Roster.objects.filter(pk=roster_id).first()
    if row is None:
        raise RosterUnknown
    if row.state == "applied":
        raise RosterNotReady(state=row.state)
    on = in_china(at).date()
    for done, problems in _checked_steps(roster_id, on):
        with connection.cursor() as cursor:
            cursor.execute(load("citycard.cards", "note_roster_problems.sql"), {"problems": Jsonb(problems)})
        Roster.objects.filter(pk=roster_id, state="checking").update(done_count=done)
    _classify(roster_id, on)
    Roster.objects.filter(pk=roster_id, state="checking").update(state="checked", finished_at=at)
    row.refresh_from_db()
    return roster_facts(row)


def apply_roster(
    *, by: Actor, key: str, at: datetime, roster_id: int, only_good: bool = False
) -> RosterReceipt:
    """Apply for everybody on a checked roster in one act (S3.1); a person who is being served already is passed over.

    While a row is bad nothing is written, unless `only_good` is chosen (办理没有问题的行). A person must be the unit's own.
    Refuses: RosterUnknown, RosterNotReady, RosterHasBadRows.
    """
    inputs = {"roster_id": roster_id, "only_good": only_good}
    with perform(act="cards.apply_roster", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return RosterReceipt.from_json(act.replay)
        row = Roster.objects.select_for_update().filter(pk=roster_id).first()
        if row is None:
            raise RosterUnknown
        if row.state != "checked":
            raise RosterNotReady(state=row.state)
        _classify(roster_id, in_china(at).date())
        row.refresh_from_db()
        if row.bad_count and not only_good:
            first = RosterRow.objects.filter(roster=row, outcome="bad").order_by("row_no").first()
            raise RosterHasBadRows(count=row.bad_count, row=first.row_no if first else 0)
        number = act.number("SQ")
        row.new_count = _apply(row, number, at)
        row.same_count = row.row_count - row.bad_count - row.new_count
        row.state, row.finished_at = "applied", at
        row.save(update_fields=("new_count", "same_count", "state", "finished_at"))
        return _done(act, row)


def _keep_rows(roster_id: int, lines: Sequence[RosterLine]) -> None:
    columns = "roster_id, row_no, name, social_number, phone, outcome, problem"
    with connection.cursor() as cursor, cursor.copy(f"COPY cards_rosterrow ({columns}) FROM STDIN") as copy:
        for line in lines:
            texts = (text.replace("\x00", " ") for text in (line.name, line.social_number, line.phone))
            copy.write_row((roster_id, line.row_no, *texts, "", line.problem))


def _checked_steps(roster_id: int, on: date) -> Iterator[tuple[int, list[dict[str, object]]]]:
    """Check the rows' own form, step by step: how many are done, and the problems of the step."""
    rows = RosterRow.objects.filter(roster_id=roster_id).order_by("row_no")
    known = list(rows.values_list("pk", "name", "social_number", "phone", "problem"))
    for start in range(0, len(known), ROWS_A_STEP):
        step = known[start : start + ROWS_A_STEP]
        found = [
            {"id": pk, "problem": problem or _problem(name, number, phone, on)} for pk, name, number, phone, problem in step
        ]
        yield start + len(step), [one for one in found if one["problem"]]


def _problem(name: str, number: str, phone: str, on: date) -> str:
    """The code of the refusal that a row's own fields meet, or an empty text (S1.2)."""
    try:
        citizen.parse(number, on)
        validate_name(name)
        mobile.validate(phone)
    except Refusal as refusal:
        return refusal.code
    return ""


def _classify(roster_id: int, on: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.cards", "classify_roster.sql"), {"roster_id": roster_id, "on": on})
        cursor.execute(load("citycard.cards", "count_roster.sql"), {"roster_id": roster_id})


def _apply(row: Roster, number: str, at: datetime) -> int:
    arguments = {"roster_id": row.pk, "number": number, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.cards", "apply_roster.sql"), arguments)
        return cursor.rowcount


def _done(act: Act, row: Roster) -> RosterReceipt:
    act.note(roster=row.pk, rows=row.row_count, new=row.new_count, same=row.same_count, bad=row.bad_count)
    return act.done(
        RosterReceipt(
            number=act.number("MC"),
            roster_id=row.pk,
            state=row.state,
            row_count=row.row_count,
            new_count=row.new_count,
            same_count=row.same_count,
            bad_count=row.bad_count,
        )
    )
