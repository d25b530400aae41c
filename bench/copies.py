"""What plain PostgreSQL needs for the rows and bytes of one step of a batch: the baselines of `bench.batch`."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

PLAIN = "(FORMAT csv, QUOTE E'\\x02', NULL E'\\x03')"
PIECE = 1 << 18


def copied(path: Path, columns: int) -> float:
    """Return the seconds PostgreSQL needs to COPY these bytes into a table without any index."""
    names = ", ".join(f"c{place} text" for place in range(columns))
    return min(_filled({f"CREATE TABLE plain_copy ({names})": ()}, {"plain_copy": (path, PLAIN)}) for _ in range(3))


def keyed(rows: dict[str, str], folder: Path) -> float:
    """Return the seconds PostgreSQL needs to COPY the rows of each query into an empty copy of its table.

    The copy has the table's checks, keys, indexes, foreign keys and room a page; no trigger of ours. The constraints are checked
    at the commit, as the house has them.
    """
    from django.db import connection

    made: dict[str, Sequence[str]] = {}
    files: dict[str, tuple[Path, str]] = {}
    with connection.cursor() as cursor:
        for table, query in rows.items():
            path = folder / f"{table}.rows"
            with path.open("wb") as file, cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
                file.writelines(copy)
            cursor.execute("SELECT array_to_string(reloptions, ',') FROM pg_class WHERE oid = %s::regclass", [table])
            options = cursor.fetchone()[0]
            like = f"CREATE TABLE keyed_{table} (LIKE {table} INCLUDING ALL)" + (f" WITH ({options})" if options else "")
            keys = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass"
            cursor.execute(keys, [table])
            made[like] = [f"ALTER TABLE keyed_{table} ADD {definition}" for (definition,) in cursor.fetchall()]
            files[f"keyed_{table}"] = (path, "")
    return min(_filled(made, files) for _ in range(2))


def _filled(made: dict[str, Sequence[str]], files: dict[str, tuple[Path, str]]) -> float:
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        for create, more in made.items():
            cursor.execute(create)
            for statement in more:
                cursor.execute(statement)
        started = perf_counter()
        with transaction.atomic():
            for table, (path, options) in files.items():
                copy_in(cursor, table, path, options)
        seconds = perf_counter() - started
        for table in files:
            cursor.execute(f"DROP TABLE {table}")
    return seconds


def copy_in(cursor: Any, table: str, path: Path, options: str = PLAIN) -> None:
    """COPY a file on disk into a table."""
    with path.open("rb") as file, cursor.copy(f"COPY {table} FROM STDIN {options}") as copy:
        while piece := file.read(PIECE):
            copy.write(piece)


def written(statements: Sequence[str], lines: Path | None = None, columns: Sequence[str] = ()) -> float:
    """Return the seconds plain SQL needs to make the same change, with our triggers off; all of it is undone."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        with transaction.atomic():
            cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL enable_nestloop = off")
            for table in ("cards_card", "cards_application"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"CREATE TEMP TABLE lines ({', '.join(f'{column} text' for column in columns)}) ON COMMIT DROP")
            started = perf_counter()
            if lines is not None:
                copy_in(cursor, "lines", lines)
            for statement in statements:
                cursor.execute(statement)
            seconds = perf_counter() - started
            transaction.set_rollback(True)
        for table in ("cards_card", "cards_application", "cards_given_number"):
            cursor.execute(f"VACUUM {table}")
    return seconds


def read_out(blocks: Callable[[], Iterator[str]]) -> float:
    """Return the seconds PostgreSQL needs to COPY the lines of a file out, and we to throw them away."""
    from django.db import transaction

    started = perf_counter()
    with transaction.atomic():
        for _ in blocks():
            pass
    return perf_counter() - started
