"""Read an exchange file from a stream of bytes: never more than one line and one chunk in memory, whatever is sent.

The order of checks is the order in which a stranger's file is found out: its name, its first line, its length, its
characters, the shape of each line, its closing line and its totals. What the fields *mean* is the room's to check.
"""

import codecs
import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import NoReturn

from citycard.channels.files.heads import Style, headings, parse_head, parse_tail, totals_of
from citycard.channels.files.lines import MAX_PROBLEMS, json_lines_to_plain, problems_of_plain
from citycard.shared.exchange import (
    FileNameRefused,
    FileNotOfThisKind,
    FileTooLong,
    FileTruncated,
    Head,
    Layout,
    LineProblem,
    WrongTotals,
    bad_lines,
)

HEAD_BYTES = 4096
_NAME = re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|]{1,80}")


def read(*, layout: Layout, name: str, chunks: Iterable[bytes], style: Style | None = None) -> "ReceivedFile":
    """Open a received file: its name and head are checked now, its lines as they are read.

    Without `style` it is told from the first byte. Refuses FileNameRefused, FileNotOfThisKind, WrongTotals (S3).
    """
    checked = check_name(name)
    source = _Meter(chunks, checked)
    first = source.peek(HEAD_BYTES)
    style = style or (Style.JSON_LINES if first[:1] == b"{" else Style.CSV)
    encoding = "utf-8" if style is Style.JSON_LINES or first.startswith("批次号".encode()) else "gb18030"
    if first.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    head_lines = 1 if style is Style.JSON_LINES else 2
    head, used = _read_head(layout, style, first, encoding, head_lines) or (None, 0)
    if head is None:
        raise FileNotOfThisKind(file=checked, expected=layout.title)
    if layout.answers and (head.good or 0) + (head.bad or 0) != head.count:
        raise WrongTotals(file=checked, total="good+bad", said=head.count, found=(head.good or 0) + (head.bad or 0))
    source.skip(used)
    source.limit = HEAD_BYTES + (head.count + 1) * layout.line_bytes
    return ReceivedFile(checked, layout, head, style, source, encoding.removesuffix("-sig"), head_lines)


def check_name(name: str) -> str:
    """Return the name of a file if it is a plain name. Refuses (FileNameRefused) paths, control characters and long names."""
    if not _NAME.fullmatch(name) or name.startswith("."):
        raise FileNameRefused(file=re.sub(r"[^\w.-]", "_", name)[-40:])
    return name


class ReceivedFile:
    """An `Incoming` file (see `citycard.shared.exchange`)."""

    def __init__(
        self, name: str, layout: Layout, head: Head, style: Style, source: "_Meter", encoding: str, head_lines: int
    ) -> None:
        self.name, self.layout, self.head, self.style = name, layout, head, style
        self._source, self._encoding, self._line = source, encoding, head_lines + 1
        self._first_line = self._line
        self._problems: list[LineProblem] = []

    @property
    def first_line(self) -> int:
        """The number of the file's line that holds its first record."""
        return self._first_line

    @property
    def sha256(self) -> bytes:
        """Digest of every byte read so far: of the whole file once `blocks` has ended."""
        return self._source.digest.digest()

    def blocks(self) -> Iterator[str]:
        """Yield the lines as plain blocks. Refuses FileTooLong, FileTruncated, WrongTotals, BadLines."""
        held = ""
        for text in self._texts():
            held += text
            cut = held.rfind("\n", 0, max(held.rfind("\n"), 0)) + 1
            if cut:
                yield from self._give(held[:cut])
                held = held[cut:]
            if len(held) > 2 * self.layout.line_bytes:
                self._refuse(LineProblem(self._line, "", "line_too_long"))
        before, _, closing = held.removesuffix("\n").rpartition("\n")
        if before:
            yield from self._give(before + "\n")
        self._close(closing.removesuffix("\r"))

    def _texts(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self._encoding)("strict")
        seen = 0
        try:
            for chunk in self._source:
                yield decoder.decode(chunk)
                seen += chunk.count(b"\n")
            yield decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            seen += bytes(error.object)[: error.start].count(b"\n")
            self._refuse(LineProblem(self._first_line + seen, "", "encoding"))

    def _give(self, block: str) -> Iterator[str]:
        lines = block.replace("\r\n", "\n")[:-1].split("\n")
        if self.style is Style.JSON_LINES:
            lines, problems = json_lines_to_plain(self.layout, lines, self._line)
        else:
            problems = []
        problems += problems_of_plain(self.layout, lines, self._line) if not problems else []
        self._line += len(lines)
        self._problems += problems
        if len(self._problems) >= MAX_PROBLEMS:
            self._refuse()
        if not self._problems:
            yield "\n".join(lines) + "\n"

    def _close(self, closing: str) -> None:
        found = parse_tail(self.layout, self.style, closing)
        count = self._line - self._first_line
        if found is None:
            raise FileTruncated(file=self.name, lines=count)
        said = totals_of(self.layout, self.head)
        for total, ours, theirs in zip(("count", "good", "bad"), said, found, strict=False):
            if ours != theirs:
                raise WrongTotals(file=self.name, total=total, said=ours, found=theirs)
        if self._problems:
            self._refuse()
        if count != self.head.count:
            raise WrongTotals(file=self.name, total="count", said=self.head.count, found=count)

    def _refuse(self, problem: LineProblem | None = None) -> NoReturn:
        problems = (*self._problems, problem) if problem else tuple(self._problems)
        raise bad_lines(self.name, problems)


class _Meter:
    """The bytes of a file, counted and digested as they pass; refuses those beyond `limit`."""

    def __init__(self, chunks: Iterable[bytes], name: str) -> None:
        self._chunks, self._name = iter(chunks), name
        self._waiting = b""
        self._count = 0
        self.digest = hashlib.sha256()
        self.limit = HEAD_BYTES

    def peek(self, size: int) -> bytes:
        """The first bytes, at most about one chunk more than `size`, left to be read again."""
        while len(self._waiting) < size and (chunk := self._next()):
            self._waiting += chunk
        return self._waiting

    def skip(self, size: int) -> None:
        self._waiting = self._waiting[size:]

    def __iter__(self) -> Iterator[bytes]:
        self._check()
        if self._waiting:
            yield self._waiting
        while chunk := self._next():
            self._check()
            yield chunk

    def _next(self) -> bytes:
        chunk = next((chunk for chunk in self._chunks if chunk), b"")
        self._count += len(chunk)
        self.digest.update(chunk)
        return chunk

    def _check(self) -> None:
        if self._count > self.limit:
            raise FileTooLong(file=self._name, limit=self.limit)


def _read_head(layout: Layout, style: Style, first: bytes, encoding: str, head_lines: int) -> tuple[Head, int] | None:
    """Parse the head; return it with the number of bytes it takes, or None."""
    end = -1
    for _ in range(head_lines):
        end = first.find(b"\n", end + 1, HEAD_BYTES)
        if end < 0:
            return None
    try:
        lines = first[: end + 1].decode(encoding).replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:
        return None
    head = parse_head(layout, style, lines[0])
    if head is None or (style is Style.CSV and lines[1] != headings(layout)):
        return None
    return head, end + 1
