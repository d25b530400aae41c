"""Acts as the sealer and the verifier read them: one form of row, streamed, so that memory stays flat over a city."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, cast

from django.db import connection

from .rules import ROW_FIELDS

Row = Sequence[Any]
AT = """to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
JSON_FIELDS = ("documents", "facts", "receipt")
COLUMNS = ", ".join({"at": AT}.get(name, f"a.{name}") for name in ROW_FIELDS)
ROWS_A_FETCH = 2000


def stream(query: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
    """Yield the rows of a query from a server-side cursor; to be called inside a transaction. `{columns}` are an act's."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query.replace("{columns}", COLUMNS), parameters)
        while rows := cursor.fetchmany(ROWS_A_FETCH):
            yield from cast(list[Row], rows)


def row_of(values: Row) -> dict[str, object]:
    """Return the act whose `COLUMNS` were read, its JSON parsed; numbers no act ever holds stay text."""
    row: dict[str, object] = dict(zip(ROW_FIELDS, values, strict=True))
    for name in JSON_FIELDS:
        kept = row[name]
        if isinstance(kept, str):
            row[name] = json.loads(kept, parse_float=str, parse_constant=str)
    return row
