"""A1: money is whole fen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycard.shared.money import AmountNotReadable, Fen, parse_yuan, yuan


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0.00"),
        (1, "0.01"),
        (100, "1.00"),
        (128650, "1,286.50"),
        (-5, "-0.05"),
        (-128650, "-1,286.50"),
        (10**11, "1,000,000,000.00"),
    ],
)
def test_fen_are_shown_as_yuan(fen: int, text: str) -> None:
    assert yuan(Fen(fen)) == text


@pytest.mark.parametrize(
    ("text", "fen"), [("1,286.50", 128650), ("1286.5", 128650), (" 20 ", 2000), ("0.01", 1), ("-0.05", -5), ("1,000,000", 10**8)]
)
def test_yuan_are_read_as_fen(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    ["", "  ", "abc", "1.234", "1,28.50", "12,345,6", "1.", ".5", "1e3", "１２", "٣", "--1", "+1", "1 000", "NaN", "9" * 15],
)
def test_anything_else_is_refused(text: str) -> None:
    """A4: the refusal names its rule and never guesses."""
    with pytest.raises(AmountNotReadable) as refused:
        parse_yuan(text)
    assert refused.value.rule == "A1"


@given(st.integers(min_value=-(10**13), max_value=10**13))
def test_what_is_shown_can_be_read_again(fen: int) -> None:
    assert parse_yuan(yuan(Fen(fen))) == fen
