"""The papers a person may be asked for, and which of them a case needs: the reading of `papers.yaml`, and pure choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from citycard.policy.errors import UnknownPolicy
from citycard.policy.pack import folder
from citycard.policy.reading import Place, Text, open_file
from citycard.policy.rulebook import known_rule


class Comes(StrEnum):
    """Who stands at the counter (谁来办)."""

    HOLDER = "holder"
    GUARDIAN = "guardian"
    AGENT = "agent"
    UNIT = "unit"


class Owner(StrEnum):
    """Whose paper it is; the words of `ShownDocument.holder` in the record of acts."""

    APPLICANT = "applicant"
    GUARDIAN = "guardian"
    AGENT = "agent"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The facts that decide which papers are needed; `on` is the day judged (A1)."""

    age_on_day: int
    has_id_card: bool
    comes: Comes
    on: date
    is_ward: bool = False

    @classmethod
    def of_unit(cls, *, on: date) -> "Case":
        """The case of a unit's agent: a unit's papers ask for nobody's age."""
        return cls(age_on_day=18, has_id_card=True, comes=Comes.UNIT, on=on)


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper, such as the resident ID card (居民身份证)."""

    kind: str
    name: Text


@dataclass(frozen=True, slots=True)
class Condition:
    """Facts that must all hold; None means that the fact does not matter."""

    comes: tuple[Comes, ...] | None = None
    is_adult: bool | None = None
    has_id_card: bool | None = None
    is_ward: bool | None = None

    def holds(self, *, case: Case, is_adult: bool) -> bool:
        """Whether every fact named here is as the case has it."""
        return (
            (self.comes is None or case.comes in self.comes)
            and self.is_adult in (None, is_adult)
            and self.has_id_card in (None, case.has_id_card)
            and self.is_ward in (None, case.is_ward)
        )


@dataclass(frozen=True, slots=True)
class RequiredDocument:
    """One paper to show: any one of `any_of` will do; `is_choice` when a guide should say “二选一”."""

    id: str
    of: Owner
    name: Text
    any_of: tuple[Paper, ...]
    look_at: Text
    rule: str
    is_choice: bool
    when: tuple[Condition, ...]
    when_words: Text | None

    def is_needed(self, *, case: Case, is_adult: bool) -> bool:
        """Whether the case needs this paper: one of its conditions holds, or it has none."""
        return not self.when or any(one.holds(case=case, is_adult=is_adult) for one in self.when)


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything `papers.yaml` says."""

    kinds: Mapping[str, Paper]
    requirements: Mapping[str, RequiredDocument]


def papers() -> Papers:
    """The city's papers: kinds, and requirements that services share."""
    return _load(folder())


def paper(kind: str) -> Paper:
    """The kind of paper with that name; raises UnknownPolicy."""
    found = papers().kinds.get(kind)
    if found is None:
        raise UnknownPolicy(kind="paper", name=kind)
    return found


@cache
def _load(pack: Path) -> Papers:
    top = open_file(pack / "papers.yaml").record(required=("kinds", "groups", "requirements"))
    kinds = {name: Paper(kind=name, name=place.words()) for name, place in top["kinds"].mapping().items()}
    groups = {name: _read_kinds(place, kinds) for name, place in top["groups"].mapping().items()}
    needed = {
        name: _read_requirement(name=name, place=place, kinds=kinds, groups=groups)
        for name, place in top["requirements"].mapping().items()
    }
    return Papers(kinds=MappingProxyType(kinds), requirements=MappingProxyType(needed))


def _read_kinds(place: Place, kinds: Mapping[str, Paper]) -> tuple[Paper, ...]:
    found = tuple(kinds[item.choice(kinds)] for item in place.items())
    if not found:
        raise place.bad("name at least one kind of paper")
    return found


def _read_requirement(
    *, name: str, place: Place, kinds: Mapping[str, Paper], groups: Mapping[str, tuple[Paper, ...]]
) -> RequiredDocument:
    fields = place.record(required=("of", "name", "any_of", "look_at", "rule"), optional=("when", "when_words", "is_choice"))
    any_of = fields["any_of"]
    is_conditional = "when" in fields
    if is_conditional != ("when_words" in fields):
        raise place.bad("“when” and “when_words” go together: a guide must say when the paper is needed")
    return RequiredDocument(
        id=name,
        of=fields["of"].member(Owner),
        name=fields["name"].words(),
        any_of=groups[any_of.choice(groups)] if any_of.is_text() else _read_kinds(any_of, kinds),
        look_at=fields["look_at"].words(),
        rule=known_rule(fields["rule"]),
        is_choice=fields["is_choice"].flag() if "is_choice" in fields else False,
        when=tuple(_read_condition(item) for item in fields["when"].items()) if is_conditional else (),
        when_words=fields["when_words"].words() if is_conditional else None,
    )


def _read_condition(place: Place) -> Condition:
    fields = place.record(required=(), optional=("comes", "is_adult", "has_id_card", "is_ward"))
    if not fields:
        raise place.bad("a condition needs at least one fact")
    flags = {name: fields[name].flag() for name in ("is_adult", "has_id_card", "is_ward") if name in fields}
    comes = tuple(item.member(Comes) for item in fields["comes"].items()) if "comes" in fields else None
    return Condition(
        comes=comes,
        is_adult=flags.get("is_adult"),
        has_id_card=flags.get("has_id_card"),
        is_ward=flags.get("is_ward"),
    )
