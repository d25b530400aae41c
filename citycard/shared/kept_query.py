"""A question compiled once (常用查询): Django builds the SQL of a query set anew each time, which costs more than PostgreSQL's answer.

For the few questions that every page asks. The query set is written as always; only its numbers may differ from call to call.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from types import SimpleNamespace
from typing import Any, Generic, TypeVar, cast

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from psycopg import Connection, Cursor

Row = TypeVar("Row", bound=Model)
_MARKS = count(7_000_000_000_000_000_001)


class KeptQuery(Generic[Row]):
    """``build`` makes the query set from whole numbers given by name; calling the kept query runs it with others.

    What ``build`` makes must not depend on the numbers except by comparing columns with them: they are bound by the server,
    which keeps the plan. Slices are part of the text and so the same for every call.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]]) -> None:
        self._build = build
        self._compiled: tuple[str, tuple[object, ...], Any] | None = None

    def __call__(self, **numbers: int) -> list[Row]:
        """Return the rows for these numbers, related rows loaded as ``build`` says."""
        text, parameters, compiler = self._compiled or self._compile(tuple(numbers))
        bound = [numbers[part.name] if isinstance(part, _Mark) else part for part in parameters]
        shim = SimpleNamespace(
            execute_sql=_gives([fetch(text, bound)]),
            results_iter=compiler.results_iter,
            select=compiler.select,
            klass_info=compiler.klass_info,
            annotation_col_map=compiler.annotation_col_map,
        )
        asked = SimpleNamespace(db="default", query=SimpleNamespace(get_compiler=_gives(shim)), _known_related_objects={})
        return list(cast(Iterator[Row], iter(ModelIterable(cast(QuerySet[Any], asked)))))

    def _compile(self, names: tuple[str, ...]) -> tuple[str, tuple[object, ...], Any]:
        marks = {next(_MARKS): _Mark(name) for name in names}
        numbers = {mark.name: number for number, mark in marks.items()}
        question = cast(Any, self._build(**numbers)).query  # Django's compiler has no types
        compiler: Any = question.get_compiler("default")
        text, parameters = cast(tuple[str, tuple[object, ...]], compiler.as_sql())
        kept = tuple(marks.get(part, part) if isinstance(part, int) else part for part in parameters)
        if sum(isinstance(part, _Mark) for part in kept) < len(names):
            raise ValueError("every number of a kept query must be compared with a column as it is")
        self._compiled = text, kept, compiler
        return self._compiled


class _Mark:
    """The place of a number that differs from call to call."""

    def __init__(self, name: str) -> None:
        self.name = name


def _gives(value: object) -> Callable[..., object]:
    """A function that Django asks with its own arguments, and that has the answer already."""

    def give(**_asked: object) -> object:
        return value

    return give


def fetch(text: str, parameters: Sequence[object] | Mapping[str, object]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement, whose plan the server keeps: by the driver's own cursor, by Django's while statements are counted."""
    if connection.queries_logged:
        with connection.cursor() as counted:
            counted.execute(text, parameters)
            return counted.fetchall()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = Cursor(cast(Connection[tuple[Any, ...]], connection.connection))
        return cursor.execute(text.encode(), parameters).fetchall()
