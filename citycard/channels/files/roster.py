"""Read a unit's roster (单位批量申请名册, S3.1) from Excel or CSV into rows of text; what the fields mean is the room's to check.

Nothing in a workbook is evaluated: a formula is read as the text it is. A workbook is opened only after its packed and
unpacked sizes are known to be small, so that a bomb never unfolds.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from openpyxl import load_workbook  # pyright: ignore[reportMissingModuleSource] no stubs are published
from openpyxl.utils.exceptions import InvalidFileException

from citycard.channels.files.reading import check_name
from citycard.shared.refusal import Refusal

COLUMNS = {
    "social_number": ("社会保障号码", "公民身份号码", "身份证号码", "身份证号", "证件号码"),
    "name": ("姓名",),
    "phone": ("联系手机", "手机号码", "手机", "移动电话"),
    "nation": ("民族",),
    "id_valid_until": ("证件有效期", "身份证有效期", "有效期至"),
    "address": ("联系地址", "常住地址", "地址"),
}
NEEDED = ("social_number", "name", "phone")
HEADING_ROWS = 10
_EXCEL, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class RosterUnreadable(Refusal):
    """The file is neither a workbook (.xlsx) nor a CSV in GB18030 or UTF-8; fact `file`."""

    rule = "S3.1"


class RosterHeadingsMissing(Refusal):
    """No heading row with the needed columns within the first rows; facts `file`, `missing`."""

    rule = "S3.1"


class RosterTooLarge(Refusal):
    """More bytes or rows than a roster may have; facts `file`, `limit`, `what` (bytes, unpacked, rows)."""

    rule = "S3.1"


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One row of a roster as text, blanks trimmed; `row_no` is the row's number in the file, the first being 1."""

    row_no: int
    social_number: str
    name: str
    phone: str
    nation: str = ""
    id_valid_until: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class RosterLimits:
    """What a roster may weigh: rows, packed bytes, unpacked bytes (policy values `roster.*`)."""

    rows: int
    bytes: int
    unpacked_bytes: int


def read_roster(*, name: str, content: bytes, limits: RosterLimits) -> tuple[RosterLine, ...]:
    """Return the rows of a roster in the file's order; empty rows are passed over.

    Refuses: FileNameRefused, RosterUnreadable, RosterHeadingsMissing, RosterTooLarge (S3.1).
    """
    checked = check_name(name)
    if len(content) > limits.bytes:
        raise RosterTooLarge(file=checked, what="bytes", limit=limits.bytes)
    if content.startswith(_OLD_EXCEL):
        raise RosterUnreadable(file=checked)
    rows = _excel(checked, content, limits) if content.startswith(_EXCEL) else _csv(checked, content)
    return tuple(_lines(checked, rows, limits))


def _csv(name: str, content: bytes) -> Iterator[tuple[str, ...]]:
    text = _decoded(name, content)
    try:
        for row in csv.reader(io.StringIO(text), strict=True):
            yield tuple(cell.strip() for cell in row)
    except csv.Error as error:
        raise RosterUnreadable(file=name) from error


def _decoded(name: str, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise RosterUnreadable(file=name)


# What openpyxl says to a file that is no workbook, or a broken one: a document renamed is an OSError, a strange attribute a TypeError.
_NO_WORKBOOK = (
    InvalidFileException,
    zipfile.BadZipFile,
    AttributeError,
    LookupError,
    OSError,
    OverflowError,
    SyntaxError,
    TypeError,
    ValueError,
)


def _excel(name: str, content: bytes, limits: RosterLimits) -> Iterator[tuple[str, ...]]:
    _check_unpacked(name, content, limits)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True, max_row=limits.rows + HEADING_ROWS + 1):
            yield tuple(_text(cell) for cell in cast(tuple[object, ...], row))
        book.close()
    except _NO_WORKBOOK as error:
        raise RosterUnreadable(file=name) from error


def _check_unpacked(name: str, content: bytes, limits: RosterLimits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            unpacked = sum(_measured(packed, part, limits.unpacked_bytes) for part in parts[:200])
    # zipfile raises NotImplementedError for a compression it does not know, RuntimeError for a part under a password
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise RosterUnreadable(file=name) from error
    if len(parts) > 200 or unpacked > limits.unpacked_bytes:
        raise RosterTooLarge(file=name, what="unpacked", limit=limits.unpacked_bytes)


def _measured(packed: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int) -> int:
    """Count what a part really unpacks to, up to just over `limit`: its own header may lie."""
    if part.file_size > limit:
        return part.file_size
    seen = 0
    with packed.open(part) as stream:
        while seen <= limit and (block := stream.read(1 << 16)):
            seen += len(block)
    return seen


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _lines(name: str, rows: Iterable[tuple[str, ...]], limits: RosterLimits) -> Iterator[RosterLine]:
    places: dict[str, int] | None = None
    missing = NEEDED
    count = 0
    for row_no, row in enumerate(rows, start=1):
        if places is None:
            found = _places(row)
            missing = min(missing, tuple(key for key in NEEDED if key not in found), key=len)
            places = found if not tuple(key for key in NEEDED if key not in found) else None
            if places is None and row_no >= HEADING_ROWS:
                break
            continue
        if not any(row):
            continue
        count += 1
        if count > limits.rows:
            raise RosterTooLarge(file=name, what="rows", limit=limits.rows)
        yield RosterLine(row_no, **{key: row[place] if place < len(row) else "" for key, place in places.items()})
    if places is None:
        raise RosterHeadingsMissing(file=name, missing="、".join(COLUMNS[key][0] for key in missing))


def _places(row: tuple[str, ...]) -> dict[str, int]:
    """Return where each known column stands in a heading row."""
    heads = [cell.replace(" ", "").replace("　", "").lstrip("*") for cell in row]
    return {
        key: next(heads.index(head) for head in known if head in heads)
        for key, known in COLUMNS.items()
        if any(head in heads for head in known)
    }
