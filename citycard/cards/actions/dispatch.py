"""Send stocked cards to the hall or branch where they are collected (分拨), and receive them there (S3, S4)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection

from citycard.audit import Act, Actor, perform
from citycard.people import office
from citycard.shared.clock import in_china
from citycard.shared.sql import load

from ..models import Card, Shipment
from ..receipts import ShipmentReceipt
from ..refusals import NothingToDispatch, ShipmentOfOtherOffice, ShipmentReceived, ShipmentUnknown
from .cancel import end_void_cards


def dispatch(
    *,
    by: Actor,
    key: str,
    at: datetime,
    office_id: int,
    batch_id: int | None = None,
    card_ids: Sequence[int] | None = None,
) -> ShipmentReceipt:
    """Send the stocked cards for one office on their way: of a batch, or these, or all there are (S3).

    Refuses: OfficeUnknown, NothingToDispatch.
    """
    chosen = None if card_ids is None else sorted(set(card_ids))
    inputs = {"office_id": office_id, "batch_id": batch_id, "card_ids": chosen}
    with perform(act="cards.dispatch", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return ShipmentReceipt.from_json(act.replay)
        place = office(office_id)
        row = Shipment.objects.create(number=act.number("FB"), office_id=office_id, card_count=0, sent_at=at)
        arguments = {"shipment_id": row.pk, "office_id": office_id, "batch_id": batch_id, "card_ids": chosen}
        with connection.cursor() as cursor:
            cursor.execute(load("citycard.cards", "dispatch.sql"), arguments)
            row.card_count = cursor.rowcount
        if row.card_count == 0:
            raise NothingToDispatch(office=place.name)
        row.save(update_fields=("card_count",))
        return _done(act, row)


def receive_shipment(*, by: Actor, key: str, at: datetime, shipment_id: int, office_id: int | None = None) -> ShipmentReceipt:
    """Take a shipment in where it was sent; its cards wait for pickup from now on (S4).

    `office_id` is the receiver's own office. No holder is told by this: that is the journey `announce_pickup`.
    Refuses: ShipmentUnknown, ShipmentOfOtherOffice, ShipmentReceived.
    """
    inputs = {"shipment_id": shipment_id, "office_id": office_id}
    with perform(act="cards.receive_shipment", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return ShipmentReceipt.from_json(act.replay)
        row = take_in(shipment_id=shipment_id, office_id=office_id or by.office_id, at=at)
        end_void_cards(shipment_id=shipment_id, at=at)
        return _done(act, row)


def take_in(*, shipment_id: int, office_id: int | None, at: datetime) -> Shipment:
    """Inside an act: mark a shipment received and its cards awaiting pickup (到货, S4). Refuses as `receive_shipment`."""
    row = Shipment.objects.select_for_update(of=("self",)).select_related("office").filter(pk=shipment_id).first()
    if row is None:
        raise ShipmentUnknown
    if office_id is not None and office_id != row.office_id:
        raise ShipmentOfOtherOffice(office=row.office.name)
    if row.received_at is not None:
        raise ShipmentReceived(received_on=in_china(row.received_at).date())
    row.received_at = at
    row.save(update_fields=("received_at",))
    with connection.cursor() as cursor:
        arguments = {"shipment_id": shipment_id, "office_id": row.office_id}
        cursor.execute(load("citycard.cards", "lock_arriving.sql"), arguments)  # `end_void_cards` may have to close some of them
        cursor.execute(load("citycard.cards", "take_in_shipment.sql"), arguments)
    return row


def mark_notified(*, card_ids: Sequence[int], on: date) -> int:
    """Inside an act: note the day on which the pickup notice of these cards was issued (S5.2); the first day stays."""
    return Card.objects.filter(pk__in=list(card_ids), notified_on__isnull=True).update(notified_on=on)


def _done(act: Act, row: Shipment) -> ShipmentReceipt:
    act.note(shipment=row.number, office_id=row.office_id, card_count=row.card_count)
    return act.done(ShipmentReceipt(number=row.number, shipment_id=row.pk, office_id=row.office_id, card_count=row.card_count))
