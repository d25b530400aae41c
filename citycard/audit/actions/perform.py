"""One act (办理): the transaction, the key, the clock of the database and the row of the record, in two round trips."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar, cast

from django.db import IntegrityError, transaction

from citycard.shared.clock import CHINA
from citycard.shared.constraints import translate
from citycard.shared.one_trip import Ask, Rows, ask
from citycard.shared.sql import load

from ..encoding import Json, encode
from ..facts import Actor, Receipt
from ..rules import KeyReusedWithOtherInput, input_digest, people_digest

R = TypeVar("R", bound=Receipt)
PEOPLE = "insert into act_person (act_id, person_id) select %s, unnest(%s::bigint[])"
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
BEGIN = "select * from audit_begin(%s, %s, %s, %s)"


class Act:
    """The act under way. `replay` holds the first receipt's JSON when this key was already used with this input (A3).

    `answers` holds the rows of the questions that were asked with its beginning, in their order.
    """

    def __init__(self, *, name: str, by: Actor, key: str | None, at: datetime, person_id: int | None) -> None:
        self.id = 0
        self.name = name
        self.by = by
        self.key = key
        self.at = at
        self.person_id = person_id
        self.replay: dict[str, Json] | None = None
        self.answers: list[Rows] = []
        self.last: list[Ask] = []
        self.number_given: str | None = None
        self.facts: dict[str, Json] = {}
        self.receipt: dict[str, Json] | None = None

    def number(self, prefix: str, line: int | None = None) -> str:
        """Return the number people quote, such as `SQ20261123-004817`; `line` numbers the parts of one act (a roster)."""
        number = f"{prefix}{self.at.astimezone(CHINA):%Y%m%d}-{self.id:06d}"
        self.number_given = self.number_given or number
        return number if line is None else f"{number}-{line:04d}"

    def about(self, person_id: int) -> None:
        """Say whom the act is for when that is known only inside it."""
        self.person_id = person_id

    def about_all(self, person_ids: Iterable[int]) -> None:
        """Say for whom an act is that is for many: it stands in the timeline of each. To be called once, with at least one."""
        people = sorted(set(person_ids))
        if people:
            ask(Ask(PEOPLE, (self.id, people)))
            self.facts["people"] = {"count": len(people), "digest": people_digest(people)}

    def write(self, statement: Ask) -> None:
        """Let a statement go out with the row of the record, in the last trip: its rows are not read, its failure undoes the act."""
        self.last.append(statement)

    def note(self, **facts: object) -> None:
        """Keep facts used or decided with the act, masked: no PIN, no full number."""
        self.facts |= {name: encode(value) for name, value in facts.items()}

    def done(self, receipt: R) -> R:
        """Keep the receipt in the record and return it. Every act that is not a replay ends with this."""
        self.receipt = receipt.to_json()
        return receipt


@contextmanager
def perform(
    *,
    act: str,
    by: Actor,
    at: datetime,
    key: str | None = None,
    person_id: int | None = None,
    inputs: Mapping[str, object] | None = None,
    asks: Sequence[Ask] = (),
) -> Iterator[Act]:
    """Open the one transaction of an act and write the act into the record when the block ends (A2, A3).

    The block either returns from `under_way.replay`, or ends with `under_way.done(receipt)`. Whatever is raised inside undoes
    everything and frees the key. A broken constraint becomes the refusal of that name. `at` must be aware of its zone.
    `asks` are questions that go out with the beginning of the act; their rows are `under_way.answers`.
    Refuses: KeyReusedWithOtherInput; whatever the block refuses.
    """
    if at.tzinfo is None:
        raise ValueError("at must say its time zone (A1)")
    try:
        with transaction.atomic(durable=True):
            under_way = Act(name=act, by=by, key=key, at=at, person_id=person_id)
            _begin(under_way, inputs or {}, asks)
            yield under_way
            if under_way.replay is None:
                _write(under_way)
    except IntegrityError as error:
        raise translate(error) from error


def _begin(act: Act, inputs: Mapping[str, object], asks: Sequence[Ask]) -> None:
    by = act.by
    who = (act.name, by.channel, by.account_id, by.person_id, act.person_id)
    digest = input_digest(who=who, inputs=inputs) if act.key is not None else None
    (begun,), *act.answers = ask(Ask(BEGIN, (act.key, act.name, digest, act.at)), *asks)
    act.id, is_replay, is_same, receipt = cast(tuple[int, bool, bool, str | None], begun)
    if is_replay and not is_same:
        raise KeyReusedWithOtherInput
    if is_replay:
        act.replay = cast(dict[str, Json], json.loads(receipt or "{}"))


def _write(act: Act) -> None:
    if act.receipt is None:
        raise RuntimeError(f"the act {act.name} ended without done(receipt): its effect cannot be told to a repeat (A3)")
    by = act.by
    who = (by.account_id, by.label, by.office_id, by.unit_id, act.person_id, by.person_id, by.terminal, by.purpose)
    kept = (_text(encode(by.documents)), _text(act.facts), _text(act.receipt), act.at, act.key)
    row = (act.id, act.number_given, act.name, by.channel, *who, *kept)
    ask(*act.last, Ask(load("citycard.audit", "write_act.sql"), row), and_commit=True)


def _text(value: Json) -> str:
    return _JSON.encode(value)
