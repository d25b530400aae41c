"""Pre-opening files for the tests, written and read by the house's own codec."""

from collections.abc import Iterator
from datetime import date

from citycard.channels.files import read, write
from citycard.shared.exchange import BANK_OUT, Head, Incoming
from tests.factories import card_number, citizen_number


def line(number: int, *, card: str = "", holder: str = "", name: str = "王芳", bank: str = "fushun") -> str:
    """Return one plain line of a pre-opening file; numbers are made from `number` unless given."""
    born = date(1950 + number % 50, 1 + number % 12, 1 + number % 28)
    holder = holder or citizen_number(born=born, serial=number // 8400)
    fields = (
        number, card or card_number(number), holder, name, "2", "01", born, "13900000000", "样例街1号（示例）", "", bank
    )  # fmt: skip
    return ",".join(map(str, fields)) + "\n"


def incoming(lines: list[str], *, batch: str = "PC20261016-0001", count: int | None = None) -> Incoming:
    """Return the file as the bank receives it."""
    head = Head(batch_number=batch, count=len(lines) if count is None else count, made_on=date(2026, 10, 16))
    return read(layout=BANK_OUT, name=f"{batch}.bank_out.csv", chunks=write(layout=BANK_OUT, head=head, blocks=_blocks(lines)))


def _blocks(lines: list[str]) -> Iterator[str]:
    for start in range(0, len(lines), 1000):
        yield "".join(lines[start : start + 1000])
