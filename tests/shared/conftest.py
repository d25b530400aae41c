"""A small database for the kernel alone: it must stand without any room."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from citycard.shared.states import Machine, Move, guard_sql
from tests import database

TABLES = """
CREATE SCHEMA c210400;
CREATE SCHEMA elsewhere;
SET search_path = c210400;
CREATE TABLE state_move (machine text, source text, target text, PRIMARY KEY (machine, source, target));
CREATE TABLE state_history (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, machine text NOT NULL, row_id bigint NOT NULL,
    row_count integer NOT NULL DEFAULT 1, source text, target text NOT NULL, act_id bigint, moved_at timestamptz NOT NULL);
CREATE INDEX ON state_history (machine, row_id);
CREATE TABLE lamp (id bigint PRIMARY KEY, state text, note text NOT NULL DEFAULT '');
"""

LAMP = Machine(
    name="kernel_lamp",
    table="lamp",
    column="state",
    initial=("dark", "dim"),
    moves=(
        Move("dark", "light", "bright", who="anybody", rule="S1.1"),
        Move("dim", "light", "bright"),
        Move("dim", "turn_up", "bright"),
        Move("bright", "break", "broken"),
    ),
    is_listed=False,
    labels={"dark": "灭", "dim": "暗", "bright": "亮", "broken": "坏了"},
)


@pytest.fixture(scope="session")
def kernel_database() -> Iterator[str]:
    """The address of a database that holds only what the guards need, and one guarded table."""
    server = database.start_server()
    name = f"test_{os.getpid()}_kernel"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        address = psycopg.conninfo.make_conninfo(server, dbname=name)
        with psycopg.connect(address) as connection:
            connection.execute(TABLES)
            connection.execute(guard_sql(LAMP))
            connection.execute(guard_sql(LAMP))  # safe to run again
        yield address
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def city(kernel_database: str) -> Iterator[psycopg.Connection]:
    """A connection inside a transaction of that database; whatever is done in it is undone."""
    connection = psycopg.connect(kernel_database, options="-c search_path=c210400 -c timezone=Asia/Shanghai")
    try:
        yield connection
    finally:
        connection.rollback()
        connection.close()
