"""S5.1, house rule 7: an activation stands whole or not at all, whatever breaks between any two statements, and once (A3)."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection

from citycard.bank import BankSideAlreadyActive
from citycard.journeys import ActivationReceipt
from citycard.ledger import BookName, trial_balance
from citycard.medical import personal_account
from citycard.pins import PadEntry, PadSpent, open_pad, press
from tests.factories import NOW, TODAY
from tests.journeys.visits import Visit, pension_elsewhere, visit

WATCHED = (
    "bank_card_side", "bank_account", "pins_bank_pin", "pins_spent_pad", "cards_card", "cards_socialside", "medical_old_card",
    "medical_personal_account", "ledger_account", "ledger_entry", "ledger_posting", "benefits_pension_bank",
    "mandates_mandate", "notices_notice", "act", "idempotency", "state_history",
)  # fmt: skip


def everything() -> dict[str, str]:
    """Return a digest of every row of every table that an activation touches."""
    found = {}
    with connection.cursor() as cursor:
        for table in WATCHED:
            cursor.execute(f"select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t")
            found[table] = cursor.fetchone()[0]
    return found


class Killed(Exception):
    """The worker died here."""


@contextmanager
def breaking_before(place: int, breaks: Callable[[], None]) -> Iterator[list[str]]:
    """Let the statement number `place` of the block not happen; yield the statements that did."""
    done: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if len(done) == place:
            breaks()
        done.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield done


def killed() -> None:
    raise Killed


def cut() -> None:
    """Cut the line to the database in the middle of the transaction."""
    connection.connection.close()


def rich_visit(**person: Any) -> Visit:
    """A retiree's visit with a pension to switch: the act that writes most."""
    come = visit(category="retiree", **person)
    pension_elsewhere(come.values["person_id"])
    return come


@pytest.mark.django_db(transaction=True)
def test_s5_1_killed_before_any_statement_nothing_is_half_done_and_the_retry_does_it_all() -> None:
    """Kill it before its 1st, 2nd, 3rd … statement: each time every table is as before; then the same key succeeds."""
    come = rich_visit()
    before = everything()
    place = 0
    while True:
        try:
            with breaking_before(place, killed) as done:
                receipt = come()
            break
        except Killed:
            assert everything() == before, f"half done after: {done[-1]}"
            place += 1
    writes = [
        sql
        for sql in done
        if re.search(r"\b(insert into|update \"?\w+\"? set|ledger_move_all|audit_begin)\b", sql, re.IGNORECASE)
    ]
    assert place == len(done) > 12 and len(writes) >= 8
    assert receipt.moved_fen == 128_650 and receipt.pension_from_bank == "icbc" and not receipt.replayed
    assert all(everything()[table] != before[table] for table in WATCHED if table not in UNTOUCHED)


UNTOUCHED = {"bank_account", "cards_card", "mandates_mandate", "pins_spent_pad"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", [3, 8, 13])
def test_s5_1_a_line_cut_in_the_middle_leaves_nothing_behind(place: int) -> None:
    come = rich_visit()
    before = everything()
    with pytest.raises((OperationalError, InterfaceError)), breaking_before(place, cut):
        come()
    connection.close()
    assert everything() == before
    assert come().moved_fen == 128_650


@pytest.mark.django_db(transaction=True)
def test_a3_two_tellers_at_once_end_with_one_activation() -> None:
    """Different keys, the same card: one receipt, one refusal, one move of the balance, one PIN."""
    come = visit()
    results = at_once(*(lambda key=key: come(key=key) for key in ("teller-1", "teller-2", "teller-3")))
    receipts = [result for result in results if isinstance(result, ActivationReceipt)]
    refusals = [result for result in results if isinstance(result, BankSideAlreadyActive)]
    assert (len(receipts), len(refusals)) == (1, 2)
    assert refusals[0].facts == {"activated_on": TODAY}
    own = personal_account(come.values["person_id"])
    assert own and own.balance_fen == 128_650
    assert trial_balance(book=BookName.MEDICAL, day=TODAY).is_balanced


@pytest.mark.django_db(transaction=True)
def test_a3_a_double_click_gives_the_same_receipt_twice() -> None:
    come = visit()
    first, second = at_once(come, come)
    assert isinstance(first, ActivationReceipt) and isinstance(second, ActivationReceipt)
    assert first.to_json() == second.to_json() and {first.replayed, second.replayed} == {True, False}
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from act where act = 'activate'")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_a3_a_pad_spent_by_a_refused_activation_can_still_be_used_and_a_double_click_finds_its_receipt() -> None:
    """The pad is spent in the act's own transaction: a refusal gives it back, a replay does not ask for it again."""
    come = visit()
    pads = {"pin_first": full_pad("739154"), "pin_second": full_pad("739154")}
    with pytest.raises(Exception, match="card_number_differs"):
        come(card_number_shown="A00000038", **pads)
    assert come(**pads).moved_fen == 128_650
    assert come(**pads).replayed
    other = visit()
    with pytest.raises(PadSpent):
        other(**pads)


def full_pad(digits: str) -> PadEntry:
    pad = open_pad(subject="activate", at=NOW)
    for digit in digits:
        token = next(key.token for key in pad.keys if key.digit == digit)
        pad = press(pad=pad.sealed, token=token, subject="activate", at=NOW)
    return PadEntry(sealed=pad.sealed, subject="activate")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; return what each gave or raised."""
    start, results = threading.Barrier(len(acts)), dict[int, object]()

    def run(place: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            results[place] = act()
        except Exception as error:  # noqa: BLE001 whatever it is, the test looks at it
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[place] for place in range(len(acts))]
