"""S3.1: a unit's roster is read from Excel or CSV, and nothing that is not one gets in."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from citycard.channels.files.roster import (
    RosterHeadingsMissing,
    RosterLimits,
    RosterTooLarge,
    RosterUnreadable,
    read_roster,
)
from citycard.shared.exchange import FileNameRefused
from citycard.shared.refusal import Refusal

LIMITS = RosterLimits(rows=50, bytes=1_000_000, unpacked_bytes=2_000_000)
HEAD = "姓名,社会保障号码,手机号码\n"
ROW = "陈一诺,210400202004180012,13600000001\n"


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_each_encoding_gives_the_same_row(encoding: str) -> None:
    """S3.1: CSV in GB18030 or UTF-8; a rare character outside the BMP survives."""
    text = HEAD + ROW.replace("陈一诺", "𠮷·𬀩")
    (line,) = read_roster(name="名册.csv", content=text.encode(encoding), limits=LIMITS)
    assert (line.row_no, line.name, line.social_number) == (2, "𠮷·𬀩", "210400202004180012")


def test_excel_with_a_title_above_the_headings() -> None:
    """S3.1: numbers kept as numbers by Excel come back as digits, and empty rows are passed over."""
    content = workbook(("某单位名册",), ("姓名", "证件号码", "手机"), ("王芳", "210400198305060024", 13600000002), (None,), ())
    (line,) = read_roster(name="a.xlsx", content=content, limits=LIMITS)
    assert (line.row_no, line.phone) == (3, "13600000002")


def test_a_formula_is_text() -> None:
    """S3.1: nothing is evaluated."""
    content = workbook(("姓名", "证件号码", "手机"), ("=1+1", "210400198305060024", "13600000002"))
    (line,) = read_roster(name="a.xlsx", content=content, limits=LIMITS)
    assert line.name == "=1+1"


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
    return kept.getvalue()


def changed(part: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook in which one part says something else."""
    kept, whole = io.BytesIO(), io.BytesIO()
    Workbook().save(whole)
    with zipfile.ZipFile(whole) as good, zipfile.ZipFile(kept, "w") as packed:
        for name in good.namelist():
            packed.writestr(name, good.read(name).replace(old, new) if name == part else good.read(name))
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("letter.docx.xlsx", changed("[Content_Types].xml", b"spreadsheetml", b"wordprocessingml"), RosterUnreadable),
        ("odd.xlsx", changed("xl/workbook.xml", b"firstSheet", b"worstSheet"), RosterUnreadable),
        ("bomb.xlsx", bomb(), RosterTooLarge),
        ("large.csv", b"x" * 1_000_001, RosterTooLarge),
        ("rows.csv", (HEAD + ROW * 51).encode(), RosterTooLarge),
        ("old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 100, RosterUnreadable),
        ("broken.xlsx", b"PK\x03\x04 not a workbook", RosterUnreadable),
        ("binary.csv", b"\x00\xff\xfe\x81", RosterUnreadable),
        ("quote.csv", ('"' + HEAD + ROW).encode(), RosterUnreadable),
        ("../etc/passwd.csv", (HEAD + ROW).encode(), FileNameRefused),
        ("heads.csv", "姓名,手机号码\n王芳,13600000001\n".encode(), RosterHeadingsMissing),
        ("empty.csv", b"", RosterHeadingsMissing),
    ],
)
def test_what_is_no_roster_is_refused(name: str, content: bytes, refusal: type[Refusal]) -> None:
    """S3.1: bombs, wrong kinds, paths in names, missing headings."""
    with pytest.raises(refusal):
        read_roster(name=name, content=content, limits=LIMITS)


def test_the_missing_heading_is_named() -> None:
    """A4: the refusal says which column is missing."""
    with pytest.raises(RosterHeadingsMissing) as caught:
        read_roster(name="heads.csv", content="姓名,手机号码\n".encode(), limits=LIMITS)
    assert caught.value.facts["missing"] == "社会保障号码"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """S3.1: the reader never breaks, whatever is sent."""
    try:
        lines = read_roster(name="any.csv", content=content, limits=LIMITS)
    except Refusal as refusal:
        assert refusal.rule in {"S3", "S3.1"}
    else:
        assert all(line.row_no > 1 for line in lines)
