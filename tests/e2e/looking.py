"""What the browser tests hand one another: the widths of a phone, a tablet and a desk, and what looks at a page."""

from collections.abc import Callable
from typing import Protocol

from playwright.sync_api import Page

TABLET = 768
WIDTHS = (360, TABLET, 1280)
REASONS = ".cc-no1, .cc-why"
Shot = Callable[[Page, str], None]
Wide = Callable[[Page], bool]


class Axe(Protocol):
    """Lists what axe finds in a page at the width it has now; all its rules, or all but contrast."""

    def __call__(self, page: Page, *, contrast: bool = True) -> list[str]: ...


class Faults(Protocol):
    """Lists what is wrong with a page: loaded once, its folds opened, then only resized."""

    def __call__(self, page: Page, name: str, *, widths: tuple[int, ...] = WIDTHS, unfold: str = REASONS) -> list[str]: ...


class Look(Protocol):
    """Finds nothing wrong with a page at any width: the test's own page, or another that is `seen`."""

    def __call__(self, name: str, seen: Page | None = None) -> None: ...
