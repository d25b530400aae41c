"""Prepare my visit (准备这次去办事): what to bring, where to go and when it is open, on one sheet made from the answers given."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citycard.channels.refusals import language
from citycard.people import OfficeFacts, OfficeKind, offices
from citycard.policy import ChannelRow, Service, divisions, service, services, value_of
from citycard.shared import clock

from .guides import CaseForm, bring

MOST_OFFICES = 5


@dataclass(frozen=True, slots=True)
class Counter:
    """A channel of the service that one walks to: what to prepare there, and the offices of the chosen district first."""

    row: ChannelRow
    offices: tuple[OfficeFacts, ...]
    is_everywhere: bool


@require_safe
def visit(request: HttpRequest, service_id: str) -> HttpResponse:
    """Show the sheet for one service: answers stand in the address, none of them says who somebody is."""
    if service_id not in services():
        raise Http404
    about = service(service_id)
    code = request.GET.get("division", "")
    code = code if code in divisions() else ""
    form = CaseForm(request.GET, about=about)
    context = {
        "service": about,
        "case_form": form,
        "bring": bring(about, form.case()),
        "counters": counters(about, code),
        "fee_fen": None if about.fee.value is None else value_of(about.fee.value, on=clock.today()),
        "divisions": list(divisions().values()),
        "division": code,
        "today": clock.today(),
        "crumbs": [
            (_("首页"), "/"),
            (_("办事指南"), "/guides/"),
            (about.name.of(language()), f"/guides/{about.id}/"),
            (_("准备这次去办事"), ""),
        ],
    }
    return render(request, "web_hall/visit.html", context)


def counters(about: Service, division: str) -> tuple[Counter, ...]:
    """Return the counters that do something of this service; of a district without one the whole city's are shown (S12.1)."""
    kinds = {str(kind) for kind in OfficeKind}
    rows = [row for row in about.matrix.rows if row.channel.id in kinds and any(cell.is_possible for cell in row.cells)]
    return tuple(_counter(row, division) for row in rows)


def _counter(row: ChannelRow, division: str) -> Counter:
    near = offices(kind=row.channel.id, division=division) if division else ()
    return Counter(row=row, offices=(near or offices(kind=row.channel.id))[:MOST_OFFICES], is_everywhere=not near)
