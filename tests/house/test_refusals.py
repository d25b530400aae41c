"""A4: a refusal says which rule refuses, in plain Chinese, and what to do instead; in English when chosen."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from citycard.channels.wording import LANGUAGES, wording
from citycard.shared.refusal import Refusal

HOUSE = Path(__file__).resolve().parents[2] / "citycard"


def _kinds() -> list[type[Refusal]]:
    for path in sorted(HOUSE.rglob("*.py")):
        if "Refus" in path.read_text(encoding="utf-8") and "migrations" not in path.parts:
            name = ".".join(path.relative_to(HOUSE.parent).with_suffix("").parts)
            import_module(name.removesuffix(".__init__"))
    return sorted((kind for kind in Refusal.all_kinds() if kind.__module__.startswith("citycard.")), key=lambda kind: kind.code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_its_sentence(language: str) -> None:
    """The loader itself refuses an entry without cannot, because and at least one way on."""
    said = wording().sentences
    silent = [kind.code for kind in _kinds() if language not in said.get(kind.code, {})]
    assert not silent, f"refusals without a sentence in citycard/channels/texts/<room>.yaml, {language}: {silent}"


def test_no_sentence_is_left_of_a_refusal_that_is_gone() -> None:
    assert not set(wording().sentences) - {kind.code for kind in _kinds()}


def test_every_refusal_cites_a_rule_of_the_rulebook() -> None:
    numbers = set(yaml.safe_load((HOUSE.parent / "policy" / "rules.yaml").read_text(encoding="utf-8")))
    strange = {kind.code: kind.rule for kind in _kinds() if kind.rule not in numbers}
    assert not strange, f"refusals that stand on no rule: {strange}"


def test_both_languages_use_the_same_facts() -> None:
    """A Chinese word may stand for the code that English shows: ``state_label`` for ``state``."""
    unequal = []
    for code, entry in wording().sentences.items():
        used = [{name.removesuffix("_label") for name in entry[language].placeholders} for language in LANGUAGES]
        if used[0] != used[1]:
            unequal.append(code)
    assert not unequal, f"one language says what the other does not: {unequal}"


def test_whoever_refuses_gives_the_facts_that_the_sentence_speaks_of() -> None:
    kinds = {kind.__name__: kind for kind in _kinds() if kind.__init__ is Refusal.__init__}
    holes = [hole for path in sorted(HOUSE.rglob("*.py")) for hole in _holes(path, kinds)]
    assert not holes, "a sentence would show a dash for these facts:\n" + "\n".join(holes)


def _holes(path: Path, kinds: dict[str, type[Refusal]]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):
            name, given = node.exc.id, set[str | None]()
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name, given = node.func.id, {keyword.arg for keyword in node.keywords}
        else:
            continue
        if name in kinds and None not in given:
            missing = _spoken_of(kinds[name]) - given
            if missing:
                yield f"{path.relative_to(HOUSE)}:{node.lineno} {name} without {', '.join(sorted(missing))}"


def _spoken_of(kind: type[Refusal]) -> set[str]:
    entry = wording().sentences.get(kind.code, {})
    return {name for sentence in entry.values() for name in sentence.placeholders}
