"""Statements that go out together: their rows, the transaction around them, and what a failure leaves behind."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg import Connection
from psycopg.pq import TransactionStatus

from citycard.shared.clock import CHINA
from citycard.shared.one_trip import Ask, ask

COUNT = "select count(*) from state_move where machine = %(name)s"
WRITE = "insert into state_move (machine, source, target) values (%s, %s, %s)"


def link() -> Any:
    connection.ensure_connection()
    return cast(Connection[tuple[Any, ...]], connection.connection).pgconn


def written(name: str) -> int:
    ((count,),) = ask(Ask(COUNT, {"name": name}))[0]
    return int(count)


@pytest.fixture
def _empty(transactional_db: None) -> Any:
    yield
    with connection.cursor() as cursor:
        cursor.execute("delete from state_move where machine like 'trip%%'")


@pytest.mark.django_db
def test_each_statement_has_its_own_rows_in_order() -> None:
    """Also a statement that has none, and also once the server keeps the plans."""
    for turn in range(12):
        one, none, two = ask(
            Ask("select %s::int, '%%'", (turn,)), Ask("set local work_mem = '8MB'"), Ask("select 'x' union all select 'x'")
        )
        assert (one, none, two) == ([(turn, "%")], [], [("x",), ("x",)])
        assert ask(Ask("select %(n)s::int", {"n": turn})) == [[(turn,)]]
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements where statement like 'select $1::int%%'")
        assert cursor.fetchone() == (2,)


@pytest.mark.django_db
def test_what_writes_and_reads_values_serves_every_kind_in_turn() -> None:
    """It is kept with the connection: the kinds of one call leave nothing behind for the next, nor does a wrong count of values."""
    kinds = {
        int: "bigint",
        str: "text",
        date: "date",
        list: "bigint[]",
        bytes: "bytea",
        datetime: "timestamptz",
        Decimal: "numeric",
    }
    at = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)
    for value in (1, "1", date(2026, 11, 23), 2**40, [1, 2], b"x", at, Decimal("0.10")) * 8:
        assert ask(Ask(f"select %s::{kinds[type(value)]}", (value,))) == [[(value,)]]
        assert ask(Ask(f"select %s::{kinds[type(value)]}", (None,))) == [[(None,)]]
    for few_or_many in ((), (1, 2)):
        with pytest.raises(ProgrammingError, match="1 places"), transaction.atomic():
            ask(Ask("select %s::bigint", few_or_many))
        assert ask(Ask("select %s::bigint", (3,))) == [[(3,)]]


@pytest.mark.usefixtures("_empty")
def test_begin_and_commit_go_with_the_first_and_the_last() -> None:
    """Rule 7: one transaction; it is over when the last trip is back, and what is told at its end is told."""
    told: list[str] = []
    with transaction.atomic():
        transaction.on_commit(lambda: told.append("committed"))
        ask(Ask(WRITE, ("trip", "", "a")))
        assert link().transaction_status == TransactionStatus.INTRANS
        ask(Ask(WRITE, ("trip", "a", "b")), and_commit=True)
        assert link().transaction_status == TransactionStatus.IDLE
        assert told == []
    assert (told, written("trip")) == (["committed"], 2)


@pytest.mark.usefixtures("_empty")
def test_a_failure_undoes_everything_and_the_connection_goes_on() -> None:
    """A4: nothing of a refused act stays; the plans forgotten with the rollback are made anew."""
    for _ in range(8):
        with pytest.raises(IntegrityError), transaction.atomic():
            ask(Ask(WRITE, ("trip", "", "a")), Ask(COUNT, {"name": "trip"}))
            ask(Ask(WRITE, ("trip", "", "b")), Ask(WRITE, ("trip", None, "c")), Ask(WRITE, ("trip", "", "d")), and_commit=True)
        assert written("trip") == 0


@pytest.mark.usefixtures("_empty")
def test_no_inner_block_commits_what_an_outer_one_may_undo() -> None:
    """Rule 7: only the outermost block ends the transaction, and not when a part of it asked for a rollback."""
    with pytest.raises(RuntimeError, match="outer"), transaction.atomic():
        with transaction.atomic():
            ask(Ask(WRITE, ("trip", "", "a")), and_commit=True)
        raise RuntimeError("outer")
    with transaction.atomic():
        ask(Ask(WRITE, ("trip", "", "a")))
        transaction.set_rollback(True)
        ask(Ask(WRITE, ("trip", "", "b")), and_commit=True)
    assert written("trip") == 0


@pytest.mark.usefixtures("_empty")
def test_a_trip_broken_off_leaves_no_connection_behind() -> None:
    """A connection whose answers were not all read would give them to the next question."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (pid,) = cast(tuple[int], cursor.fetchone())
    with pytest.raises(Exception, match=r"terminat|closed"), transaction.atomic():
        ask(Ask("select 1"), Ask("select pg_terminate_backend(%s)", (pid,)), Ask("select pg_sleep(10)"))
    connection.close()
    assert written("trip") == 0
