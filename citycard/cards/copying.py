"""COPY in both directions: rows leave and enter the database as a stream of plain blocks, whatever their number."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connection

BLOCK_BYTES = 256 * 1024
_PLAIN = "(FORMAT csv, DELIMITER ',', QUOTE E'\\x02', NULL E'\\x03')"


def rows_out(query: str, parameters: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a query of one text column, as plain blocks; the text holds no tab, line break or backslash."""
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT", parameters) as copy:
        waiting: list[bytes] = []
        size = 0
        for row in copy:
            waiting.append(bytes(row))
            size += len(row)
            if size >= BLOCK_BYTES:
                yield b"".join(waiting).decode()
                waiting, size = [], 0
        if waiting:
            yield b"".join(waiting).decode()


def rows_in(table: str, columns: Iterable[str], blocks: Iterable[str]) -> None:
    """Copy plain blocks into a table. What raises while the blocks are made stops the copy, and nothing is kept."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN {_PLAIN}") as copy:
        for block in blocks:
            copy.write(block.encode())
