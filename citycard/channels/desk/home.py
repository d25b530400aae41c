"""The first page of a counter, and finding a person."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from citycard.channels.staffing import StaffRequest, staff_page
from citycard.people import Scope
from citycard.people import search as search_people
from citycard.shared import clock
from citycard.staff import Permission, Role


@require_safe
@staff_page()
def home(request: HttpRequest) -> HttpResponse:
    """Show where the operator works and what can be done there."""
    desk = cast(StaffRequest, request).desk
    return redirect("units:home") if desk.unit is not None else render(request, "desk/home.html", {"desk": desk})


@require_safe
@staff_page(Permission.READ_PERSON)
def search(request: HttpRequest) -> HttpResponse:
    """Find a person of this place by number or name; the rows are masked (S12)."""
    desk = cast(StaffRequest, request).desk
    text = request.GET.get("q", "")[:60]
    community = desk.posting.office_id if desk.posting.role is Role.COMMUNITY_CLERK else None
    found = search_people(text, on=clock.today(), scope=Scope(community_id=community, unit_id=desk.posting.unit_id))
    return render(request, "desk/search.html", {"q": text, "found": found})
