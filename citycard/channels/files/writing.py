"""Write an exchange file: head, lines, closing line; plain blocks in, bytes out, nothing kept in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from citycard.channels.files.heads import Style, format_head, format_tail
from citycard.channels.files.lines import plain_to_json_lines
from citycard.shared.exchange import Head, Layout


def write(*, layout: Layout, head: Head, blocks: Iterable[str], style: Style = Style.CSV) -> Iterator[bytes]:
    """Yield the bytes of a file: CSV in GB18030 with CR LF, JSON lines in UTF-8 with LF."""
    if style is Style.JSON_LINES:
        yield format_head(layout, style, head).encode()
        for block in blocks:
            yield plain_to_json_lines(layout, block).encode()
        yield format_tail(layout, style, head).encode()
        return
    yield _csv(format_head(layout, style, head))
    for block in blocks:
        yield _csv(block)
    yield _csv(format_tail(layout, style, head))


@dataclass(frozen=True, slots=True)
class FileWriter:
    """A `Writer` (see `citycard.shared.exchange`) of one style."""

    style: Style = Style.CSV

    def name(self, *, layout: Layout, head: Head) -> str:
        """Return the name under which the file travels."""
        return file_name(layout=layout, head=head, style=self.style)

    def write(self, *, layout: Layout, head: Head, blocks: Iterable[str]) -> Iterator[bytes]:
        """Yield the bytes of the file."""
        return write(layout=layout, head=head, blocks=blocks, style=self.style)


def file_name(*, layout: Layout, head: Head, style: Style = Style.CSV) -> str:
    """The name under which a file travels, such as ``PC20261123-000001.bank_out.csv``."""
    return f"{head.batch_number}.{layout.kind}.{style}"


def _csv(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("gb18030")
