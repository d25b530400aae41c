"""The verbs of the medical room. They open no transaction; a journey does."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import cast

from django.db import connection

from citycard.ledger import BookName, Side, book_entry, internal_account, transfer_all
from citycard.policy import integer_of
from citycard.shared.clock import in_china, midnight
from citycard.shared.money import Fen
from citycard.shared.sql import load

from .facts import ExpiringCard, OldCardFacts, OldCardRow, VoidReason, VoidReceipt
from .models import OldCard
from .queries import old_card
from .rules import end_by_activation, expiring_card, last_day_of_use
from .states import OLD_CARD

OPENING = "opening"  # the internal account that balances taken over come from


def void_for_activation(*, person_id: int, at: datetime) -> VoidReceipt:
    """Make the old card void, and move its whole balance to the personal account of the new card, exactly once (S2.1, S5.1).

    A card that had expired already stays void since then; its balance moves all the same (S5.2). Who never had one gets a
    personal account with nothing on it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_sql("personal_account"), {"person_id": person_id, "at": at})
        (target_id,) = cast(tuple[int], cursor.fetchone())
        cursor.execute(_sql("lock_old_card"), {"person_id": person_id})
        row = cast(tuple[int, str, date | None, int] | None, cursor.fetchone())
        if row is None:
            return VoidReceipt(old_card_id=None, moved_fen=Fen(0), was_valid=False)
        card_id, state, last_valid_on, source_id = row
        reason = end_by_activation(state=state, last_valid_on=last_valid_on, on=in_china(at).date())
        if reason is not None:
            is_late = reason == VoidReason.EXPIRED and last_valid_on is not None
            voided_at = midnight(last_valid_on + timedelta(days=1)) if is_late else at
            after = OLD_CARD.after(state=state, event=reason)
            cursor.execute(_sql("void"), {"id": card_id, "state": after, "voided_at": voided_at, "reason": reason})
    key = f"medical.old_card:{card_id}"
    moved = transfer_all(source_id=source_id, target_id=target_id, key=key, kind="old_card_moved", at=at)
    return VoidReceipt(old_card_id=card_id, moved_fen=moved, was_valid=reason == VoidReason.ACTIVATED)


def void_for_cancellation(*, person_id: int, at: datetime) -> bool:
    """Make a valid old card void because its holder leaves the insurance (S11.2); False without one. What it held was refunded."""
    card = lock_old_card(person_id)
    if card is None or not card.is_valid_on(in_china(at).date()):
        return False
    state = OLD_CARD.after(state=card.state, event=VoidReason.CANCELLED)
    with connection.cursor() as cursor:
        cursor.execute(_sql("void"), {"id": card.id, "state": state, "voided_at": at, "reason": VoidReason.CANCELLED})
    return True


def lock_old_card(person_id: int) -> OldCardFacts | None:
    """Lock the person's old card until the end of the act, and return it as it stands then; None without one."""
    with connection.cursor() as cursor:
        cursor.execute(_sql("lock_old_card"), {"person_id": person_id})
        is_there = cursor.fetchone() is not None
    return old_card(person_id) if is_there else None


def start_clock(*, person_ids: Sequence[int], notice_on: date) -> int:
    """Start the old cards' six months from the day the pickup notice was sent; return how many clocks started (S5.2).

    A clock that runs already is not moved by a second notice.
    """
    months = integer_of("cards.old_medical_months", on=notice_on)
    last_day = last_day_of_use(notice_on=notice_on, months=months)
    with connection.cursor() as cursor:
        cursor.execute(_sql("start_clock"), {"last_day": last_day, "person_ids": list(person_ids)})
        return cursor.rowcount


def expire(*, on: date) -> tuple[ExpiringCard, ...]:
    """Make void every old card whose last valid day lies before `on`, in one statement, and return them (S5.2).

    They are void since 0:00 of their own day, however late the job runs. Balances stay where they are.
    """
    with connection.cursor() as cursor:
        cursor.execute(_sql("expire"), {"day": on})
        rows = cast(list[tuple[int, int, date]], cursor.fetchall())
    return tuple(expiring_card(*row, on=on) for row in rows)


def mark_warned(*, old_card_ids: Sequence[int], days: int) -> int:
    """Note that these holders were given the warning of `days` days; return how many (S5.2)."""
    return OldCard.objects.filter(pk__in=old_card_ids).update(warned_days=days)


def lock_old_card_pin(*, old_card_id: int) -> bool:
    """Lock an old card because the last allowed PIN was wrong; False when it was locked already (S6.2)."""
    return bool(OldCard.objects.filter(pk=old_card_id, pin_locked=False).update(pin_locked=True))


def clear_old_card_pin_lock(*, old_card_id: int) -> bool:
    """Let an old card serve again whose PIN was reset (S6.1); False when it was not locked."""
    return bool(OldCard.objects.filter(pk=old_card_id, pin_locked=True).update(pin_locked=False))


def take_over_old_cards(*, key: str, at: datetime, rows: Iterable[OldCardRow]) -> int:
    """Take over a list of old cards with their balances from the medical insurance system, in a few statements; return how many.

    S2.1: what they hold moves to the new card once. `key` names the list: its balances, in fen, are booked once (A3).
    Keep one list below some 100,000 cards. Refuses nothing: the caller has judged every row.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "create temporary table taken_over (line_no serial, person_id bigint, number text, balance_fen bigint) on commit drop"
        )
        with cursor.copy("copy taken_over (person_id, number, balance_fen) from stdin") as copy:
            for row in rows:
                copy.write_row((row.person_id, row.number, row.balance_fen))
        cursor.execute("analyze taken_over")
        cursor.execute(_sql("take_over"))
        balances = cast(list[tuple[int, int]], cursor.fetchall())
        cursor.execute("select count(*) from taken_over")
        (count,) = cast(tuple[int], cursor.fetchone())
        cursor.execute("drop table taken_over")
    if balances:
        source = internal_account(book=BookName.MEDICAL, number=OPENING)
        total = Side(account_id=source.id, amount_fen=-sum(fen for _, fen in balances))
        sides = [total, *(Side(account_id=account_id, amount_fen=fen) for account_id, fen in balances)]
        book_entry(book=BookName.MEDICAL, key=f"medical.take_over:{key}", kind="take_over", at=at, sides=sides)
    return count


def _sql(name: str) -> str:
    return load("citycard.medical", f"{name}.sql")
