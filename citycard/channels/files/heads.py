"""First and last lines of an exchange file, in both styles: pure text, one line each.

CSV head:      批次号,PC20261123-000001,文件,预开户回盘,人数,3,成功,2,失败,1,日期,20261123
CSV tail:      合计,3,2,1
JSON head:     {"file":"bank_in","batch":"PC20261123-000001","count":3,"good":2,"bad":1,"date":"20261123"}
JSON tail:     {"total":3,"good":2,"bad":1}
Files that are no answer have no 成功/失败 (good/bad).
"""

import json
import re
from datetime import date
from enum import StrEnum

from citycard.shared.exchange import Head, Layout


class Style(StrEnum):
    """How a file is written down."""

    CSV = "csv"
    JSON_LINES = "jsonl"


_BATCH = r"[A-Z0-9][A-Z0-9-]{0,23}"
_COUNT = r"[0-9]{1,6}"
_CSV_ANSWER = re.compile(
    rf"批次号,(?P<batch>{_BATCH}),文件,(?P<title>[^,]{{1,12}}),人数,(?P<count>{_COUNT}),成功,(?P<good>{_COUNT}),失败,(?P<bad>{_COUNT}),日期,(?P<date>[0-9]{{8}})"
)
_CSV_PLAIN = re.compile(
    rf"批次号,(?P<batch>{_BATCH}),文件,(?P<title>[^,]{{1,12}}),人数,(?P<count>{_COUNT}),日期,(?P<date>[0-9]{{8}})"
)
_CSV_TAIL = re.compile(rf"合计,({_COUNT})(?:,({_COUNT}),({_COUNT}))?")

Totals = tuple[int, ...]


def totals_of(layout: Layout, head: Head) -> Totals:
    """The totals a tail must repeat: (count,) or (count, good, bad)."""
    return (head.count, head.good or 0, head.bad or 0) if layout.answers else (head.count,)


def parse_head(layout: Layout, style: Style, line: str) -> Head | None:
    """Read a first line; None if it is not the head of this layout."""
    return _parse_csv_head(layout, line) if style is Style.CSV else _parse_json_head(layout, line)


def parse_tail(layout: Layout, style: Style, line: str) -> Totals | None:
    """Read a last line; None if it is not a tail of this layout."""
    if style is Style.CSV:
        match = _CSV_TAIL.fullmatch(line)
        found = tuple(int(number) for number in match.groups() if number is not None) if match else ()
    else:
        found = _json_totals(line, ("total", "good", "bad") if layout.answers else ("total",))
    return found if len(found) == (3 if layout.answers else 1) else None


def format_head(layout: Layout, style: Style, head: Head) -> str:
    """Write the first line (in CSV also the second, the headings), each ended by a line feed."""
    day = f"{head.made_on:%Y%m%d}"
    if style is Style.JSON_LINES:
        answer: dict[str, int] = {"good": head.good or 0, "bad": head.bad or 0} if layout.answers else {}
        return _json({"file": layout.kind, "batch": head.batch_number, "count": head.count, **answer, "date": day}) + "\n"
    middle = f",成功,{head.good or 0},失败,{head.bad or 0}" if layout.answers else ""
    first = f"批次号,{head.batch_number},文件,{layout.title},人数,{head.count}{middle},日期,{day}"
    return f"{first}\n{headings(layout)}\n"


def format_tail(layout: Layout, style: Style, head: Head) -> str:
    """Write the last line, ended by a line feed."""
    totals = totals_of(layout, head)
    if style is Style.JSON_LINES:
        return _json(dict(zip(("total", "good", "bad"), totals, strict=False))) + "\n"
    return ",".join(("合计", *map(str, totals))) + "\n"


def headings(layout: Layout) -> str:
    """The second line of a CSV file."""
    return ",".join(column.heading for column in layout.columns)


def _parse_csv_head(layout: Layout, line: str) -> Head | None:
    match = (_CSV_ANSWER if layout.answers else _CSV_PLAIN).fullmatch(line)
    if match is None or match["title"] != layout.title:
        return None
    totals = {"good": int(match["good"]), "bad": int(match["bad"])} if layout.answers else {}
    return _head(match["batch"], int(match["count"]), match["date"], totals)


def _parse_json_head(layout: Layout, line: str) -> Head | None:
    found = load_object(line)
    wanted = {"file", "batch", "count", "date"} | ({"good", "bad"} if layout.answers else set[str]())
    if found is None or set(found) != wanted or found["file"] != layout.kind:
        return None
    batch, day, count = found["batch"], found["date"], found["count"]
    totals = {key: found[key] for key in ("good", "bad") if key in found}
    numbers = all(type(number) is int and 0 <= number < 1_000_000 for number in (count, *totals.values()))
    if not numbers or not isinstance(batch, str) or not re.fullmatch(_BATCH, batch) or not isinstance(day, str):
        return None
    return _head(batch, int(str(count)), day, {key: int(str(number)) for key, number in totals.items()})


def _head(batch: str, count: int, day: str, totals: dict[str, int]) -> Head | None:
    if not re.fullmatch(r"[0-9]{8}", day):
        return None
    try:
        made_on = date.fromisoformat(day)
    except ValueError:
        return None
    return Head(batch, count, made_on, **totals)


def _json_totals(line: str, keys: tuple[str, ...]) -> Totals:
    found = load_object(line)
    if found is None or set(found) != set(keys):
        return ()
    numbers = tuple(found[key] for key in keys)
    return tuple(number for number in numbers if type(number) is int and 0 <= number < 1_000_000)


def load_object(line: str) -> dict[str, object] | None:
    """One JSON object from one line; None for anything else (deep nesting, repeated keys and infinities too)."""
    try:
        found = json.loads(line, object_pairs_hook=_no_repeats, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is no JSON")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
