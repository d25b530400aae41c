"""What travels between the bureau, the bank and the factory: the agreed layouts of files, free of any encoding.

A channel's codec (``citycard/channels/files``) turns bytes into an `Incoming` and plain blocks into bytes; rooms know only
these. A *plain block* is text of whole lines, each ended by ``\\n``, its fields in the layout's order, parted by ``,``; a field
never holds a comma, a double quote, a line break or a control character, so a line can be split without looking twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from citycard.shared.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a line: its key (JSON lines) and its heading (CSV)."""

    key: str
    heading: str


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of file. ``line_bytes`` is the longest line allowed; ``answers`` says that totals of good and bad lines are given."""

    kind: str
    title: str
    columns: tuple[Column, ...]
    answers: bool
    line_bytes: int

    @property
    def keys(self) -> tuple[str, ...]:
        """The field names in order."""
        return tuple(column.key for column in self.columns)


@dataclass(frozen=True, slots=True)
class Head:
    """The first line of a file: whose batch, how many lines, of which day; an answer also how many good and bad ones."""

    batch_number: str
    count: int
    made_on: date
    good: int | None = None
    bad: int | None = None


class Incoming(Protocol):
    """A received file: its head is known at once, its lines are read as a stream, the rest is known once they are all read."""

    @property
    def name(self) -> str:
        """The file's own name, without any path."""
        ...

    @property
    def layout(self) -> Layout:
        """The layout it was read by."""
        ...

    @property
    def head(self) -> Head:
        """Batch, count and totals as its first line says."""
        ...

    @property
    def first_line(self) -> int:
        """The number of the file's line that holds the first record."""
        ...

    def blocks(self) -> Iterator[str]:
        """The lines, as plain blocks; refuses (FileRefused) at the first byte that cannot be part of such a file."""
        ...

    @property
    def sha256(self) -> bytes:
        """Digest of every byte; known when the blocks are read to the end."""
        ...


class Writer(Protocol):
    """How an outgoing file is written down: its name, and its bytes."""

    def name(self, *, layout: Layout, head: Head) -> str:
        """The name under which the file travels."""
        ...

    def write(self, *, layout: Layout, head: Head, blocks: Iterable[str]) -> Iterator[bytes]:
        """The bytes of the file, from plain blocks."""
        ...


@dataclass(frozen=True, slots=True)
class LineProblem:
    """One bad field: the line of the file (the first line is 1), the field's key, and why, as a code of ``problems.yaml``."""

    line: int
    field: str
    reason: str


class FileRefused(Refusal, abstract=True):
    """A file that changes nothing (S3): ``problems`` name line, field and reason; ``file`` among the facts is its name."""

    clause = "files"
    problems: tuple[LineProblem, ...] = ()


class FileNameRefused(FileRefused):
    """The name holds a path or characters that no file name needs."""

    rule = "S3"


class FileNotOfThisKind(FileRefused):
    """The first lines are not those of the layout; facts ``file``, ``expected`` (the layout's title)."""

    rule = "S3"


class FileTooLong(FileRefused):
    """More bytes than its own head allows; facts ``file``, ``limit`` (bytes). Nothing beyond the limit was read."""

    rule = "S3"


class FileHasTooManyLines(FileRefused):
    """The head claims more lines than a batch may have; facts ``file``, ``count``, ``limit``. No line was read."""

    rule = "S3"


class FileTruncated(FileRefused):
    """The closing line is missing; facts ``file``, ``lines`` (how many were there)."""

    rule = "S3"


class WrongTotals(FileRefused):
    """Head, closing line and lines do not add up; facts ``file``, ``total`` (which), ``said``, ``found``."""

    rule = "S3"


class BadLines(FileRefused):
    """Some lines are wrong; facts ``file``, ``count``, and ``line``, ``field``, ``reason`` of the first."""

    rule = "S3"


def bad_lines(name: str, problems: tuple[LineProblem, ...], count: int | None = None) -> BadLines:
    """The refusal for these problems (the first ones, when ``count`` says that there are more)."""
    first = problems[0]
    refusal = BadLines(file=name, count=count or len(problems), line=first.line, field=first.field, reason=first.reason)
    refusal.problems = problems
    return refusal


def _columns(*pairs: str) -> tuple[Column, ...]:
    return tuple(Column(*pair.split(" ")) for pair in pairs)


_LINE = "line 序号"
_KEYS = ("card_number 社保卡号", "social_number 社会保障号码", "name 姓名")

BANK_OUT = Layout(
    kind="bank_out",
    title="预开户",
    columns=_columns(
        _LINE, *_KEYS, "sex 性别", "nation 民族", "birth_date 出生日期", "phone 联系手机", "address 联系地址",
        "id_valid_until 证件有效期", "bank 服务银行",
    ),
    answers=False,
    line_bytes=800,
)  # fmt: skip

BANK_RETURN = Layout(
    kind="bank_in",
    title="预开户回盘",
    columns=_columns(_LINE, *_KEYS, "bank_card_number 银行卡号", "account_number 个人账户", "result 结果", "reason 失败原因"),
    answers=True,
    line_bytes=500,
)

FACTORY_OUT = Layout(
    kind="factory_out",
    title="制卡数据",
    columns=_columns(
        _LINE, *_KEYS, "sex 性别", "nation 民族", "birth_date 出生日期", "phone 联系手机", "kind 申请类型", "bank 服务银行",
        "bank_card_number 银行卡号", "account_number 个人账户", "office 领卡网点", "unit 单位名称", "photo 相片",
    ),
    answers=False,
    line_bytes=200_000,
)  # fmt: skip

FACTORY_RETURN = Layout(
    kind="factory_in",
    title="制卡回盘",
    columns=_columns(
        _LINE, *_KEYS, "issued_on 发卡日期", "valid_until 卡有效期", "chip_code 卡识别码", "atr 卡复位码", "bank 服务银行",
        "bank_card_number 银行卡号", "account_number 个人账户", "place 装箱位置", "failed_step 失败环节", "reason 失败原因",
    ),
    answers=True,
    line_bytes=700,
)  # fmt: skip
