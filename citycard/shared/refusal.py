"""Refusals (拒绝): what the system says no with.

Each is a class of its own, named by what is wrong, carrying the rule's number and the facts used.
The sentence a person reads is not here: see ``citycard/channels/texts/<room>.yaml``.
"""

import re
from datetime import date
from typing import ClassVar, Self

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
RULE_NUMBER = re.compile(r"[SA]\d{1,2}(\.\d{1,2})?")

Fact = str | int | date

_kinds: dict[str, type["Refusal"]] = {}


class Refusal(Exception):
    """Base of every refusal (A4): ``rule``, ``code``, ``field`` and the ``facts`` used.

    A subclass names its rule: ``class DuplicateApplication(Refusal): rule = "S3.2"``.
    A base that only groups others says so: ``class NumberRefused(Refusal, abstract=True)``.
    Facts are keyword arguments; they never hold a full number, PIN or password.
    """

    rule: str = ""
    clause: ClassVar[str] = ""  # which of the rule's decisions, where a section holds several
    field: str | None = None
    code: ClassVar[str] = "refusal"
    is_abstract: ClassVar[bool] = True

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        super().__init_subclass__()
        cls.code = _WORD_START.sub("_", cls.__name__).lower()
        cls.is_abstract = abstract
        if abstract:
            return
        if not RULE_NUMBER.fullmatch(cls.rule):
            raise TypeError(f"{cls.__qualname__} must name the rule it stands on, such as 'S3.2' (A4)")
        _register(cls)

    def __init__(self, **facts: Fact) -> None:
        self.facts: dict[str, Fact] = facts
        super().__init__(self.code)

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code} ({self.rule}){': ' + facts if facts else ''}"

    def at_field(self, field: str) -> Self:
        """The same refusal, said at another field of the form."""
        self.field = field
        return self

    def by_rule(self, rule: str) -> Self:
        """The same refusal, standing on the rule of the act that is refused (A4)."""
        self.rule = rule
        return self

    @staticmethod
    def all_kinds(package: str = "citycard") -> tuple[type["Refusal"], ...]:
        """Every concrete refusal defined so far below ``package``, by code."""
        inside = (kind for kind in _kinds.values() if kind.__module__.split(".")[0] == package)
        return tuple(sorted(inside, key=lambda kind: kind.code))


def _register(kind: type[Refusal]) -> None:
    """One code, one refusal: two rooms may not give the same name to two things."""
    other = _kinds.get(kind.code)
    if other is not None and (other.__module__, other.__qualname__) != (kind.__module__, kind.__qualname__):
        raise TypeError(f"two refusals would have the code {kind.code}: {other.__module__} and {kind.__module__}")
    _kinds[kind.code] = kind
