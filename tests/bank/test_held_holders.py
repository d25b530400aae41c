"""S11.1, decision 97: the bank remembers whose death it was told of, so an account that is opened later is held from the start."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from citycard import bank
from citycard.bank.models import BankAccount
from citycard.ledger import BookName, open_account
from tests.bank.lines import incoming, line
from tests.bank.test_pre_open import opened
from tests.factories import NOW, card_number, citizen_number
from tests.journeys.test_pins_at_once import until_somebody_waits

DEAD = citizen_number(serial=3)


def held() -> dict[str, bool]:
    """Return which open accounts are held, by holder."""
    return {row.holder_number: row.held_since == NOW for row in BankAccount.objects.filter(is_open=True)}


@pytest.mark.django_db
def test_s11_1_an_account_that_a_file_opens_for_a_dead_holder_is_held_from_the_start() -> None:
    """S11.1: the dead holder's only; the file and its answer are the same for everybody."""
    assert not bank.hold_account(holder_number=DEAD, at=NOW), "there was none to hold"
    receipt = opened(incoming([line(1), line(2, holder=DEAD), line(3)]))
    assert receipt.good_count == 3
    assert held().pop(DEAD) and sorted(held().values()) == [False, False, True]
    side = bank.card_side(card_number(2))
    assert side is not None and side.is_held


@pytest.mark.django_db
def test_s11_1_a_second_account_of_a_dead_holder_is_held_too() -> None:
    """S11.1, S11.2: the first was closed and paid out; whatever opens afterwards is held as well."""
    opened(incoming([line(1, holder=DEAD)]))
    assert bank.hold_account(holder_number=DEAD, at=NOW)
    bank.close_account(holder_number=DEAD, at=NOW)
    opened(incoming([line(1, card=card_number(901), holder=DEAD)], batch="PC2"), key="k2")
    assert held() == {DEAD: True}
    assert not bank.hold_account(holder_number=DEAD, at=NOW), "it is held already"


@pytest.mark.django_db(transaction=True)
def test_s11_1_a_death_told_while_a_file_opens_the_account_waits_and_holds_it() -> None:
    """A3, S11.1: neither of the two may miss the other."""

    def told() -> bool:
        try:
            with transaction.atomic():
                return bank.hold_account(holder_number=DEAD, at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("lock table bank_pre_opening in share row exclusive mode")  # as a file under way does
            telling = pool.submit(told)
            until_somebody_waits()
            own = open_account(book=BookName.BANK, number="1" * 16)
            row = BankAccount.objects.create(
                number="1" * 16, holder_number=DEAD, holder_name="王芳", ledger_account_id=own.id, opened_on=NOW.date()
            )
        assert telling.result()
    row.refresh_from_db()
    assert row.held_since == NOW


@pytest.mark.django_db
def test_s11_1_once_the_death_is_taken_back_neither_account_nor_holder_is_held() -> None:
    """S11.1, decision 98: also an account that a file had opened meanwhile, and one that comes later."""
    bank.hold_account(holder_number=DEAD, at=NOW)
    opened(incoming([line(1, holder=DEAD)]))
    assert [bank.release_account(holder_number=DEAD) for _ in range(2)] == [True, False]
    assert held() == {DEAD: False}
    bank.close_account(holder_number=DEAD, at=NOW)
    opened(incoming([line(1, card=card_number(901), holder=DEAD)], batch="PC2"), key="k2")
    assert held() == {DEAD: False}


@pytest.mark.django_db(transaction=True)
def test_s11_1_a_hold_lifted_while_a_file_opens_the_account_waits_and_lifts_it() -> None:
    """A3, S11.1: an account that a file opens held at this instant is not held for ever."""
    with transaction.atomic():
        bank.hold_account(holder_number=DEAD, at=NOW)

    def lifted() -> bool:
        try:
            with transaction.atomic():
                return bank.release_account(holder_number=DEAD)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("lock table bank_pre_opening in share row exclusive mode")  # as a file under way does
            lifting = pool.submit(lifted)
            until_somebody_waits()
            own = open_account(book=BookName.BANK, number="1" * 16)
            fields = {"number": "1" * 16, "holder_number": DEAD, "holder_name": "王芳", "opened_on": NOW.date()}
            row = BankAccount.objects.create(ledger_account_id=own.id, held_since=NOW, **fields)
        assert lifting.result()
    row.refresh_from_db()
    assert row.held_since is None
