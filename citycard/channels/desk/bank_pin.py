"""Step 3 of an activation: the bank PIN, twice, on a pad that shows nothing (S5.3); see `channels/pin_pads.py`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from citycard import cards, journeys
from citycard.channels.desk.activate import frame
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.told import tell
from citycard.channels.desk.visit import Visit, visit_of
from citycard.channels.messages import field_error
from citycard.channels.pin_pads import AGAIN, NEW, PAD_PROBLEMS, entries, fresh, pressed
from citycard.channels.refusals import language
from citycard.channels.staffing import staff_page
from citycard.policy import Comes
from citycard.shared import clock
from citycard.staff import Permission

NAMES = (NEW, AGAIN)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.ACTIVATE)
def activate_pin(request: HttpRequest, card_id: int) -> HttpResponse:
    """Take the PIN, then activate: everything in one act, or nothing."""
    card, visit = cards.card(card_id), visit_of(request, card_id)
    if visit is None:
        return redirect("desk:activated" if card.social_state == "active" else "desk:activate_person", card_id)
    if not visit.card_at:
        return redirect("desk:activate_card", card_id)
    who, purpose = open_file(request, card.person_id, what="activate", act=gettext_noop("办理激活"))
    problem = ""
    if "confirm" in request.POST:
        try:
            return _activate(request, visit, purpose.text)
        except PAD_PROBLEMS as refusal:
            problem = field_error(refusal, language())
    if card.social_state == "active":
        return redirect("desk:activated", card_id)
    pads = fresh(_subject(card_id), NAMES, problem=problem) if problem else pressed(request, _subject(card_id), NAMES)
    context = frame(who, card, step=3, visit=visit) | {"pads": pads, "visit": visit}
    context["purpose"] = shown_purpose(who.id, purpose)
    return render(request, "desk/activate_pin.html", context, status=400 if pads.problem else 200)


def _subject(card_id: int) -> str:
    return f"activate:{card_id}"


def _activate(request: HttpRequest, visit: Visit, purpose: str) -> HttpResponse:
    """The journey; a form sent twice finds the first receipt (A3)."""
    first, second = entries(request, _subject(visit.card_id), NAMES)
    receipt = journeys.activate(
        by=desk_of(request).actor(documents=visit.shown, purpose=purpose),
        key=visit.key,
        at=clock.now(),
        person_id=visit.person_id,
        card_id=visit.card_id,
        comes=Comes(visit.comes),
        identity=visit.identity(),
        card_number_shown=cards.card(visit.card_id).card_number,
        pin_first=first,
        pin_second=second,
    )
    if receipt.replayed:
        tell(request, _("激活已经办过"), number=receipt.number, receipt=receipt)
    return redirect("desk:activated", visit.card_id)
