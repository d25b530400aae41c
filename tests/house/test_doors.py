"""A room is entered by its door; whatever the door offers must be there when asked (design: direction)."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db.models import Model

from citycard.shared.door import door, exports_of

HOUSE = Path(__file__).resolve().parents[2] / "citycard"
ROOMS = sorted(path.parent.name for path in HOUSE.glob("*/__init__.py") if "door(__name__)" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("room", ROOMS)
def test_everything_offered_is_there(room: str) -> None:
    module = import_module(f"citycard.{room}")
    offered = exports_of(f"citycard.{room}")
    assert offered
    assert all(getattr(module, name) is not None for name in offered)


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_not_offered_is_named_in_the_refusal(room: str) -> None:
    with pytest.raises(AttributeError, match="does not offer 'fly_to_the_moon'"):
        door(f"citycard.{room}")("fly_to_the_moon")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_does_not_offer_its_tables(room: str) -> None:
    """A room's models belong to itself: who holds a model can write past the room's rules."""
    module = import_module(f"citycard.{room}")
    offered = {name: getattr(module, name) for name in exports_of(f"citycard.{room}")}
    tables = [name for name, value in offered.items() if isinstance(value, type) and issubclass(value, Model)]
    tables = [name for name in tables if offered[name] is not get_user_model()]  # Django's own login hands it around
    assert not tables


def _ways_in(path: Path) -> Iterator[str]:
    """Yield every module of the house that a file imports from, as written."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_nobody_climbs_in_by_the_window() -> None:
    """Other rooms and channels import from the room itself, never from one of its files."""
    guilty = [
        f"{path.relative_to(HOUSE)} imports {way}"
        for path in sorted(HOUSE.rglob("*.py"))
        for way in _ways_in(path)
        for room in ROOMS
        if way.startswith(f"citycard.{room}.") and path.relative_to(HOUSE).parts[0] != room
    ]
    assert not guilty
