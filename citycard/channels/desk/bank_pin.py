"""Step 3 of an activation: the bank PIN, twice, on a pad that shows nothing (S5.3).

Of a PIN nothing is kept here, not even in the session: the digits travel inside the sealed pad, a key sends a token of that
moment, and pressing the same key of the same page again gives the same page again, so a reload does no harm.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from citycard import cards, journeys, pins
from citycard.channels.desk.activate import frame
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.told import tell
from citycard.channels.desk.visit import Visit, visit_of
from citycard.channels.messages import field_error
from citycard.channels.refusals import language
from citycard.channels.staffing import staff_page
from citycard.policy import Comes
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

PAD_PROBLEMS = (
    pins.PadExpired,
    pins.PadForSomethingElse,
    pins.PadNotFull,
    pins.PadNotOurs,
    pins.PadSpent,
    pins.PinForbidden,
    pins.PinsDiffer,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Where the two entries are: the pad on the screen, the first one sealed when it is full, and what went wrong."""

    pad: pins.Pad
    first: str = ""
    problem: str = ""

    @property
    def is_second(self) -> bool:
        """True while the PIN is entered again."""
        return bool(self.first)

    @property
    def is_ready(self) -> bool:
        """True when both entries are full."""
        return self.is_second and self.pad.is_full

    @property
    def dots(self) -> list[str]:
        """The places of the PIN, by class: filled, the next one, empty."""
        filled = self.pad.filled
        return ["on" if place < filled else "cur" if place == filled else "" for place in range(self.pad.length)]


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
    entry = _fresh(card_id, problem) if problem or request.method == "GET" else _entered(request, card_id)
    context = frame(who, card, step=3, visit=visit) | {"entry": entry, "visit": visit}
    context["purpose"] = shown_purpose(who.id, purpose)
    return render(request, "desk/activate_pin.html", context, status=400 if entry.problem else 200)


def _subject(card_id: int, which: str) -> str:
    return f"activate:{card_id}:{which}"


def _fresh(card_id: int, problem: str = "") -> Entry:
    return Entry(pad=pins.open_pad(subject=_subject(card_id, "first"), at=clock.now()), problem=problem)


def _entered(request: HttpRequest, card_id: int) -> Entry:
    """One key pressed; after the first full entry the second pad opens by itself. A spoilt pad begins anew and says why."""
    first, at = request.POST.get("first", ""), clock.now()
    subject = _subject(card_id, "second" if first else "first")
    sealed = request.POST.get("pad", "")
    try:
        if "again" in request.POST:
            return _fresh(card_id)
        if "erase" in request.POST:
            return Entry(pad=pins.erase(pad=sealed, subject=subject, at=at), first=first)
        pad = pins.press(pad=sealed, token=request.POST.get("token", ""), subject=subject, at=at)
    except Refusal as refusal:
        return _fresh(card_id, field_error(refusal, language()))
    if pad.is_full and not first:
        return Entry(pad=pins.open_pad(subject=_subject(card_id, "second"), at=at), first=pad.sealed)
    return Entry(pad=pad, first=first)


def _activate(request: HttpRequest, visit: Visit, purpose: str) -> HttpResponse:
    """The journey; a form sent twice finds the first receipt (A3)."""
    receipt = journeys.activate(
        by=desk_of(request).actor(documents=visit.shown, purpose=purpose),
        key=visit.key,
        at=clock.now(),
        person_id=visit.person_id,
        card_id=visit.card_id,
        comes=Comes(visit.comes),
        identity=visit.identity(),
        card_number_shown=cards.card(visit.card_id).card_number,
        pin_first=pins.PadEntry(sealed=request.POST.get("first", ""), subject=_subject(visit.card_id, "first")),
        pin_second=pins.PadEntry(sealed=request.POST.get("pad", ""), subject=_subject(visit.card_id, "second")),
    )
    if receipt.replayed:
        tell(request, _("激活已经办过"), number=receipt.number, receipt=receipt)
    return redirect("desk:activated", visit.card_id)
