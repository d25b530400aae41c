"""A unit's roster (单位批量申请名册, S3.1): Excel or CSV in, rows out; and the result file back.

A workbook is a stranger's ZIP of XML: its sizes are looked at before anything is unpacked, document types are refused, no
formula is evaluated, and not one row or column more than a roster can have is read.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, islice

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from citycard import cards
from citycard.channels.files.lines import FORMULA_MARKS
from citycard.channels.files.reading import check_name

HEADINGS = {
    "name": ("姓名", "name"),
    "social_number": ("社会保障号码", "身份证号", "身份证号码", "公民身份号码", "证件号码", "social_number"),
    "phone": ("手机号", "手机号码", "联系手机", "联系电话", "电话", "phone"),
}
LOOK_FOR_HEADINGS_IN = 10
MOST_COLUMNS = 40
MOST_PARTS = 500
MOST_TIMES_SMALLER = 300
LONGEST_CELL = 200
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLimits:
    """How much a roster may be: bytes as sent, bytes unpacked, rows."""

    max_bytes: int
    max_unpacked_bytes: int
    max_rows: int


def read_roster(*, name: str, chunks: Iterable[bytes], limits: RosterLimits) -> "cards.RosterFile":
    """Read a roster; a row that cannot be read keeps its place with a problem.

    Refuses: FileNameRefused, RosterTooLarge, RosterNotReadable, RosterColumnMissing, RosterTooLong.
    """
    checked = check_name(name)
    content = _content(checked, chunks, limits)
    rows = _excel_rows(checked, content, limits) if content[:2] == b"PK" else _csv_rows(checked, content)
    lines = tuple(islice(_lines(checked, rows), limits.max_rows + 1))
    if len(lines) > limits.max_rows:
        raise cards.RosterTooLong(count=len(lines), limit=limits.max_rows)
    return cards.RosterFile(name=checked, sha256=sha256(content).digest(), lines=lines)


def _content(name: str, chunks: Iterable[bytes], limits: RosterLimits) -> bytes:
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limits.max_bytes:
            raise cards.RosterTooLarge(file=name, limit=limits.max_bytes)
        parts.append(chunk)
    return b"".join(parts)


def _csv_rows(name: str, content: bytes) -> Iterator[Row]:
    """Rows of a CSV in UTF-8 or GB18030, parted by commas, semicolons or tabs, whichever the first lines use most."""
    if b"\x00" in content:
        raise cards.RosterNotReadable(file=name)
    text = _decoded(name, content)
    first = text[:4096]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from (tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise cards.RosterNotReadable(file=name) from error


def _decoded(name: str, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise cards.RosterNotReadable(file=name)


def _excel_rows(name: str, content: bytes, limits: RosterLimits) -> Iterator[Row]:
    """Rows of the first sheet, as the cells say: a formula comes as its text."""
    _check_package(name, content, limits)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        last = limits.max_rows + LOOK_FOR_HEADINGS_IN + 2
        yield from sheet.iter_rows(max_row=last, max_col=MOST_COLUMNS, values_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError, SyntaxError, OSError) as error:
        raise cards.RosterNotReadable(file=name) from error


def _check_package(name: str, content: bytes, limits: RosterLimits) -> None:
    """Look at the package before it is unpacked: a bomb says how big it is, and how small it was made."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            unpacked = sum(part.file_size for part in parts)
            is_bomb = any(part.file_size > MOST_TIMES_SMALLER * max(part.compress_size, 200) for part in parts)
            if len(parts) > MOST_PARTS or unpacked > limits.max_unpacked_bytes or is_bomb:
                raise cards.RosterTooLarge(file=name, limit=limits.max_unpacked_bytes)
            if any(_has_document_type(package, part) for part in parts):
                raise cards.RosterNotReadable(file=name)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise cards.RosterNotReadable(file=name) from error


def _has_document_type(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part declares a document type: no spreadsheet needs one, entity bombs do."""
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with package.open(part) as file:
        before = b""
        while chunk := file.read(1 << 20):
            if b"<!DOCTYPE" in before + chunk or b"<!ENTITY" in before + chunk:
                return True
            before = chunk[-16:]
    return False


def _lines(name: str, rows: Iterator[Row]) -> Iterator["cards.RosterLine"]:
    head = list(islice(rows, LOOK_FOR_HEADINGS_IN))
    places, top = _find_headings(name, head)
    for row_no, row in enumerate(chain(head[top + 1 :], rows), start=top + 2):
        if any(_text(cell) for cell in row):
            yield _line(row_no, row, places)


def _find_headings(name: str, head: list[Row]) -> tuple[dict[str, int], int]:
    """Find the row of headings among the first rows, and where each needed column is."""
    best: dict[str, int] = {}
    top = 0
    for index, row in enumerate(head):
        words = {_text(cell).strip().replace(" ", ""): place for place, cell in reversed(list(enumerate(row)))}
        found = {key: words[word] for key, aliases in HEADINGS.items() for word in reversed(aliases) if word in words}
        if len(found) > len(best):
            best, top = found, index
    for key, aliases in HEADINGS.items():
        if key not in best:
            raise cards.RosterColumnMissing(file=name, column=aliases[0])
    return best, top


def _line(row_no: int, row: Row, places: dict[str, int]) -> "cards.RosterLine":
    cells = {key: row[place] if place < len(row) else None for key, place in places.items()}
    texts = {key: _text(cell)[:LONGEST_CELL] for key, cell in cells.items()}
    return cards.RosterLine(row_no=row_no, problem=_problem(cells, texts), **texts)


def _problem(cells: dict[str, object], texts: dict[str, str]) -> str:
    for text in texts.values():
        if text.startswith(tuple(FORMULA_MARKS)) and not text.removeprefix("+").isdigit():
            return "roster_formula"
        if "\x00" in text:
            return "roster_character"
    if not isinstance(cells["social_number"], str | None):
        return "roster_number_cell"
    missing = [key for key, text in texts.items() if not text]
    return f"roster_missing_{missing[0]}" if missing else ""


def _text(cell: object) -> str:
    """A cell as text: whole numbers without a point, surroundings stripped."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip().removeprefix("'").strip()


RESULT_HEADINGS = ("行号", "姓名", "社会保障号码", "手机号", "结果", "受理号", "原因")
OUTCOMES = {"new": "可以办理", "same": "已在办理或已有卡", "bad": "有问题", "": "未核对"}


def write_result_csv(rows: Iterable[tuple["cards.RosterRowFacts", str]]) -> Iterator[bytes]:
    """Yield the result file as CSV in GB18030: each row with its outcome and, in words, why; nothing in it runs as a formula."""
    buffer = io.StringIO(newline="")
    out = csv.writer(buffer)
    out.writerow(RESULT_HEADINGS)
    for row, words in rows:
        out.writerow([_safe(value) for value in _result(row, words)])
        if buffer.tell() > 1 << 16:
            yield _emptied(buffer)
    yield _emptied(buffer)


def write_result_excel(rows: Iterable[tuple["cards.RosterRowFacts", str]]) -> bytes:
    """Return the result file as a workbook; every cell is text, so nothing in it runs."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("结果")
    sheet.append(RESULT_HEADINGS)
    for row, words in rows:
        sheet.append([_safe(value) for value in _result(row, words)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _result(row: "cards.RosterRowFacts", words: str) -> tuple[str, ...]:
    outcome = OUTCOMES.get(row.outcome, row.outcome)
    return (str(row.row_no), row.name, row.social_number, row.phone, outcome, row.application_number, words)


def _safe(value: str) -> str:
    """Text that no spreadsheet runs and no workbook refuses."""
    clean = "".join(character if character >= " " else " " for character in value)
    return "'" + clean if clean.startswith((*FORMULA_MARKS, "\t")) else clean


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("gb18030")
