"""The door of a room: what `__init__.py` offers to other rooms, loaded at the first use.

Django imports every room's package before it is ready for models, so a room cannot import its verbs at once.
A room writes its exports as ordinary imports under `if TYPE_CHECKING:` (editors and the type checker follow them)
and says `__getattr__ = door(__name__)`; the same block is then the one list of what may be used from outside.
"""

import ast
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType


class Room(ModuleType):
    """A package whose verbs win over its files: `activate` is the verb, also once `activate.py` is imported."""

    def __setattr__(self, name: str, value: object) -> None:
        """Keep what the door offers: Python would put the file there after importing it."""
        if not (isinstance(value, ModuleType) and name in exports_of(self.__name__)):
            super().__setattr__(name, value)


def door(package: str) -> Callable[[str], object]:
    """Return a module-level `__getattr__` serving the names imported under `if TYPE_CHECKING:` in `package`."""
    sys.modules[package].__class__ = Room

    def offer(name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        offered = exports_of(package)
        if name in offered:
            module, original = offered[name]
            value: object = getattr(import_module(module), original)
            setattr(sys.modules[package], name, value)
            return value
        if find_spec(f"{package}.{name}") is not None:
            return import_module(f"{package}.{name}")
        raise AttributeError(f"{package} does not offer {name!r}; it offers {', '.join(sorted(offered))}")

    return offer


@cache
def exports_of(package: str) -> dict[str, tuple[str, str]]:
    """Return {exported name: (module, name there)} as written under `if TYPE_CHECKING:` in the package's `__init__.py`."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ImportError(f"{package} has no __init__.py")
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    guarded = [node for node in tree.body if isinstance(node, ast.If) and _is_type_checking(node.test)]
    found: dict[str, tuple[str, str]] = {}
    for block in guarded:
        for line in block.body:
            if isinstance(line, ast.ImportFrom):
                module = f"{package}.{line.module}" if line.level == 1 else str(line.module)
                found |= {alias.asname or alias.name: (module, alias.name) for alias in line.names}
    return found


def _is_type_checking(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"
