"""Change the social PIN at a hospital (改社保密码, S5.3): the card, the present PIN, the new one twice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from citycard import journeys
from citycard.channels import pin_pads
from citycard.channels.desk.forms import put_on
from citycard.channels.desk.purpose import desk_of
from citycard.channels.messages import explain, field_error
from citycard.channels.refusals import language
from citycard.channels.staffing import key_of, staff_page
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

from .present import CardForm, Presented, card_number_of, check_usable, keep, kept, presented

P = Permission
KEPT_IN, RESULT = "medical_change", "medical_changed"
ENTRIES = (pin_pads.PRESENT, pin_pads.NEW, pin_pads.AGAIN)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.CHANGE_SOCIAL_PIN)
def find(request: HttpRequest) -> HttpResponse:
    """Read the card; one whose PIN cannot be changed here is refused at once, with the reason."""
    desk = desk_of(request)
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            card = presented(form.cleaned_data["card_number"], with_old=False)
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            desk.check_not_own(card.person_id)
            check_usable(card, P.CHANGE_SOCIAL_PIN, channel=desk.channel, on=clock.today())
            keep(request, card, KEPT_IN)
            return redirect("medical:change_pin")
    return render(request, "medical/change.html", {"form": form}, status=400 if form.errors else 200)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.CHANGE_SOCIAL_PIN)
def pin(request: HttpRequest) -> HttpResponse:
    """Three entries on the pad; a wrong present PIN counts as a try and is told (S6.2)."""
    card = kept(request, KEPT_IN)
    if card is None:
        return redirect("medical:change")
    subject, problem = f"change:{card.card_id}", ""
    if "confirm" in request.POST:
        try:
            receipt = _change(request, card, subject)
        except pin_pads.PAD_PROBLEMS as refusal:
            problem = field_error(refusal, language())
        else:
            if receipt.is_changed or receipt.is_locked:
                request.session[RESULT] = {"receipt": receipt.to_json(), "replayed": receipt.replayed}
                return redirect("medical:changed")
            problem = pin_pads.wrong_words(receipt.tries_left)
    pads = pin_pads.fresh(subject, ENTRIES, problem=problem) if problem else pin_pads.pressed(request, subject, ENTRIES)
    context = {"pads": pads, "card": card, "confirm": _("确认改密码")}
    return render(request, "medical/change_pin.html", context, status=400 if pads.problem else 200)


@never_cache
@require_safe
@staff_page(P.CHANGE_SOCIAL_PIN)
def changed(request: HttpRequest) -> HttpResponse:
    """Changed, or locked by the last wrong one, and what to do now."""
    result = request.session.get(RESULT)
    if result is None:
        return redirect("medical:change")
    receipt = journeys.PinChangeReceipt.from_json(result["receipt"])
    if not receipt.is_changed:
        explanation = explain(journeys.SocialPinLocked(), language())
        return render(request, "medical/locked.html", {"explanation": explanation, "number": receipt.number})
    context = {"receipt": receipt, "card": kept(request, KEPT_IN), "replayed": result["replayed"]}
    return render(request, "medical/changed.html", context)


def _change(request: HttpRequest, card: Presented, subject: str) -> journeys.PinChangeReceipt:
    desk = desk_of(request)
    desk.check_not_own(card.person_id)
    present, first, second = pin_pads.entries(request, subject, ENTRIES)
    return journeys.change_social_pin(
        by=desk.actor(terminal=desk.place[:40]),
        key=key_of(request),
        at=clock.now(),
        card_number=card_number_of(card),
        present=present,
        first=first,
        second=second,
    )
