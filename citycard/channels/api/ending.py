"""The end of a card (注销): a death, the refunds settled, the clearance slip, the account closed; and powers to act (S11, S13)."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from citycard import journeys, people
from citycard.audit import LookLine, looks_at, record_read
from citycard.cards import Leaving, Refund, RefundKind
from citycard.channels.web_hall.history import LOG_IN
from citycard.channels.web_hall.serving import served as served_online
from citycard.journeys import ClearanceReceipt, ClosingReceipt, DeathReceipt, PowerReceipt, RefundsReceipt
from citycard.people import PowerFacts
from citycard.shared import clock
from citycard.staff import Permission

from .answers import told
from .group import Group
from .kinds import PLAIN, Count, Day, Documents, Id, In, Limit, Line, Listed, Out
from .shapes import PersonOut
from .visits import AtCounterIn, OnPapersIn, at_counter, on_papers
from .who import TERMINAL, actor_of, holder_of, key_of, looked_at, papers_shown, served

P = Permission
group = Group(_("注销和委托"))
Fen = Annotated[int, Field(ge=0, le=2**53, examples=[5230007])]
SlipNumber = Annotated[str, Field(min_length=1, max_length=24, pattern=PLAIN, examples=["QH20261123-000117"])]


class DeathIn(In):
    """The day on the death record, and the papers of the agent who brought it."""

    died_on: Day
    documents: Documents


class RefundIn(In):
    """One kind of refund: its receipt, amount in fen and day; none of them when nothing is due."""

    kind: Annotated[RefundKind, Field(strict=False, examples=["pension"])]
    receipt: Annotated[str, Field(max_length=30, pattern=PLAIN, examples=["YL-2026-0117"])] = ""
    amount_fen: Fen = 0
    paid_on: Day | None = None

    def refund(self) -> Refund:
        """The refund as the card room knows it."""
        return Refund(kind=self.kind, receipt=self.receipt, amount_fen=self.amount_fen, paid_on=self.paid_on)


class RefundsIn(AtCounterIn):
    """Why the person leaves, and an answer for each kind of refund."""

    reason: Annotated[Leaving, Field(strict=False, examples=["settled_abroad"])]
    refunds: Annotated[list[RefundIn], Field(max_length=10)]


class CloseIn(AtCounterIn):
    """The number of the clearance slip that the card hall issued."""

    clearance_number: SlipNumber


class PowerIn(OnPapersIn):
    """Who may act, from `starts_on` up to, but without, `ends_on`; `comes` agent: by a power of attorney."""

    agent_id: Id
    relation: Annotated[Line, Field(max_length=20, examples=["女儿"])]
    starts_on: Day
    ends_on: Day | None = None


class EndingIn(AtCounterIn):
    """Who comes, and the papers shown; `identity`: the ID of a guardian who comes, which the register must know."""


class NothingIn(In):
    """No fields: the address says it all."""


class EndingOut(Out):
    """How far a person's cancellation is; `closing_fen` is left out: only the bank sees the balance."""

    died_on: Day | None
    reason: Leaving | None
    state: str | None
    clearance_number: str | None
    has_account: bool
    is_close_pending: bool


class PowerOut(Out):
    """A power to act for somebody; in force on its days, half-open."""

    id: int
    agent: PersonOut
    relation: str
    proof: str
    starts_on: Day
    ends_on: Day | None
    is_in_force: bool

    @classmethod
    def of(cls, power: PowerFacts) -> "PowerOut":
        """The power as programs read it."""
        on = clock.today()
        return cls(
            id=power.id,
            agent=PersonOut.of(power.agent, on),
            relation=power.relation,
            proof=power.proof,
            starts_on=power.span.start,
            ends_on=power.span.end,
            is_in_force=power.is_in_force_on(on),
        )


@group.look("/people/{int:person_id}/ending", title=_("注销办到哪一步"), gives=EndingOut, may=(P.READ_PERSON,), of_person=True)
def state(request: HttpRequest, person_id: Id) -> HttpResponse:
    """What was done of a cancellation, and what each place has still to do (S11.2)."""
    who = looked_at(request, person_id, what="ending")
    stands = journeys.standing_of(person_id, on=clock.today())
    kept = stands.cancellation
    return told(
        EndingOut(
            died_on=who.died_on,
            reason=Leaving(kept.reason) if kept else None,
            state=kept.state if kept else None,
            clearance_number=kept.clearance_number if kept else None,
            has_account=stands.account is not None,
            is_close_pending=stands.is_close_pending,
        )
    )


@group.act("POST", "/people/{int:person_id}/death", title=_("登记去世"), gives=DeathReceipt, status=201, may=(P.RECORD_DEATH,))
def record_death(request: HttpRequest, person_id: Id, body: DeathIn) -> HttpResponse:
    """Record a death on the death record (S11.1). Refuses what `journeys.record_death` refuses."""
    who = served(request, person_id, permission=P.RECORD_DEATH)
    by = actor_of(request, documents=papers_shown(body.documents, who))
    receipt = journeys.record_death(by=by, key=key_of(request), at=clock.now(), person_id=person_id, died_on=body.died_on)
    return told(receipt, status=201)


@group.act(
    "POST",
    "/people/{int:person_id}/refunds",
    title=_("登记退费已办完"),
    gives=RefundsReceipt,
    status=201,
    may=(P.SETTLE_REFUNDS,),
)
def settle_refunds(request: HttpRequest, person_id: Id, body: RefundsIn) -> HttpResponse:
    """Record that the one-time refunds are finished (S11.2). Refuses what `journeys.settle_refunds` refuses."""
    refunds = tuple(one.refund() for one in body.refunds)
    act = at_counter(request, person_id, body, P.SETTLE_REFUNDS)
    return told(journeys.settle_refunds(**act, reason=body.reason, refunds=refunds), status=201)


@group.act(
    "POST", "/people/{int:person_id}/cancel-social", title=_("注销社保功能"), gives=ClearanceReceipt, status=201,
    may=(P.CANCEL_SOCIAL,),
)  # fmt: skip
def cancel_social(request: HttpRequest, person_id: Id, body: EndingIn) -> HttpResponse:
    """Cancel the social function; the receipt's number is that of the clearance slip (S11.2)."""
    return told(journeys.cancel_social(**at_counter(request, person_id, body, P.CANCEL_SOCIAL)), status=201)


@group.act(
    "POST", "/people/{int:person_id}/close-account", title=_("注销银行账户"), gives=ClosingReceipt, status=201,
    may=(P.CLOSE_ACCOUNT,),
)  # fmt: skip
def close_account(request: HttpRequest, person_id: Id, body: CloseIn) -> HttpResponse:
    """Pay out and close the account on the clearance slip (S11.2). Refuses what `journeys.close_account` refuses."""
    act = at_counter(request, person_id, body, P.CLOSE_ACCOUNT)
    return told(journeys.close_account(**act, clearance_number=body.clearance_number), status=201)


@group.look("/people/{int:person_id}/powers", title=_("替他办的人"), gives=Listed[PowerOut], may=(P.READ_PERSON,), of_person=True)
def powers(request: HttpRequest, person_id: Id) -> HttpResponse:
    """Who may act for the person, also powers that ended or have yet to begin (S13.1)."""
    looked_at(request, person_id, what="powers")
    return told(Listed[PowerOut](items=tuple(PowerOut.of(one) for one in people.powers_of(person_id))))


@group.act(
    "POST", "/people/{int:person_id}/powers", title=_("登记委托代办"), gives=PowerReceipt, status=201, may=(P.REGISTER_POWER,)
)
def register_power(request: HttpRequest, person_id: Id, body: PowerIn) -> HttpResponse:
    """Let somebody act for the person, with both IDs (S13.1). Refuses what `journeys.register_power` refuses."""
    act = on_papers(request, person_id, body, P.REGISTER_POWER)
    receipt = journeys.register_power(
        by=act["by"],
        key=act["key"],
        at=act["at"],
        holder_id=person_id,
        agent_id=body.agent_id,
        relation=body.relation,
        comes=body.comes,
        starts_on=body.starts_on,
        ends_on=body.ends_on,
    )
    return told(receipt, status=201)


@group.act(
    "POST", "/people/{int:person_id}/powers/{int:power_id}/end", title=_("撤销委托代办"), gives=PowerReceipt,
    may=(P.REGISTER_POWER,),
)  # fmt: skip
def end_power(request: HttpRequest, person_id: Id, power_id: Id, body: NothingIn) -> HttpResponse:
    """Take a power of the person back (S13.1). Refuses PowerUnknown."""
    served(request, person_id, permission=P.REGISTER_POWER)
    if people.power(power_id).holder.id != person_id:
        raise people.PowerUnknown
    return told(journeys.end_power(by=actor_of(request), key=key_of(request), at=clock.now(), power_id=power_id))


@group.look("/my-card/powers", title=_("谁能替我办"), gives=Listed[PowerOut], is_own=True)
def own_powers(request: HttpRequest) -> HttpResponse:
    """Whom the holder gave a power (S13.1)."""
    found = people.powers_of(served_online(holder_of(request), None, on=clock.today()).person.id)
    return told(Listed[PowerOut](items=tuple(PowerOut.of(one) for one in found)))


@group.act("POST", "/my-card/powers/{int:power_id}/end", title=_("撤销我给的委托"), gives=PowerReceipt, is_own=True)
def end_own_power(request: HttpRequest, power_id: Id, body: NothingIn) -> HttpResponse:
    """Take a power back, or give up one that was given to the holder (S13.1). Refuses PowerUnknown."""
    by = holder_of(request).actor(purpose=TERMINAL)
    return told(journeys.end_power(by=by, key=key_of(request), at=clock.now(), power_id=power_id))


@group.look("/my-card/looks", title=_("谁看过我的资料"), gives=Listed[LookLine], is_own=True)
def looks(request: HttpRequest, for_id: Id | None = None, offset: Count = 0, limit: Limit = 50) -> HttpResponse:
    """Who looked at the data, one line a visit, the newest first (S12); `next_after` is the `offset` of the next page."""
    holder, now = holder_of(request), clock.now()
    whose = served_online(holder, for_id, on=now.date())
    if whose.for_id is not None:
        record_read(by=holder.actor(purpose=whose.purpose), person_id=whose.person.id, what="looks", at=now)
    rows = looks_at(whose.person.id, limit=limit, offset=offset, also=(LOG_IN,))
    return told(Listed[LookLine](items=rows, next_after=offset + limit if len(rows) == limit else None))
