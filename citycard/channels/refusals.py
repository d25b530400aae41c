"""A refusal becomes a page: what cannot be done, which rule, why, and what to do instead (A4)."""

from collections.abc import Callable
from typing import Protocol

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.defaults import bad_request

from citycard.channels.messages import explain, field_error, show
from citycard.shared.exchange import FileRefused
from citycard.shared.refusal import Refusal
from citycard.staff import NotPermitted, NotYourOffice, OwnAffair

CONFLICT, FORBIDDEN = 409, 403
OF_THE_DEAD = frozenset({"holder_dead", "cards_ended"})  # only that a page is closed, not that an act was refused


class FormLike(Protocol):
    """What is needed of a form to show a refusal at its field."""

    fields: dict[str, object]

    def add_error(self, field: str | None, error: str) -> None: ...


class RefusalPages:
    """Middleware: a Refusal that leaves a view is shown as the refusal panel in the look of the page's audience."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Render the panel; what no database can keep (NUL) is a bad request; every other exception goes on."""
        if isinstance(exception, DataError) and "NUL (0x00)" in str(exception):
            return bad_request(request, exception)
        if not isinstance(exception, Refusal):
            return None
        return refusal_page(request, exception)


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page of a refusal: 403 where the operator or the place does not fit, else 409."""
    status = FORBIDDEN if isinstance(refusal, NotPermitted | NotYourOffice | OwnAffair) else CONFLICT
    frame = "staff.html" if hasattr(request, "desk") else "citizen.html"
    context = {
        "frame": frame,
        "explanation": explain(refusal, language()),
        "problems": _problems(refusal),
        "unchanged": _unchanged(refusal, is_staff=frame == "staff.html"),
        "back": request.path if request.method == "POST" else "",
    }
    return render(request, "refusal.html", context, status=status)


def _unchanged(refusal: Refusal, *, is_staff: bool) -> str:
    """What a refused reader wants to be sure of, in the reader's words; nothing about a card that ended with its holder (S11)."""
    if refusal.code in OF_THE_DEAD:
        return ""
    if isinstance(refusal, FileRefused):
        return _("文件里的内容一行也没有写入，原来的记录没有任何变化。")
    if is_staff:
        return _("这一步没有办成，记录没有任何变化。")
    return _("这次没有办成，您的卡没有任何变化。")


def _problems(refusal: Refusal) -> list[dict[str, str | int]]:
    """Return the bad lines of a refused file in words."""
    found = refusal.problems if isinstance(refusal, FileRefused) else ()
    said = language()
    return [
        {"line": one.line, "field": show("field", one.field, said), "reason": show("reason", one.reason, said)} for one in found
    ]


def onto_form(form: FormLike, refusal: Refusal) -> None:
    """Show a refusal at the field it names, or above the form; the form keeps what was typed."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, field_error(refusal, language()))


def language() -> str:
    """Return the reader's language as the texts know it: zh or en."""
    return "en" if (get_language() or "").startswith("en") else "zh"
