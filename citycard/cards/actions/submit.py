"""Apply for a card (申请社保卡): in person at the community, or by the unit (S3)."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import ParamSpec, cast

from citycard.audit import Actor, perform
from citycard.people import (
    GuardianNotNeeded,
    OfficeFacts,
    OfficeUnknown,
    PersonFacts,
    ask_person_and_office,
    case_of,
    check_alive,
    check_guardian_registered,
    office,
    person_and_office,
)
from citycard.policy import Case, Comes, documents_for, integer_of, who_may_come
from citycard.shared.clock import in_china
from citycard.shared.kept_query import fetch
from citycard.shared.numbers import mask, mobile
from citycard.shared.one_trip import BY_INDEX, Ask
from citycard.shared.sql import load

from ..facts import Kind, Source
from ..photo import PhotoLimits, check_photo_file, keep_photo
from ..queries.applications import open_application
from ..queries.cards import card_of
from ..queries.ending import cancellation_of
from ..receipts import ApplicationReceipt
from ..refusals import DuplicateApplication
from ..rules import (
    Applicant,
    NeededDocument,
    PickupOffice,
    check_documents,
    check_may_apply,
    check_not_cancelling,
    check_photo,
    check_pickup_office,
    check_right_place,
    fee_fen,
)
from .refunds import lapse_settled

P = ParamSpec("P")
SERVICE = {Source.INDIVIDUAL: "card-apply", Source.UNIT: "card-apply-unit"}


def _again_if_overtaken(submit: Callable[P, ApplicationReceipt]) -> Callable[P, ApplicationReceipt]:
    """Do it once more when another desk was quicker by an instant: then its application is found, and its progress told (S3)."""

    @wraps(submit)
    def submitted(*arguments: P.args, **named: P.kwargs) -> ApplicationReceipt:
        try:
            return submit(*arguments, **named)
        except DuplicateApplication as refusal:
            if refusal.facts:
                raise
        return submit(*arguments, **named)

    return submitted


@_again_if_overtaken
def submit_application(
    *,
    by: Actor,
    key: str,
    at: datetime,
    person_id: int,
    pickup_office_id: int,
    phone: str,
    photo: bytes | None = None,
    source: Source = Source.INDIVIDUAL,
    office_id: int | None = None,
    unit_id: int | None = None,
    comes: Comes = Comes.HOLDER,
    guardian_number: str = "",
) -> ApplicationReceipt:
    """Take an application (S3.1, S3.2); papers come with `by`. The card waits later at `pickup_office_id`.

    `guardian_number`: read from the ID of a guardian who came, who is compared with the register where it knows one.
    Refuses: PersonDead, the phone's own refusals, CancellationUnderWay, DuplicateApplication, HasCardAlready, NotOfThisUnit,
    AppliesThroughUnit, NotOfThisCommunity, GuardianNotNeeded, NotTheGuardian, DocumentMissing, PhotoMissing, the photo's
    refusals, PickupOfficeNotSuitable.
    """
    on = in_china(at).date()
    checked = None if photo is None else check_photo_file(content=photo, limits=photo_limits(on))
    asked = {"pickup": pickup_office_id, "phone": phone, "photo": checked.sha256 if checked else None}
    inputs = asked | {"source": source, "office": office_id, "unit": unit_id, "comes": comes, "guardian": guardian_number}
    asks = (BY_INDEX, ask_person_and_office(person_id, pickup_office_id), _ask_whether_taken(person_id))
    with perform(act="cards.submit_application", by=by, key=key, at=at, person_id=person_id, inputs=inputs, asks=asks) as act:
        if act.replay is not None:
            return ApplicationReceipt.from_json(act.replay)
        who, pickup = person_and_office(act.answers[1])
        check_alive(person=who, on=on)
        number = mobile.validate(phone)
        ((is_taken, row_id),) = act.answers[2]
        if is_taken:
            _check_taken(person_id, at=at)
        check_right_place(applicant=_applicant(who, on, office_id, unit_id), source=source)
        case = case_of(who, comes=Comes.UNIT if source is Source.UNIT else comes, on=on)
        _check_guardian(who, case=case, number=guardian_number)
        check_papers(service=SERVICE[source], case=case, by=by)
        check_photo_for(who, has_photo=checked is not None, source=source, on=on)
        check_pickup_place(pickup, source)
        given = {"person_id": person_id, "kind": Kind.FIRST.value, "source": source.value, "phone": number, "submitted_at": at}
        places = {"unit_id": unit_id, "office_id": office_id, "pickup_office_id": pickup_office_id}
        photo_id, quoted = keep_photo(checked).pk if checked else None, act.number("SQ")
        act.write(_application({"id": row_id, "number": quoted, "photo_id": photo_id, **given, **places}))
        act.note(phone=mask.mask_mobile(number), pickup_office_id=pickup_office_id, source=source)
        names = {"application_id": row_id, "person_id": person_id, "state": "submitted"}
        return act.done(ApplicationReceipt(number=quoted, fee_fen=fee_for(Kind.FIRST, on), **names))


def _check_taken(person_id: int, *, at: datetime) -> None:
    """S3, S11.2: somebody with a card, an application or a cancellation: settled refunds lapse, the others refuse."""
    lapse_settled(person_ids=[person_id], at=at)  # first: whoever cancels at this instant is waited for, then seen
    under_way = cancellation_of(person_id)
    check_not_cancelling(state=under_way.state if under_way else None)
    check_may_apply(open_one=open_application(person_id), live_card=card_of(person_id), kind=Kind.FIRST)


def _check_guardian(who: PersonFacts, *, case: Case, number: str) -> None:
    """S3.2, S13.2: a guardian comes for a child or ward only, and is one the register knows, if it knows any (decision 102)."""
    if case.comes is not Comes.GUARDIAN:
        return
    if case.comes not in who_may_come(SERVICE[Source.INDIVIDUAL], age_on_day=case.age_on_day, is_ward=case.is_ward, on=case.on):
        raise GuardianNotNeeded(age=case.age_on_day)
    check_guardian_registered(ward_id=who.id, number=number, on=case.on, rule="S3.2")


def check_papers(*, service: str, case: Case, by: Actor, without: frozenset[str] = frozenset()) -> None:
    """S3.2, S13.1: every paper the catalogue asks for in this case was shown in the original, but `without`. Refuses DocumentMissing."""
    needed = tuple(
        NeededDocument(
            holder=str(one.of),
            kinds=frozenset(paper.kind for paper in one.any_of),
            name=one.name.zh,
            name_en=one.name.en,
            rule=one.rule,
        )
        for one in documents_for(service, case)
        if one.id not in without
    )
    shown = ((paper.holder, paper.kind) for paper in by.documents if paper.original_seen)
    check_documents(needed=needed, shown=shown)


def check_pickup(pickup_office_id: int, source: Source) -> None:
    """The office chosen hands out cards of this kind. Refuses OfficeUnknown, PickupOfficeNotSuitable."""
    check_pickup_place(office(pickup_office_id), source)


def check_pickup_place(place: OfficeFacts | None, source: Source) -> None:
    """The same for an office that was read before; None when there is no such office."""
    if place is None:
        raise OfficeUnknown
    check_pickup_office(office=PickupOffice(kind=place.kind, name=place.name, is_open=place.is_open), source=source)


def check_photo_for(who: PersonFacts, *, has_photo: bool, source: Source, on: date) -> None:
    """S3.2: from the age of the policy on a card bears a photo. Refuses PhotoMissing."""
    first_age = integer_of("photo.needed_from_age", on=on)
    check_photo(has_photo=has_photo, source=source, age=who.age_on(on), needed_from_age=first_age)


def photo_limits(on: date) -> PhotoLimits:
    """What a photo may be on that day."""
    return PhotoLimits(
        max_bytes=integer_of("photo.max_bytes", on=on),
        max_pixels=integer_of("photo.max_pixels", on=on),
        width=integer_of("photo.width", on=on),
        height=integer_of("photo.height", on=on),
    )


def fee_for(kind: Kind, on: date) -> int:
    """The fee in fen on that day (S4.3)."""
    return fee_fen(
        kind=kind,
        first_fen=integer_of("cards.first_card_fee_fen", on=on),
        replacement_fen=integer_of("cards.replacement_fee_fen", on=on),
    )


def _applicant(who: PersonFacts, on: date, office_id: int | None, unit_id: int | None) -> Applicant:
    return Applicant(
        unit_id=who.unit_id,
        unit_name=who.unit_name,
        community_id=who.community_id,
        community_name=who.community_name,
        age=who.age_on(on),
        at_unit_id=unit_id,
        at_office_id=office_id,
    )


def _ask_whether_taken(person_id: int) -> Ask:
    """One short question, so that the two long ones are asked only where they may refuse; and the id of a new application."""
    return Ask(load("citycard.cards", "has_card_or_application.sql"), {"person_id": person_id})


def save_application(arguments: dict[str, object]) -> int:
    """Write the row and return its id; of two desks at the same instant one wins, the other is told the winner's progress (S3)."""
    row = _application({"id": None, **arguments})
    rows = fetch(f"{row.text} on conflict do nothing returning id", row.values)
    if not rows:
        check_may_apply(open_one=open_application(cast(int, arguments["person_id"])), live_card=None, kind=Kind.FIRST)
        raise RuntimeError("an application was not written, and none is open")
    return cast(int, rows[0][0])


def _application(arguments: dict[str, object]) -> Ask:
    return Ask(load("citycard.cards", "submit_application.sql"), {"replaces_id": None, "cause": "", **arguments})
