"""What has just been done, told once on the page that comes next; a form sent twice is told its first receipt (A3)."""

from django.http import HttpRequest

from citycard.audit import Receipt

TOLD = "desk_told"


def tell(request: HttpRequest, title: str, *, number: str = "", receipt: Receipt | None = None, warning: str = "") -> None:
    """Keep what the next page says: a title, the number to quote, whether it is a repeat, and a warning if there is one."""
    replayed = receipt is not None and receipt.replayed
    request.session[TOLD] = {"title": str(title), "number": number, "replayed": replayed, "warning": str(warning)}


def take_told(request: HttpRequest) -> dict[str, object] | None:
    """Return what is to be said on this page, once."""
    return request.session.pop(TOLD, None)
