"""A question compiled once (常用查询): Django builds the SQL of a query set anew each time, which costs more than PostgreSQL's answer.

For the few questions that every page asks. The query set is written as always; only its numbers may differ from call to call.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count, zip_longest
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from psycopg.sql import Literal

from citycard.shared.one_trip import Ask, ask

Row = TypeVar("Row", bound=Model)
_MARKS = count(7_000_000_000_000_000_001)


class KeptQuery(Generic[Row]):
    """``build`` makes the query set from whole numbers given by name; calling the kept query runs it with others.

    What ``build`` makes must not depend on the numbers except by comparing columns with them: they are bound by the server,
    which keeps the plan. Slices are part of the text and so the same for every call.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]]) -> None:
        self._build = build
        self._compiled: _Compiled | None = None

    def __call__(self, **numbers: int) -> list[Row]:
        """Return the rows for these numbers, related rows loaded as ``build`` says."""
        asked = self.ask(**numbers)
        return self.told(fetch(asked.text, asked.values))

    def ask(self, **numbers: int) -> Ask:
        """Return the question for these numbers, for a page that asks several in one trip; `told` reads the answer."""
        kept = self._compiled or self._compile(tuple(numbers))
        return Ask(kept.text, [numbers[name] for name in kept.names])

    def told(self, rows: list[tuple[Any, ...]]) -> list[Row]:
        """Return the rows as objects."""
        kept = cast(_Compiled, self._compiled)
        return [kept.shape.object_of(row) for row in kept.converted(rows)]

    def _compile(self, names: tuple[str, ...]) -> "_Compiled":
        marks = {next(_MARKS): _Mark(name) for name in names}
        numbers = {mark.name: number for number, mark in marks.items()}
        question = cast(Any, self._build(**numbers)).query  # Django's compiler has no types
        compiler: Any = question.get_compiler("default")
        text, parameters = cast(tuple[str, tuple[object, ...]], compiler.as_sql())
        kept = [marks.get(part, part) if isinstance(part, int) else part for part in parameters]
        if sum(isinstance(part, _Mark) for part in kept) < len(names):
            raise ValueError("every number of a kept query must be compared with a column as it is")
        self._compiled = _Compiled(_with_constants(text, kept), [part.name for part in kept if isinstance(part, _Mark)], compiler)
        return self._compiled


def _with_constants(text: str, parameters: Sequence[object]) -> str:
    """Write what is the same at every call into the text, so that the server's plan can use the indexes made for it."""
    places = text.split("%s")
    said = [
        "%s" if isinstance(part, _Mark) else Literal(part).as_string(connection.connection).replace("%", "%%")
        for part in parameters
    ]
    return "".join(part for pair in zip_longest(places, said, fillvalue="") for part in pair)


class _Compiled:
    """The text of a question, what is bound in it, and how its rows become objects: worked out once."""

    def __init__(self, text: str, names: Sequence[str], compiler: Any) -> None:
        self.text, self.names = text, names
        self.shape = _Shape(compiler.klass_info, compiler.select, compiler.annotation_col_map or {})
        self._apply = compiler.apply_converters
        self._converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])

    def converted(self, rows: list[tuple[Any, ...]]) -> Iterable[Sequence[Any]]:
        """The rows with the values that models hold: JSON read, and so on."""
        return self._apply(rows, self._converters) if rows and self._converters else rows


class _Shape:
    """Which columns of a row become an object of which model, and its related objects; signals and ``__init__`` are left out."""

    def __init__(self, info: dict[str, Any], select: Sequence[Any], annotations: dict[str, int]) -> None:
        if info.get("from_parent"):
            raise ValueError("a kept query knows no tables that inherit")
        self._model: type[Any] = info["model"]
        self._columns = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        self._names = [column.target.attname for column, *_ in select[self._columns]]
        self._key = info["select_fields"][0] + self._names.index(self._model._meta.pk.attname)
        self._annotations = annotations
        self._related = [
            (_Shape(one, select, {}), one["local_setter"], one["remote_setter"]) for one in info.get("related_klass_infos", ())
        ]

    def object_of(self, row: Sequence[Any]) -> Any:
        """Return the object of this row, or None when an outer join found none."""
        if row[self._key] is None:
            return None
        made: Any = object.__new__(self._model)
        state = cast(Any, ModelState())
        state.db, state.adding = "default", False
        made.__dict__.update(zip(self._names, row[self._columns], strict=True), _state=state)
        for name, column in self._annotations.items():
            made.__dict__[name] = row[column]
        for shape, set_here, set_there in self._related:
            related = shape.object_of(row)
            set_here(made, related)
            if related is not None:
                set_there(related, made)
        return made


class _Mark:
    """The place of a number that differs from call to call."""

    def __init__(self, name: str) -> None:
        self.name = name


def fetch(text: str, parameters: Sequence[object] | Mapping[str, object]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement, whose plan the server keeps."""
    (rows,) = fetch_all((Ask(text, parameters),))
    return rows


def fetch_all(asks: Sequence[Ask]) -> list[list[tuple[Any, ...]]]:
    """Return the rows of each statement, all asked in one trip; while statements are counted, one by one through Django's cursor."""
    if not cast(Any, connections[DEFAULT_DB_ALIAS]).queries_logged:
        return ask(*asks)
    found: list[list[tuple[Any, ...]]] = []
    with connection.cursor() as counted:
        for one in asks:
            counted.execute(one.text, one.values)
            found.append(counted.fetchall())
    return found
