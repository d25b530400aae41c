"""Applications (制卡申请): apply with or without a photo, look, correct, withdraw, another branch (S3.1, S3.2, S3's decision)."""

from base64 import b64decode
from binascii import Error as NotBase64
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import Field, ValidationError

from citycard import cards
from citycard.audit import record_read
from citycard.people import PersonFacts
from citycard.policy import Comes
from citycard.shared import clock
from citycard.staff import Permission

from .activation import IdentityIn
from .answers import told
from .group import Group
from .kinds import ComesIn, Documents, Id, In, Listed, Phone, Version
from .problems import fields_not_right
from .shapes import ApplicationOut
from .who import actor_of, desk_of, key_of, looked_at, papers_shown, served

P = Permission
group = Group(_("申请"))
Photo = Annotated[str, Field(max_length=2_000_000, pattern=r"^[A-Za-z0-9+/]*={0,2}$", description="JPEG or PNG as base64")]


class ApplyIn(In):
    """An application. At a unit the papers, `comes` and the community fall away: the unit applies (S3.1).

    `identity`: the valid ID of a guardian who came; where the register knows guardians, it must be one of theirs.
    """

    person_id: Id
    pickup_office_id: Id
    phone: Phone
    kind: Annotated[Literal["first"], Field(description="other kinds come with their own acts")] = "first"
    comes: ComesIn = Comes.HOLDER
    documents: Documents = []
    identity: IdentityIn | None = None
    photo: Photo | None = None


class CorrectIn(In):
    """A new phone number, a new photo, or both; `version` as it was read."""

    version: Version | None = None
    phone: Phone | None = None
    photo: Photo | None = None


class WithdrawIn(In):
    """Take the application back; `version` as it was read."""

    version: Version | None = None


class BranchIn(In):
    """Collect at another office."""

    office_id: Id
    version: Version | None = None


@group.act(
    "POST", "/applications", title=_("申请社保卡"), gives=cards.ApplicationReceipt, status=201, may=(P.SUBMIT_APPLICATION,)
)
def apply(request: HttpRequest, body: ApplyIn) -> HttpResponse:
    """Take an application of one of this community's residents (S3.2) or this unit's people (S3.1).

    Refuses NotYourOffice and what `cards.submit_application` refuses.
    """
    return _apply(request, body, decoded(body.photo))


@group.act(
    "POST", "/applications/with-photo", title=_("申请社保卡，相片为文件"), gives=cards.ApplicationReceipt, status=201,
    may=(P.SUBMIT_APPLICATION,),
)  # fmt: skip
def apply_with_photo(
    request: HttpRequest, application: Annotated[str, Form(max_length=20_000)], photo: Annotated[UploadedFile, File()]
) -> HttpResponse:
    """The same as a form: `application` is the JSON of the other address without `photo`, `photo` the picture's file."""
    try:
        body = ApplyIn.model_validate_json(application)
    except ValidationError as error:
        return fields_not_right(error.errors(include_url=False, include_input=False))
    return _apply(request, body, _content(photo))


@group.look(
    "/applications/{int:application_id}",
    title=_("一份申请"),
    gives=ApplicationOut,
    may=(P.READ_PERSON, P.SUBMIT_ROSTER),
    of_person=True,
)
def one(request: HttpRequest, application_id: Id) -> HttpResponse:
    """One application. Refuses ApplicationUnknown, NotYourOffice."""
    facts = cards.application(application_id)
    looked_at(request, facts.person_id, what="application")
    return told(ApplicationOut.of(facts))


@group.look(
    "/people/{int:person_id}/applications", title=_("一个人的申请"), gives=Listed[ApplicationOut],
    may=(P.READ_PERSON, P.SUBMIT_ROSTER), of_person=True,
)  # fmt: skip
def of_person(request: HttpRequest, person_id: Id) -> HttpResponse:
    """Every application of a person, newest first."""
    looked_at(request, person_id, what="application")
    found = cards.applications_of(person_id)
    return told(Listed[ApplicationOut](items=tuple(ApplicationOut.of(row) for row in found)))


@group.look(
    "/applications/{int:application_id}/photo", title=_("申请的相片"), gives=None, may=(P.READ_PERSON, P.SUBMIT_ROSTER),
    of_person=True, gives_file=("image/jpeg",),
)  # fmt: skip
def photo(request: HttpRequest, application_id: Id) -> HttpResponse:
    """The checked portrait as JPEG; 204 when there is none."""
    facts = cards.application(application_id)
    who = served(request, facts.person_id)
    record_read(by=actor_of(request), person_id=who.id, what="photo", at=clock.now())
    content = cards.photo_of(application_id)
    headers = {"Cache-Control": "private, no-store"}
    if content is None:
        return HttpResponse(status=204, headers=headers)
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


@group.act(
    "PATCH",
    "/applications/{int:application_id}",
    title=_("更正申请"),
    gives=cards.ApplicationReceipt,
    may=(P.CORRECT_APPLICATION,),
)
def correct(request: HttpRequest, application_id: Id, body: CorrectIn) -> HttpResponse:
    """Change phone or photo until the batch is exported. Refuses what `cards.correct_application` refuses."""
    _own(request, application_id, P.CORRECT_APPLICATION)
    receipt = cards.correct_application(
        by=actor_of(request),
        key=key_of(request),
        at=clock.now(),
        application_id=application_id,
        version=body.version,
        phone=body.phone,
        photo=decoded(body.photo),
    )
    return told(receipt)


@group.act(
    "POST", "/applications/{int:application_id}/withdraw", title=_("撤回申请"), gives=cards.ApplicationReceipt,
    may=(P.WITHDRAW_APPLICATION,),
)  # fmt: skip
def withdraw(request: HttpRequest, application_id: Id, body: WithdrawIn) -> HttpResponse:
    """Take an application back until its batch is exported. Refuses what `cards.withdraw_application` refuses."""
    _own(request, application_id, P.WITHDRAW_APPLICATION)
    receipt = cards.withdraw_application(
        by=actor_of(request), key=key_of(request), at=clock.now(), application_id=application_id, version=body.version
    )
    return told(receipt)


@group.act(
    "POST", "/applications/{int:application_id}/pickup-office", title=_("改领卡网点"), gives=cards.ApplicationReceipt,
    may=(P.CHANGE_PICKUP_OFFICE,),
)  # fmt: skip
def change_branch(request: HttpRequest, application_id: Id, body: BranchIn) -> HttpResponse:
    """Collect at another office, until the card is dispatched. Refuses what `cards.change_pickup_office` refuses."""
    _own(request, application_id, P.CHANGE_PICKUP_OFFICE)
    receipt = cards.change_pickup_office(
        by=actor_of(request),
        key=key_of(request),
        at=clock.now(),
        application_id=application_id,
        office_id=body.office_id,
        version=body.version,
    )
    return told(receipt)


def _apply(request: HttpRequest, body: ApplyIn, photo: bytes | None) -> HttpResponse:
    posting = desk_of(request).posting
    is_unit = posting.unit_id is not None  # the act itself refuses a person of another unit, and asks for no papers
    who = None if is_unit else served(request, body.person_id, permission=P.SUBMIT_APPLICATION)
    receipt = cards.submit_application(
        by=actor_of(request, documents=papers_shown(body.documents, who)),
        key=key_of(request),
        at=clock.now(),
        person_id=body.person_id,
        pickup_office_id=body.pickup_office_id,
        phone=body.phone,
        photo=photo,
        source=cards.Source.UNIT if is_unit else cards.Source.INDIVIDUAL,
        office_id=posting.office_id,
        unit_id=posting.unit_id,
        comes=body.comes,
        guardian_number=body.identity.number if body.identity is not None else "",
    )
    return told(receipt, status=201)


def _own(request: HttpRequest, application_id: int, permission: Permission) -> PersonFacts:
    """The person of an application that this place serves. Refuses ApplicationUnknown, NotYourOffice."""
    return served(request, cards.application(application_id).person_id, permission=permission)


def decoded(photo: str | None) -> bytes | None:
    """The bytes of a photo. Refuses PhotoNotAnImage."""
    try:
        return None if photo is None else b64decode(photo, validate=True)
    except NotBase64 as error:
        raise cards.PhotoNotAnImage from error


def _content(photo: UploadedFile) -> bytes:
    """No more of the file than is needed to see that it is too large."""
    return photo.read(cards.photo_limits(clock.today()).max_bytes + 1)
