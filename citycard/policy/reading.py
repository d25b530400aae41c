"""Strict reading of the policy files: every value knows its file and line, so every complaint can say where."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import yaml

from citycard.policy.errors import BadPolicy

Named = TypeVar("Named", bound=StrEnum)
Scalar = bool | int | Decimal | str
Value = Scalar | tuple[Scalar, ...] | Mapping[str, Scalar]

_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_KEY = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and in English; both are always there."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """The words in `lang`: English for `en…`, Chinese for everything else."""
        return self.en if lang.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Place:
    """One node of one policy file, with readers that refuse whatever was not expected there."""

    file: str
    node: yaml.Node

    def bad(self, why: str) -> BadPolicy:
        """The complaint about this place, with file and line; the caller raises it."""
        return BadPolicy(file=self.file, line=self.node.start_mark.line + 1, why=why)

    def mapping(self) -> dict[str, "Place"]:
        """The entries of a mapping in their order; a key written twice is refused."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.bad("expected names with values (a mapping)")
        found: dict[str, Place] = {}
        for key, value in self.node.value:
            name = Place(self.file, key)._plain(kinds=("str",), expected="a name")
            if name in found:
                raise Place(self.file, key).bad(f"“{name}” is written twice")
            found[name] = Place(self.file, value)
        return found

    def record(self, *, required: Collection[str], optional: Collection[str] = ()) -> dict[str, "Place"]:
        """A mapping with exactly these names: one missing or one unknown is refused."""
        found = self.mapping()
        for name in required:
            if name not in found:
                raise self.bad(f"“{name}” is missing")
        for name, place in found.items():
            if name not in required and name not in optional:
                known = ", ".join(sorted({*required, *optional}))
                raise place.bad(f"“{name}” is not known here; known are: {known}")
        return found

    def items(self) -> tuple["Place", ...]:
        """The items of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.bad("expected a list")
        return tuple(Place(self.file, node) for node in self.node.value)

    def string(self) -> str:
        """A text that is not empty; a bare number is refused, since `000000` would lose its zeros."""
        text = self._plain(kinds=("str",), expected="a text (put digits in quotes)").strip()
        if not text:
            raise self.bad("the text is empty")
        return text

    def is_text(self) -> bool:
        """Whether one plain text stands here, not a list or a mapping."""
        return isinstance(self.node, yaml.ScalarNode)

    def strings(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.string() for item in self.items())

    def choice(self, allowed: Collection[str]) -> str:
        """A text that is one of `allowed`."""
        text = self.string()
        if text not in allowed:
            raise self.bad(f"“{text}” is not one of: {', '.join(sorted(allowed))}")
        return text

    def member(self, kind: type[Named]) -> Named:
        """One of the words of an enumeration."""
        return kind(self.choice([str(one) for one in kind]))

    def flag(self) -> bool:
        """`true` or `false`, nothing else."""
        text = self._plain(kinds=("bool",), expected="true or false")
        if text not in ("true", "false"):
            raise self.bad("write true or false")
        return text == "true"

    def day(self) -> date:
        """A real day written 2016-05-01."""
        text = self._plain(kinds=("timestamp", "str"), expected="a day such as 2016-05-01")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.bad(f"“{text}” is not a day such as 2016-05-01") from None

    def words(self) -> Text:
        """A text in both languages: `{zh: …, en: …}`."""
        both = self.record(required=("zh", "en"))
        return Text(zh=both["zh"].string(), en=both["en"].string())

    def value(self) -> Value:
        """A policy value: a scalar, a list of scalars, or a mapping of scalars; frozen."""
        if isinstance(self.node, yaml.SequenceNode):
            return tuple(item.scalar() for item in self.items())
        if isinstance(self.node, yaml.MappingNode):
            return MappingProxyType({name: place.scalar() for name, place in self.mapping().items()})
        return self.scalar()

    def scalar(self) -> Scalar:
        """A whole number, an exact decimal, a text, or true/false; never a float, never null."""
        kinds = ("int", "float", "str", "bool")
        text = self._plain(kinds=kinds, expected="a number, a text, true or false")
        kind = self.node.tag.removeprefix(_TAG)
        if kind == "str":
            return self.string()
        if kind == "bool":
            return self.flag()
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return Decimal(text)
        raise self.bad(f"“{text}” is not a plain number; put digits that are a text in quotes")

    def key(self) -> str:
        """An identifier: lower-case letters, digits and underscores."""
        text = self.string()
        if not _KEY.fullmatch(text):
            raise self.bad(f"“{text}” is not an identifier (lower-case letters, digits, _)")
        return text

    def _plain(self, *, kinds: tuple[str, ...], expected: str) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or self.node.tag.removeprefix(_TAG) not in kinds:
            raise self.bad(f"expected {expected}")
        return self.node.value


def _one_document(text: str) -> yaml.Node | None:
    return yaml.CSafeLoader(text).get_single_node()


def open_file(path: Path) -> Place:
    """The one document of a policy file; what is not YAML, not UTF-8, or empty is refused."""
    try:
        node = _one_document(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadPolicy(file=path.name, line=1, why="the file is missing") from None
    except UnicodeDecodeError:
        raise BadPolicy(file=path.name, line=1, why="the file is not UTF-8") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadPolicy(file=path.name, line=line, why=f"not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise BadPolicy(file=path.name, line=1, why=f"not YAML: {error}") from None
    if node is None:
        raise BadPolicy(file=path.name, line=1, why="the file is empty")
    return Place(file=f"{path.parent.name}/{path.name}", node=node)
