"""Correct, withdraw, or send elsewhere an application that is under way (S3's decision)."""

from datetime import datetime

from django.db.models import F

from citycard.audit import Actor, perform
from citycard.shared.clock import in_china
from citycard.shared.numbers import mask, mobile

from ..models import Application, Batch, Card
from ..photo import check_photo_file, keep_photo
from ..queries.cards import card_facts
from ..reasons import WITHDRAWN
from ..receipts import ApplicationReceipt
from ..refusals import NothingToChange
from ..rules import check_may_change_branch, check_may_correct
from ..states import APPLICATION, CARD
from .locking import opened_application, save_application
from .submit import check_pickup, photo_limits


def correct_application(
    *,
    by: Actor,
    key: str,
    at: datetime,
    application_id: int,
    version: int | None = None,
    phone: str | None = None,
    photo: bytes | None = None,
) -> ApplicationReceipt:
    """Change phone or photo until the batch is exported (S3).

    Refuses: ApplicationUnknown, ApplicationChanged, ApplicationClosed, ApplicationExported, NothingToChange, the phone's and
    the photo's own refusals.
    """
    checked = None if photo is None else check_photo_file(content=photo, limits=photo_limits(in_china(at).date()))
    number = None if phone is None else mobile.validate(phone)
    inputs = {"application_id": application_id, "phone": number, "photo": checked.sha256 if checked else None}
    with perform(act="cards.correct_application", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return ApplicationReceipt.from_json(act.replay)
        row, facts = opened_application(act, application_id, version=version)
        check_may_correct(application=facts)
        new_photo = row.photo if checked is None else keep_photo(checked)
        if number in (None, row.phone) and new_photo == row.photo:
            raise NothingToChange
        act.note(phone_before=mask.mask_mobile(row.phone), phone=mask.mask_mobile(number or row.phone))
        row.phone, row.photo = number or row.phone, new_photo
        save_application(row, "phone", "photo")
        return act.done(_receipt(row))


def withdraw_application(
    *, by: Actor, key: str, at: datetime, application_id: int, version: int | None = None
) -> ApplicationReceipt:
    """Take an application back until its batch is exported (S3); a number allotted already is burnt (S1.3).

    Refuses: ApplicationUnknown, ApplicationChanged, ApplicationClosed, ApplicationExported.
    """
    with perform(act="cards.withdraw_application", by=by, key=key, at=at, inputs={"application_id": application_id}) as act:
        if act.replay is not None:
            return ApplicationReceipt.from_json(act.replay)
        row, facts = opened_application(act, application_id, version=version)
        check_may_correct(application=facts)
        if row.batch_id is not None:
            leave_batch(row, at)
        row.state, row.closed_at = APPLICATION.after(state=row.state, event="withdraw"), at
        save_application(row, "state", "closed_at")
        return act.done(_receipt(row))


def change_pickup_office(
    *, by: Actor, key: str, at: datetime, application_id: int, office_id: int, version: int | None = None
) -> ApplicationReceipt:
    """Collect at another office; possible until the card is dispatched (S3).

    Refuses: ApplicationUnknown, ApplicationChanged, ApplicationClosed, AlreadyDispatched, PickupOfficeNotSuitable,
    NothingToChange.
    """
    inputs = {"application_id": application_id, "office_id": office_id}
    with perform(act="cards.change_pickup_office", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return ApplicationReceipt.from_json(act.replay)
        row, facts = opened_application(act, application_id, version=version)
        card = _live_card(row)
        check_may_change_branch(application=facts, card=card_facts(card) if card else None)
        if office_id == row.pickup_office_id:
            raise NothingToChange
        check_pickup(office_id, facts.source)
        act.note(office_before=row.pickup_office_id, office=office_id)
        row.pickup_office_id = office_id
        save_application(row, "pickup_office_id")
        if card is not None:
            Card.objects.filter(pk=card.pk).update(pickup_office_id=office_id)
        return act.done(_receipt(row))


def _live_card(row: Application) -> Card | None:
    cards = Card.objects.select_for_update(of=("self",), no_key=True).select_related("pickup_office", "social")
    return cards.filter(person_id=row.person_id, application_id=row.pk, ended_at__isnull=True).first()


def leave_batch(row: Application, at: datetime) -> None:
    """Take an application's card out of a batch that no file has left yet; its number is burnt (S1.3)."""
    card = _live_card(row)
    if card is None:
        return
    state = CARD.after(state=card.state, event="spoil")
    Card.objects.filter(pk=card.pk).update(state=state, ended_at=at, end_reason=WITHDRAWN, spoiled_by="centre")
    Batch.objects.filter(pk=row.batch_id).update(card_count=F("card_count") - 1)


def _receipt(row: Application) -> ApplicationReceipt:
    return ApplicationReceipt(number=row.number, application_id=row.pk, person_id=row.person_id, state=row.state)
