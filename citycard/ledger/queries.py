"""The questions one may ask the ledger."""

from datetime import date
from typing import cast

from django.db import connection
from django.db.models import Sum

from citycard.shared.money import Fen
from citycard.shared.sql import load

from .facts import AccountFacts, BookName, TrialBalance, TrialLine
from .models import Entry, LedgerAccount, Posting


def account(account_id: int) -> AccountFacts:
    """Return one account; KeyError if there is none of that id."""
    row = LedgerAccount.objects.filter(pk=account_id).first()
    if row is None:
        raise KeyError(account_id)
    return AccountFacts(
        id=row.pk,
        book=BookName(row.book),
        number=row.number,
        is_internal=row.is_internal,
        balance_fen=None if row.balance_fen is None else Fen(row.balance_fen),
    )


def balance(account_id: int) -> Fen:
    """Return what stands on a citizen's account, in fen; ValueError for an internal one: it is summed at day close."""
    held = account(account_id).balance_fen
    if held is None:
        raise ValueError("an internal account holds no running balance")
    return held


def booked_under(key_prefix: str, *, book: BookName, number: str) -> Fen:
    """Return what the entries whose keys begin so, and which stand, add up to on one internal account, in fen; 0 without any."""
    entries = Entry.objects.filter(key__startswith=key_prefix, reversed_by__isnull=True)
    postings = Posting.objects.filter(entry__in=entries, account__book=book, account__number=number)
    return Fen(postings.aggregate(total=Sum("amount_fen"))["total"] or 0)


def entries_under(key_prefix: str) -> tuple[int, ...]:
    """Return the entries whose keys begin so and which stand, not reversed, the oldest first."""
    rows = Entry.objects.filter(key__startswith=key_prefix, reversed_by__isnull=True).order_by("pk")
    return tuple(rows.values_list("pk", flat=True))


def trial_balance(*, book: BookName, day: date) -> TrialBalance:
    """Sum a book up to the end of `day` (日终): internal accounts from their postings, citizens' balances against theirs."""
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.ledger", "trial_balance.sql"), {"book": book, "day": day})
        rows = cast(list[tuple[str | None, int, int]], cursor.fetchall())
    citizens = [(total, drifted) for number, total, drifted in rows if number is None]
    total_fen, drifted = citizens[0] if citizens else (0, 0)
    lines = tuple(TrialLine(number=number, total_fen=int(total)) for number, total, _ in rows if number is not None)
    return TrialBalance(book=book, day=day, internal=lines, citizens_fen=int(total_fen), drifted=int(drifted))
