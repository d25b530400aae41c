"""The lines of an exchange file: the shape every plain line has, and JSON lines turned into plain ones.

A plain line is what PostgreSQL can split by itself: fields parted by commas, nothing quoted, no control characters. A field
that a spreadsheet would take for a formula is refused, not repaired: nobody may know what the sender meant.
"""

import json
import re
from collections.abc import Iterator
from operator import itemgetter

from citycard.channels.files.heads import load_object
from citycard.shared.exchange import Layout, LineProblem

MAX_PROBLEMS = 200
FORMULA_MARKS = "=+-@＝＋－＠"
_FORBIDDEN = re.compile('[\x00-\x09\x0b-\x1f"\x7f\x85\u2028\u2029\ufeff\ud800-\udfff]')


def problems_of_plain(layout: Layout, lines: list[str], first_line: int) -> list[LineProblem]:
    """What is wrong with the shape of these lines, each named by its number in the file."""
    block = "\n" + "\n".join(lines)
    commas = len(layout.columns) - 1
    if (
        _FORBIDDEN.search(block) is None
        and not any(f",{mark}" in block or f"\n{mark}" in block for mark in FORMULA_MARKS if mark in block)
        and all(line.count(",") == commas for line in lines)
        and len(max(lines, key=len, default="")) <= layout.line_bytes
    ):
        return []
    found = (problem for number, line in enumerate(lines, first_line) for problem in _of_line(layout, line, number))
    return [problem for problem, _ in zip(found, range(MAX_PROBLEMS), strict=False)]


def _of_line(layout: Layout, line: str, number: int) -> Iterator[LineProblem]:
    if len(line) > layout.line_bytes:
        yield LineProblem(number, "", "line_too_long")
        return
    fields = line.split(",")
    if len(fields) != len(layout.columns):
        yield LineProblem(number, "", "field_count")
        return
    for key, field in zip(layout.keys, fields, strict=True):
        if _FORBIDDEN.search(field):
            yield LineProblem(number, key, "character")
        elif field.startswith(tuple(FORMULA_MARKS)):
            yield LineProblem(number, key, "formula")


def json_lines_to_plain(layout: Layout, lines: list[str], first_line: int) -> tuple[list[str], list[LineProblem]]:
    """Turn JSON objects into plain lines; a line that is none becomes an empty one and a problem."""
    plain: list[str] = []
    problems: list[LineProblem] = []
    wanted, pick = len(layout.keys), itemgetter(*layout.keys)
    for number, line in enumerate(lines, first_line):
        found = load_object(line)
        try:
            values = pick(found) if found is not None and len(found) == wanted else None
        except KeyError:
            values = None
        if values is None:
            problems.append(LineProblem(number, "", "not_json" if found is None else "field_count"))
            plain.append("")
            continue
        texts = ["" if value is None else str(value) if type(value) in (str, int) else "\x00" for value in values]
        problems += [LineProblem(number, key, "character") for key, text in zip(layout.keys, texts, strict=True) if _breaks(text)]
        plain.append(",".join(texts))
    return plain, problems[:MAX_PROBLEMS]


def _breaks(text: str) -> bool:
    return "," in text or "\n" in text or "\x00" in text


def plain_to_json_lines(layout: Layout, block: str) -> str:
    """Turn a plain block into JSON lines; the line number becomes a number, everything else stays text."""
    keys = layout.keys
    return "".join(_json_line(keys, line.split(",")) for line in block[:-1].split("\n"))


def _json_line(keys: tuple[str, ...], fields: list[str]) -> str:
    values: dict[str, str | int] = dict(zip(keys, fields, strict=True))
    values[keys[0]] = int(fields[0])
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def plain_text(text: str) -> str:
    """Make free text fit for a field: no comma, quote or line break, and nothing a spreadsheet would run (a ' is put before it)."""
    clean = _FORBIDDEN.sub(" ", text.replace(",", "，").replace("\n", " ").replace('"', "”")).strip()
    return "'" + clean if clean.startswith(tuple(FORMULA_MARKS)) else clean
