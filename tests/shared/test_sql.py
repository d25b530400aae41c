"""Named SQL files."""

import pytest

from citycard.shared.sql import load


def test_a_named_file_is_read_once() -> None:
    text = load("citycard.shared", "state_guard.sql")
    assert "FOR EACH STATEMENT" in text
    assert load("citycard.shared", "state_guard.sql") is text


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        load("citycard.shared", "nothing.sql")


def test_only_sql_is_loaded() -> None:
    with pytest.raises(ValueError, match=r"ends in \.sql"):
        load("citycard.shared", "../sql.py")
