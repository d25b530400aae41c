"""The ledger under a thousand random steps: the sum is always zero, balances are the sums of their postings, books never mix."""

from collections.abc import Callable
from itertools import count

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from citycard.ledger import (
    AccountOverdrawn,
    BookName,
    BooksMixed,
    EntryNotBalanced,
    EntryReversedTwice,
    Side,
    balance,
    book_entry,
    internal_account,
    open_account,
    reverse_entry,
    transfer_all,
)
from citycard.ledger.models import LedgerAccount
from citycard.shared.refusal import Refusal
from tests.factories import NOW

BANK, MEDICAL = BookName.BANK, BookName.MEDICAL
FEN = st.integers(min_value=1, max_value=100_000)
PLACE = st.integers(min_value=0, max_value=4)
EXAMPLES = count()
# One statement a step: entries whose sides differ or stand in another's book, accounts that are not what was booked to them.
WRONG = """
select 'entry', p.entry_id, sum(p.amount_fen)
  from ledger_posting p join ledger_entry e on e.id = p.entry_id join ledger_account a on a.id = p.account_id
 group by p.entry_id having sum(p.amount_fen) <> 0 or bool_or(a.book <> e.book)
 union all
select 'account', a.id, a.balance_fen
  from ledger_account a left join ledger_posting p on p.account_id = a.id where not a.is_internal
 group by a.id having a.balance_fen <> coalesce(sum(p.amount_fen), 0)
"""
STEPS = 0


class Ledger(RuleBasedStateMachine):
    """A small bank and a small fund beside a model that knows only dictionaries."""

    @initialize()
    def open(self) -> None:
        self.example, self.serial = next(EXAMPLES), 0
        self.sources: dict[BookName, int] = {}
        self.accounts: dict[BookName, list[int]] = {}
        self.model: dict[int, int] = {}
        self.entries: list[tuple[int, BookName, tuple[Side, ...]]] = []
        self.reversed: set[int] = set()
        for book in BookName:
            self.sources[book] = internal_account(book=book, number="source").id
            self.accounts[book] = [open_account(book=book, number=self.key()).id for _ in range(5)]
            self.model |= dict.fromkeys(self.accounts[book], 0)

    def key(self) -> str:
        self.serial += 1
        return f"{self.example}:{self.serial}"

    def attempt(self, act: Callable[[], object]) -> Refusal | None:
        global STEPS  # noqa: PLW0603
        STEPS += 1
        try:
            with transaction.atomic():
                act()
        except Refusal as refusal:
            return refusal
        return None

    def book(self, book: BookName, sides: tuple[Side, ...]) -> None:
        expected = dict(self.model)
        for side in sides:
            if side.account_id in expected:
                expected[side.account_id] += side.amount_fen
        made: list[int] = []
        refusal = self.attempt(
            lambda: made.append(book_entry(book=book, key=self.key(), kind="random", at=NOW, sides=sides).entry_id)
        )
        strangers = {side.account_id for side in sides} - {self.sources[book], *self.accounts[book]}
        if sum(side.amount_fen for side in sides) != 0:
            assert isinstance(refusal, EntryNotBalanced)
        elif strangers:
            assert isinstance(refusal, BooksMixed)
        elif min(expected.values()) < 0:
            assert isinstance(refusal, AccountOverdrawn)
        else:
            assert refusal is None
            self.model = expected
            self.entries.append((made[0], book, sides))

    @rule(book=st.sampled_from(BookName), place=PLACE, fen=FEN)
    def pay_in(self, book: BookName, place: int, fen: int) -> None:
        self.book(book, (Side(self.sources[book], -fen), Side(self.accounts[book][place], fen)))

    @rule(book=st.sampled_from(BookName), giver=PLACE, taker=PLACE, fen=FEN)
    def transfer(self, book: BookName, giver: int, taker: int, fen: int) -> None:
        self.book(book, (Side(self.accounts[book][giver], -fen), Side(self.accounts[book][taker], fen)))

    @rule(book=st.sampled_from(BookName), giver=PLACE, taker=PLACE, other=PLACE, fen=FEN, error=st.integers(-1, 1))
    def split_with_an_error(self, book: BookName, giver: int, taker: int, other: int, fen: int, error: int) -> None:
        a, b, c = (self.accounts[book][place] for place in (giver, taker, other))
        self.book(book, (Side(a, -2 * fen), Side(b, fen), Side(c, fen + error)))

    @rule(giver=PLACE, taker=PLACE, fen=FEN)
    def mix_the_books(self, giver: int, taker: int, fen: int) -> None:
        self.book(BANK, (Side(self.accounts[BANK][giver], -fen), Side(self.accounts[MEDICAL][taker], fen)))

    @rule(book=st.sampled_from(BookName), giver=PLACE, taker=PLACE)
    def move_all(self, book: BookName, giver: int, taker: int) -> None:
        if giver == taker:
            return
        a, b = self.accounts[book][giver], self.accounts[book][taker]
        key, moved = self.key(), self.model[a]
        for _ in range(2):
            assert self.attempt(lambda: transfer_all(source_id=a, target_id=b, key=key, kind="all", at=NOW)) is None
        self.model |= {a: 0, b: self.model[b] + moved}

    @precondition(lambda self: self.entries)
    @rule(choice=st.integers(min_value=0, max_value=10_000))
    def reverse(self, choice: int) -> None:
        entry, _, sides = self.entries[choice % len(self.entries)]
        expected = dict(self.model)
        for side in sides:
            if side.account_id in expected:
                expected[side.account_id] -= side.amount_fen
        refusal = self.attempt(lambda: reverse_entry(entry_id=entry, key=self.key(), at=NOW))
        if entry in self.reversed:
            assert isinstance(refusal, EntryReversedTwice)
        elif min(expected.values()) < 0:
            assert isinstance(refusal, AccountOverdrawn)
        else:
            assert refusal is None
            self.model = expected
            self.reversed.add(entry)

    @invariant()
    def balances_are_what_the_model_says(self) -> None:
        known = getattr(self, "model", {})
        rows = LedgerAccount.objects.filter(pk__in=known).values_list("pk", "balance_fen")
        assert dict(rows) == known

    @invariant()
    def everything_adds_up(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(WRONG)
            assert cursor.fetchall() == []

    def teardown(self) -> None:
        """At the end the question of one account answers the same."""
        for account_id, fen in getattr(self, "model", {}).items():
            assert balance(account_id) == fen


@pytest.mark.django_db
def test_a1_the_ledger_holds_under_random_steps() -> None:
    """A1: Σ = 0 always, each balance is the sum of its postings and never negative, the two books never mix."""
    careful = settings(
        max_examples=20,
        stateful_step_count=50,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Ledger, settings=careful)
    assert STEPS >= 500
