"""Take a unit's roster in (名册): every row checked before anything is written, then applied as one set (S3.1).

Receive → check, piece by piece, each piece a short transaction so that everybody sees how far it is → decide: one act that
judges the good rows once more and writes newcomers and applications, or writes nothing because some row is bad.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction
from procrastinate.contrib.django import app

from citycard.audit import Act, Actor, Channel, perform
from citycard.people import Newcomer, UnitFacts, enter_newcomers, unit
from citycard.policy import integer_of
from citycard.shared.clock import in_china
from citycard.shared.period import years_old
from citycard.shared.sql import load

from ..facts import Source
from ..models import Roster, RosterRow
from ..queries.roster import line_of, problem_json, roster, verdicts_on
from ..receipts import RosterReceipt
from ..roster_refusals import RosterEmpty, RosterTooLong, RosterUnknown, RosterWithoutGoodRows
from ..rosters import Outcome, RosterEntry, RosterFacts, RosterLine, Verdict, is_without_id_card
from ..states import ROSTER
from .refunds import lapse_settled
from .submit import check_pickup

PIECE = 500
TRIES = 3
LONGEST_FIELD = 200
CATEGORY = {"employer": "employee", "school": "student"}


class _OvertakenError(Exception):
    """Another desk or roster applied for one of these people at this very instant: judge again."""


def receive_roster(
    *,
    by: Actor,
    key: str,
    at: datetime,
    unit_id: int,
    file_name: str,
    sha256: bytes,
    lines: Sequence[RosterLine],
    pickup_office_id: int,
    apply_good_rows: bool = False,
) -> RosterReceipt:
    """Keep a unit's roster and let its check begin; no person and no application is written yet (S3.1).

    With `apply_good_rows` the good rows are applied for even when others are bad.
    Refuses: RosterEmpty, RosterTooLong, UnitUnknown, OfficeUnknown, PickupOfficeNotSuitable.
    """
    _check_length(len(lines), file_name, limit=integer_of("roster.max_rows", on=in_china(at).date()))
    inputs = {"unit": unit_id, "sha256": sha256, "pickup": pickup_office_id, "good_rows": apply_good_rows}
    with perform(act="cards.receive_roster", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return RosterReceipt.from_json(act.replay)
        check_pickup(pickup_office_id, Source.UNIT)
        row = Roster(unit_id=unit(unit_id).id, pickup_office_id=pickup_office_id, applies_good_rows=apply_good_rows)
        row.number, row.file_name, row.sha256 = act.number("MC"), file_name, sha256
        row.state, row.row_count, row.received_at = "checking", len(lines), at
        row.channel, row.account_id, row.operator_label = by.channel, by.account_id, by.label
        row.save(force_insert=True)
        _keep_rows(row, lines)
        app.configure_task("cards.check_roster").defer(roster_id=row.pk)
        return _done(act, row)


def _check_length(count: int, file_name: str, *, limit: int) -> None:
    if not count:
        raise RosterEmpty(file=file_name)
    if count > limit:
        raise RosterTooLong(count=count, limit=limit)


def check_roster(*, roster_id: int, at: datetime, waits: bool = True) -> RosterFacts:
    """Judge the next rows of a roster; with the last of them decide the whole (S3.1). Returns how far it is. Refuses RosterUnknown.

    Whoever looks may call it: with `waits` False it returns at once when somebody else is at it.
    """
    with transaction.atomic(durable=True):
        row = Roster.objects.select_for_update(skip_locked=not waits).filter(pk=roster_id, state="checking").first()
        if row is None:
            return roster(roster_id)
        left = list(RosterRow.objects.filter(roster=row, outcome="").order_by("row_no")[:PIECE])
        _write_verdicts(left, _judged(row, left, on=in_china(at).date()))
        row.done_count = row.done_count + len(left)
        row.save(update_fields=("done_count",))
    if row.done_count == row.row_count:
        _decide(row.pk, event="", by=_sender(row), key=f"roster-{row.pk}-checked", at=at)
    return roster(roster_id)


def apply_good_rows(*, by: Actor, key: str, at: datetime, roster_id: int) -> RosterReceipt:
    """Apply for the good rows of a roster that was refused for its bad ones (办理没有问题的行, S3.1).

    Refuses: RosterUnknown, MoveNotAllowed, RosterWithoutGoodRows.
    """
    return _decide(roster_id, event="apply", by=by, key=key, at=at)


def _decide(roster_id: int, *, event: str, by: Actor, key: str, at: datetime) -> RosterReceipt:
    """One act: all or nothing. `event` empty: refuse or apply as the rows and the unit's wish say."""
    for _ in range(TRIES - 1):
        try:
            return _decide_once(roster_id, event, by, key, at)
        except _OvertakenError:
            continue
    return _decide_once(roster_id, event, by, key, at)


def _decide_once(roster_id: int, event: str, by: Actor, key: str, at: datetime) -> RosterReceipt:
    name = "cards.apply_roster" if event else "cards.decide_roster"
    with perform(act=name, by=by, key=key, at=at, inputs={"roster_id": roster_id}) as act:
        if act.replay is not None:
            return RosterReceipt.from_json(act.replay)
        row = Roster.objects.select_for_update().filter(pk=roster_id).first()
        if row is None:
            raise RosterUnknown
        good = list(RosterRow.objects.filter(roster=row, outcome=Outcome.NEW).order_by("row_no"))
        verdicts = _judged(row, good, on=in_china(at).date())
        _write_verdicts(good, verdicts)
        _count(row)
        wanted = event or ("apply" if row.applies_good_rows or not row.bad_count else "refuse")
        row.state, row.finished_at = ROSTER.after(state=row.state, event=wanted), at
        if event and not row.new_count:
            raise RosterWithoutGoodRows(count=row.row_count)
        if wanted == "apply":
            _apply(act, row, list(zip(good, verdicts, strict=True)))
        row.save()
        return _done(act, row)


def _apply(act: Act, row: Roster, judged: list[tuple[RosterRow, Verdict]]) -> None:
    """Write newcomers and applications; raise _OvertakenError when somebody was quicker for any of them."""
    on = in_china(act.at).date()
    place = unit(row.unit_id)
    chosen = [
        (kept, verdict.entry, verdict.person_id)
        for kept, verdict in judged
        if verdict.outcome is Outcome.NEW and verdict.entry is not None
    ]
    newcomers = [_newcomer(entry, place, on) for _, entry, person_id in chosen if person_id is None]
    arguments = {
        "row_ids": [kept.pk for kept, _, _ in chosen],
        "row_nos": [kept.row_no for kept, _, _ in chosen],
        "numbers": [entry.number.number for _, entry, _ in chosen],
        "phones": [entry.phone for _, entry, _ in chosen],
        "number": act.number("SQ"),
        "unit_id": row.unit_id,
        "pickup_office_id": row.pickup_office_id,
        "at": act.at,
    }
    if enter_newcomers(newcomers=newcomers, on=on) != len(newcomers):
        raise _OvertakenError
    known = [person_id for _, _, person_id in chosen if person_id is not None]
    lapse_settled(person_ids=known, at=act.at)  # before the applications, as a single one does: nobody waits in a circle
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.cards", "roster_apply.sql"), arguments)
        if cursor.rowcount != len(chosen):
            raise _OvertakenError
        act.about_all(person_id for (person_id,) in cursor.fetchall())


def _newcomer(entry: RosterEntry, place: UnitFacts, on: date) -> Newcomer:
    """Whom the city does not know yet is registered with the unit that applies."""
    age = years_old(entry.number.birth_date, on)
    has_none = is_without_id_card(entry, age=age, adult_age=integer_of("people.adult_age", on=on))
    return Newcomer(
        social_number=entry.number.number,
        name=entry.name,
        phone=entry.phone,
        category=CATEGORY[place.kind],
        nation=entry.nation,
        address=entry.address,
        unit_id=place.id,
        has_id_card=not has_none,
        id_valid_until=entry.id_valid_until,
    )


def _judged(row: Roster, rows: list[RosterRow], *, on: date) -> list[Verdict]:
    lines = [line_of(kept) for kept in rows]
    return verdicts_on(roster_id=row.pk, unit_id=row.unit_id, lines=lines, on=on)


def _keep_rows(row: Roster, lines: Sequence[RosterLine]) -> None:
    arguments = {
        "roster_id": row.pk,
        "row_nos": [line.row_no for line in lines],
        "fields": [json.dumps(_fields(line), ensure_ascii=False) for line in lines],
        "numbers": [_storable(line.social_number.upper())[:18] for line in lines],
    }
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.cards", "roster_rows.sql"), arguments)


def _fields(line: RosterLine) -> dict[str, str]:
    names = ("social_number", "name", "phone", "nation", "id_valid_until", "address")
    return {name: _storable(getattr(line, name)) for name in names if getattr(line, name)}


def _storable(text: str) -> str:
    """A cell may hold signs that no database keeps: NUL and halves of characters become U+FFFD, which every check refuses."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "\ufffd").strip()[:LONGEST_FIELD]


def _write_verdicts(rows: list[RosterRow], verdicts: list[Verdict]) -> None:
    arguments = {
        "ids": [kept.pk for kept in rows],
        "outcomes": [verdict.outcome.value for verdict in verdicts],
        "problems": [problem_json(verdict.because) for verdict in verdicts],
    }
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.cards", "roster_verdicts.sql"), arguments)


def _count(row: Roster) -> None:
    outcomes = list(RosterRow.objects.filter(roster=row).values_list("outcome", flat=True))
    row.new_count, row.same_count, row.bad_count = (outcomes.count(one) for one in (Outcome.NEW, Outcome.SAME, Outcome.BAD))


def _sender(row: Roster) -> Actor:
    """Who sent the roster is who acts when its check ends, whoever's process does the work (A2)."""
    return Actor(channel=Channel(row.channel), account_id=row.account_id, label=row.operator_label, unit_id=row.unit_id)


def _done(act: Act, row: Roster) -> RosterReceipt:
    counts = {"row_count": row.row_count, "new_count": row.new_count, "same_count": row.same_count, "bad_count": row.bad_count}
    act.note(roster=row.number, unit_id=row.unit_id, state=row.state, **counts)
    return act.done(RosterReceipt(number=row.number, roster_id=row.pk, state=row.state, **counts))
