"""Read a list that a city hands over (接管清单, docs/operate.md): CSV in UTF-8 or GB18030, headings in Chinese or English."""

import csv
import io
from collections.abc import Iterator

from citycard.channels.files.reading import check_name
from citycard.journeys import COLUMNS, Line, TakenOver
from citycard.shared.exchange import FileNotOfThisKind


def kind_of(name: str) -> TakenOver | None:
    """Return which list a file is by its name: `old_cards.csv`, `old_cards-2.csv`; None when it is none of them."""
    stem = name.removesuffix(".csv").partition("-")[0]
    return TakenOver(stem) if name.endswith(".csv") and stem in set(TakenOver) else None


def read_list(*, what: TakenOver, name: str, content: bytes) -> tuple[Line, ...]:
    """Return the lines of a list in the file's order; empty ones are passed over.

    Refuses FileNameRefused, FileNotOfThisKind: no text, no CSV, or another list's headings.
    """
    checked = check_name(name)
    expected = "、".join(COLUMNS[what].values())
    try:
        rows = list(csv.reader(io.StringIO(_decoded(content)), strict=True))
    except (ValueError, csv.Error) as error:
        raise FileNotOfThisKind(file=checked, expected=expected) from error
    names = {word: name for name, chinese in COLUMNS[what].items() for word in (name, chinese)}
    heads = [names.get(cell.strip(), "") for cell in rows[0]] if rows else []
    if set(heads) != set(COLUMNS[what]) or len(heads) != len(COLUMNS[what]):
        raise FileNotOfThisKind(file=checked, expected=expected)
    return tuple(_lines(heads, rows[1:]))


def _lines(heads: list[str], rows: list[list[str]]) -> Iterator[Line]:
    for number, row in enumerate(rows, start=2):
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield Line(number, dict(zip(heads, cells, strict=False)))


def _decoded(content: bytes) -> str:
    """The file as text; ValueError when it is none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    if "\x00" in text:
        raise ValueError("no text")
    return text
