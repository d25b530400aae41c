"""People (人员): search, one person, what a desk may do, the newcomer, and what the register says (S1.2, S3.2, S4.2, S12)."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from citycard import bank, benefits, cards, journeys, medical, people
from citycard.audit import Channel, record_read, timeline
from citycard.people import GuardianshipReceipt, IdCardReceipt, PersonRow, PhoneReceipt, RegistrationReceipt, Scope
from citycard.policy import documents_for, services_guarding, who_may_come
from citycard.shared import clock
from citycard.staff import Permission, Role

from .answers import told
from .catalogue import RequiredOut
from .group import Group
from .kinds import ComesIn, Day, Documents, Id, In, Limit, Line, Listed, Name, Number, Out, Phone, Slug, Words
from .problems import Problem, problem_of
from .shapes import ActLineOut, ApplicationOut, BankSideOut, CardOut, PersonOut, StandingOut, card_out
from .who import actor_of, desk_of, key_of, looked_at, papers_shown, served

P = Permission
group = Group(_("人员"))


class SearchIn(In):
    """A whole social security number, card number or application number, or the beginning of a name."""

    text: Annotated[Words, Field(min_length=1, examples=["王芳"])]


class FoundOut(Out):
    """Who was found; `is_elsewhere`: the number is somebody's of another community or unit, who is not shown."""

    items: tuple[PersonRow, ...]
    has_more: bool
    is_elsewhere: bool


class PersonFileOut(Out):
    """Everything a counter sees of a person; money in fen."""

    person: PersonOut
    bank_to_do: bool
    card: CardOut | None
    bank_side: BankSideOut | None
    application: ApplicationOut | None
    old_card_state: str | None
    old_card_last_valid_on: date | None
    old_card_fen: int | None
    medical_account_fen: int | None
    mandate_effective_on: date | None
    pension_bank: str | None


class ChoiceOut(Out):
    """One act: allowed now, or the problem that would be answered."""

    act: Permission
    service_id: str
    is_allowed: bool
    problem: Problem | None


class NumberOut(Out):
    """A number in full; the look is in the record."""

    what: str
    value: str


class NewcomerIn(In):
    """A person who is not on the register yet; birth date and sex are read from the number."""

    social_number: Number
    name: Name
    phone: Phone = ""
    category: Annotated[Literal["employee", "retiree", "student", "self_employed", "resident"], Field(examples=["resident"])]
    nation: Annotated[str, Field(pattern=r"^[0-9]{2}$")] = "01"
    address: Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    has_id_card: bool = True
    id_valid_until: Day | None = None
    is_ward: bool = False


class PhoneIn(In):
    """A new mobile number."""

    phone: Phone


class IdCardIn(In):
    """Whether the person has an ID card, and its last day (null: for life)."""

    has_id_card: bool
    id_valid_until: Day | None = None


class GuardianIn(In):
    """Who is the guardian, and the paper that proves it."""

    guardian_id: Id
    relation: Annotated[Line, Field(examples=["父亲"])]
    proof: Annotated[Line, Field(examples=["户口簿"])]
    starts_on: Day
    ends_on: Day | None = None
    documents: Documents = []


class GuardianOut(Out):
    """A guardian (监护人) on the register."""

    person: PersonOut
    relation: str
    proof: str


@group.look("/people/search", method="POST", title=_("找人"), gives=FoundOut, may=(P.READ_PERSON, P.SUBMIT_ROSTER))
def search(request: HttpRequest, body: SearchIn) -> HttpResponse:
    """Find people of this place; rows are masked. A POST, so that no number stands in an address or a log."""
    posting = desk_of(request).posting
    community = posting.office_id if posting.role is Role.COMMUNITY_CLERK else None
    scope = Scope(community_id=community, unit_id=posting.unit_id)
    by_number = cards.people_by_number(body.text)
    found = people.search(body.text, on=clock.today(), scope=scope, person_ids=by_number)
    return told(FoundOut(items=found.rows, has_more=found.has_more, is_elsewhere=found.is_elsewhere))


@group.act("POST", "/people", title=_("登记人员"), gives=RegistrationReceipt, status=201, may=(P.REGISTER_PERSON,))
def register(request: HttpRequest, body: NewcomerIn) -> HttpResponse:
    """Enter a newcomer of this community or unit. Refuses what `people.register_person` refuses."""
    posting = desk_of(request).posting
    newcomer = people.Newcomer(**body.model_dump(), community_id=posting.office_id, unit_id=posting.unit_id)
    receipt = people.register_person(by=actor_of(request), key=key_of(request), at=clock.now(), newcomer=newcomer)
    return told(receipt, status=201)


@group.look("/people/{int:person_id}", title=_("一个人"), gives=PersonFileOut, may=(P.READ_PERSON,), of_person=True)
def one(request: HttpRequest, person_id: Id) -> HttpResponse:
    """A person with both sides of the card, the application and the money; masked. Refuses PersonUnknown, NotYourOffice."""
    who = looked_at(request, person_id, what="person_page")
    on = clock.today()
    case = journeys.case_on_desk(person_id, on=on)
    old, account = medical.holdings(person_id)
    pension = benefits.pension_bank_of(person_id) if benefits.draws_pension(who.category) else None
    is_bank = desk_of(request).channel is Channel.BANK_BRANCH
    return told(
        PersonFileOut(
            person=PersonOut.of(who, on),
            bank_to_do=case.standing.bank_to_do,
            card=card_out(case.card),
            bank_side=BankSideOut.of(case.side, with_balance=is_bank) if case.side else None,
            application=ApplicationOut.of(case.application) if case.application else None,
            old_card_state=old.state if old else None,
            old_card_last_valid_on=old.last_valid_on if old else None,
            old_card_fen=old.balance_fen if old else None,
            medical_account_fen=account.balance_fen if account else None,
            mandate_effective_on=case.mandate.effective_on if case.mandate else None,
            pension_bank=pension.bank if pension else None,
        )
    )


@group.look(
    "/people/{int:person_id}/choices", title=_("现在能办什么"), gives=Listed[ChoiceOut],
    may=(P.READ_PERSON, P.SUBMIT_ROSTER), of_person=True,
)  # fmt: skip
def choices(request: HttpRequest, person_id: Id) -> HttpResponse:
    """Every act for a person: allowed now, or the reason that the act itself would give (A4)."""
    looked_at(request, person_id, what="choices")
    case = journeys.case_on_desk(person_id, on=clock.today())
    rows = journeys.decide(case=case, operator=desk_of(request).operator)
    items = tuple(
        ChoiceOut(
            act=row.act,
            service_id=row.service_id,
            is_allowed=row.is_allowed,
            problem=None if row.refusal is None else problem_of(row.refusal),
        )
        for row in rows
    )
    return told(Listed[ChoiceOut](items=items))


@group.look(
    "/people/{int:person_id}/papers/{act}", title=_("这件事要带的材料"), gives=Listed[RequiredOut],
    may=(P.READ_PERSON, P.SUBMIT_ROSTER), of_person=True,
)  # fmt: skip
def papers(request: HttpRequest, person_id: Id, act: Slug, comes: ComesIn | None = None) -> HttpResponse:
    """The papers that this person's case needs for an act such as `submit_application`; `comes` is who stands at the counter."""
    who = looked_at(request, person_id, what="papers")
    on = clock.today()
    guarding = services_guarding(act)
    if not guarding:
        return told(Listed[RequiredOut](items=()))
    service_id = guarding[0].id
    allowed = who_may_come(service_id, age_on_day=who.age_on(on), is_ward=who.is_ward, on=on)
    chosen = comes if comes in allowed else allowed[0]
    needed = documents_for(service_id, people.case_of(who, comes=chosen, on=on))
    return told(Listed[RequiredOut](items=tuple(RequiredOut.of(paper) for paper in needed)))


@group.look(
    "/people/{int:person_id}/progress",
    title=_("办理进度"),
    gives=StandingOut,
    may=(P.READ_PERSON, P.SUBMIT_ROSTER),
    of_person=True,
)
def progress(request: HttpRequest, person_id: Id) -> HttpResponse:
    """How far the card is, step by step (S4.4)."""
    looked_at(request, person_id, what="progress")
    return told(StandingOut.of(cards.standing(person_id)))


@group.look(
    "/people/{int:person_id}/timeline", title=_("办理经过"), gives=Listed[ActLineOut], may=(P.READ_PERSON,), of_person=True
)
def history(request: HttpRequest, person_id: Id, limit: Limit = 50) -> HttpResponse:
    """What was done for a person, and who looked, newest first (A2, S12)."""
    looked_at(request, person_id, what="history")
    lines = timeline(person_id, limit, with_reads=True)
    return told(Listed[ActLineOut](items=tuple(ActLineOut.of(line) for line in lines)))


@group.look(
    "/people/{int:person_id}/numbers/{what}", title=_("看完整号码"), gives=NumberOut, may=(P.READ_PERSON,), of_person=True
)
def full_number(request: HttpRequest, person_id: Id, what: Literal["number", "phone", "bank_card"]) -> HttpResponse:
    """One masked number in full; the record says which and why (S12). Empty when there is none."""
    who = served(request, person_id)
    record_read(by=actor_of(request), person_id=person_id, what=f"full_{what}", at=clock.now())
    if what == "bank_card":
        card = cards.card_of(person_id)
        side = bank.card_side(card.card_number) if card else None
        return told(NumberOut(what=what, value=side.bank_card_number if side else ""))
    return told(NumberOut(what=what, value=who.social_number if what == "number" else who.phone))


@group.act("PUT", "/people/{int:person_id}/phone", title=_("改手机号码"), gives=PhoneReceipt, may=(P.REGISTER_PERSON,))
def phone(request: HttpRequest, person_id: Id, body: PhoneIn) -> HttpResponse:
    """Change the number to which notices go (S4.4). Refuses what `people.update_phone` refuses."""
    served(request, person_id, permission=P.REGISTER_PERSON)
    receipt = people.update_phone(
        by=actor_of(request), key=key_of(request), at=clock.now(), person_id=person_id, phone=body.phone
    )
    return told(receipt)


@group.act(
    "PUT", "/people/{int:person_id}/id-card", title=_("改居民身份证情况"), gives=IdCardReceipt, may=(P.REGISTER_PERSON, P.COLLECT)
)
def id_card(request: HttpRequest, person_id: Id, body: IdCardIn) -> HttpResponse:
    """Enter whether the person has an ID card: it decides the papers (S4.2). Refuses what `people.update_id_card` refuses."""
    served(request, person_id, permission=P.REGISTER_PERSON)
    receipt = people.update_id_card(
        by=actor_of(request), key=key_of(request), at=clock.now(), person_id=person_id, **body.model_dump()
    )
    return told(receipt)


@group.look(
    "/people/{int:person_id}/guardians", title=_("监护人"), gives=Listed[GuardianOut], may=(P.READ_PERSON,), of_person=True
)
def guardians(request: HttpRequest, person_id: Id) -> HttpResponse:
    """Who is the person's guardian today (S4.2)."""
    looked_at(request, person_id, what="guardians")
    on = clock.today()
    found = people.guardians_of(person_id, on=on)
    items = tuple(GuardianOut(person=PersonOut.of(one.guardian, on), relation=one.relation, proof=one.proof) for one in found)
    return told(Listed[GuardianOut](items=items))


@group.act(
    "POST", "/people/{int:person_id}/guardians", title=_("登记监护关系"), gives=GuardianshipReceipt, status=201,
    may=(P.REGISTER_PERSON, P.COLLECT),
)  # fmt: skip
def guardian(request: HttpRequest, person_id: Id, body: GuardianIn) -> HttpResponse:
    """Enter the guardian of a child or ward (S4.2). Refuses what `people.register_guardian` refuses."""
    who = served(request, person_id, permission=P.REGISTER_PERSON)
    receipt = people.register_guardian(
        by=actor_of(request, documents=papers_shown(body.documents, who)),
        key=key_of(request),
        at=clock.now(),
        ward_id=person_id,
        **body.model_dump(exclude={"documents"}),
    )
    return told(receipt, status=201)
