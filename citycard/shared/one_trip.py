"""Several statements in one trip (一次往返) to PostgreSQL, which keeps the plan of each.

A small act waits more often than it works: each trip costs the server and PostgreSQL a switch of processes, and the driver's own
bookkeeping costs as much again (see docs/decisions/0073). Here statements go out together, BEGIN and COMMIT among them.
It stands on psycopg's connection, its adaptation of values and its memory of prepared statements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from select import POLLIN, POLLOUT, poll
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Connection
from psycopg._preparing import Prepare  # pyright: ignore[reportPrivateUsage]  # the driver's own memory of plans; see tests/shared/test_one_trip.py
from psycopg._queries import _query2pg_nocache  # pyright: ignore[reportPrivateUsage]
from psycopg.abc import Transformer as Adapter
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.errors import ProgrammingError, error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.types.datetime import TimestamptzLoader

Rows = list[tuple[Any, ...]]
Driver = Connection[tuple[Any, ...]]
FAILED = (ExecStatus.FATAL_ERROR, ExecStatus.PIPELINE_ABORTED)


@dataclass(frozen=True, slots=True)
class Ask:
    """A statement and its values, as a cursor takes them."""

    text: str
    values: Sequence[object] | Mapping[str, object] = ()


# For an act that looks up single rows. A plan is kept for the connection's life: one made while a table was empty would read the
# whole table ever after (measured: 4,000 rows an application on the first day of a city).
BY_INDEX = Ask("set local enable_seqscan = off")


def ask(*asks: Ask, and_commit: bool = False) -> list[Rows]:
    """Return the rows of each statement; all are sent before the first answer is awaited.

    The transaction that Django has announced is begun in the same trip; with `and_commit` it is also committed in it, if it is
    the outermost and nothing has asked for a rollback. After a statement that fails none is done. Errors come out as Django's.
    """
    own = cast(Any, connections[DEFAULT_DB_ALIAS])  # asked once: each look through Django's `connection` costs six calls
    own.ensure_connection()
    with own.wrap_database_errors:
        driver = cast(Driver, own.connection)
        begins = not own.autocommit and driver.pgconn.transaction_status == TransactionStatus.IDLE
        commits = and_commit and not own.autocommit and not own.savepoint_ids and not own.needs_rollback
        adapter = _adapter_of(driver)
        bound = [_Bound(driver, adapter, one) for one in asks]
        if len(bound) == 1 and not begins and not commits:
            answers = [bound[0].run()]
        else:
            answers = _together(driver, bound, begins=begins, commits=commits)
        rows = [one.rows(answer) for one, answer in zip(bound, answers, strict=True)]
        if driver._prepared._to_flush:  # pyright: ignore[reportPrivateUsage]
            driver.wait(driver._prepared.maintain_gen(driver))  # pyright: ignore[reportPrivateUsage]
        return rows


@lru_cache(maxsize=1000)
def _form(text: str) -> tuple[bytes, list[PyFormat], list[str] | None]:
    """Return a statement as PostgreSQL reads it, the forms of its values, and their names in its order if they have names."""
    query, formats, order, _parts = _query2pg_nocache(text.encode(), "utf-8")
    return query, formats, order


def _adapter_of(driver: Driver) -> Adapter:
    """Return what writes and reads the values of a connection, kept with it: a new one would look up anew how each kind goes."""
    kept = vars(driver)
    if "_citycard_adapter" not in kept:
        kept["_citycard_adapter"] = Transformer(_Reading(driver))
    return cast(Adapter, kept["_citycard_adapter"])


class _Reading:
    """What a connection's adapter knows of it: Django's ways of reading, but moments by the driver's own, in the connection's time
    zone, which is the same (A1); Django's, written in Python, cost 3 % of a page.
    """

    def __init__(self, driver: Driver) -> None:
        self.connection, self.adapters = driver, AdaptersMap(driver.adapters)
        self.adapters.register_loader("timestamptz", TimestamptzLoader)


class _Bound:
    """A statement with its values as PostgreSQL takes them, and the name of its plan if there is one."""

    def __init__(self, driver: Driver, adapter: Adapter, asked: Ask) -> None:
        self._link = driver.pgconn
        self._plans = driver._prepared  # pyright: ignore[reportPrivateUsage]
        self._adapter = adapter
        self.query, formats, order = _form(asked.text)
        given: Any = asked.values
        values = given if order is None else [given[name] for name in order]
        if len(values) != len(formats):
            raise ProgrammingError(f"the statement has {len(formats)} places, but {len(values)} values were given")
        self._params = adapter.dump_sequence(values, formats)
        self.types, self._formats = adapter.types or (), adapter.formats
        self._prepare, self._name = self._plans.get(self)  # pyright: ignore[reportArgumentType]  # it asks for `query` and `types`

    def run(self) -> PGresult:
        """Ask in a trip of its own, which is the cheapest for one."""
        if self._prepare is Prepare.SHOULD:
            _checked(self._link.prepare(self._name, self.query, self.types))
        if self._prepare is Prepare.NO:
            return _checked(self._link.exec_params(self.query, self._params, self.types, self._formats))
        return _checked(self._link.exec_prepared(self._name, cast(Any, self._params), self._formats))

    def send(self) -> int:
        """Send it among others; return how many answers it will have."""
        if self._prepare is Prepare.NO:
            self._link.send_query_params(self.query, self._params, self.types, self._formats)
            return 1
        if self._prepare is Prepare.SHOULD:
            self._link.send_prepare(self._name, self.query, self.types)
        self._link.send_query_prepared(self._name, self._params, self._formats)
        return 2 if self._prepare is Prepare.SHOULD else 1

    def rows(self, answer: PGresult) -> Rows:
        """Return the rows of the answer, and remember its plan."""
        key = self._plans.maybe_add_to_cache(self, self._prepare, self._name)  # pyright: ignore[reportArgumentType]
        if key is not None:
            self._plans.validate(key, self._prepare, self._name, [answer])
        if answer.status != ExecStatus.TUPLES_OK:
            return []
        self._adapter.set_pgresult(answer)
        return self._adapter.load_rows(0, answer.ntuples, tuple)


def _together(driver: Driver, bound: list[_Bound], *, begins: bool, commits: bool) -> list[PGresult]:
    """Send all and return the answers of `bound`; a trip broken off in the middle leaves no usable connection."""
    link = driver.pgconn
    link.enter_pipeline_mode()
    try:
        if begins:
            link.send_query_params(driver._get_tx_start_command(), ())  # pyright: ignore[reportPrivateUsage]
        counts = [one.send() for one in bound]
        if commits:
            link.send_query_params(b"COMMIT", ())
        link.pipeline_sync()
        answers = _answers(link)
        link.exit_pipeline_mode()
    except BaseException:
        link.finish()
        raise
    for answer in answers:
        _checked(answer)
    last, found = int(begins), list[PGresult]()
    for count in counts:
        last += count
        found.append(answers[last - 1])
    return found


def _answers(link: PGconn) -> list[PGresult]:
    """Return the answers of a trip in their order; other threads run while this one waits."""
    found, ready = list[PGresult](), poll()
    ready.register(link.socket, POLLIN | POLLOUT)
    while link.flush():
        ready.poll()
        link.consume_input()
    ready.modify(link.socket, POLLIN)
    while True:
        while link.is_busy():
            ready.poll()
            link.consume_input()
        answer = link.get_result()
        if answer is not None and answer.status == ExecStatus.PIPELINE_SYNC:
            return found
        if answer is not None:
            found.append(answer)


def _checked(answer: PGresult) -> PGresult:
    if answer.status in FAILED:
        raise error_from_result(answer, encoding="utf-8")
    return answer
