"""COPY in both directions: rows leave and enter the database as a stream of plain blocks, whatever their number."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connection

from citycard.shared.sql import load

BLOCK_BYTES = 256 * 1024
_PLAIN = "(FORMAT csv, DELIMITER ',', QUOTE E'\\x02', NULL E'\\x03')"


def rows_out(query: str, parameters: Mapping[str, Any]) -> Iterator[str]:
    """Yield the rows of a file's query as plain blocks, in the query's order; no field is NULL or holds a control character."""
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.cards", "by_line.sql"))
        with cursor.copy(f"COPY ({query}) TO STDOUT {_PLAIN}", parameters) as copy:
            waiting = bytearray()
            for row in copy:
                waiting += row
                if len(waiting) >= BLOCK_BYTES:
                    yield waiting.decode()
                    waiting.clear()
        yield waiting.decode()
        cursor.execute(load("citycard.cards", "by_line_over.sql"))


def rows_in(table: str, columns: Iterable[str], blocks: Iterable[str]) -> None:
    """Copy plain blocks into a table. What raises while the blocks are made stops the copy, and nothing is kept."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN {_PLAIN}") as copy:
        for block in blocks:
            copy.write(block.encode())
