"""The questions about old cards and personal accounts."""

from collections.abc import Iterator
from datetime import date
from typing import cast

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from citycard.policy import integers_of
from citycard.shared.kept_query import KeptQuery
from citycard.shared.money import Fen
from citycard.shared.sql import load

from .facts import ExpiringCard, OldCardFacts, PersonalAccountFacts, VoidReason
from .models import OldCard, PersonalAccount
from .rules import expiring_card, warning_window


def old_card(person_id: int) -> OldCardFacts | None:
    """Return the person's old medical card, or None."""
    row = OldCard.objects.select_related("ledger_account").filter(person_id=person_id).first()
    return None if row is None else _old_card_facts(row)


def find_old_card(number: str) -> OldCardFacts | None:
    """Return the old medical card with this number, or None."""
    row = OldCard.objects.select_related("ledger_account").filter(number=number.strip().upper()).first()
    return None if row is None else _old_card_facts(row)


def holdings(person_id: int) -> tuple[OldCardFacts | None, PersonalAccountFacts | None]:
    """Return the old card and the personal account in one statement (two for who never had an old card)."""
    rows = _holdings(person=person_id)
    if not rows:
        return None, personal_account(person_id)
    row = rows[0]
    fen = cast(int | None, vars(row)["account_fen"])
    account = None if fen is None else PersonalAccountFacts(person_id=person_id, balance_fen=Fen(fen))
    return _old_card_facts(row), account


def _with_account(person: int) -> QuerySet[OldCard]:
    own = PersonalAccount.objects.filter(person_id=OuterRef("person_id")).values("ledger_account__balance_fen")
    return OldCard.objects.select_related("ledger_account").annotate(account_fen=Subquery(own)).filter(person_id=person)


_holdings = KeptQuery(_with_account)


def _old_card_facts(row: OldCard) -> OldCardFacts:
    return OldCardFacts(
        id=row.pk,
        person_id=row.person_id,
        number=row.number,
        state=row.state,
        loss=row.loss,
        pin_locked=row.pin_locked,
        balance_fen=Fen(row.ledger_account.balance_fen or 0),
        last_valid_on=row.last_valid_on,
        voided_at=row.voided_at,
        void_reason=VoidReason(row.void_reason) if row.void_reason else None,
        lost_at=row.lost_at,
    )


def personal_account(person_id: int) -> PersonalAccountFacts | None:
    """Return the personal medical account that the new card carries, or None before activation (S2.1)."""
    row = PersonalAccount.objects.select_related("ledger_account").filter(person_id=person_id).first()
    if row is None:
        return None
    return PersonalAccountFacts(person_id=person_id, balance_fen=Fen(row.ledger_account.balance_fen or 0))


def expiring(*, on: date) -> Iterator[tuple[int, ExpiringCard]]:
    """Yield (warning, card) for every holder to be warned on `on`: 30 and 7 days before the card is void (S5.2, policy).

    A warning that a job missed is still given, once, until the next one is due.
    """
    warnings = sorted(integers_of("cards.expiry_warning_days", on=on))
    for days, next_days in zip(warnings, (0, *warnings), strict=False):
        first, last = warning_window(on=on, days=days, next_days=next_days)
        with connection.cursor() as cursor:
            cursor.execute(load("citycard.medical", "expiring.sql"), {"first": first, "last": last, "days": days})
            rows = cast(list[tuple[int, int, date]], cursor.fetchall())
        yield from ((days, expiring_card(*row, on=on)) for row in rows)
