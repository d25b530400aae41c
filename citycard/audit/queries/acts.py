"""The record of acts as people read it: one person's timeline, one office's list (办理记录), one act."""

from collections.abc import Iterable
from functools import cache
from typing import cast

from django.db.models import Exists, OuterRef, QuerySet

from citycard.shared.kept_query import KeptQuery
from citycard.shared.questions import Question, answer

from ..actions.read import READ
from ..encoding import Json, decode
from ..facts import ActFilter, ActLine, Channel, ShownDocument
from ..models import Act, ActPerson, SealLeaf


def timeline(person_id: int, limit: int = 50, *, with_reads: bool = False) -> tuple[ActLine, ...]:
    """Return what was done for a person, newest first (A2); with `with_reads` also who looked at the data (S12)."""
    return answer(timeline_asked(person_id, limit, with_reads=with_reads))


def timeline_asked(person_id: int, limit: int, *, with_reads: bool = False) -> Question[tuple[ActLine, ...]]:
    """The same as a question that goes with others."""
    return _lines(_timeline(limit, with_reads), person_id, limit)


@cache
def _timeline(limit: int, with_reads: bool) -> KeptQuery[Act]:
    rows = Act.objects.all() if with_reads else Act.objects.exclude(act=READ)
    return KeptQuery(lambda person: _own(rows, person, limit).union(_shared(rows, person, limit), all=True))


def timeline_apart_asked(
    person_id: int, *, apart: tuple[str, ...], limit: int, apart_limit: int
) -> Question[tuple[ActLine, ...]]:
    """Ask for the newest `limit` acts for a person and the newest `apart_limit` of the kinds named `apart`, together, newest first.

    In one statement, each kind by its own count: many looks (S12) never push out what was done (A2).
    """
    return _lines(_timeline_apart(apart, limit, apart_limit), person_id, limit + apart_limit)


def _lines(kept: KeptQuery[Act], person_id: int, limit: int) -> Question[tuple[ActLine, ...]]:
    return Question((kept.ask(person=person_id),), lambda rows: tuple(_line(row) for row in _merged(kept.told(rows), limit)))


@cache
def _timeline_apart(apart: tuple[str, ...], limit: int, apart_limit: int) -> KeptQuery[Act]:
    done, beside = Act.objects.exclude(act=READ).exclude(act__in=apart), Act.objects.filter(act__in=apart)

    def rows(person: int) -> QuerySet[Act]:
        return _own(done, person, limit).union(_shared(done, person, limit), _own(beside, person, apart_limit), all=True)

    return KeptQuery(rows)


def acts(wanted: ActFilter, *, limit: int = 50) -> tuple[ActLine, ...]:
    """Return the acts that fit, newest first. The next page is asked for with `before_id` of the last line."""
    conditions: dict[str, object] = {
        "act": wanted.act,
        "channel": wanted.channel,
        "account_id": wanted.account_id,
        "office_id": wanted.office_id,
        "unit_id": wanted.unit_id,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
        "id__lt": wanted.before_id,
    }
    rows = Act.objects.filter(**{name: value for name, value in conditions.items() if value is not None})
    if not wanted.with_reads and wanted.act is None:
        rows = rows.exclude(act=READ)
    found = list(_newest(rows, limit)) if wanted.person_id is None else _of_person(rows, wanted.person_id, limit)
    return tuple(_line(row) for row in found)


def act_of(act_id: int) -> ActLine | None:
    """Return one act by its id, or None."""
    row = _with_seal(Act.objects.filter(id=act_id)).first()
    return None if row is None else _line(row)


def _of_person(rows: QuerySet[Act], person_id: int, limit: int) -> list[Act]:
    """The acts for this person alone and those for many with this person among them: two index scans, merged."""
    return _merged((*_own(rows, person_id, limit), *_shared(rows, person_id, limit)), limit)


def _own(rows: QuerySet[Act], person_id: int, limit: int) -> QuerySet[Act]:
    return _newest(rows.filter(person_id=person_id), limit)


def _shared(rows: QuerySet[Act], person_id: int, limit: int) -> QuerySet[Act]:
    among_many = ActPerson.objects.filter(person_id=person_id).order_by("-act_id").values("act_id")
    return _newest(rows.filter(id__in=among_many), limit)


def _merged(rows: Iterable[Act], limit: int) -> list[Act]:
    by_id = {row.id: row for row in rows}
    return [by_id[act_id] for act_id in sorted(by_id, reverse=True)[:limit]]


def _newest(rows: QuerySet[Act], limit: int) -> QuerySet[Act]:
    return _with_seal(rows).order_by("-id")[:limit]


def _with_seal(rows: QuerySet[Act]) -> QuerySet[Act]:
    return rows.annotate(is_sealed=Exists(SealLeaf.objects.filter(act_id=OuterRef("id"))))


def _line(row: Act) -> ActLine:
    return ActLine(
        id=row.id,
        number=row.number or "",
        act=row.act,
        channel=Channel(row.channel),
        operator_label=row.operator_label,
        account_id=row.account_id,
        office_id=row.office_id,
        unit_id=row.unit_id,
        person_id=row.person_id,
        actor_person_id=row.actor_person_id,
        terminal=row.terminal,
        purpose=row.purpose,
        documents=cast(tuple[ShownDocument, ...], decode(tuple[ShownDocument, ...], cast(Json, row.documents))),
        facts=cast(dict[str, Json], row.facts),
        at=row.at,
        is_sealed=cast(bool, vars(row)["is_sealed"]),
    )
