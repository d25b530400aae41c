"""The databases of the tests: one template made by `schema.prepare`, copied in a tenth of a second for every worker.

The template's name carries a digest of everything that shapes it, so a changed migration or state table makes a new one.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

from citycard.site import embedded, schema


def start_server() -> str:
    """Start or join the tests' PostgreSQL and return the address of its maintenance database."""
    if settings.DATABASE_URL:
        wanted = connection.get_connection_params()
        return psycopg.conninfo.make_conninfo(
            **{name: wanted[name] for name in ("host", "port", "user", "password") if wanted.get(name)}, dbname="postgres"
        )
    return embedded.attach(settings.DATA_DIR, throw_away=True).url


def use(name: str) -> None:
    """Point Django at the database `name`."""
    connections.close_all()
    connection.settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name


def renew(server: str, name: str) -> None:
    """Give the database `name` the template's content again, whatever was committed to it."""
    template = ensure_template(server)
    connections.close_all()
    with _alone(), psycopg.connect(server, autocommit=True) as admin:
        _drop(admin, name)
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        admin.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
    with _city(server, name) as fresh:
        _FRESH[name] = _content(fresh)
    use(name)


def wash(server: str, name: str) -> None:
    """Give `name` the template's content again the quick way: empty what was empty, set every sequence back.

    The test's own connection stays, unless it is in the middle of something: a new one costs more than the washing.
    When a test changed more than that (a table, a row that the template brought), or somebody still holds a lock,
    the database is made anew.
    """
    if connection.connection and connection.connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        connections.close_all()
    try:
        is_clean = _empty(_washer(server, name), _FRESH[name])
    except (psycopg.errors.LockNotAvailable, psycopg.errors.InsufficientPrivilege):
        is_clean = False
    if not is_clean:
        renew(server, name)


def _washer(server: str, name: str) -> psycopg.Connection:
    """Return the connection that washes `name`, kept from wash to wash: a new one costs more than the washing."""
    washer = _WASHERS.get(name)
    if washer is None or washer.closed:
        washer = _WASHERS[name] = _city(server, name)
        washer.execute("SET lock_timeout = '2s'")
        washer.execute("SET session_replication_role = replica")  # append-only triggers stand aside for this only
    return washer


@dataclass(frozen=True)
class Content:
    """How many rows each table has, and where each sequence stands: its last value or, unused, None and its start."""

    tables: dict[str, int]
    sequences: dict[str, tuple[int | None, int]]


_FRESH: dict[str, Content] = {}
_WASHERS: dict[str, psycopg.Connection] = {}


def _empty(washer: psycopg.Connection, fresh: Content) -> bool:
    """Empty the tables that were empty in the fresh database; False when the rest is not as it was."""
    with washer.transaction():
        now = _content(washer)
        filled = [table for table, rows in now.tables.items() if rows and fresh.tables.get(table) == 0]
        orders = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in filled]
        orders += [
            sql.SQL("SELECT setval({}, {}, {})").format(sequence, start if value is None else value, value is not None)
            for sequence, (value, start) in fresh.sequences.items()
            if now.sequences.get(sequence) != (value, start)
        ]
        if orders:
            washer.execute(sql.SQL("; ").join(orders))
    kept = {table: rows for table, rows in fresh.tables.items() if rows}
    return now.tables.keys() == fresh.tables.keys() and kept.items() <= now.tables.items()


def _content(washer: psycopg.Connection) -> Content:
    here = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
    names = [name for (name,) in washer.execute(here, prepare=True).fetchall()]
    counts = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {}, count(*) FROM {}").format(sql.Literal(name), sql.Identifier(name)) for name in names
    )
    stand = "SELECT sequencename, last_value, start_value FROM pg_sequences WHERE schemaname = current_schema()"
    sequences = {name: (value, start) for name, value, start in washer.execute(stand, prepare=True).fetchall()}
    return Content(tables=dict(washer.execute(counts, prepare=True).fetchall()), sequences=sequences)


def _city(server: str, name: str) -> psycopg.Connection:
    schema_first = f"-c search_path={settings.CITY_SCHEMA}"
    return psycopg.connect(psycopg.conninfo.make_conninfo(server, dbname=name, options=schema_first), autocommit=True)


def drop(server: str, name: str) -> None:
    """Remove the database `name`."""
    connections.close_all()
    with psycopg.connect(server, autocommit=True) as admin:
        _drop(admin, name)


def ensure_template(server: str) -> str:
    """Return the name of the template database, made now if this state of the house has none."""
    name = f"template_{schema.digest()}"
    with _alone(), psycopg.connect(server, autocommit=True) as admin:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]).fetchone():
            return name
        _forget_the_dead(admin)
        _drop(admin, name)
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        use(name)
        schema.prepare()
        connections.close_all()
        admin.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))
    return name


def _forget_the_dead(admin: psycopg.Connection) -> None:
    """Drop older templates and the databases of test runs that were killed."""
    for (name,) in admin.execute("SELECT datname FROM pg_database WHERE datname ~ '^(template|test)_'").fetchall():
        parts = name.split("_")
        if parts[0] == "test" and psutil.pid_exists(int(parts[1])):
            continue
        if parts[0] == "template" and name.startswith("template") and name in {"template0", "template1"}:
            continue
        _drop(admin, name)


def _drop(admin: psycopg.Connection, name: str) -> None:
    """Drop a database if it is there, also one whose dropping was cut short before: that one can only be dropped."""
    if washer := _WASHERS.pop(name, None):
        washer.close()
    found = admin.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [name]).fetchone()
    if found == (True,):
        admin.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(sql.Identifier(name)))
    if found is not None:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _alone() -> Iterator[None]:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with Path(os.fspath(settings.DATA_DIR), "databases.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
