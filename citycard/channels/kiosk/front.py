"""The first screen, and the two that need nobody's name: where to go, and what to do about a forgotten PIN."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard import people, policy
from citycard.channels.kiosk.visit import KEPT, forget, show

PLACES = ("card_hall", "bank_branch", "community")
SHOWN = 5  # as many as stand on the screen without scrolling


@never_cache
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show what can be done. Whoever comes here begins anew: a visit left open is forgotten."""
    if KEPT in request.session:
        forget(request)
    return show(request, "front", {})


@never_cache
@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """Show the card hall, the bank's branches and the communities with their hours, one screen after the other (S12.1)."""
    offices = [office for kind in PLACES for office in people.offices(kind=kind)]
    page = Paginator(offices, SHOWN).get_page(request.GET.get("page"))
    return show(request, "where", {"page": page})


@never_cache
@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """Say where a forgotten or locked PIN is dealt with: not here (S6.1, S6.3)."""
    return show(request, "forgotten", {"ways": [policy.service(name) for name in ("pin-reset", "bank-pin")]})


@never_cache
@require_http_methods(["GET", "POST"])
def left(request: HttpRequest) -> HttpResponse:
    """Forget the visit and say so."""
    forget(request)
    return show(request, "left", {})
