"""Who is to be told about which cards: for the journeys that write the messages."""

from collections.abc import Iterable
from dataclasses import dataclass, field

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


_FIELDS = (
    "pk", "person_id", "person__name", "application__phone", "unit_id",
    "pickup_office_id", "pickup_office__name", "pickup_office__address",
)  # fmt: skip


def cards_to_tell(shipment_id: int) -> tuple[CardToTell, ...]:
    """Return the cards of a shipment whose holders have not been told yet that they wait for pickup (S4)."""
    rows = Card.objects.filter(shipment_id=shipment_id, state="awaiting_pickup", notified_on__isnull=True)
    return tuple(_to_tell(*row) for row in rows.order_by("pk").values_list(*_FIELDS))


def cards_not_in_use(person_ids: Iterable[int]) -> tuple[CardToTell, ...]:
    """Return the live cards of these people whose functions are not active yet (S5.2)."""
    rows = Card.objects.filter(person_id__in=list(person_ids), ended_at__isnull=True, social__state="sealed")
    return tuple(_to_tell(*row) for row in rows.order_by("pk").values_list(*_FIELDS))


def _to_tell(
    card_id: int,
    person_id: int,
    name: str,
    phone: str,
    unit_id: int | None,
    office_id: int,
    office_name: str,
    office_address: str,
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
    )


def without_notice_day(card_ids: Iterable[int]) -> tuple[int, ...]:
    """Return those of the cards for which no day of a pickup notice has been noted (S5.2)."""
    rows = Card.objects.filter(pk__in=list(card_ids), notified_on__isnull=True)
    return tuple(rows.order_by("pk").values_list("pk", flat=True))
