"""Acts (A2): each has its words, and nothing secret is among what an act keeps (A3, S14.2)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from citycard.channels.wording import wording

HOUSE = Path(__file__).resolve().parents[2] / "citycard"
ACT_NAME = re.compile(r"[a-z_]+(\.[a-z_]+)?")
SECRET = re.compile(r"(^|_)(pin|pins|password|secret|pan|cvv|token_text)(_|$)")


def _performed() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(HOUSE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node) in {"perform", "note"}:
                yield f"{path.relative_to(HOUSE)}:{node.lineno}", node


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _argument(node: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in node.keywords if keyword.arg == name), None)


def test_every_act_has_its_words() -> None:
    """A2: the record is read by people, in Chinese and English."""
    words = wording().words["act"]
    names = {
        name.value: where
        for where, node in _performed()
        if isinstance(name := _argument(node, "act"), ast.Constant) and isinstance(name.value, str)
    }
    assert names
    assert all(ACT_NAME.fullmatch(name) for name in names), "an act is called room.verb, or verb for a journey"
    silent = {name: where for name, where in names.items() if name not in words}
    assert not silent, f"acts without words in channels/texts/audit.yaml, _words.act: {silent}"


def test_nothing_secret_is_among_what_an_act_keeps() -> None:
    """A3: the digest of an input is kept, and a PIN's digest gives the PIN away: there are only a million."""
    guilty = [f"{where} {name}" for where, node in _performed() for name in _kept(node) if SECRET.search(name)]
    assert not guilty, f"leave secrets out of inputs and facts of an act: {guilty}"


def _kept(node: ast.Call) -> Iterator[str]:
    if _called(node) == "note":
        yield from (keyword.arg for keyword in node.keywords if keyword.arg)
    inputs = _argument(node, "inputs")
    if isinstance(inputs, ast.Dict):
        yield from (str(key.value) for key in inputs.keys if isinstance(key, ast.Constant))
