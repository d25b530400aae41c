"""The first page of a counter, and finding a person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard.cards import people_by_number
from citycard.channels.desk.purpose import desk_of
from citycard.channels.desk.waiting import waiting_at
from citycard.channels.messages import show
from citycard.channels.refusals import language
from citycard.channels.staffing import Desk, first_page, staff_page
from citycard.people import Scope, office, unit
from citycard.people import search as search_people
from citycard.shared import clock
from citycard.staff import Permission, Role

LONGEST = 60


@never_cache
@require_safe
@staff_page()
def home(request: HttpRequest) -> HttpResponse:
    """Show where the operator works and what can be done there."""
    desk = desk_of(request)
    if first_page(desk) != "desk:home" and len(desk.operator.postings) == 1:
        return redirect(first_page(desk))
    waits = waiting_at(desk, at=clock.now())
    context = {"desk": desk, "postings": _postings(desk), "waits": waits, "waiting": [one for one in waits if one.number]}
    return render(request, "desk/home.html", context)


def _postings(desk: Desk) -> list[dict[str, object]]:
    """The places an operator with several may change to; nothing for who has one."""
    if len(desk.operator.postings) == 1:
        return []
    lang = language()
    return [
        {
            "id": one.id,
            "role": show("places", one.role.value, lang),
            "place": office(one.office_id).name if one.office_id is not None else unit(one.unit_id or 0).name,
            "is_here": one.id == desk.posting.id,
        }
        for one in desk.operator.postings
    ]


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.READ_PERSON)
def search(request: HttpRequest) -> HttpResponse:
    """Find a person of this place by a whole number or the beginning of a name; the rows are masked (S12).

    What is typed is sent, never put into an address. One person meant by a number is opened at once.
    """
    desk = desk_of(request)
    text = request.POST.get("q", "").strip()[:LONGEST]
    community = desk.posting.office_id if desk.posting.role is Role.COMMUNITY_CLERK else None
    scope = Scope(community_id=community, unit_id=desk.posting.unit_id)
    found = search_people(text, on=clock.today(), scope=scope, person_ids=people_by_number(text))
    if len(found.rows) == 1 and any(sign.isdigit() for sign in text):
        return redirect("desk:person", found.rows[0].id)
    return render(request, "desk/search.html", {"q": text, "found": found, "may_register": desk.may(Permission.REGISTER_PERSON)})
