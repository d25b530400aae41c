"""The verbs of the ledger on a real PostgreSQL."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.db import transaction

from citycard.ledger import (
    AccountOverdrawn,
    BookName,
    BooksMixed,
    EntryKeyReused,
    EntryNotBalanced,
    EntryNotWhole,
    EntryReversedTwice,
    Side,
    account,
    balance,
    book_entry,
    internal_account,
    open_account,
    open_accounts,
    reverse_entry,
    transfer_all,
    trial_balance,
)
from citycard.ledger.models import Entry
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db
BANK, MEDICAL = BookName.BANK, BookName.MEDICAL


def pay(*, source: int, target: int, fen: int, key: str, book: BookName = BANK) -> int:
    sides = [Side(account_id=source, amount_fen=-fen), Side(account_id=target, amount_fen=fen)]
    with transaction.atomic():
        return book_entry(book=book, key=key, kind="test", at=NOW, sides=sides).entry_id


def test_an_entry_moves_money_between_two_accounts() -> None:
    fund, own = internal_account(book=BANK, number="fund"), open_account(book=BANK, number="1")
    pay(source=fund.id, target=own.id, fen=128_650, key="a")
    assert balance(own.id) == 128_650
    assert account(fund.id).balance_fen is None


def test_a3_the_same_key_books_once_and_says_so() -> None:
    fund, own = internal_account(book=BANK, number="fund"), open_account(book=BANK, number="1")
    sides = [Side(fund.id, -100), Side(own.id, 100)]
    first = book_entry(book=BANK, key="a", kind="test", at=NOW, sides=sides)
    again = book_entry(book=BANK, key="a", kind="test", at=NOW, sides=sides[::-1])
    assert (again.entry_id, first.replayed, again.replayed, balance(own.id)) == (first.entry_id, False, True, 100)


@pytest.mark.parametrize("change", ["amount", "kind", "account"])
def test_a3_a_key_that_stands_for_another_entry_is_refused(change: str) -> None:
    fund, own, other = (
        internal_account(book=BANK, number="fund"), open_account(book=BANK, number="1"), open_account(book=BANK, number="2")
    )  # fmt: skip
    pay(source=fund.id, target=own.id, fen=100, key="a")
    target, fen = other.id if change == "account" else own.id, 101 if change == "amount" else 100
    with pytest.raises(EntryKeyReused):
        sides = [Side(fund.id, -fen), Side(target, fen)]
        book_entry(book=BANK, key="a", kind="other" if change == "kind" else "test", at=NOW, sides=sides)
    assert (balance(own.id), balance(other.id)) == (100, 0)


def test_refusals_of_the_database_come_by_their_names() -> None:
    fund, own, medical = (
        internal_account(book=BANK, number="fund"), open_account(book=BANK, number="1"), open_account(book=MEDICAL, number="1")
    )  # fmt: skip
    with pytest.raises(AccountOverdrawn):
        pay(source=own.id, target=fund.id, fen=1, key="a")
    with pytest.raises(BooksMixed):
        pay(source=fund.id, target=medical.id, fen=1, key="b")
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("amounts", "refusal"), [((1, 1), EntryNotBalanced), ((0, 0), EntryNotBalanced), ((), EntryNotWhole), ((5,), EntryNotWhole)]
)
def test_an_entry_that_cannot_be_right_does_not_reach_the_database(
    amounts: tuple[int, ...], refusal: type[Exception], django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    with django_assert_num_queries(0), pytest.raises(refusal):
        book_entry(book=BANK, key="a", kind="test", at=NOW, sides=[Side(1, amount) for amount in amounts])


def test_a2_a_reversal_puts_everything_back_once() -> None:
    fund, own = internal_account(book=BANK, number="fund"), open_account(book=BANK, number="1")
    entry = pay(source=fund.id, target=own.id, fen=100, key="a")
    reverse_entry(entry_id=entry, key="r", at=NOW)
    assert reverse_entry(entry_id=entry, key="r", at=NOW).replayed
    assert balance(own.id) == 0
    with pytest.raises(EntryReversedTwice), transaction.atomic():
        reverse_entry(entry_id=entry, key="r2", at=NOW)


def test_s2_1_the_whole_balance_moves_once_a_key() -> None:
    fund = internal_account(book=MEDICAL, number="fund")
    old, new = open_account(book=MEDICAL, number="old"), open_account(book=MEDICAL, number="new")
    pay(source=fund.id, target=old.id, fen=128_650, key="a", book=MEDICAL)
    assert transfer_all(source_id=old.id, target_id=new.id, key="move", kind="move", at=NOW) == 128_650
    pay(source=fund.id, target=old.id, fen=7, key="late", book=MEDICAL)
    assert transfer_all(source_id=old.id, target_id=new.id, key="move", kind="move", at=NOW) == 128_650
    assert (balance(old.id), balance(new.id)) == (7, 128_650)


def test_moving_nothing_books_nothing() -> None:
    old, new = open_account(book=MEDICAL, number="old"), open_account(book=MEDICAL, number="new")
    assert transfer_all(source_id=old.id, target_id=new.id, key="move", kind="move", at=NOW) == 0
    assert Entry.objects.count() == 0


def test_many_accounts_are_opened_in_one_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):
        ids = open_accounts(book=BANK, numbers=["c", "a", "b"])
    assert set(ids) == {"a", "b", "c"} and len(set(ids.values())) == 3


def test_the_trial_balance_of_a_day_adds_up_to_zero() -> None:
    fund, own = internal_account(book=BANK, number="fund"), open_account(book=BANK, number="1")
    pay(source=fund.id, target=own.id, fen=100, key="a")
    found = trial_balance(book=BANK, day=TODAY)
    assert found.is_balanced and found.citizens_fen == 100 and found.drifted == 0
    assert [(line.number, line.total_fen) for line in found.internal] == [("fund", -100)]
    assert trial_balance(book=BANK, day=date(2026, 11, 22)).citizens_fen == 0
    assert trial_balance(book=MEDICAL, day=TODAY).internal == ()
