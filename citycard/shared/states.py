"""State tables (状态表): the one engine for every state machine of the house.

A room writes its machine as a literal table in its ``states.py``. ``after`` asks the table; ``guard_sql`` lets
PostgreSQL hold the same pairs, refuse any other move and write the history (house rule 3: the second writer always comes).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from citycard.shared.constraints import Diagnostic, build_for
from citycard.shared.refusal import Fact, Refusal
from citycard.shared.sql import load

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
BIRTHS = """IF EXISTS (SELECT FROM after_rows OFFSET 1) THEN
        INSERT INTO state_history (machine, row_id, row_count, source, target, act_id, moved_at)
        SELECT '{name}', min(row_id), count(*), NULL, target, act, at
          FROM (SELECT n.{key} AS row_id, n.{column} AS target,
                       n.{key} - row_number() OVER (PARTITION BY n.{column} ORDER BY n.{key}) AS run FROM after_rows n) born
         GROUP BY target, run ORDER BY 2;
    ELSE
        INSERT INTO state_history (machine, row_id, source, target, act_id, moved_at)
        SELECT '{name}', n.{key}, NULL, n.{column}, act, at FROM after_rows n;
    END IF;"""
_machines: dict[str, "Machine"] = {}


class MoveNotAllowed(Refusal):
    """The table has no such move; facts ``machine``, ``state``, ``event`` (codes) and ``state_label`` (Chinese)."""

    rule = "A3"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a state table. ``who`` says in a word who may do it, ``rule`` on which rule it stands."""

    source: str
    event: str
    target: str
    who: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Machine:
    """A state table. ``initial`` are the states a new row may start in; ``labels`` the Chinese words for states.

    ``name`` is one word for all tables, such as ``card``; ``table`` and ``column`` say where the state is kept. A machine that
    is not listed (a test's own) stays out of ``Machine.all()``. ``keeps_births`` is false where the history need not say that
    a row began: a flag that every row is born with.
    """

    name: str
    table: str
    column: str
    initial: str | tuple[str, ...]
    moves: tuple[Move, ...]
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    key: str = "id"
    keeps_births: bool = True
    is_listed: bool = True

    def __post_init__(self) -> None:
        for word in (self.name, self.table, self.column, self.key):
            if not _IDENTIFIER.fullmatch(word):
                raise ValueError(f"{word!r} is no identifier: small letters, digits and _ only")
        self._check_table()
        _register(self)

    @property
    def constraint(self) -> str:
        """The name by which PostgreSQL refuses a move."""
        return f"{self.name}_move"

    @property
    def initial_states(self) -> tuple[str, ...]:
        """The states a new row may start in."""
        return (self.initial,) if isinstance(self.initial, str) else self.initial

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order the table names them."""
        named = [*self.initial_states]
        for move in self.moves:
            named += [move.source, move.target]
        return tuple(dict.fromkeys(named))

    @property
    def events(self) -> tuple[str, ...]:
        """Every event, in the order the table names them."""
        return tuple(dict.fromkeys(move.event for move in self.moves))

    @property
    def final_states(self) -> tuple[str, ...]:
        """The states that nothing leads out of."""
        sources = {move.source for move in self.moves}
        return tuple(state for state in self.states if state not in sources)

    def move(self, *, state: str, event: str) -> Move:
        """The line of the table for ``event`` in ``state``. Refuses (MoveNotAllowed) if there is none."""
        for move in self.moves:
            if move.source == state and move.event == event:
                return move
        raise self.refusal(state=state, event=event)

    def after(self, *, state: str, event: str) -> str:
        """The state that follows. Refuses (MoveNotAllowed) if the table has no such move."""
        return self.move(state=state, event=event).target

    def may(self, *, state: str, event: str) -> bool:
        """True if the table has such a move."""
        return any(move.source == state and move.event == event for move in self.moves)

    def label(self, state: str) -> str:
        """The Chinese word for a state; its code if it has none."""
        return self.labels.get(state, state)

    def refusal(self, *, state: str, event: str) -> MoveNotAllowed:
        """The refusal for ``event`` in ``state``."""
        return MoveNotAllowed(machine=self.name, state=state, event=event, state_label=self.label(state))

    def _check_table(self) -> None:
        seen: set[tuple[str, str]] = set()
        for move in self.moves:
            if (move.source, move.event) in seen:
                raise ValueError(f"{self.name}: two moves for {move.event} in {move.source}")
            seen.add((move.source, move.event))
        strangers = set(self.labels) - set(self.states) - set(self.events)
        if strangers:
            raise ValueError(f"{self.name}: labels for unknown states {sorted(strangers)}")

    @staticmethod
    def all() -> tuple["Machine", ...]:
        """Every listed machine of the house, by name (import the rooms first)."""
        return tuple(machine for _, machine in sorted(_machines.items()) if machine.is_listed)


def guard_sql(machine: Machine) -> str:
    """The DDL by which PostgreSQL holds this machine: its moves, and two statement-level triggers.

    Any other move breaks ``<machine>_move`` (SQLSTATE 23514). Every change stands in ``state_history`` with the act and
    time of the settings ``citycard.act_id`` and ``citycard.at``; rows of one statement that make the same move and whose ids
    follow each other share one line, from ``row_id`` on, ``row_count`` of them. Safe to run again. Run with the city's schema first in
    ``search_path``, after the tables ``state_move`` and ``state_history`` exist.
    """
    return load("citycard.shared", "state_guard.sql").format(
        name=machine.name,
        table=machine.table,
        column=machine.column,
        key=machine.key,
        initial=", ".join(map(_quoted, machine.initial_states)),
        births=BIRTHS.format(name=machine.name, key=machine.key, column=machine.column) if machine.keeps_births else "",
        moves=",\n".join("    ({})".format(", ".join(map(_quoted, line))) for line in move_rows(machine)),
    )


def move_rows(machine: Machine) -> tuple[tuple[str, str, str], ...]:
    """The rows of ``state_move`` for a machine: (machine, source, target); source '' is where a new row may begin."""
    starts = [(machine.name, "", state) for state in machine.initial_states]
    moves = [(machine.name, move.source, move.target) for move in machine.moves]
    return tuple(dict.fromkeys(starts + moves))


def loading_sql(machine: Machine) -> tuple[str, str]:
    """Two statements that lift the guard and set it again, for loading a city whose cards already have a past.

    Only the table's owner may run them, both in the one transaction that loads; no history is written in between.
    """
    lift = f"ALTER TABLE {machine.table} {{}} TRIGGER {machine.name}_guard_{{}}"
    off, on = ("; ".join(lift.format(verb, when) for when in ("insert", "update")) for verb in ("DISABLE", "ENABLE"))
    return off, on


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _register(machine: Machine) -> None:
    other = _machines.get(machine.name)
    if other is not None and (other.table, other.column) != (machine.table, machine.column):
        raise ValueError(f"two machines are called {machine.name}")
    _machines[machine.name] = machine

    def refused(diagnostic: Diagnostic, _: dict[str, Fact]) -> Refusal:
        source, _arrow, target = (diagnostic.message_detail or "").partition(" -> ")
        return machine.refusal(state=source, event=target)

    build_for(machine.constraint, refused)
