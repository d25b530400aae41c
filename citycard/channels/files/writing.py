"""Write an exchange file: head, lines, closing line; plain blocks in, bytes out, nothing kept in memory."""

from collections.abc import Iterable, Iterator

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


def file_name(*, layout: Layout, head: Head, style: Style = Style.CSV) -> str:
    """The name under which a file travels, such as ``PC20261123-000001.bank_out.csv``."""
    return f"{head.batch_number}.{layout.kind}.{style}"


def _csv(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("gb18030")
