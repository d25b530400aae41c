"""Make a database ready for the city: its schema, the tables, the guards of the state tables, the append-only triggers."""

import hashlib
from importlib import import_module
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from citycard.shared.states import Machine, guard_sql


def create_database() -> None:
    """Create the configured database on the embedded server if it is not there yet."""
    wanted = connection.settings_dict
    address = {"host": wanted["HOST"], "user": wanted["USER"], "dbname": "postgres"}
    with psycopg.connect(**address, autocommit=True) as server:
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [wanted["NAME"]]).fetchone()
        if known is None:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(wanted["NAME"])))


SHAPING = ("**/migrations/*.py", "**/models.py", "**/states.py", "**/sql/*.sql", "audit/**/*.py", "site/schema.py", "shared/*.py")


def digest() -> str:
    """Return a digest of every file that shapes the database: another digest, another shape."""
    house = Path(__file__).resolve().parents[1]
    told = hashlib.sha256(settings.CITY_SCHEMA.encode())
    for path in sorted({path for pattern in SHAPING for path in house.glob(pattern)}):
        told.update(path.relative_to(house).as_posix().encode() + path.read_bytes())
    return told.hexdigest()[:16]


def is_current() -> bool:
    """Tell whether the database carries the mark of this very code; asks without Django being ready."""
    return answer("SELECT obj_description(to_regnamespace(%s), 'pg_namespace')", settings.CITY_SCHEMA) == digest()


def answer(question: str, *values: object) -> object:
    """Return the first value PostgreSQL answers, over a connection of its own."""
    with psycopg.connect(**connection.get_connection_params()) as direct:
        row = direct.execute(question, values).fetchone()
    return row and row[0]


def prepare(*, verbosity: int = 0) -> None:
    """Create the city schema, migrate, and put the database's own guards in place; done again, it changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {connection.ops.quote_name(settings.CITY_SCHEMA)}")
    call_command("migrate", verbosity=verbosity, interactive=False)
    import_module("citycard.audit").install()
    load_state_tables()
    with connection.cursor() as cursor:
        for machine in Machine.all():
            cursor.execute(guard_sql(machine))
        cursor.execute(f"COMMENT ON SCHEMA {connection.ops.quote_name(settings.CITY_SCHEMA)} IS '{digest()}'")


def drop() -> None:
    """Drop the city schema with everything in it: for the demo, which is made anew."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as direct:
        direct.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(settings.CITY_SCHEMA)))


def load_state_tables() -> None:
    """Import every room's `states` module, so that `Machine.all()` is complete."""
    from django.apps import apps
    from django.utils.module_loading import module_has_submodule

    for app in apps.get_app_configs():
        if app.module is not None and app.name.startswith("citycard.") and module_has_submodule(app.module, "states"):
            import_module(f"{app.name}.states")
