"""Operations (运行): figures, the call list, the record of acts and its verification, tokens of programs (A2, A3, S4.4)."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Self

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, BeforeValidator, Field

from citycard import cards, journeys, notices, staff
from citycard.audit import ActFilter, RecordState, VerifyReport, act_of, acts, prove, record_read, record_state, verify
from citycard.shared import clock
from citycard.staff import Permission, PostingFacts, TokenReceipt

from .answers import JSON, told
from .group import Group
from .kinds import PLAIN, Count, Id, In, Limit, Line, Listed, Out, only_text
from .refusals import NothingHere
from .shapes import ActLineOut
from .who import actor_of, desk_of, key_of

P = Permission
group = Group(_("运行"))
DAY = timedelta(days=1)


Moment = Annotated[AwareDatetime, BeforeValidator(only_text), Field(strict=False, examples=["2027-01-31T18:00:00+08:00"])]


class OperatorOut(Out):
    """Who the token or session belongs to, and the postings that `X-Posting` may name."""

    id: int
    staff_no: str
    name: str
    postings: tuple[PostingFacts, ...]
    posting_id: int
    permissions: tuple[Permission, ...]


class DayCount(Out):
    """How many cards were collected on a day."""

    day: date
    count: int


class FiguresOut(Out):
    """The operations page as numbers."""

    stages: tuple[cards.StageCount, ...]
    pickup_ageing: tuple[cards.AgeCount, ...]
    collected_by_day: tuple[DayCount, ...]
    failed_lines: tuple[cards.FailedLine, ...]
    half_reported_count: int
    half_reported: tuple[journeys.HalfReported, ...]
    close_pending_count: int
    close_pending: tuple[cards.ClosePending, ...]
    outbox: notices.OutboxLag
    record: RecordState


class CallOut(Out):
    """Who is to be told by phone because no message arrived."""

    id: int
    template: str
    addressee: str
    phone: str
    text: str
    tries: int
    queued_at: datetime
    failure: str
    next_call_at: datetime
    calls: tuple[notices.CallFacts, ...]
    contacts: tuple[notices.Contact, ...]

    @classmethod
    def of(cls, row: notices.CallLine) -> Self:
        """The notice's own facts, and what the call list knows besides."""
        own = ("id", "template", "addressee", "phone", "text", "tries", "queued_at", "failure")
        facts = {name: getattr(row.notice, name) for name in own}
        return cls(**facts, next_call_at=row.next_call_at, calls=row.calls, contacts=row.contacts)


class CallIn(In):
    """What became of a call."""

    outcome: notices.CallOutcome = notices.CallOutcome.TOLD
    note: Annotated[str, Field(max_length=60, pattern=PLAIN)] = ""


class VerifyOut(Out):
    """What the verification of the record found."""

    is_sound: bool
    report: VerifyReport


class TokenIn(In):
    """For which operator, what for, until when."""

    staff_no: Annotated[str, Field(min_length=1, max_length=16, pattern=PLAIN, examples=["B1108"])]
    label: Line
    expires_at: Moment


class TokenOut(Out):
    """A token. `secret` is shown this once; a repeat of the act cannot show it again."""

    receipt: TokenReceipt
    secret: str


@group.look("/operator", title=_("我是谁"), gives=OperatorOut)
def operator(request: HttpRequest) -> HttpResponse:
    """The operator of this call with the postings held now."""
    desk = desk_of(request)
    held = desk.operator
    return told(
        OperatorOut(
            id=held.id,
            staff_no=held.staff_no,
            name=held.name,
            postings=held.postings,
            posting_id=desk.posting.id,
            permissions=tuple(sorted(staff.PERMISSIONS[desk.posting.role])),
        )
    )


@group.look("/operations", title=_("运行数据"), gives=FiguresOut, may=(P.READ_OPERATIONS,))
def figures(request: HttpRequest, days: Annotated[int, Field(ge=1, le=366)] = 30) -> HttpResponse:
    """Cards by stage, pickup ageing, failed lines, what is still to be done at the bank, the outbox and the sealer."""
    at = clock.now()
    today = clock.today()
    half_count, half = journeys.half_reported(on=today, limit=20)
    closing_count, closing = cards.close_pending(limit=20)
    collected = cards.collected_by_day(since=today - (days - 1) * DAY, until=today + DAY)
    return told(
        FiguresOut(
            stages=cards.stage_counts(since=at - days * DAY, until=at),
            pickup_ageing=cards.pickup_ageing(at=at),
            collected_by_day=tuple(DayCount(day=day, count=count) for day, count in collected),
            failed_lines=cards.failed_lines(limit=20),
            half_reported_count=half_count,
            half_reported=half,
            close_pending_count=closing_count,
            close_pending=closing,
            outbox=notices.outbox_lag(at),
            record=record_state(),
        )
    )


@group.look("/call-list", title=_("电话通知名单"), gives=Listed[CallOut], may=(P.WORK_CALL_LIST,))
def call_list(request: HttpRequest, after_id: Count = 0, limit: Limit = 50) -> HttpResponse:
    """Who is to be telephoned (S4.4); the look at each person's number is in the record (S12)."""
    rows, at = notices.call_list(limit=limit, after_id=after_id), clock.now()
    by = desk_of(request).actor(purpose=gettext_noop("电话通知名单"), terminal="api")
    for person_id in sorted({row.notice.person_id for row in rows if row.notice.person_id is not None}):
        record_read(by=by, person_id=person_id, what="call_list", at=at)
    items = tuple(CallOut.of(row) for row in rows)
    return told(Listed[CallOut](items=items, next_after=rows[-1].notice.id if len(rows) == limit else None))


@group.act("POST", "/call-list/{int:notice_id}/calls", title=_("记一次电话"), gives=notices.CallReceipt, may=(P.WORK_CALL_LIST,))
def called(request: HttpRequest, notice_id: Id, body: CallIn) -> HttpResponse:
    """Record what became of a call; who was not told stays on the list. Refuses NoticeUnknown, NotOnCallList."""
    receipt = notices.record_call(
        by=actor_of(request),
        key=key_of(request),
        at=clock.now(),
        notice_id=notice_id,
        outcome=body.outcome,
        note=body.note,
    )
    return told(receipt)


@group.look("/record", title=_("办理记录的封存情况"), gives=RecordState, may=(P.READ_OPERATIONS, P.VERIFY_RECORD))
def state(request: HttpRequest) -> HttpResponse:
    """The newest seal, its head, and how many acts wait for the next."""
    return told(record_state())


@group.look("/record/verify", title=_("核验办理记录"), gives=VerifyOut, may=(P.VERIFY_RECORD,))
def verified(
    request: HttpRequest, head: Annotated[str, Field(pattern=r"^([0-9]{1,18}:[0-9a-f]{64})?$", examples=[""])] = ""
) -> HttpResponse:
    """Recompute every seal; `head` is one noted outside this database (A2)."""
    report = verify(published_head=head)
    return told(VerifyOut(is_sound=report.is_sound, report=report))


@group.look("/record/acts", title=_("本处的办理记录"), gives=Listed[ActLineOut], may=(P.READ_RECORD,))
def record(request: HttpRequest, before_id: Id | None = None, limit: Limit = 50) -> HttpResponse:
    """The acts of one's own office or unit, newest first; `next_after` is the `before_id` of the next page."""
    posting = desk_of(request).posting
    is_auditor = P.VERIFY_RECORD in staff.PERMISSIONS[posting.role]
    place: dict[str, Any] = {} if is_auditor else {"office_id": posting.office_id, "unit_id": posting.unit_id}
    rows = acts(ActFilter(**place, before_id=before_id), limit=limit)
    items = tuple(ActLineOut.of(row) for row in rows)
    return told(Listed[ActLineOut](items=items, next_after=rows[-1].id if len(rows) == limit else None))


@group.look("/record/acts/{int:act_id}/proof", title=_("一条记录的证明"), gives=dict[str, Any], may=(P.VERIFY_RECORD,))
def proof(request: HttpRequest, act_id: Id) -> HttpResponse:
    """The proof that one act stands in the record, to be checked without any database. Refuses ActNotSealedYet."""
    if act_of(act_id) is None:
        raise NothingHere
    return HttpResponse(prove(act_id), content_type=JSON, headers={"Cache-Control": "private, no-store"})


@group.act("POST", "/tokens", title=_("签发令牌"), gives=TokenOut, status=201, may=(P.MANAGE_TOKENS,))
def issue(request: HttpRequest, body: TokenIn) -> HttpResponse:
    """Issue a token by which a program acts as an operator; only its digest is kept. Refuses OperatorUnknown."""
    issued = staff.issue_token(
        by=actor_of(request),
        key=key_of(request),
        at=clock.now(),
        operator_id=staff.find_operator(body.staff_no, on=clock.today()).id,
        label=body.label,
        expires_at=body.expires_at,
    )
    answer = told(TokenOut(receipt=issued.receipt, secret=issued.secret), status=201)
    if issued.receipt.replayed:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer


@group.act("DELETE", "/tokens/{int:token_id}", title=_("收回令牌"), gives=TokenReceipt, may=(P.MANAGE_TOKENS,))
def revoke(request: HttpRequest, token_id: Id) -> HttpResponse:
    """Take a token back. Refuses TokenUnknown."""
    return told(staff.revoke_token(by=actor_of(request), key=key_of(request), at=clock.now(), token_id=token_id))
