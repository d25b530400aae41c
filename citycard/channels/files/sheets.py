"""Tables for a clerk's spreadsheet: CSV in GB18030 and Excel, in which nothing runs when it is opened."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook  # pyright: ignore[reportMissingModuleSource] no stubs are published
from openpyxl.cell import WriteOnlyCell  # pyright: ignore[reportMissingModuleSource]
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # pyright: ignore[reportMissingModuleSource]
from openpyxl.styles import Font  # pyright: ignore[reportMissingModuleSource]

RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
TEXT = "@"  # Excel's own name for a cell that is text: eighteen digits stay eighteen digits
WIDTHS = (12, 22, 15, 10, 14, 30, 12, 46, 26, 12)


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before what would run."""
    shown = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    return f"'{shown}" if shown.lstrip().startswith(RUNS) else shown


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return the rows as CSV in GB18030, as Excel in China opens it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("gb18030", "replace")


def as_workbook(*, title: str, rows: Iterable[Sequence[str]], notes: Iterable[Sequence[str]] = ()) -> bytes:
    """Return the rows as an Excel workbook: the first is the heading, every cell is text; `notes` stand on a second sheet."""
    book = Workbook(write_only=True)
    _fill(book, title, rows)
    told = list(notes)
    if told:
        _fill(book, "填写说明", told)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(book: Workbook, title: str, rows: Iterable[Sequence[str]]) -> None:
    sheet = book.create_sheet(title)
    for place, width in enumerate(WIDTHS):
        column = sheet.column_dimensions[chr(ord("A") + place)]
        column.width, column.number_format = width, TEXT
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=harmless(text))
            cell.data_type, cell.number_format = "s", TEXT
            cell.font = Font(bold=not number)
            cells.append(cell)
        sheet.append(cells)
