"""S1.3: the social security card number."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycard.shared.numbers import NumberRefused, card
from citycard.shared.numbers.card import CardNumberWrongCheck, CardNumberWrongForm, CardNumberWrongLength

VECTORS = (
    *("A00000011", "A0000002X", "A00000003", "A00000038", "000000019", "F00000018"),
    *("D2143569X", "600037341", "B00000019", "X00000019"),
)


@pytest.mark.parametrize("number", VECTORS)
def test_known_numbers_pass(number: str) -> None:
    """S1.3: the vectors of domain.md, GB 11714's own example among them."""
    assert card.validate(number) == number
    assert card.check_char(number[:8]) == number[8]
    assert card.is_valid(number)


def test_blanks_around_and_small_letters_are_forgiven() -> None:
    assert card.validate(" a0000002x ") == "A0000002X"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", CardNumberWrongLength),
        ("A0000001", CardNumberWrongLength),
        ("A000000111", CardNumberWrongLength),
        ("A0000001Y", CardNumberWrongForm),
        ("A-0000011", CardNumberWrongForm),
        ("Ａ00000011", CardNumberWrongForm),
        ("A0000001１", CardNumberWrongForm),
        ("A00000012", CardNumberWrongCheck),
        ("A0000001X", CardNumberWrongCheck),
        ("B00000011", CardNumberWrongCheck),
    ],
)
def test_a_wrong_number_is_refused_for_its_own_reason(text: str, refusal: type[NumberRefused]) -> None:
    with pytest.raises(NumberRefused) as refused:
        card.validate(text)
    assert type(refused.value) is refusal
    assert (refused.value.rule, refused.value.field) == ("S1.3", "card_number")
    assert not card.is_valid(text)


def test_numbers_are_made_from_prefix_and_serial() -> None:
    assert card.make("A0", 1) == "A00000011"
    assert card.make_many("A0", 1, 3) == ["A00000011", "A0000002X", "A00000038"]
    assert card.make("A", 9_999_999)[:8] == "A9999999"


@pytest.mark.parametrize(
    ("prefix", "first", "count"),
    [("A0", 1_000_000, 1), ("A0", 999_999, 2), ("A0", -1, 1), ("", 1, 1), ("ABCDEFGH", 0, 1), ("a", 1, 1)],
)
def test_a_serial_that_does_not_fit_is_a_mistake(prefix: str, first: int, count: int) -> None:
    """S1.3: rather no number than one that was used before."""
    with pytest.raises(ValueError, match="prefix"):
        card.make_many(prefix, first, count)


def test_a_body_of_another_form_has_no_check_character() -> None:
    with pytest.raises(CardNumberWrongForm):
        card.check_char("A000000")


@given(st.from_regex(r"[0-9A-Z]{8}", fullmatch=True), st.integers(0, 7), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_the_check_character_follows_gb_11714(body: str, place: int, other: str) -> None:
    value = {char: number for number, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
    rest = 11 - sum(w * value[c] for w, c in zip((3, 7, 9, 10, 5, 8, 4, 2), body, strict=True)) % 11
    assert card.check_char(body) == {10: "X", 11: "0"}.get(rest, str(rest))
    changed = body[:place] + other + body[place + 1 :]
    if (value[other] - value[body[place]]) % 11:
        assert card.check_char(changed) != card.check_char(body)


def test_a_hundred_thousand_numbers_are_quick(capsys: pytest.CaptureFixture[str]) -> None:
    count = 100_000
    began = time.perf_counter()
    numbers = card.make_many("A0", 0, count)
    made = time.perf_counter()
    assert all(map(card.is_valid, numbers))
    checked = time.perf_counter()
    assert [card.validate(number) for number in numbers[:1000]] == numbers[:1000]
    assert len(set(numbers)) == count
    with capsys.disabled():
        print(f"\n[card] {count / (made - began):,.0f} made/s, {count / (checked - made):,.0f} checked/s")  # the measured rate
    assert checked - began < 10
