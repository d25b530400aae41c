"""Temporary cards (临时卡): one by its number, and what a hall has in stock and out (S10)."""

from collections.abc import Iterable

from django.db.models import Count, Min

from citycard.shared.numbers import mask

from ..later_facts import TemporaryCardFacts, TemporaryLine, TemporaryStock
from ..models import TemporaryCard
from .ending import OUT

LISTED = 100


def find_temporary_card(number: str) -> TemporaryCardFacts | None:
    """Return the temporary card with this number while somebody has it, or lost it and has not paid; None otherwise."""
    row = TemporaryCard.objects.select_related("office").filter(number=number.strip().upper(), state__in=OUT).first()
    return temporary_facts(row) if row else None


def is_temporary_card(number: str) -> bool:
    """True when there is a temporary card with this number, wherever it is."""
    return TemporaryCard.objects.filter(number=number.strip().upper()).exists()


def with_temporary_card(person_ids: Iterable[int]) -> frozenset[int]:
    """Return those of these people who have a temporary card out, or lost one and have not paid (S10.3)."""
    rows = TemporaryCard.objects.filter(person_id__in=list(person_ids), state__in=OUT).values_list("person_id", flat=True)
    return frozenset(person_id for person_id in rows if person_id is not None)


def temporary_stock(office_id: int) -> TemporaryStock:
    """Return what a hall has: how many in stock, the next number to give out, and the cards that are out, oldest first."""
    stock = TemporaryCard.objects.filter(office_id=office_id, state="in_stock").aggregate(count=Count("pk"), first=Min("number"))
    rows = TemporaryCard.objects.select_related("person").filter(office_id=office_id, state__in=OUT).order_by("issued_at", "pk")
    return TemporaryStock(
        in_stock=stock["count"], next_number=stock["first"] or "", out=tuple(_line(row) for row in rows[:LISTED])
    )


def temporary_facts(row: TemporaryCard) -> TemporaryCardFacts:
    """Return the frozen facts of a row that is with somebody, loaded with its office."""
    if row.person_id is None or row.issued_at is None:
        raise AssertionError("a temporary card that is out has a holder")
    return TemporaryCardFacts(
        id=row.pk,
        number=row.number,
        state=row.state,
        person_id=row.person_id,
        office_id=row.office_id,
        office_name=row.office.name,
        hospital=row.hospital,
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        fee_fen=row.fee_fen,
    )


def _line(row: TemporaryCard) -> TemporaryLine:
    if row.person is None or row.issued_at is None:
        raise AssertionError("a temporary card that is out has a holder")
    return TemporaryLine(
        number=row.number,
        state=row.state,
        person_id=row.person.pk,
        name=row.person.name,
        number_masked=mask.mask_citizen(row.person.social_number),
        hospital=row.hospital,
        issued_at=row.issued_at,
        fee_fen=row.fee_fen,
    )
