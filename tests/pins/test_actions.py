"""Setting and trying PINs on a real PostgreSQL: only digests are kept, and counting is exact (S5.3, S6.2, S6.3)."""

import hmac
import threading
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from citycard.pins import PinEntry, PinKind, change_social_pin, set_bank_pin, verify_bank_pin, verify_social_pin
from citycard.pins.key_stores.message import digest_message
from citycard.pins.models import BankPin, SocialPin
from tests.factories import NOW

RIGHT, WRONG = PinEntry("739154"), PinEntry("111111")


@pytest.mark.django_db
def test_s5_3_only_a_digest_is_kept() -> None:
    set_bank_pin(card_side_id=7, pin=RIGHT, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("select digest, row_to_json(p)::text from pins_bank_pin p")
        ((digest, row),) = cursor.fetchall()
    assert len(bytes(digest)) == 32 and "739154" not in row and b"739154" not in bytes(digest)


@pytest.mark.django_db
def test_s5_3_what_the_database_keeps_is_useless_without_the_key(tmp_path: Path, settings: Any) -> None:
    """S5.3: with the tables and another key nobody is let in, and no digest that can be made without the key is among them."""
    set_bank_pin(card_side_id=7, pin=RIGHT, at=NOW)
    verify_social_pin(card_id=7, pin=PinEntry("000000"), at=NOW)
    assert change_social_pin(card_id=7, present=PinEntry("000000"), new=RIGHT, at=NOW).is_right
    kept = {bytes(BankPin.objects.get().digest), bytes(SocialPin.objects.get().digest or b"")}
    assert len(kept) == 2, "the same PIN of two functions must not look the same"
    for kind in PinKind:
        message = digest_message(kind=kind, subject=7, pin=RIGHT)
        guesses = {sha256(message).digest(), sha256(RIGHT.reveal()).digest(), hmac.digest(b"", message, "sha256")}
        guesses |= {hmac.digest(known, message, "sha256") for known in (b"citycard-pin-digest", settings.SECRET_KEY.encode())}
        assert not kept & guesses
    settings.PIN_KEY_FILE = tmp_path / "another.key"
    assert not verify_bank_pin(card_side_id=7, pin=RIGHT, at=NOW).is_right
    assert not verify_social_pin(card_id=7, pin=RIGHT, at=NOW).is_right


@pytest.mark.django_db
def test_s5_3_the_pin_that_was_set_is_the_one_that_is_right() -> None:
    set_bank_pin(card_side_id=7, pin=RIGHT, at=NOW)
    assert verify_bank_pin(card_side_id=7, pin=RIGHT, at=NOW).is_right
    assert not verify_bank_pin(card_side_id=7, pin=WRONG, at=NOW).is_right
    assert not verify_bank_pin(card_side_id=8, pin=RIGHT, at=NOW).is_right


@pytest.mark.django_db
def test_s6_3_three_wrong_bank_pins_a_day_lock_until_a_new_one_is_set() -> None:
    set_bank_pin(card_side_id=7, pin=RIGHT, at=NOW)
    left = [verify_bank_pin(card_side_id=7, pin=WRONG, at=NOW).tries_left for _ in range(3)]
    assert left == [2, 1, 0]
    check = verify_bank_pin(card_side_id=7, pin=RIGHT, at=NOW + timedelta(days=1))
    assert check.is_locked and not check.is_right
    set_bank_pin(card_side_id=7, pin=RIGHT, at=NOW)
    assert verify_bank_pin(card_side_id=7, pin=RIGHT, at=NOW).is_right


@pytest.mark.django_db
def test_s5_3_the_social_pin_is_000000_until_it_is_changed() -> None:
    assert verify_social_pin(card_id=7, pin=PinEntry("000000"), at=NOW).is_right
    assert not verify_social_pin(card_id=7, pin=WRONG, at=NOW).is_right


@pytest.mark.django_db
def test_s6_2_six_wrong_social_pins_in_a_row_lock_and_a_right_one_starts_the_count_again() -> None:
    zeros = PinEntry("000000")
    for _ in range(5):
        verify_social_pin(card_id=7, pin=WRONG, at=NOW)
    assert verify_social_pin(card_id=7, pin=zeros, at=NOW).tries_left == 6
    checks = [verify_social_pin(card_id=7, pin=WRONG, at=NOW) for _ in range(6)]
    assert [check.is_locked for check in checks] == [False] * 5 + [True]
    assert not verify_social_pin(card_id=7, pin=zeros, at=NOW).is_right


@pytest.mark.django_db(transaction=True)
def test_s6_2_counting_is_exact_when_six_terminals_try_at_once() -> None:
    start = threading.Barrier(6)
    results: list[int] = []

    def one_try() -> None:
        start.wait()
        try:
            with transaction.atomic():
                results.append(verify_social_pin(card_id=7, pin=WRONG, at=NOW).tries_left)
        finally:
            connection.close()

    terminals = [threading.Thread(target=one_try) for _ in range(6)]
    for terminal in terminals:
        terminal.start()
    for terminal in terminals:
        terminal.join()
    assert sorted(results) == [0, 1, 2, 3, 4, 5]
