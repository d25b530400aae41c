"""S1.5: the bank card number."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from citycard.shared.numbers import NumberRefused, bank_card
from citycard.shared.numbers.bank_card import (
    BankCardNotDigits,
    BankCardOfAnotherBank,
    BankCardWrongCheck,
    BankCardWrongLength,
)

BIN = "62000000"
GOOD = bank_card.make(BIN, 17)


def test_a_number_is_bin_sequence_and_check_digit() -> None:
    assert GOOD == "6200000000000000174"
    assert luhn.is_valid(GOOD)
    assert bank_card.validate("6200 0000 0000 0000 174", bin=BIN) == GOOD
    assert bank_card.make_many(BIN, 17, 2) == [GOOD, bank_card.make(BIN, 18)]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", BankCardNotDigits),
        (GOOD[:-1], BankCardWrongLength),
        (GOOD + "0", BankCardWrongLength),
        ("X" + GOOD[1:], BankCardNotDigits),
        ("６" + GOOD[1:], BankCardNotDigits),
        (GOOD[:-1] + "5", BankCardWrongCheck),
        ("4" + bank_card.make("2000000", 1)[1:], BankCardWrongCheck),
        (bank_card.make("62111111", 17), BankCardOfAnotherBank),
    ],
)
def test_a_wrong_number_is_refused_for_its_own_reason(text: str, refusal: type[NumberRefused]) -> None:
    with pytest.raises(NumberRefused) as refused:
        bank_card.validate(text, bin=BIN)
    assert type(refused.value) is refusal
    assert (refused.value.rule, refused.value.field) == ("S1.5", "bank_card_number")
    assert text == "" or text not in str(refused.value)


@given(st.from_regex(r"[0-9]{18}", fullmatch=True), st.integers(0, 9))
def test_the_check_digit_is_luhns(body: str, digit: int) -> None:
    assert bank_card.check_digit(body) == luhn.calc_check_digit(body)
    assert bank_card.is_valid(f"{body}{digit}") == luhn.is_valid(f"{body}{digit}")


@pytest.mark.parametrize(("bin", "serial"), [(BIN, 10**10), (BIN, -1), ("", -1), ("6X", 1), ("6" * 18, 0)])
def test_a_serial_that_does_not_fit_is_a_mistake(bin: str, serial: int) -> None:
    with pytest.raises(ValueError, match="BIN"):
        bank_card.make(bin, serial)


@pytest.mark.parametrize("text", ["", "6", "62000000000000001７4", " " * 19, "6200000000000000175"])
def test_what_is_no_number_is_not_valid(text: str) -> None:
    assert not bank_card.is_valid(text)


def test_a_hundred_thousand_numbers_are_quick(capsys: pytest.CaptureFixture[str]) -> None:
    count = 100_000
    began = time.perf_counter()
    numbers = bank_card.make_many(BIN, 0, count)
    made = time.perf_counter()
    assert all(map(bank_card.is_valid, numbers))
    checked = time.perf_counter()
    with capsys.disabled():
        print(
            f"\n[bank card] {count / (made - began):,.0f} made/s, {count / (checked - made):,.0f} checked/s"
        )  # the measured rate
    assert checked - began < 10
