"""Replacing a card (补卡、换卡, S9): the parts that the journeys put together. They open no transaction of their own."""

from dataclasses import dataclass
from datetime import datetime

from citycard.people import PersonFacts, office
from citycard.shared.clock import in_china
from citycard.shared.numbers import mobile

from ..facts import Cause, Kind, Source
from ..models import Card, CardRole, SocialSide
from ..photo import check_photo_file, keep_photo
from ..states import CARD, SOCIAL_SIDE
from .refunds import lapse_settled
from .submit import check_photo_for, check_pickup_place, fee_for, photo_limits, save_application

KIND = {Cause.LOST: Kind.LOST, Cause.DAMAGED: Kind.CHANGED, Cause.EXPIRED: Kind.CHANGED, Cause.DATA: Kind.CHANGED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What is asked for: which card is replaced and why, by whom and where asked, and where the new one is collected.

    Without `photo` the portrait of the card that is replaced is used again.
    """

    replaces_id: int
    cause: Cause
    source: Source
    office_id: int | None
    unit_id: int | None
    pickup_office_id: int
    phone: str
    photo: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedFor:
    """A replacement has been applied for; the fee in fen is what the policy of the day asks (S9)."""

    application_id: int
    number: str
    fee_fen: int
    pickup_name: str


def apply_for_successor(*, who: PersonFacts, asked: Replacement, number: str, at: datetime) -> AppliedFor:
    """Write the application for a card that replaces another one; the way of making is the first card's (S9, S3).

    Refuses: the phone's and the photo's own refusals, PhotoMissing, OfficeUnknown, PickupOfficeNotSuitable,
    DuplicateApplication.
    """
    on = in_china(at).date()
    phone = mobile.validate(asked.phone)
    pickup = office(asked.pickup_office_id)
    check_pickup_place(pickup, asked.source)
    photo_id = _photo(asked, at)
    check_photo_for(who, has_photo=photo_id is not None, source=asked.source, on=on)
    kind = KIND[asked.cause]
    given = {"number": number, "person_id": who.id, "kind": kind.value, "phone": phone, "photo_id": photo_id, "submitted_at": at}
    lapse_settled(person_ids=[who.id], at=at)  # before the application is written: every way of applying locks in this order
    row_id = save_application(given | _said(asked))
    return AppliedFor(application_id=row_id, number=number, fee_fen=fee_for(kind, on), pickup_name=pickup.name)


def _said(asked: Replacement) -> dict[str, object]:
    return {
        "source": asked.source.value,
        "unit_id": asked.unit_id,
        "office_id": asked.office_id,
        "pickup_office_id": asked.pickup_office_id,
        "replaces_id": asked.replaces_id,
        "cause": asked.cause.value,
    }


def end_card(*, card_id: int, reason: str, at: datetime) -> None:
    """End a piece of plastic for ever and let its social function be superseded (作废, S9). The caller has locked it."""
    state = Card.objects.values_list("state", flat=True).get(pk=card_id)
    Card.objects.filter(pk=card_id).update(state=CARD.after(state=state, event="end"), ended_at=at, end_reason=reason)
    side = SocialSide.objects.select_for_update().filter(card_id=card_id).first()
    if side is not None and SOCIAL_SIDE.may(state=side.state, event="supersede"):
        state = SOCIAL_SIDE.after(state=side.state, event="supersede")
        SocialSide.objects.filter(card_id=card_id).update(state=state, ended_at=at)


def become_current(*, card_id: int) -> None:
    """Let a successor take the place of the card it replaces, which has ended just before (S9)."""
    Card.objects.filter(pk=card_id).update(role=CardRole.CURRENT)


def _photo(asked: Replacement, at: datetime) -> int | None:
    if asked.photo is not None:
        limits = photo_limits(in_china(at).date())
        return keep_photo(check_photo_file(content=asked.photo, limits=limits)).pk
    return Card.objects.values_list("application__photo_id", flat=True).get(pk=asked.replaces_id)
