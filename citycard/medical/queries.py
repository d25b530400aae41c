"""The questions about old cards and personal accounts."""

from collections.abc import Collection, Iterator
from dataclasses import fields, replace
from datetime import date
from typing import cast

from django.db import connection
from django.db.models import Q

from citycard.policy import integers_of
from citycard.shared.money import Fen
from citycard.shared.one_trip import Ask, Rows
from citycard.shared.questions import Question, answer
from citycard.shared.sql import load

from .facts import ExpiringCard, OldCardFacts, PersonalAccountFacts, VoidReason
from .models import OldCard, PersonalAccount
from .rules import expiring_card, warning_window

Holdings = tuple[OldCardFacts | None, PersonalAccountFacts | None]
_FACTS = tuple(part.name for part in fields(OldCardFacts))


def old_card(person_id: int) -> OldCardFacts | None:
    """Return the person's old medical card, or None."""
    row = OldCard.objects.select_related("ledger_account").filter(person_id=person_id).first()
    return None if row is None else _old_card_facts(row)


def find_old_card(number: str) -> OldCardFacts | None:
    """Return the old medical card with this number, or None."""
    row = OldCard.objects.select_related("ledger_account").filter(number=number.strip().upper()).first()
    return None if row is None else _old_card_facts(row)


def old_cards_known(*, person_ids: Collection[int], numbers: Collection[str]) -> tuple[tuple[int, int, str], ...]:
    """Return id, person and number of the old cards that these people have or that bear these numbers; for whole lists."""
    rows = OldCard.objects.filter(Q(person_id__in=person_ids) | Q(number__in=numbers))
    return tuple(rows.values_list("id", "person_id", "number"))


def with_personal_account(person_ids: Collection[int]) -> frozenset[int]:
    """Return those of the people whose new card is in use: their balance has moved (S2.1)."""
    return frozenset(PersonalAccount.objects.filter(person_id__in=person_ids).values_list("person_id", flat=True))


def holdings(person_id: int) -> Holdings:
    """Return the old card and the personal account in one statement."""
    return answer(holdings_asked(person_id))


def holdings_asked(person_id: int) -> Question[Holdings]:
    """The same as a question that goes with others."""

    def told(rows: Rows) -> Holdings:
        ((*card, has_account, account_fen),) = rows
        account = PersonalAccountFacts(person_id=person_id, balance_fen=Fen(cast(int, account_fen))) if has_account else None
        return _card_of(card), account

    return Question((Ask(load("citycard.medical", "holdings.sql"), {"person_id": person_id}),), told)


def _card_of(row: list[object]) -> OldCardFacts | None:
    """The old card of a row of holdings.sql, in its fields' order; None where there is none."""
    if row[0] is None:
        return None
    found = OldCardFacts(**dict(zip(_FACTS, row, strict=True)))  # pyright: ignore[reportArgumentType]
    return replace(found, void_reason=VoidReason(found.void_reason) if found.void_reason else None)


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
