"""Every rule by its number, in plain words that a citizen understands (A4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from citycard.policy.errors import UnknownPolicy
from citycard.policy.pack import folder
from citycard.policy.reading import Place, Text, open_file


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its number, its words, the first day on which it holds, and the policy values it turns on.

    A section whose decisions are of several kinds says the further ones in `clauses`, by name.
    """

    number: str
    words: Text
    since: date
    values: tuple[str, ...]
    clauses: Mapping[str, Text]

    def clause(self, name: str) -> Text:
        """The words of one clause; the rule's own words when it has none of that name."""
        return self.clauses.get(name, self.words)


def rules() -> Mapping[str, Rule]:
    """Every rule of the city, by number, in the rulebook's order."""
    return _load(folder())


def rule(number: str) -> Rule:
    """The rule with that number, such as “S5.2”; raises UnknownPolicy."""
    found = rules().get(number)
    if found is None:
        raise UnknownPolicy(kind="rule", name=number)
    return found


def rule_text(number: str, lang: str = "zh") -> str:
    """The rule in plain words, Chinese unless `lang` is English (A4); raises UnknownPolicy."""
    return rule(number).words.of(lang)


def known_rule(place: Place) -> str:
    """The rule number written at `place`; a number that the rulebook does not have is refused there."""
    return place.choice(rules())


@cache
def _load(pack: Path) -> Mapping[str, Rule]:
    entries = open_file(pack / "rules.yaml").mapping().items()
    return MappingProxyType({number: _read(number, place) for number, place in entries})


def _read(number: str, place: Place) -> Rule:
    fields = place.record(required=("since", "zh", "en"), optional=("values", "clauses"))
    words = _words(fields)
    turns_on = fields["values"].strings() if "values" in fields else ()
    parts = fields["clauses"].mapping() if "clauses" in fields else {}
    clauses = MappingProxyType({name: _words(part.record(required=("zh", "en"))) for name, part in parts.items()})
    return Rule(number=number, words=words, since=fields["since"].day(), values=turns_on, clauses=clauses)


def _words(fields: Mapping[str, Place]) -> Text:
    return Text(zh=fields["zh"].string(), en=fields["en"].string())
