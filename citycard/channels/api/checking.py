"""The card centre's queue (核对申请): what waits, accept, reject with the reason that the applicant reads (S3)."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from citycard import cards
from citycard.shared import clock
from citycard.staff import Permission

from .answers import told
from .applications import group
from .kinds import Count, Id, In, Limit, Line, Listed
from .who import actor_of, desk_of, key_of

P = Permission


class AcceptIn(In):
    """The applications that were checked, or, without ids, the `oldest` so many of the pile."""

    application_ids: Annotated[list[Id], Field(min_length=1, max_length=1000)] | None = None
    oldest: Annotated[int, Field(ge=1, le=100_000)] | None = None


class RejectIn(In):
    """Why an application is not accepted."""

    reason: Annotated[Line, Field(examples=["相片太暗，请重拍"])]


@group.look(
    "/applications", title=_("待处理的申请"), gives=Listed[cards.WaitingApplication], may=(P.ACCEPT_APPLICATION, P.SUBMIT_ROSTER)
)
def waiting(
    request: HttpRequest, state: Literal["submitted", "accepted"] = "submitted", after_id: Count = 0, limit: Limit = 50
) -> HttpResponse:
    """Applications to be checked or batched, by id; a unit sees its own open ones in any state. Numbers are masked."""
    unit_id = desk_of(request).posting.unit_id
    if unit_id is not None:
        rows = cards.applications_of_unit(unit_id, after_id=after_id, limit=limit)
    else:
        rows = cards.applications_waiting(state=state, after_id=after_id, limit=limit)
    next_after = rows[-1].id if len(rows) == limit else None
    return told(Listed[cards.WaitingApplication](items=rows, next_after=next_after))


@group.act("POST", "/applications/accept", title=_("核对通过"), gives=cards.AcceptReceipt, may=(P.ACCEPT_APPLICATION,))
def accept(request: HttpRequest, body: AcceptIn) -> HttpResponse:
    """Accept these applications, or the oldest; those that somebody else took are skipped and counted."""
    who, key, at = actor_of(request), key_of(request), clock.now()
    if body.application_ids is not None:
        return told(cards.accept_applications(by=who, key=key, at=at, application_ids=body.application_ids))
    return told(cards.accept_all_applications(by=who, key=key, at=at, limit=body.oldest or 1))


@group.act(
    "POST",
    "/applications/{int:application_id}/reject",
    title=_("退回申请"),
    gives=cards.ApplicationReceipt,
    may=(P.ACCEPT_APPLICATION,),
)
def reject(request: HttpRequest, application_id: Id, body: RejectIn) -> HttpResponse:
    """Close an application with its reason. Refuses ApplicationUnknown, MoveNotAllowed."""
    receipt = cards.reject_application(
        by=actor_of(request), key=key_of(request), at=clock.now(), application_id=application_id, reason=body.reason
    )
    return told(receipt)
