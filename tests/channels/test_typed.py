"""What is sent where the number of a row belongs."""

import pytest

from citycard.channels.typed import row_number


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("0", 0), ("9" * 18, 10**18 - 1)])
def test_the_number_of_a_row(text: str, number: int) -> None:
    assert row_number(text) == number


@pytest.mark.parametrize("text", [None, "", "²", "９", "-1", "1.5", " 1", "x", "9" * 19, "1\x00"])
def test_anything_else_is_none(text: str | None) -> None:
    assert row_number(text) is None
