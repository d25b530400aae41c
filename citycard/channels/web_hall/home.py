"""The first page of the web hall, and what its search box finds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citycard.policy import life_events, services_of_event
from citycard.shared import clock

from . import finder, searching
from .forms import LookForm
from .reminders import reminders

TYPED = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what can be done, by life event."""
    context = {
        "tiles": [(event, guide_of(event.id)) for event in life_events().values()],
        "groups": finder.wishes(),
        "found": finder.find(request.GET.get("act", finder.FIRST)[:TYPED]),
        "look": LookForm(auto_id="look_%s"),
        "reminders": reminders(clock.today()),
    }
    return render(request, "web_hall/home.html", context)


def guide_of(event_id: str) -> str:
    """Return where a life event leads: to its one guide, or to its part of the list of guides."""
    found = services_of_event(event_id)
    return f"/guides/{found[0].id}/" if len(found) == 1 else f"/guides/#{event_id}"


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the services that fit what was typed."""
    text = request.GET.get("q", "")[:TYPED].strip()
    return render(request, "web_hall/search.html", {"q": text, "hits": searching.search(text), "events": life_events().values()})
