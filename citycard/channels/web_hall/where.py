"""Where to go (去哪里办): the finder by act, and every office that serves citizens with address and hours."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citycard.people import OfficeFacts, OfficeKind, offices
from citycard.policy import Division, divisions, service_channels

from . import finder
from .home import TYPED

PAGE = 24
# Kinds of office with a counter for citizens; the card centre has none.
KINDS = (
    OfficeKind.CARD_HALL,
    OfficeKind.BANK_BRANCH,
    OfficeKind.COMMUNITY,
    OfficeKind.SUB_BUREAU,
    OfficeKind.AGENCY,
    OfficeKind.MEDICAL,
    OfficeKind.PHARMACY,
)


@dataclass(frozen=True, slots=True)
class Place:
    """An office with its division's name and its channel's icon."""

    office: OfficeFacts
    division: Division
    icon: str


@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """Show where one thing is done, and the offices of a division and kind."""
    kind, code = request.GET.get("kind", ""), request.GET.get("division", "")
    kind = kind if kind in KINDS else ""
    code = code if code in divisions() else ""
    context = {
        "groups": finder.wishes(),
        "found": finder.find(request.GET.get("act", finder.FIRST)[:TYPED]),
        "page": Paginator(_places(kind, code), PAGE).get_page(request.GET.get("page")),
        "kinds": [(str(one), service_channels()[one].name) for one in KINDS],
        "divisions": list(divisions().values()),
        "kind": kind,
        "division": code,
    }
    return render(request, "web_hall/where.html", context)


def _places(kind: str, code: str) -> list[Place]:
    order = [str(one) for one in KINDS]
    found = [one for one in offices(kind=kind or None, division=code or None) if one.kind in order]
    found.sort(key=lambda one: (order.index(one.kind), one.division, one.code))
    known, channels = divisions(), service_channels()
    city = next(iter(known.values()))
    return [Place(office=one, division=known.get(one.division, city), icon=channels[one.kind].icon) for one in found]
