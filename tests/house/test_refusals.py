"""A4: a refusal says which rule refuses, in plain Chinese, and what to do instead; in English when chosen."""

import re
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from citycard.shared.refusal import Refusal

HOUSE = Path(__file__).resolve().parents[2] / "citycard"
TEXTS = HOUSE / "channels" / "texts"


def _kinds() -> list[type[Refusal]]:
    for path in sorted(HOUSE.rglob("*.py")):
        if "Refus" in path.read_text(encoding="utf-8") and "migrations" not in path.parts:
            name = ".".join(path.relative_to(HOUSE.parent).with_suffix("").parts)
            import_module(name.removesuffix(".__init__"))
    return sorted((kind for kind in Refusal.all_kinds() if kind.__module__.startswith("citycard.")), key=lambda kind: kind.code)


def _texts() -> dict[str, dict[str, dict[str, object]]]:
    said: dict[str, dict[str, dict[str, object]]] = {}
    for path in sorted(TEXTS.glob("*.yaml")):
        for code, entry in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            assert code not in said, f"{code} is said twice; the second time in {path.name}"
            said[code] = entry
    return said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_refusal_has_its_sentence(language: str) -> None:
    said = _texts()
    silent = [kind.code for kind in _kinds() if not _is_whole(said.get(kind.code, {}).get(language))]
    assert not silent, f"refusals without cannot/because/can in {language}: {silent}"


def _is_whole(entry: object) -> bool:
    return isinstance(entry, dict) and all(entry.get(part) for part in ("cannot", "because", "can"))


def test_no_sentence_is_left_of_a_refusal_that_is_gone() -> None:
    kinds = {kind.code for kind in _kinds()}
    assert not set(_texts()) - kinds


def test_every_refusal_cites_a_rule_of_the_rulebook() -> None:
    numbers = set(yaml.safe_load((HOUSE.parent / "policy" / "rules.yaml").read_text(encoding="utf-8")))
    strange = {kind.code: kind.rule for kind in _kinds() if kind.rule not in numbers}
    assert not strange, f"refusals that stand on no rule: {strange}"


def test_both_languages_use_the_same_facts() -> None:
    unequal = []
    for code, entry in _texts().items():
        used = [set(re.findall(r"{(\w+)", str(entry[language]))) for language in ("zh", "en")]
        if used[0] != used[1]:
            unequal.append(code)
    assert not unequal, f"one language says what the other does not: {unequal}"
