"""Who is to be told about which cards: for the journeys that write the messages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from citycard.shared.sql import load

from ..models import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class CardToTell:
    """A live card and whom to tell about it; the phone is the one given with the application (S3)."""

    card_id: int
    person_id: int
    name: str = field(repr=False)
    phone: str = field(repr=False)
    unit_id: int | None
    office_id: int
    office_name: str
    office_address: str
    is_replacement: bool = False


_FIELDS = (
    "pk", "person_id", "person__name", "application__phone", "unit_id",
    "pickup_office_id", "pickup_office__name", "pickup_office__address", "application__replaces_id",
)  # fmt: skip


def cards_to_tell(shipment_id: int) -> tuple[CardToTell, ...]:
    """Return the cards of a shipment whose holders have not been told yet that they wait for pickup (S4)."""
    rows = Card.objects.filter(shipment_id=shipment_id, state="awaiting_pickup", notified_on__isnull=True)
    return tuple(_to_tell(*row) for row in rows.order_by("pk").values_list(*_FIELDS))


def cards_not_in_use(person_ids: Iterable[int]) -> tuple[CardToTell, ...]:
    """Return the live cards of these people whose functions are not active yet (S5.2)."""
    rows = Card.objects.filter(person_id__in=list(person_ids), ended_at__isnull=True, social__state="sealed")
    return tuple(_to_tell(*row) for row in rows.order_by("pk").values_list(*_FIELDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiringCard:
    """A card in use whose last day is near, and whom to tell (S9)."""

    card_id: int
    person_id: int
    name: str = field(repr=False)
    phone: str = field(repr=False)
    valid_until: date


def expiring_cards(*, first: date, last: date) -> tuple[ExpiringCard, ...]:
    """Return the cards in use whose last day lies between these two days, without those that are being replaced (S9)."""
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.cards", "expiring_cards.sql"), {"first": first, "last": last})
        rows = cursor.fetchall()
    return tuple(
        ExpiringCard(card_id=card_id, person_id=person_id, name=name, phone=phone, valid_until=valid_until)
        for card_id, person_id, name, phone, valid_until in rows
    )


def _to_tell(
    card_id: int,
    person_id: int,
    name: str,
    phone: str,
    unit_id: int | None,
    office_id: int,
    office_name: str,
    office_address: str,
    replaces_id: int | None,
) -> CardToTell:
    return CardToTell(
        card_id=card_id,
        person_id=person_id,
        name=name,
        phone=phone,
        unit_id=unit_id,
        office_id=office_id,
        office_name=office_name,
        office_address=office_address,
        is_replacement=replaces_id is not None,
    )


def without_notice_day(card_ids: Iterable[int]) -> tuple[int, ...]:
    """Return those of the cards for which no day of a pickup notice has been noted (S5.2)."""
    rows = Card.objects.filter(pk__in=list(card_ids), notified_on__isnull=True)
    return tuple(rows.order_by("pk").values_list("pk", flat=True))
