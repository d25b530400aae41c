"""The databases of the tests: one template made by `schema.prepare`, copied in a tenth of a second for every worker.

The template's name carries a digest of everything that shapes it, so a changed migration or state table makes a new one.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

from citycard.site import embedded, schema

HOUSE = Path(__file__).resolve().parents[1] / "citycard"
SHAPING = ("**/migrations/*.py", "**/models.py", "**/states.py", "**/sql/*.sql", "audit/*.py", "site/schema.py", "shared/*.py")


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
    use(name)


def drop(server: str, name: str) -> None:
    """Remove the database `name`."""
    connections.close_all()
    with psycopg.connect(server, autocommit=True) as admin:
        _drop(admin, name)


def ensure_template(server: str) -> str:
    """Return the name of the template database, made now if this state of the house has none."""
    name = f"template_{_digest()}"
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
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        admin.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(sql.Identifier(name)))
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _digest() -> str:
    told = hashlib.sha256(settings.CITY_SCHEMA.encode())
    for pattern in SHAPING:
        for path in sorted(HOUSE.glob(pattern)):
            told.update(str(path.relative_to(HOUSE)).encode() + path.read_bytes())
    return told.hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[None]:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with Path(os.fspath(settings.DATA_DIR), "databases.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
