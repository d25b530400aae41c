"""What the database itself refuses, whoever writes: the ledger's promises do not rest on Python (design: Money)."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from citycard.ledger import BookName, Side, book_entry, internal_account, open_account
from tests.factories import NOW

pytestmark = pytest.mark.django_db
BANK, MEDICAL = BookName.BANK, BookName.MEDICAL


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def broken(sql: str, *values: object) -> str:
    """Return the name of the constraint that refuses the statement."""
    with pytest.raises(IntegrityError) as error:
        run(sql, *values)
    return error.value.__cause__.diag.constraint_name


def funded(number: str, fen: int, book: BookName = BANK) -> int:
    """Return the id of a citizen's account with `fen` on it."""
    own, source = open_account(book=book, number=number), internal_account(book=book, number="source")
    sides = [Side(account_id=source.id, amount_fen=-fen), Side(account_id=own.id, amount_fen=fen)]
    book_entry(book=book, key=f"fund:{number}", kind="test", at=NOW, sides=sides)
    return own.id


RAW = """
    with e as (insert into ledger_entry (book, key, kind, booked_on, booked_at, reverses_id)
               values (%s, %s, 'raw', '2026-11-23', now(), %s) returning id)
    insert into ledger_posting (entry_id, account_id, amount_fen)
    select e.id, s.account_id, s.amount from e, unnest(%s::bigint[], %s::bigint[]) s(account_id, amount)
"""


def test_a1_an_entry_that_does_not_sum_to_zero_is_refused_by_the_database() -> None:
    one, two = funded("1", 100), funded("2", 100)
    assert broken(RAW, "bank", "k", None, [one, two], [-5, 6]) == "ledger_entry_sums_to_zero"


def test_a1_an_entry_never_mixes_the_two_books() -> None:
    bank, medical = funded("1", 100), funded("2", 100, MEDICAL)
    assert broken(RAW, "bank", "k", None, [bank, medical], [-5, 5]) == "ledger_entry_one_book"
    assert broken(RAW, "bank", "k", None, [medical, medical], [-5, 5]) == "ledger_entry_one_book"


def test_a1_a_posting_to_an_account_that_is_not_there_is_refused() -> None:
    assert broken(RAW, "bank", "k", None, [funded("1", 100), 987654321], [-5, 5]) == "ledger_entry_one_book"


def test_a1_an_entry_comes_with_its_postings_in_one_statement_or_not_at_all() -> None:
    lonely = "insert into ledger_entry (book, key, kind, booked_on, booked_at) values ('bank', 'k', 'raw', '2026-11-23', now())"
    assert broken(lonely) == "ledger_entry_whole"


def test_a1_nothing_is_added_to_an_entry_later_even_if_balanced() -> None:
    one, two = funded("1", 100), funded("2", 100)
    entry = book_entry(book=BANK, key="k", kind="t", at=NOW, sides=[Side(one, -5), Side(two, 5)])
    added = "insert into ledger_posting (entry_id, account_id, amount_fen) values (%s, %s, -1), (%s, %s, 1)"
    assert broken(added, entry.entry_id, one, entry.entry_id, two) == "ledger_entry_whole"


def test_a1_a_citizens_balance_never_falls_below_zero() -> None:
    assert broken(RAW, "bank", "k", None, [funded("1", 100), funded("2", 0 + 1)], [-101, 101]) == "ledger_account_not_overdrawn"


def test_a2_entries_postings_and_balances_are_not_changed_by_hand() -> None:
    account = funded("1", 100)
    for sql in (
        "update ledger_entry set kind = 'x'",
        "delete from ledger_entry",
        "update ledger_posting set amount_fen = amount_fen * 2",
        "delete from ledger_posting",
        "truncate ledger_posting",
        "delete from ledger_account",
        f"update ledger_account set balance_fen = 1 where id = {account}",
        f"update ledger_account set book = 'medical' where id = {account}",
        "insert into ledger_account (book, number, is_internal, balance_fen) values ('bank', 'rich', false, 1)",
    ):
        assert broken(sql) == "ledger_append_only", sql


def test_a2_a_reversal_undoes_exactly_the_entry_that_it_names() -> None:
    one, two = funded("1", 100), funded("2", 100)
    entry = book_entry(book=BANK, key="k", kind="t", at=NOW, sides=[Side(one, -5), Side(two, 5)])
    assert broken(RAW, "bank", "r", entry.entry_id, [one, two], [4, -4]) == "ledger_entry_reversal"


def test_an_internal_account_holds_no_running_balance() -> None:
    source = internal_account(book=BANK, number="source")
    funded("1", 100)
    with connection.cursor() as cursor:
        cursor.execute("select balance_fen from ledger_account where id = %s", [source.id])
        assert cursor.fetchone() == (None,)
    insert = "insert into ledger_account (book, number, is_internal, balance_fen) values ('bank', 'x', true, 0)"
    assert broken(insert) == "ledger_account_not_overdrawn"


def test_a_set_of_many_entries_is_checked_in_one_statement() -> None:
    source = internal_account(book=BANK, number="source")
    numbers = [f"n{place}" for place in range(500)]
    run("select ledger_open_accounts('bank', %s)", numbers)
    many = """
        with own as (select id, row_number() over (order by id) as place from ledger_account where number like 'n%%'),
             e as (insert into ledger_entry (book, key, kind, booked_on, booked_at)
                   select 'bank', 'set:' || place, 'set', %s, now() from own returning id, key),
             both_sides as (
                 select e.id as entry_id, own.id as account_id, own.place as amount
                   from e join own on e.key = 'set:' || own.place
                 union all
                 select e.id, %s, -own.place + case when own.place = %s then 1 else 0 end
                   from e join own on e.key = 'set:' || own.place)
        insert into ledger_posting (entry_id, account_id, amount_fen) select * from both_sides
    """
    assert broken(many, date(2026, 11, 23), source.id, 250) == "ledger_entry_sums_to_zero"
    run(many, date(2026, 11, 23), source.id, 0)
    with connection.cursor() as cursor:
        cursor.execute("select sum(balance_fen) from ledger_account where not is_internal")
        assert cursor.fetchone() == (500 * 501 // 2,)
