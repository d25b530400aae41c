"""The person page of a counter, and showing a masked number in full (S12)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from citycard.audit import PurposeMissing, record_read, timeline
from citycard.channels.desk.act_choices import choices_for
from citycard.channels.desk.act_words import shown_line
from citycard.channels.desk.person_page import page_of
from citycard.channels.desk.purpose import desk_of, look_at, purpose_of, shown_purpose
from citycard.channels.desk.told import take_told
from citycard.channels.staffing import staff_page
from citycard.people import person
from citycard.shared import clock
from citycard.staff import Permission

SHOWN = "desk_shown"
SHOWABLE = ("number", "phone", "bank_card")
WHOLE_HISTORY = 200


@never_cache
@require_safe
@staff_page(Permission.READ_PERSON)
def person_page(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show a person; without a purpose the page asks for one first."""
    desk = desk_of(request)
    who, purpose = look_at(request, person_id, what="person_page")
    if purpose is None:
        return redirect("desk:purpose", person_id)
    today = clock.today()
    page = page_of(who, channel=desk.channel, on=today)
    choices = choices_for(desk, page, on=today)
    context = {
        "page": page,
        "who": who,
        "can": choices.can,
        "cannot": choices.cannot,
        "elsewhere": choices.elsewhere,
        "shown": _take_shown(request, person_id),
        "told": take_told(request),
        "may_register_power": desk.may(Permission.REGISTER_POWER) and who.is_alive_on(today),
        "may_read_approval": desk.may(Permission.PREPARE_TAKE_BACK_DEATH),
        "has_slip": desk.may(Permission.CANCEL_SOCIAL),
        "has_closing": desk.may(Permission.CLOSE_ACCOUNT),
        "purpose": shown_purpose(person_id, purpose),
    }
    return render(request, "desk/person.html", context)


@require_POST
@staff_page(Permission.READ_PERSON)
def show_number(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show one masked number in full, once, on the page that comes next; the record says which and why (S12)."""
    desk, purpose = desk_of(request), purpose_of(request, person_id)
    what = request.POST.get("what", "")
    if purpose is None:
        raise PurposeMissing
    desk.check_serves(person(person_id))
    if what in SHOWABLE:
        record_read(by=desk.actor(purpose=purpose.text), person_id=person_id, what=f"full_{what}", at=clock.now())
        request.session[SHOWN] = [person_id, what]
    return redirect("desk:person", person_id)


@never_cache
@require_safe
@staff_page(Permission.READ_PERSON)
def history(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show everything that was done for a person, and who looked at the data (A2, S12)."""
    who, purpose = look_at(request, person_id, what="history")
    if purpose is None:
        return redirect("desk:purpose", person_id)
    lines = [shown_line(line) for line in timeline(person_id, WHOLE_HISTORY, with_reads=True)]
    crumbs = [(who.name, reverse("desk:person", args=[person_id])), (_("办理经过"), "")]
    context = {"who": who, "lines": lines, "crumbs": crumbs, "purpose": shown_purpose(person_id, purpose)}
    return render(request, "desk/history.html", context)


def _take_shown(request: HttpRequest, person_id: int) -> str:
    """Which number this one page shows in full."""
    if SHOWN not in request.session:
        return ""
    shown_to, what = request.session.pop(SHOWN)
    return what if shown_to == person_id else ""
