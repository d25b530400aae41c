"""A group of addresses. Each says who may call it, whether it is an act, and what it gives; the document is drawn from that."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.utils.functional import Promise
from ninja import Router

from citycard.staff import Permission

from .who import BearerToken, HolderSession, StaffSession

MARKS = "x-citycard"
View = Callable[..., HttpResponseBase]
CSV, JSON_LINES = "text/csv", "application/jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What the document says of an operation beside its values."""

    is_act: bool = False
    has_purpose: bool = False
    permissions: tuple[Permission, ...] = ()
    takes_file: bool = False
    gives_file: tuple[str, ...] = ()


class Group(Router):
    """Addresses that belong together; `title` is their heading in the document."""

    def __init__(self, title: str | Promise) -> None:
        super().__init__(tags=[title])  # pyright: ignore[reportArgumentType] a lazy text becomes the reader's language in the document

    def act(
        self,
        method: str,
        path: str,
        *,
        title: str | Promise,
        gives: Any,
        may: tuple[Permission, ...] = (),
        is_own: bool = False,
        status: int = 200,
        takes_file: bool = False,
        gives_file: tuple[str, ...] = (),
    ) -> Callable[[View], View]:
        """An act: it needs `Idempotency-Key` (A3), and one of the permissions, or, `is_own`, a holder's session."""
        marks = Marks(is_act=True, permissions=may, takes_file=takes_file, gives_file=gives_file)
        doors = [HolderSession()] if is_own else [BearerToken(*may), StaffSession(*may)]
        return self._offer(method, path, doors=doors, title=title, gives={status: gives}, marks=marks)

    def look(
        self,
        path: str,
        *,
        title: str | Promise,
        gives: Any,
        may: tuple[Permission, ...] = (),
        is_own: bool = False,
        of_person: bool = False,
        method: str = "GET",
        gives_file: tuple[str, ...] = (),
    ) -> Callable[[View], View]:
        """A look-up; `of_person` needs `X-Purpose` and leaves a line in the record (S12)."""
        marks = Marks(has_purpose=of_person, permissions=may, gives_file=gives_file)
        doors = [HolderSession()] if is_own else [BearerToken(*may), StaffSession(*may)]
        return self._offer(method, path, doors=doors, title=title, gives={200: gives}, marks=marks)

    def open(self, path: str, *, title: str | Promise, gives: Any, method: str = "GET") -> Callable[[View], View]:
        """A look-up for everybody."""
        return self._offer(method, path, doors=None, title=title, gives={200: gives}, marks=Marks())

    def _offer(
        self, method: str, path: str, *, doors: Any, title: str | Promise, gives: dict[int, Any], marks: Marks
    ) -> Callable[[View], View]:
        return self.api_operation([method], path, auth=doors, response=gives, summary=title, openapi_extra={MARKS: marks})
