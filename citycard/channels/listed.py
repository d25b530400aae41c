"""Pages of a list that is counted and fetched by the database, for Django's Paginator."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 50


class _Counted:
    """A sequence that knows its length and fetches only the slice it is asked for."""

    def __init__(self, count: int, fetch: Callable[[int, int], Sequence[Any]]) -> None:
        self._count, self._fetch = count, fetch

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> Sequence[Any]:
        return self._fetch(part.start or 0, (part.stop or self._count) - (part.start or 0))


def page_of(
    request: HttpRequest, *, count: int, fetch: Callable[[int, int], Sequence[Any]], per_page: int = PER_PAGE
) -> Page[Any]:
    """Return the page that `?page=` asks for, the nearest one for a number out of range; `fetch(start, limit)`."""
    return Paginator(_Counted(count, fetch), per_page).get_page(request.GET.get("page"))


def start_of(request: HttpRequest, per_page: int = PER_PAGE) -> int:
    """Return where the page asked for begins, before the length is known."""
    asked = request.GET.get("page", "1")
    return (max(int(asked), 1) - 1) * per_page if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
