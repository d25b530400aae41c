"""Dated policy values (A1): the past is judged by the past's value, the future by the value already set for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from citycard.policy.errors import NotCovered, UnknownPolicy, WrongKind
from citycard.policy.pack import folder
from citycard.policy.reading import Place, Text, Value, open_file
from citycard.policy.rulebook import known_rule

# Where a number comes from: the source page, a decision of the rulebook, or a sample until the city sets one (示例).
SOURCE, DECISION, SAMPLE = "source", "decision", "sample"
BASES = (SOURCE, DECISION, SAMPLE)


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value and the first day on which it holds."""

    since: date
    value: Value


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """One number or word of the rules through time, newest last."""

    name: str
    title: Text
    unit: Text
    rule: str
    basis: str
    note: Text | None
    history: tuple[DatedValue, ...]

    def entry_on(self, on: date) -> DatedValue:
        """The entry in force on that day; raises NotCovered before the first one."""
        held = [entry for entry in self.history if entry.since <= on]
        if not held:
            raise NotCovered(name=self.name, on=on)
        return held[-1]


def values() -> Mapping[str, PolicyValue]:
    """Every policy value of the city, by name."""
    return _load(folder())


def policy_value(name: str) -> PolicyValue:
    """One policy value with title, unit, source and history; raises UnknownPolicy."""
    found = values().get(name)
    if found is None:
        raise UnknownPolicy(kind="policy value", name=name)
    return found


def value_of(name: str, *, on: date) -> Value:
    """The value in force on that day (A1); raises UnknownPolicy or NotCovered."""
    return _value_on(folder(), name, on)


def integer_of(name: str, *, on: date) -> int:
    """A whole number in the value's own unit; raises WrongKind if it is none."""
    value = value_of(name, on=on)
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongKind(name=name, wanted="a whole number")
    return value


def integers_of(name: str, *, on: date) -> tuple[int, ...]:
    """A list of whole numbers; raises WrongKind if it is none."""
    value = value_of(name, on=on)
    if not isinstance(value, tuple):
        raise WrongKind(name=name, wanted="a list of whole numbers")
    numbers = tuple(item for item in value if isinstance(item, int) and not isinstance(item, bool))
    if len(numbers) != len(value):
        raise WrongKind(name=name, wanted="a list of whole numbers")
    return numbers


def text_of(name: str, *, on: date) -> str:
    """A text such as a prefix or a first PIN; raises WrongKind if it is none."""
    value = value_of(name, on=on)
    if not isinstance(value, str):
        raise WrongKind(name=name, wanted="a text")
    return value


def flag_of(name: str, *, on: date) -> bool:
    """Yes or no; raises WrongKind if it is neither."""
    value = value_of(name, on=on)
    if not isinstance(value, bool):
        raise WrongKind(name=name, wanted="true or false")
    return value


@lru_cache(maxsize=2048)
def _value_on(_pack: Path, name: str, on: date) -> Value:
    """Found once for a day, which has the same few values asked again and again."""
    return policy_value(name).entry_on(on).value


@cache
def _load(pack: Path) -> Mapping[str, PolicyValue]:
    units = {name: place.words() for name, place in open_file(pack / "units.yaml").mapping().items()}
    found: dict[str, PolicyValue] = {}
    for path in sorted((pack / "values").glob("*.yaml")):
        for name, place in open_file(path).mapping().items():
            if name.split(".")[0] != path.stem or name.count(".") != 1:
                raise place.bad(f"“{name}” must be called “{path.stem}.…” in this file")
            found[name] = _read_value(name=name, place=place, units=units)
    return MappingProxyType(found)


def _read_value(*, name: str, place: Place, units: Mapping[str, Text]) -> PolicyValue:
    fields = place.record(required=("title", "unit", "rule", "basis", "dated"), optional=("note",))
    history = tuple(_read_dated(item) for item in fields["dated"].items())
    if [entry.since for entry in history] != sorted({entry.since for entry in history}):
        raise fields["dated"].bad("the days must rise from entry to entry, each only once")
    if len({type(entry.value) for entry in history}) > 1:
        raise fields["dated"].bad("all entries of one value must be of one kind")
    if not history and "note" not in fields:
        raise fields["dated"].bad("a value that is not set yet needs a note that says why")
    return PolicyValue(
        name=name,
        title=fields["title"].words(),
        unit=units[fields["unit"].choice(units)],
        rule=known_rule(fields["rule"]),
        basis=fields["basis"].choice(BASES),
        note=fields["note"].words() if "note" in fields else None,
        history=history,
    )


def _read_dated(place: Place) -> DatedValue:
    fields = place.record(required=("from", "value"))
    return DatedValue(since=fields["from"].day(), value=fields["value"].value())
