"""The door of a room: its verbs, loaded at the first use, never its files by the same name."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

INIT = '''"""A room."""
from typing import TYPE_CHECKING
from citycard.shared.door import door
if TYPE_CHECKING:
    from .activate import activate
    from .activate import check as may_activate
__getattr__ = door(__name__)
'''
ACTIVATE = """
def activate() -> str:
    return "done"
def check() -> bool:
    return True
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the name of a room of two files, made for one test."""
    name = f"room_{abs(hash(tmp_path))}"
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text(INIT)
    (tmp_path / name / "activate.py").write_text(ACTIVATE)
    monkeypatch.syspath_prepend(tmp_path)
    yield name
    for module in [name, f"{name}.activate"]:
        sys.modules.pop(module, None)


def test_nothing_is_loaded_before_it_is_used(room: str) -> None:
    import_module(room)
    assert f"{room}.activate" not in sys.modules


def test_a_verb_wins_over_the_file_of_the_same_name(room: str) -> None:
    module = import_module(room)
    assert module.may_activate()
    assert module.activate() == "done"


def test_a_verb_wins_also_when_the_file_was_imported_first(room: str) -> None:
    import_module(f"{room}.activate")
    assert import_module(room).activate() == "done"
    assert import_module(f"{room}.activate").check()
