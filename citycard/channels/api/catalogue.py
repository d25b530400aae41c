"""The catalogue of services, places, policy values and rules (服务事项、网点、政策): open to everybody."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from citycard import people, policy
from citycard.channels.refusals import language
from citycard.channels.web_hall.actions import look_up_progress
from citycard.channels.web_hall.card_page import read_progress
from citycard.channels.web_hall.facts import Pair
from citycard.channels.web_hall.refusals import NothingFound
from citycard.channels.web_hall.source import network_address
from citycard.policy import Case, Comes
from citycard.shared import clock

from .answers import told
from .group import Group
from .kinds import ComesIn, Day, Id, In, Listed, Number, Out, Phone, Slug
from .shapes import StepOut

group = Group(_("目录、网点和政策"))
Value = bool | int | Decimal | str | tuple[bool | int | Decimal | str, ...] | dict[str, bool | int | Decimal | str]


class RequiredOut(Out):
    """A paper to show (材料): any one kind of `any_of` will do."""

    id: str
    holder: str
    name: str
    look_at: str
    rule: str
    any_of: tuple[str, ...]

    @classmethod
    def of(cls, needed: policy.RequiredDocument) -> "RequiredOut":
        """The paper in the reader's language."""
        lang = language()
        return cls(
            id=needed.id,
            holder=str(needed.of),
            name=needed.name.of(lang),
            look_at=needed.look_at.of(lang),
            rule=needed.rule,
            any_of=tuple(paper.kind for paper in needed.any_of),
        )


class ServiceRow(Out):
    """A service in the list."""

    id: str = Field(examples=["card-apply"])
    name: str
    promise: str
    event: str
    is_online: bool
    acts: tuple[str, ...]
    rules: tuple[str, ...]


class ChannelOut(Out):
    """A way to reach a service, and whether this system serves it now."""

    id: str
    name: str
    is_open: bool
    prepare: str
    rule: str
    cells: tuple[str, ...]


class ServiceOut(ServiceRow):
    """A guide (办事指南): who, where, with which papers, at what price, in which time, and what follows."""

    who: str
    takes: str
    fee: str
    columns: tuple[str, ...]
    channels: tuple[ChannelOut, ...]
    papers: tuple[RequiredOut, ...]
    steps: tuple[str, ...]


class OfficeOut(Out):
    """A place with a counter (经办网点)."""

    id: int
    code: str
    kind: str
    name: str
    division: str
    address: str
    hours: str
    phone: str
    is_open: bool


class DivisionOut(Out):
    """A division (行政区划) and its code by GB/T 2260."""

    code: str = Field(examples=["210411"])
    name: str


class DatedOut(Out):
    """A value, and the first day on which it holds."""

    since: date
    value: Value


class ValueOut(Out):
    """A dated policy value (政策值) on a day; `history` is every day on which it changed."""

    name: str = Field(examples=["pins.social_attempts"])
    title: str
    unit: str
    rule: str
    basis: str
    value: Value | None
    since: date | None
    history: tuple[DatedOut, ...]


class RuleOut(Out):
    """A rule in plain words (规则)."""

    number: str = Field(examples=["S3.2"])
    words: str
    since: date
    values: tuple[str, ...]


class PairIn(In):
    """Number and mobile number: whoever knows both may see the progress (S4.4)."""

    social_number: Number
    phone: Annotated[Phone, Field(min_length=1)]


class OpenProgressOut(Out):
    """How far a card is, without names."""

    steps: tuple[StepOut, ...]
    pickup_office: str


@group.open("/services", title=_("服务事项"), gives=Listed[ServiceRow])
def services(request: HttpRequest) -> HttpResponse:
    """Every service of the city."""
    return told(Listed[ServiceRow](items=tuple(ServiceRow(**_row(one)) for one in policy.services().values())))


@group.open("/services/{service_id}", title=_("办事指南"), gives=ServiceOut)
def service(request: HttpRequest, service_id: Slug) -> HttpResponse:
    """One service with its channels and all papers that any case may need."""
    one, lang = policy.service(service_id), language()
    channels = tuple(
        ChannelOut(
            id=row.channel.id,
            name=row.channel.name.of(lang),
            is_open=row.is_open,
            prepare=row.prepare.of(lang),
            rule=row.rule,
            cells=tuple(cell.words.of(lang) for cell in row.cells),
        )
        for row in one.matrix.rows
    )
    return told(
        ServiceOut(
            **_row(one),
            who=one.who.of(lang),
            takes=one.takes.of(lang),
            fee=one.fee.words.of(lang),
            columns=tuple(column.of(lang) for column in one.matrix.columns),
            channels=channels,
            papers=tuple(RequiredOut.of(paper) for paper in one.documents),
            steps=tuple(f"{step.title.of(lang)}: {step.words.of(lang)}" for step in one.steps),
        )
    )


@group.open("/services/{service_id}/papers", title=_("按情况要带的材料"), gives=Listed[RequiredOut])
def papers(
    request: HttpRequest,
    service_id: Slug,
    age: Annotated[int, Field(ge=0, le=150)],
    has_id_card: bool = True,
    comes: ComesIn = Comes.HOLDER,
    is_ward: bool = False,
) -> HttpResponse:
    """The papers that a case needs, by the same catalogue that the counters obey (S3.2, S4.2, S5.1)."""
    case = Case(age_on_day=age, has_id_card=has_id_card, comes=comes, on=clock.today(), is_ward=is_ward)
    needed = policy.documents_for(service_id, case)
    return told(Listed[RequiredOut](items=tuple(RequiredOut.of(paper) for paper in needed)))


@group.open("/offices", title=_("网点"), gives=Listed[OfficeOut])
def offices(
    request: HttpRequest,
    kind: Literal["community", "card_hall", "card_centre", "sub_bureau", "agency", "bank_branch", "medical", "pharmacy"]
    | None = None,
) -> HttpResponse:
    """The offices that are open, by division."""
    found = people.offices(kind=kind)
    return told(Listed[OfficeOut](items=tuple(OfficeOut.model_validate(one) for one in found)))


@group.open("/offices/{int:office_id}", title=_("一个网点"), gives=OfficeOut)
def office(request: HttpRequest, office_id: Id) -> HttpResponse:
    """One office with address and hours."""
    try:
        return told(OfficeOut.model_validate(people.office(office_id)))
    except people.OfficeUnknown as refusal:
        refusal.field = None  # it is no field of anything sent, it is the address
        raise


@group.open("/divisions", title=_("行政区划"), gives=Listed[DivisionOut])
def divisions(request: HttpRequest) -> HttpResponse:
    """The city's divisions: code (GB/T 2260) and name."""
    found = policy.divisions().values()
    return told(Listed[DivisionOut](items=tuple(DivisionOut(code=one.code, name=one.name.of(language())) for one in found)))


@group.open("/policy", title=_("政策值"), gives=Listed[ValueOut])
def values(request: HttpRequest, on: Day | None = None) -> HttpResponse:
    """Every dated value, as it holds on a day (today without one)."""
    day = on or clock.today()
    return told(Listed[ValueOut](items=tuple(_value(one, day) for one in policy.values().values())))


@group.open("/policy/{name}", title=_("一个政策值"), gives=ValueOut)
def value(request: HttpRequest, name: Slug, on: Day | None = None) -> HttpResponse:
    """One value on a day, with its history: the past is judged by the past's value (A1)."""
    return told(_value(policy.policy_value(name), on or clock.today()))


@group.open("/rules", title=_("规则"), gives=Listed[RuleOut])
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule by its number, in plain words."""
    return told(Listed[RuleOut](items=tuple(_rule(one) for one in policy.rules().values())))


@group.open("/rules/{number}", title=_("一条规则"), gives=RuleOut)
def rule(request: HttpRequest, number: Slug) -> HttpResponse:
    """One rule, such as S5.2."""
    return told(_rule(policy.rule(number)))


@group.open("/progress", method="POST", title=_("凭两个号码查进度"), gives=OpenProgressOut)
def progress(request: HttpRequest, body: PairIn) -> HttpResponse:
    """How far the card is, for whoever knows number and phone (S4.4). Refuses NothingFound, AskedTooOften."""
    pair = Pair(social_number=body.social_number.strip().upper(), phone=body.phone.strip())
    found = look_up_progress(pair=pair, source=network_address(request), at=clock.now())
    page = read_progress(person=people.person(found.id), on=clock.today()) if found is not None else None
    if page is None:
        raise NothingFound
    office = page.pickup.name if page.pickup else ""
    return told(OpenProgressOut(steps=tuple(StepOut.of(step) for step in page.steps), pickup_office=office))


def _row(one: policy.Service) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name.of(language()),
        "promise": one.promise.of(language()),
        "event": one.event.id,
        "is_online": one.is_online,
        "acts": one.acts,
        "rules": one.rules,
    }


def _value(one: policy.PolicyValue, on: date) -> ValueOut:
    lang = language()
    held = [entry for entry in one.history if entry.since <= on]
    return ValueOut(
        name=one.name,
        title=one.title.of(lang),
        unit=one.unit.of(lang),
        rule=one.rule,
        basis=one.basis,
        value=_plain(held[-1].value) if held else None,
        since=held[-1].since if held else None,
        history=tuple(DatedOut(since=entry.since, value=_plain(entry.value)) for entry in one.history),
    )


def _plain(value: policy.Value) -> Value:
    return dict(value) if not isinstance(value, bool | int | Decimal | str | tuple) else value


def _rule(one: policy.Rule) -> RuleOut:
    return RuleOut(number=one.number, words=one.words.of(language()), since=one.since, values=one.values)
