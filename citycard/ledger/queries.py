"""The questions one may ask the ledger."""

from datetime import date
from typing import cast

from django.db import connection

from citycard.shared.money import Fen
from citycard.shared.sql import load

from .facts import AccountFacts, BookName, TrialBalance, TrialLine
from .models import LedgerAccount


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


def trial_balance(*, book: BookName, day: date) -> TrialBalance:
    """Sum a book up to the end of `day` (日终): internal accounts from their postings, citizens' balances against theirs."""
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.ledger", "trial_balance.sql"), {"book": book, "day": day})
        rows = cast(list[tuple[str | None, int, int]], cursor.fetchall())
    citizens = [(total, drifted) for number, total, drifted in rows if number is None]
    total_fen, drifted = citizens[0] if citizens else (0, 0)
    lines = tuple(TrialLine(number=number, total_fen=int(total)) for number, total, _ in rows if number is not None)
    return TrialBalance(book=book, day=day, internal=lines, citizens_fen=int(total_fen), drifted=int(drifted))
