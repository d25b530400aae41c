"""S3: the files between bureau, bank and factory, byte by byte: both styles, both ways, and whatever a stranger sends."""

import json
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citycard.channels.files import Style, read, write
from citycard.channels.files.lines import MAX_PROBLEMS, plain_text
from citycard.shared.exchange import (
    BANK_OUT,
    BANK_RETURN,
    FACTORY_OUT,
    FACTORY_RETURN,
    BadLines,
    FileNotOfThisKind,
    FileRefused,
    FileTooLong,
    Head,
    Layout,
    LineProblem,
    WrongTotals,
)
from citycard.shared.numbers import citizen

LAYOUTS = (BANK_OUT, BANK_RETURN, FACTORY_OUT, FACTORY_RETURN)
DAY = date(2026, 11, 23)
GOOD = ["1", "A00000011", "210400198305060024", "𠮷·䶮", "6200000000000000018", "2104000001", "成功", ""]


def head(layout: Layout, count: int, batch: str = "PC20261123-000001") -> Head:
    return Head(batch, count, DAY, *((count, 0) if layout.answers else ()))


def file(layout: Layout, lines: list[list[str]], style: Style = Style.CSV) -> bytes:
    blocks = ["".join(",".join(line) + "\n" for line in lines)] if lines else []
    return b"".join(write(layout=layout, head=head(layout, len(lines)), blocks=blocks, style=style))


def lines_of(layout: Layout, content: bytes, step: int = 1 << 16) -> list[list[str]]:
    chunks = (content[start : start + step] for start in range(0, len(content), step))
    blocks = read(layout=layout, name="a.csv", chunks=chunks).blocks()
    return [line.split(",") for block in blocks for line in block[:-1].split("\n")]


def test_the_bytes_of_a_csv_file() -> None:
    """S3: GB18030, CR LF, a character outside the BMP in four bytes."""
    content = file(BANK_RETURN, [GOOD])
    assert content.split(b"\r\n") == [
        "批次号,PC20261123-000001,文件,预开户回盘,人数,1,成功,1,失败,0,日期,20261123".encode("gb18030"),
        "序号,社保卡号,社会保障号码,姓名,银行卡号,个人账户,结果,失败原因".encode("gb18030"),
        b"1,A00000011,210400198305060024," + b"\x95\x34\xb8\x35".replace(b"\x95\x34\xb8\x35", "𠮷".encode("gb18030"))
        + "·䶮,6200000000000000018,2104000001,成功,".encode("gb18030"),
        "合计,1,1,0".encode("gb18030"),
        b"",
    ]  # fmt: skip


def test_the_bytes_of_a_json_lines_file() -> None:
    """S3: the twin, in UTF-8."""
    first, line, last = file(BANK_RETURN, [GOOD], Style.JSON_LINES).decode().splitlines()
    assert json.loads(first) == {
        "file": "bank_in",
        "batch": "PC20261123-000001",
        "count": 1,
        "good": 1,
        "bad": 0,
        "date": "20261123",
    }
    assert json.loads(line)["name"] == "𠮷·䶮"
    assert json.loads(line)["line"] == 1
    assert json.loads(last) == {"total": 1, "good": 1, "bad": 0}


fields = st.text(
    st.characters(codec="gb18030", exclude_categories=["C", "Zl", "Zp"], exclude_characters=',"=+-@＝＋－＠'), max_size=12
)


@settings(deadline=None)
@given(
    layout=st.sampled_from(LAYOUTS),
    style=st.sampled_from(list(Style)),
    rows=st.lists(st.lists(fields, min_size=14, max_size=14), max_size=5),
    step=st.integers(1, 200),
)
def test_what_is_written_is_read_again(layout: Layout, style: Style, rows: list[list[str]], step: int) -> None:
    """S3: any text that a field may hold, in both styles, cut into chunks anywhere."""
    width = len(layout.columns)
    lines = [[str(number), *(row * 2)[: width - 1]] for number, row in enumerate(rows, 1)]
    assert lines_of(layout, file(layout, lines, style), step) == lines


@settings(deadline=None)
@given(layout=st.sampled_from(LAYOUTS), content=st.binary(max_size=400))
def test_a_stranger_is_refused_by_name(layout: Layout, content: bytes) -> None:
    """S3: whatever bytes come, the answer is a refusal, never an accident."""
    with pytest.raises(FileRefused):
        lines_of(layout, content)


@settings(deadline=None)
@given(
    style=st.sampled_from(list(Style)),
    place=st.integers(0, 400),
    noise=st.binary(min_size=1, max_size=30),
    inserted=st.booleans(),
)
def test_damage_is_refused_by_name_or_harmless(style: Style, place: int, noise: bytes, inserted: bool) -> None:
    """S3: a damaged file is refused by name, or read into lines of the right shape."""
    good = file(BANK_RETURN, [GOOD, ["2", *GOOD[1:]]], style)
    damaged = good[:place] + noise + good[place if inserted else place + len(noise) :]
    try:
        lines = lines_of(BANK_RETURN, damaged, 37)
    except FileRefused as refusal:
        assert refusal.rule == "S3"
    else:
        assert [len(line) for line in lines] == [8, 8]
        assert not any(field.startswith(("=", "+", "-", "@")) or '"' in field for line in lines for field in line)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("1,A00000011,2104", LineProblem(3, "", "field_count")),
        (",".join(GOOD) + ",", LineProblem(3, "", "field_count")),
        (",".join([*GOOD[:7], "=1+1"]), LineProblem(3, "reason", "formula")),
        (",".join([*GOOD[:7], "＝1"]), LineProblem(3, "reason", "formula")),
        (",".join([*GOOD[:3], '"王"', *GOOD[4:]]), LineProblem(3, "name", "character")),
        (",".join([*GOOD[:3], "王\t芳", *GOOD[4:]]), LineProblem(3, "name", "character")),
        (",".join([*GOOD[:3], "王" * 600, *GOOD[4:]]), LineProblem(3, "", "line_too_long")),
        ("", LineProblem(3, "", "field_count")),
    ],
)
def test_a_line_of_another_shape_is_named(line: str, problem: LineProblem) -> None:
    """S3: the line of the file as an editor counts it, the field, the reason."""
    content = file(BANK_RETURN, [GOOD]).replace(",".join(GOOD).encode("gb18030"), line.encode("gb18030"))
    with pytest.raises(BadLines) as caught:
        lines_of(BANK_RETURN, content)
    assert caught.value.problems == (problem,)


def test_bytes_of_no_encoding_are_named_by_line() -> None:
    """S3: the line in which they stand."""
    content = file(BANK_RETURN, [GOOD, GOOD]).replace(
        "成功,\r\n合计".encode("gb18030"), b"\xff\xff,\r\n" + "合计".encode("gb18030")
    )
    with pytest.raises(BadLines) as caught:
        lines_of(BANK_RETURN, content)
    assert caught.value.problems == (LineProblem(4, "", "encoding"),)


@pytest.mark.parametrize("line", ['{"line":1}', "[1]", "null", "{", '{"line":1,"line":2}', "[" * 3000, '{"line":NaN}', '"x"'])
def test_a_json_line_that_is_none_is_named(line: str) -> None:
    """S3: no object, other keys, a key twice, deep nesting, no number."""
    parts = file(BANK_RETURN, [GOOD], Style.JSON_LINES).decode().splitlines()
    content = "\n".join([parts[0], line, parts[2], ""]).encode()
    with pytest.raises(BadLines) as caught:
        lines_of(BANK_RETURN, content)
    assert (caught.value.problems[0].line, caught.value.problems[0].field) == (2, "")


@pytest.mark.parametrize("value", ['"a,b"', '"a\\nb"', '"\\ud800"', "1.5", "true", "[]", '"\\u0000"', '"=1"'])
def test_a_json_value_that_no_field_may_hold_is_named(value: str) -> None:
    """S3: the twin is as strict as the CSV."""
    content = file(BANK_RETURN, [GOOD], Style.JSON_LINES).replace(b'"reason":""', b'"reason":' + value.encode())
    with pytest.raises(BadLines) as caught:
        lines_of(BANK_RETURN, content)
    assert caught.value.problems[0].field == "reason" or caught.value.problems[0].reason == "field_count"


def test_a_thousand_bad_lines_are_listed_up_to_a_limit() -> None:
    """S3: the clerk is not buried."""
    with pytest.raises(BadLines) as caught:
        lines_of(BANK_RETURN, file(BANK_RETURN, [["x"]] * 1000))
    assert len(caught.value.problems) == MAX_PROBLEMS


@pytest.mark.parametrize(
    "change",
    [
        ("人数,1", "人数,x"),
        ("日期,20261123", "日期,20261323"),
        ("预开户回盘", "预开户"),
        ("批次号", "批号"),
        ("序号", "编号"),
        ("PC2", "PC 2"),
    ],
)
def test_another_head_is_refused(change: tuple[str, str]) -> None:
    """S3: kind, batch, counts and day stand in the first line, the headings in the second."""
    content = file(BANK_RETURN, [GOOD]).decode("gb18030").replace(*change, 1).encode("gb18030")
    with pytest.raises(FileNotOfThisKind):
        lines_of(BANK_RETURN, content)


def test_a_count_of_lines_that_is_not_so_is_refused() -> None:
    """S3: as many lines as the head says."""
    content = (
        file(BANK_RETURN, [GOOD]).decode("gb18030").replace("人数,1,成功,1", "人数,2,成功,2").replace("合计,1,1", "合计,2,2")
    )
    with pytest.raises(WrongTotals) as caught:
        lines_of(BANK_RETURN, content.encode("gb18030"))
    assert (caught.value.facts["total"], caught.value.facts["said"], caught.value.facts["found"]) == ("count", 2, 1)


def test_utf8_is_read_too() -> None:
    """S3: with or without a byte order mark."""
    content = file(BANK_RETURN, [GOOD]).decode("gb18030")
    assert lines_of(BANK_RETURN, content.encode("utf-8-sig")) == lines_of(BANK_RETURN, content.encode()) == [GOOD]


def test_a_line_without_end_takes_no_memory() -> None:
    """S3: a line may be as long as its layout says, not as long as a stranger likes."""
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        yield b"\r\n".join([*file(BANK_RETURN, [GOOD]).split(b"\r\n")[:2], b""])
        while True:
            taken += 1
            yield b"1" * 600

    with pytest.raises((BadLines, FileTooLong)):
        list(read(layout=BANK_RETURN, name="a.csv", chunks=endless()).blocks())
    assert taken < 20


@pytest.mark.parametrize(
    ("text", "plain"), [("=1+1", "'=1+1"), ("a,b", "a，b"), ('say "x"', "say ”x”"), ("-5\n+3", "'-5 +3"), ("＠x", "'＠x")]
)
def test_free_text_is_made_fit_for_a_field(text: str, plain: str) -> None:
    """S3: what we send out runs in nobody's spreadsheet and breaks nobody's line."""
    assert plain_text(text) == plain


def test_the_guide_for_bank_and_factory_tells_the_truth() -> None:
    """S3: its example is a file, its tables name every field of every layout."""
    guide = (Path(__file__).resolve().parents[2] / "docs" / "integrate.md").read_text(encoding="utf-8")
    example = guide.split("```\n")[1]
    lines = lines_of(BANK_RETURN, example.encode("gb18030"))
    assert [bank_line[6] for bank_line in lines] == ["成功", "失败"]
    assert all(citizen.parse(bank_line[2], DAY).number == bank_line[2] for bank_line in lines)
    for layout in LAYOUTS:
        missing = [column.key for column in layout.columns if f"`{column.key}`" not in guide or column.heading not in guide]
        assert not missing, f"{layout.kind}: {missing}"


@pytest.mark.parametrize("style", list(Style))
def test_memory_does_not_grow_with_the_file(style: Style) -> None:
    """S3: a hundred thousand cards are read in the room that a thousand need."""
    peaks = []
    for count in (2_000, 20_000):
        tracemalloc.start()
        for _ in read(layout=BANK_RETURN, name="a", chunks=long_file(count, style)).blocks():
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


def long_file(count: int, style: Style) -> Iterator[bytes]:
    blocks = (",".join([str(number), *GOOD[1:]]) + "\n" for number in range(1, count + 1))
    return write(layout=BANK_RETURN, head=head(BANK_RETURN, count), blocks=blocks, style=style)
