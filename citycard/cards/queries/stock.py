"""Where cards lie: in the store, on the way, at an office, with a unit."""

from django.db.models import Count, F, Q, QuerySet, Subquery, Sum

from citycard.shared.numbers import mask

from ..facts import CardLine
from ..making_facts import OfficeWaiting, ShipmentFacts, StockLine
from ..models import Card, Shipment

LISTED = 100
_WAITING = Q(collected_at__isnull=True, ended_at__isnull=True)


def stock(*, office_id: int | None = None) -> tuple[StockLine, ...]:
    """Return how many stocked cards wait in the store, by office and batch (库存)."""
    wanted = _WAITING & Q(state="stocked")
    if office_id is not None:
        wanted &= Q(pickup_office_id=office_id)
    rows = (
        Card.objects.filter(wanted)
        .values("pickup_office_id", "batch_id", office=F("pickup_office__name"), number=F("batch__number"))
        .annotate(count=Count("pk"))
        .order_by("office", "number")
    )
    return tuple(
        StockLine(
            office_id=row["pickup_office_id"],
            office_name=row["office"],
            batch_id=row["batch_id"],
            batch_number=row["number"],
            card_count=row["count"],
        )
        for row in rows
    )


def cards_waiting(office_id: int, *, after_id: int = 0, limit: int = LISTED) -> tuple[CardLine, ...]:
    """Return the cards that wait for pickup at an office, by id; the next page begins after the last id."""
    wanted = _WAITING & Q(pickup_office_id=office_id, state="awaiting_pickup", pk__gt=after_id)
    return tuple(card_line(row) for row in _with_people().filter(wanted).order_by("pk")[:limit])


def unit_cards_waiting(unit_id: int, *, office_id: int | None = None, limit: int | None = None) -> tuple[CardLine, ...]:
    """Return a unit's cards that wait for its agent, at one office or any (S4.1)."""
    wanted = _WAITING & Q(unit_id=unit_id, state="awaiting_pickup")
    if office_id is not None:
        wanted &= Q(pickup_office_id=office_id)
    return tuple(card_line(row) for row in _with_people().filter(wanted).order_by("pk")[:limit])


def unit_cards_in_hand(unit_id: int, *, limit: int | None = None) -> tuple[CardLine, ...]:
    """Return the cards that a unit holds and has to hand over (S4.1)."""
    wanted = _WAITING & Q(unit_id=unit_id, state="with_unit")
    return tuple(card_line(row) for row in _with_people().filter(wanted).order_by("pk")[:limit])


def units_waiting(office_id: int) -> tuple[tuple[int, str, int], ...]:
    """Return the units whose cards wait at an office: (unit id, name, cards)."""
    wanted = _WAITING & Q(pickup_office_id=office_id, state="awaiting_pickup", unit_id__isnull=False)
    rows = Card.objects.filter(wanted).values_list("unit_id", "unit__name").annotate(count=Count("pk"))
    return tuple((unit_id, name, count) for unit_id, name, count in rows.order_by("unit__name"))


def waiting_at_office(office_id: int) -> OfficeWaiting:
    """Return what waits at an office: on its way to it, for people, and for units."""
    on_way = Shipment.objects.filter(office_id=office_id, received_at__isnull=True)
    sent = on_way.aggregate(shipments=Count("pk"), cards=Sum("card_count"))
    here = Card.objects.filter(_WAITING & Q(pickup_office_id=office_id, state="awaiting_pickup"))
    people = Count("pk", filter=Q(unit_id__isnull=True))
    found = here.aggregate(people=people, units=Count("unit_id", distinct=True), all=Count("pk"))
    return OfficeWaiting(
        shipments_on_way=sent["shipments"],
        cards_on_way=sent["cards"] or 0,
        cards=found["people"],
        units=found["units"],
        unit_cards=found["all"] - found["people"],
    )


def shipments(
    *, office_id: int | None = None, is_open: bool | None = None, before_id: int | None = None, limit: int = LISTED
) -> tuple[ShipmentFacts, ...]:
    """Return shipments, newest first; `is_open` True for those not received yet. The next page is asked for by id."""
    wanted = Q() if office_id is None else Q(office_id=office_id)
    if before_id is not None:
        sent_at = Subquery(Shipment.objects.filter(pk=before_id).values("sent_at")[:1])
        wanted &= Q(sent_at__lt=sent_at) | Q(sent_at=sent_at, pk__lt=before_id)
    if is_open is not None:
        wanted &= Q(received_at__isnull=is_open)
    rows = Shipment.objects.select_related("office").filter(wanted).order_by("-sent_at", "-pk")[:limit]
    return tuple(shipment_facts(row) for row in rows)


def shipment(shipment_id: int) -> ShipmentFacts:
    """Return a shipment. Refuses ShipmentUnknown."""
    from ..refusals import ShipmentUnknown

    row = Shipment.objects.select_related("office").filter(pk=shipment_id).first()
    if row is None:
        raise ShipmentUnknown
    return shipment_facts(row)


def cards_of_shipment(shipment_id: int) -> tuple[CardLine, ...]:
    """Return the cards of a shipment that nobody collected yet, by id."""
    office_id = Shipment.objects.filter(pk=shipment_id).values("office_id")
    wanted = _WAITING & Q(pickup_office_id__in=office_id, shipment_id=shipment_id)
    return tuple(card_line(row) for row in _with_people().filter(wanted).order_by("pk"))


def _with_people() -> QuerySet[Card]:
    return Card.objects.select_related("person", "unit", "pickup_office", "application", "batch")


def shipment_facts(row: Shipment) -> ShipmentFacts:
    """Return the frozen facts of a row loaded with its office."""
    return ShipmentFacts(
        id=row.pk,
        number=row.number,
        office_id=row.office_id,
        office_name=row.office.name,
        card_count=row.card_count,
        sent_at=row.sent_at,
        received_at=row.received_at,
    )


def card_line(row: Card) -> CardLine:
    """Return a line of a list of cards."""
    return CardLine(
        card_id=row.pk,
        person_id=row.person_id,
        name=row.person.name,
        number_masked=mask.mask_citizen(row.person.social_number),
        card_number_masked=mask.mask_card(row.card_number),
        phone_masked=mask.mask_mobile(row.application.phone),
        state=row.state,
        unit_id=row.unit_id,
        unit_name=row.unit.name if row.unit else "",
        office_id=row.pickup_office_id,
        office_name=row.pickup_office.name,
        batch_number=row.batch.number,
        box=row.box,
        slot=row.slot,
        notified_on=row.notified_on,
    )
