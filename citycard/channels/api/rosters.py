"""Rosters and people of a unit (单位名册): upload, how far, every row, apply for the good ones (S3.1)."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import Field

from citycard import cards
from citycard.channels.files.roster import RosterLimits, RosterTooLarge, read_roster
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.shared.numbers import mask
from citycard.staff import Permission, check_serves

from .answers import told
from .group import Group
from .kinds import Count, Id, Limit, Listed, Out, Words
from .problems import Problem, problem_of
from .who import actor_of, desk_of, key_of

P = Permission
group = Group(_("单位"))
PIECES = 2  # pieces of checking that whoever asks lends to a roster, so that no worker need be there


class RosterOut(Out):
    """A roster and how far it is: checking, refused or applied."""

    id: int
    number: str
    pickup_office_id: int
    file_name: str
    state: str
    row_count: int
    done_count: int
    new_count: int
    same_count: int
    bad_count: int
    received_at: datetime
    finished_at: datetime | None


class RowOut(Out):
    """One row of a roster: applied for (new), unchanged (same) or bad, with every reason."""

    row_no: int
    name: str
    number_masked: str
    outcome: str
    application_number: str
    problems: tuple[Problem, ...]


class UnitPersonOut(Out):
    """One of the unit's people and how far the card is."""

    id: int
    name: str
    number_masked: str
    phone_masked: str
    category: str
    stage: str
    application_id: int | None
    application_number: str
    application_version: int | None


@group.look("/unit/people", title=_("本单位人员"), gives=Listed[UnitPersonOut], may=(P.SUBMIT_ROSTER,))
def people(
    request: HttpRequest, text: Words = "", start: Annotated[int, Field(ge=0, le=10_000_000)] = 0, limit: Limit = 50
) -> HttpResponse:
    """The unit's own people with the stage of each card; `text` is the beginning of a name. The next page begins at `next_after`."""
    found = cards.unit_people(_unit(request), on=clock.today(), text=text, start=start, limit=limit)
    items = tuple(UnitPersonOut.model_validate(row) for row in found.rows)
    return told(Listed[UnitPersonOut](items=items, next_after=start + limit if len(items) == limit else None))


@group.act("POST", "/rosters", title=_("交名册"), gives=cards.RosterReceipt, status=201, may=(P.SUBMIT_ROSTER,))
def upload(
    request: HttpRequest,
    file: Annotated[UploadedFile, File()],
    pickup_office_id: Annotated[int, Form(ge=1, le=2**63 - 1)],
    apply_good_rows: Annotated[bool, Form()] = False,
) -> HttpResponse:
    """Send a roster (Excel or CSV, GB18030 or UTF-8). It is checked row by row; nothing is written before all are judged.

    Refuses what `read_roster` and `cards.receive_roster` refuse.
    """
    limits, name = _limits(), file.name or ""
    if (file.size or 0) > limits.bytes:
        raise RosterTooLarge(file=name, what="bytes", limit=limits.bytes)
    content = file.read()
    receipt = cards.receive_roster(
        by=actor_of(request),
        key=key_of(request),
        at=clock.now(),
        unit_id=_unit(request),
        file_name=name,
        sha256=sha256(content).digest(),
        lines=read_roster(name=name, content=content, limits=limits),
        pickup_office_id=pickup_office_id,
        apply_good_rows=apply_good_rows,
    )
    return told(receipt, status=201)


@group.look("/rosters", title=_("名册"), gives=Listed[RosterOut], may=(P.SUBMIT_ROSTER,))
def rosters(request: HttpRequest) -> HttpResponse:
    """The unit's rosters, newest first."""
    items = tuple(RosterOut.model_validate(row) for row in cards.rosters_of_unit(_unit(request)))
    return told(Listed[RosterOut](items=items))


@group.look("/rosters/{int:roster_id}", title=_("名册办到哪一步"), gives=RosterOut, may=(P.SUBMIT_ROSTER,))
def roster(request: HttpRequest, roster_id: Id) -> HttpResponse:
    """How far a roster is; who asks lends a hand with the check. Refuses RosterUnknown, NotYourOffice."""
    facts = _own(request, roster_id)
    for _piece in range(PIECES):
        if facts.is_checking:
            facts = cards.check_roster(roster_id=roster_id, at=clock.now(), waits=False)
    return told(RosterOut.model_validate(facts))


@group.look("/rosters/{int:roster_id}/rows", title=_("名册的每一行"), gives=Listed[RowOut], may=(P.SUBMIT_ROSTER,))
def rows(
    request: HttpRequest, roster_id: Id, outcome: Literal["new", "same", "bad"] | None = None, start: Count = 0, limit: Limit = 50
) -> HttpResponse:
    """The rows in the file's order, with all faults of each. Refuses RosterUnknown, NotYourOffice."""
    _own(request, roster_id)
    start = min(start, 10_000_000)
    items = tuple(_rows(cards.roster_rows(roster_id, outcome=outcome or "", start=start, limit=limit)))
    return told(Listed[RowOut](items=items, next_after=start + limit if len(items) == limit else None))


@group.act(
    "POST", "/rosters/{int:roster_id}/apply", title=_("办理没有问题的行"), gives=cards.RosterReceipt, may=(P.SUBMIT_ROSTER,)
)
def apply(request: HttpRequest, roster_id: Id) -> HttpResponse:
    """Apply for the good rows of a roster that was refused for its bad ones. Refuses what `cards.apply_good_rows` refuses."""
    _own(request, roster_id)
    return told(cards.apply_good_rows(by=actor_of(request), key=key_of(request), at=clock.now(), roster_id=roster_id))


def _unit(request: HttpRequest) -> int:
    unit_id = desk_of(request).posting.unit_id
    if unit_id is None:
        raise AssertionError("the permission is held by postings at a unit only")
    return unit_id


def _own(request: HttpRequest, roster_id: int) -> "cards.RosterFacts":
    facts = cards.roster(roster_id)
    check_serves(desk_of(request).posting, community_id=None, unit_id=facts.unit_id, permission=P.SUBMIT_ROSTER)
    return facts


def _rows(found: "tuple[cards.RosterRowFacts, ...]") -> Iterator[RowOut]:
    for row in found:
        yield RowOut(
            row_no=row.line.row_no,
            name=row.line.name,
            number_masked=mask.mask_citizen(row.line.social_number),
            outcome=row.outcome,
            application_number=row.application_number,
            problems=tuple(problem_of(refusal) for refusal in row.problems),
        )


def _limits() -> RosterLimits:
    on = clock.today()
    return RosterLimits(
        rows=integer_of("roster.max_rows", on=on),
        bytes=integer_of("roster.max_bytes", on=on),
        unpacked_bytes=integer_of("roster.max_unpacked_bytes", on=on),
    )
