"""What needs two operators (四眼复核): a death recorded by mistake is prepared by one and approved by another (S11.1, A2)."""

from datetime import datetime
from typing import Annotated, TypedDict

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from citycard import journeys, people, staff
from citycard.audit import Actor
from citycard.channels.approving import ACTS, check_serves_approval, readable
from citycard.journeys import DeathTakenBackReceipt, PreparedReceipt
from citycard.shared import clock
from citycard.staff import ApprovalFacts, Permission

from .answers import told
from .group import Group
from .kinds import PLAIN, ComesIn, Id, In, Listed, Out
from .visits import OnPapersIn, on_papers
from .who import actor_of, desk_of, key_of

P = Permission
group = Group(_("两人复核"))
Why = Annotated[str, Field(min_length=1, max_length=200, pattern=PLAIN, examples=["同名的人去世，登记时点错了人"])]


class Decision(TypedDict):
    """What approving, refusing and withdrawing are told alike."""

    by: Actor
    key: str
    at: datetime
    approval_id: int


class PrepareIn(OnPapersIn):
    """Who came with which papers, and how the mistake came about."""

    reason: Why


class RefuseIn(In):
    """Why the second operator does not sign."""

    reason: Why


class NothingIn(In):
    """No fields: the address says it all."""


class ApprovalOut(Out):
    """What waits for its second signature: the act, for whom (masked), who prepared it, when and why."""

    id: int
    act: str
    person_id: int
    name: str
    number_masked: str
    state: str
    comes: ComesIn
    reason: str
    prepared_label: str
    prepared_at: str

    @classmethod
    def of(cls, one: ApprovalFacts) -> "ApprovalOut":
        """As programs read it."""
        who = people.person(one.person_id)
        kept = {name: getattr(one, name) for name in ("id", "person_id", "state", "comes", "reason", "prepared_label")}
        at = one.prepared_at.isoformat()
        return cls(act=one.act.value, name=who.name, number_masked=who.number_masked, prepared_at=at, **kept)


@group.act(
    "POST",
    "/people/{int:person_id}/death/take-back",
    title=_("提请撤销误登的去世"),
    gives=PreparedReceipt,
    status=201,
    may=(P.PREPARE_TAKE_BACK_DEATH,),
)
def prepare_take_back_death(request: HttpRequest, person_id: Id, body: PrepareIn) -> HttpResponse:
    """Put before a second operator that the person lives (S11.1). Refuses what `journeys.prepare_take_back_death` refuses."""
    visit = on_papers(request, person_id, body, P.PREPARE_TAKE_BACK_DEATH)
    return told(journeys.prepare_take_back_death(**visit, reason=body.reason), status=201)


@group.look("/approvals", title=_("等复核的事"), gives=Listed[ApprovalOut], may=tuple(sorted(ACTS)))
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for a second signature here, the oldest first (A2)."""
    found = readable(desk_of(request))
    return told(Listed[ApprovalOut](items=tuple(ApprovalOut.of(one) for one in found)))


@group.act(
    "POST",
    "/approvals/{int:approval_id}/approve",
    title=_("复核通过"),
    gives=DeathTakenBackReceipt,
    may=(P.APPROVE_TAKE_BACK_DEATH,),
)
def approve_take_back_death(request: HttpRequest, approval_id: Id, body: NothingIn) -> HttpResponse:
    """The second signature: the death is taken back (S11.1, A2). Refuses what `journeys.approve_take_back_death` refuses."""
    return told(journeys.approve_take_back_death(**_decided(request, approval_id, P.APPROVE_TAKE_BACK_DEATH)))


@group.act(
    "POST",
    "/approvals/{int:approval_id}/refuse",
    title=_("复核不通过"),
    gives=PreparedReceipt,
    may=(P.APPROVE_TAKE_BACK_DEATH,),
)
def refuse_take_back_death(request: HttpRequest, approval_id: Id, body: RefuseIn) -> HttpResponse:
    """Do not sign, and say why; the death stands (A2). Refuses what `journeys.refuse_take_back_death` refuses."""
    return told(journeys.refuse_take_back_death(**_decided(request, approval_id, P.APPROVE_TAKE_BACK_DEATH), reason=body.reason))


@group.act(
    "POST",
    "/approvals/{int:approval_id}/withdraw",
    title=_("撤回自己提请的事"),
    gives=PreparedReceipt,
    may=(P.PREPARE_TAKE_BACK_DEATH,),
)
def withdraw_take_back_death(request: HttpRequest, approval_id: Id, body: NothingIn) -> HttpResponse:
    """Take one's own request back (A2). Refuses what `journeys.withdraw_take_back_death` refuses."""
    return told(journeys.withdraw_take_back_death(**_decided(request, approval_id, P.PREPARE_TAKE_BACK_DEATH)))


def _decided(request: HttpRequest, approval_id: int, permission: Permission) -> Decision:
    """Return what each of the three is told. Refuses ApprovalUnknown, and what `check_serves_approval` refuses."""
    check_serves_approval(desk_of(request), staff.approval(approval_id), permission)
    return {"by": actor_of(request), "key": key_of(request), "at": clock.now(), "approval_id": approval_id}
