"""Cards that wait at the card hall for the unit's agent, and the letter of introduction to bring (单位介绍信, S4.1)."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from citycard import cards
from citycard.channels.refusals import language
from citycard.channels.staffing import staff_page
from citycard.people import offices
from citycard.policy import Case, documents_for
from citycard.shared import clock
from citycard.staff import Permission

from .forms import LetterForm
from .own import own_unit

SHOWN = 500


@never_cache
@require_safe
@staff_page(Permission.HAND_OVER_IN_UNIT)
def pickup(request: HttpRequest) -> HttpResponse:
    """Show what waits at which hall, what the agent brings, and a form for the letter."""
    return render(request, "units/pickup.html", _context(request, LetterForm()))


@never_cache
@require_POST
@staff_page(Permission.HAND_OVER_IN_UNIT)
def letter(request: HttpRequest) -> HttpResponse:
    """Show the letter for printing; the agent's name and number are printed and kept nowhere."""
    form = LetterForm(request.POST)
    context = _context(request, form)
    if not form.is_valid() or not context["halls"]:
        return render(request, "units/pickup.html", context, status=400)
    context |= {"agent": form.cleaned_data["agent"], "agent_number": form.cleaned_data["agent_number"], "today": clock.today()}
    context["crumbs"] = [(_("到卡服务大厅领卡"), reverse("units:pickup")), (_("单位介绍信"), "")]
    return render(request, "units/letter.html", context)


def _context(request: HttpRequest, form: LetterForm) -> dict[str, object]:
    unit = own_unit(request, Permission.HAND_OVER_IN_UNIT)
    waiting = cards.unit_cards_waiting(unit.id)
    by_hall = {office: list(lines) for office, lines in groupby(sorted(waiting, key=_hall), key=_hall)}
    halls = [
        {"office": hall, "lines": by_hall[hall.id][:SHOWN], "count": len(by_hall[hall.id])}
        for hall in _halls()
        if hall.id in by_hall
    ]
    return {"unit": unit, "halls": halls, "count": len(waiting), "form": form, "documents": _papers()}


def _hall(line: "cards.CardLine") -> int:
    return line.office_id


def _halls() -> tuple[object, ...]:
    return offices(kind="card_hall", with_closed=True)


def _papers() -> list[dict[str, object]]:
    """The two papers of S4.1, from the catalogue that the card hall's checklist is made of."""
    lang = language()
    return [
        {"name": one.name.of(lang), "look_at": one.look_at.of(lang), "rule": one.rule, "icon": "file-text"}
        for one in documents_for("card-collect-unit", Case.of_unit(on=clock.today()))
    ]
