"""The sentences for every refusal, read once from ``texts/*.yaml``: one file a room, Chinese and English side by side.

Beside the refusals a file may hold ``_facts`` (what a fact is called on a page) and ``_words`` (what a fact's code is called)::

    _facts: {number: {zh: 编号, en: number}}
    _words: {channel: {bank_branch: {zh: 抚顺银行网点, en: a branch of Fushun Bank}}}
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Formatter
from typing import cast

import yaml

TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("zh", "en")
FACTS, WORDS = "_facts", "_words"


class BadTexts(Exception):
    """A texts file says something it may not; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A refusal in one language: what cannot be, why, the ways on, and the short form for a field."""

    cannot: str
    because: str
    can: tuple[str, ...]
    field: str = ""

    @property
    def placeholders(self) -> frozenset[str]:
        """The names of the facts that the sentences speak of."""
        parts = (self.cannot, self.because, self.field, *self.can)
        return frozenset(name for part in parts for _, name, _, _ in Formatter().parse(part) if name is not None)


Both = dict[str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """All texts: refusal code → language → sentence, and the names of facts and of their codes."""

    sentences: dict[str, dict[str, Sentence]] = field(default_factory=dict[str, dict[str, Sentence]])
    facts: dict[str, Both] = field(default_factory=dict[str, Both])
    words: dict[str, dict[str, Both]] = field(default_factory=dict[str, dict[str, Both]])

    def sentence(self, code: str, lang: str) -> Sentence:
        """The sentence for a refusal. BadTexts if nobody wrote one: a house test keeps that from happening."""
        if code not in self.sentences:
            raise BadTexts(f"no text for the refusal {code} in channels/texts/")
        return self.sentences[code][lang]


@cache
def wording(folder: Path = TEXTS) -> Wording:
    """Every text of the folder. BadTexts for a wrong entry, or one that two files give."""
    found = Wording()
    for path in sorted(folder.glob("*.yaml")):
        for code, entry in _read(path).items():
            where = f"{path.name}: {code}"
            if code == FACTS:
                found.facts.update({name: _both(text, where) for name, text in _mapping(entry, where).items()})
            elif code == WORDS:
                for name, words in _mapping(entry, where).items():
                    codes = {word: _both(text, where) for word, text in _mapping(words, where).items()}
                    found.words.setdefault(name, {}).update(codes)
            elif code in found.sentences:
                raise BadTexts(f"{where} is written twice")
            else:
                found.sentences[code] = _sentences(entry, where)
    return found


def _read(path: Path) -> dict[str, object]:
    try:
        content: object = yaml.load(path.read_text(encoding="utf-8"), Loader=_Strict)
    except yaml.YAMLError as error:
        raise BadTexts(f"{path.name}: {error}") from error
    return _mapping(content or {}, path.name)


class _Strict(yaml.SafeLoader):
    """Reads YAML, but a name written twice in one place is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        names = [str(key.value) for key, _ in node.value]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise yaml.YAMLError(f"{', '.join(sorted(twice))} is written twice, line {node.start_mark.line + 1}")
        return cast("dict[Hashable, object]", super().construct_mapping(node, deep))


def _sentences(entry: object, where: str) -> dict[str, Sentence]:
    languages = _mapping(entry, where)
    _check_names(languages, required=LANGUAGES, where=where)
    return {lang: _sentence(languages[lang], f"{where}.{lang}") for lang in LANGUAGES}


def _sentence(entry: object, where: str) -> Sentence:
    parts = _mapping(entry, where)
    _check_names(parts, required=("cannot", "because", "can"), optional=("field",), where=where)
    ways = parts["can"]
    if not isinstance(ways, list) or not ways:
        raise BadTexts(f"{where}: “can” is a list of at least one way on (A4)")
    return Sentence(
        cannot=_text(parts["cannot"], where),
        because=_text(parts["because"], where),
        can=tuple(_text(way, where) for way in cast("list[object]", ways)),
        field=_text(parts["field"], where) if "field" in parts else "",
    )


def _both(entry: object, where: str) -> Both:
    texts = _mapping(entry, where)
    _check_names(texts, required=LANGUAGES, where=where)
    return {lang: _text(texts[lang], where) for lang in LANGUAGES}


def _mapping(entry: object, where: str) -> dict[str, object]:
    if not isinstance(entry, dict):
        raise BadTexts(f"{where}: expected names with values")
    return {str(name): value for name, value in cast("dict[object, object]", entry).items()}


def _text(entry: object, where: str) -> str:
    if not isinstance(entry, str) or not entry.strip():
        raise BadTexts(f"{where}: expected a text, found {entry!r}")
    return entry.strip()


def _check_names(entry: dict[str, object], *, required: tuple[str, ...], optional: tuple[str, ...] = (), where: str) -> None:
    missing = set(required) - set(entry)
    unknown = set(entry) - set(required) - set(optional)
    if missing or unknown:
        raise BadTexts(f"{where}: missing {sorted(missing)}, unknown {sorted(unknown)}")
