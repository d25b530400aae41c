"""The verbs of the ledger. They open no transaction: a journey or another room's action does (rule 7 of the twelve)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast

from django.db import IntegrityError, connection

from citycard.shared.constraints import translate
from citycard.shared.money import Fen

from .facts import AccountFacts, BookName, EntryReceipt, Side
from .models import Entry, LedgerAccount, Posting
from .rules import EntryKeyReused, check_sides, reversed_sides


def open_account(*, book: BookName, number: str) -> AccountFacts:
    """Open a citizen's account with nothing on it; its balance is kept and never falls below zero."""
    row = LedgerAccount.objects.create(book=book, number=number, is_internal=False, balance_fen=0)
    return AccountFacts(id=row.pk, book=book, number=number, is_internal=False, balance_fen=Fen(0))


def open_accounts(*, book: BookName, numbers: Sequence[str]) -> dict[str, int]:
    """Open many citizens' accounts in one statement; return the id of each number."""
    with connection.cursor() as cursor:
        cursor.execute("select number, id from ledger_open_accounts(%s, %s)", (book, list(numbers)))
        return dict(cast(list[tuple[str, int]], cursor.fetchall()))


def internal_account(*, book: BookName, number: str) -> AccountFacts:
    """Return the internal account (内部账户) of that number, opened at the first use; it holds no running balance."""
    row, _ = LedgerAccount.objects.get_or_create(book=book, number=number, defaults={"is_internal": True, "balance_fen": None})
    return AccountFacts(id=row.pk, book=book, number=number, is_internal=row.is_internal, balance_fen=None)


def lock_balances(account_ids: Collection[int]) -> dict[int, Fen]:
    """Return what stands on these citizens' accounts, in fen, and let nobody move it until the act ends; in the order of their ids."""
    rows = LedgerAccount.objects.filter(pk__in=account_ids, is_internal=False).order_by("pk").select_for_update(no_key=True)
    return {row.pk: Fen(row.balance_fen or 0) for row in rows}


def book_entry(
    *, book: BookName, key: str, kind: str, at: datetime, sides: Sequence[Side], reverses: int | None = None
) -> EntryReceipt:
    """Book one entry (记账) with all its postings, once a `key` (A3).

    Refuses: EntryNotBalanced, EntryNotWhole, BooksMixed, AccountOverdrawn, EntryKeyReused when the key stands for another
    entry; for a reversal also ReversalNotExact, EntryReversedTwice.
    """
    check_sides(sides)
    accounts, amounts = [side.account_id for side in sides], [side.amount_fen for side in sides]
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "select entry_id, is_replay, is_same from ledger_book(%s, %s, %s, %s, %s::bigint[], %s::bigint[], %s)",
                (book, key, kind, at, accounts, amounts, reverses),
            )
            entry_id, is_replay, is_same = cast(tuple[int, bool, bool], cursor.fetchone())
    except IntegrityError as error:
        raise translate(error) from error
    if not is_same:
        raise EntryKeyReused(key=key)
    return EntryReceipt(entry_id=entry_id, key=key, replayed=is_replay)


def reverse_entry(*, entry_id: int, key: str, at: datetime) -> EntryReceipt:
    """Book the exact opposite of an entry (冲正), once (A1, A3): none is edited. Refuses: EntryReversedTwice, AccountOverdrawn."""
    entry = Entry.objects.get(pk=entry_id)
    rows = Posting.objects.filter(entry_id=entry_id).order_by("id").values_list("account_id", "amount_fen")
    sides = reversed_sides([Side(account_id=account_id, amount_fen=amount) for account_id, amount in rows])
    return book_entry(book=BookName(entry.book), key=key, kind="reversal", at=at, sides=sides, reverses=entry_id)


def transfer_all(*, source_id: int, target_id: int, key: str, kind: str, at: datetime) -> Fen:
    """Move a citizen's whole balance to another account of the same book, once a `key` (A3).

    Return the fen moved; asked again, it moves nothing and returns the same. Refuses: BooksMixed.
    """
    with connection.cursor() as cursor:
        cursor.execute("select ledger_move_all(%s, %s, %s, %s, %s)", (key, kind, at, source_id, target_id))
        (moved,) = cast(tuple[int], cursor.fetchone())
    return Fen(moved)
