"""What a browser sends where a number is expected: the number of a row, or anything at all."""

LONGEST = 18  # digits that a bigint of the database surely holds


def row_number(text: str | None) -> int | None:
    """Return the number of a row as an address or a form names it, or None for whatever else was sent.

    Digits of other scripts (`²`, `９`) are none: `str.isdigit` takes them, `int` or the database may not.
    """
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= LONGEST else None
