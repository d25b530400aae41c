"""Named SQL files: every statement on the money path is a file one can read, run and explain."""

from functools import cache
from importlib.resources import files


@cache
def load(package: str, name: str) -> str:
    """The text of ``<package>/sql/<name>``, read once. FileNotFoundError if there is none.

    ``load("citycard.cards", "allot_numbers.sql")``
    """
    if not name.endswith(".sql"):
        raise ValueError("a named SQL file ends in .sql")
    return files(package).joinpath("sql", name).read_text(encoding="utf-8")
