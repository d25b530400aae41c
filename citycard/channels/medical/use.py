"""Authorise a use of the card by its PIN (验密码): the card, the pad, the answer (S2.1, S6.2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from citycard import cards, journeys
from citycard.audit import Channel
from citycard.channels import pin_pads
from citycard.channels.desk.forms import put_on
from citycard.channels.desk.purpose import desk_of
from citycard.channels.messages import explain, field_error
from citycard.channels.refusals import language
from citycard.channels.staffing import Desk, key_of, staff_page
from citycard.people import person
from citycard.policy import Comes, integer_of
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

from .present import USES, Presented, UseForm, card_number_of, check_usable, keep, kept, presented

P = Permission
RESULT = "medical_result"
ENTRY = (pin_pads.ONLY,)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.VERIFY_SOCIAL_PIN)
def home(request: HttpRequest) -> HttpResponse:
    """Read the card and say what it is used for; a card that may not be used is refused here, with the reason."""
    desk = desk_of(request)
    at_pharmacy, is_temporary = desk.channel is Channel.PHARMACY, False
    form = UseForm(request.POST or None, at_pharmacy=at_pharmacy)
    if request.method == "POST" and form.is_valid():
        try:
            card = presented(form.cleaned_data["card_number"], use=form.chosen().value)
        except Refusal as refusal:
            is_temporary = cards.is_temporary_card(form.cleaned_data["card_number"])
            _say_temporary(desk, form) if is_temporary else put_on(form, refusal)
        else:
            desk.check_not_own(card.person_id)
            check_usable(card, P.VERIFY_SOCIAL_PIN, channel=desk.channel, on=clock.today())
            keep(request, card)
            return redirect("medical:pin")
    context = {"form": form, "place": desk.place, "at_pharmacy": at_pharmacy, "may_change": desk.may(P.CHANGE_SOCIAL_PIN)}
    context["is_temporary"] = is_temporary
    return render(request, "medical/home.html", context, status=400 if form.errors else 200)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.VERIFY_SOCIAL_PIN)
def pin(request: HttpRequest) -> HttpResponse:
    """The holder enters the PIN; a wrong one is told with the tries that are left."""
    card = kept(request)
    if card is None:
        return redirect("medical:home")
    subject, problem = f"use:{'old' if card.is_old else 'new'}:{card.card_id}", ""
    if "confirm" in request.POST:
        try:
            receipt = _try(request, card, subject)
        except pin_pads.PAD_PROBLEMS as refusal:
            problem = field_error(refusal, language())
        else:
            if receipt.is_right or receipt.is_locked:
                request.session[RESULT] = {"receipt": receipt.to_json(), "replayed": receipt.replayed}
                return redirect("medical:authorised")
            problem = pin_pads.wrong_words(receipt.tries_left)
    pads = pin_pads.fresh(subject, ENTRY, problem=problem) if problem else pin_pads.pressed(request, subject, ENTRY)
    context = {"pads": pads, "card": card, "use": USES[journeys.CardUse(card.use)], "confirm": _("确认")}
    return render(request, "medical/pin.html", context, status=400 if pads.problem else 200)


@never_cache
@require_safe
@staff_page(P.VERIFY_SOCIAL_PIN)
def authorised(request: HttpRequest) -> HttpResponse:
    """Authorised: whose card it is, to be compared with who stands here; or locked, and what to do now."""
    result = request.session.get(RESULT)
    if result is None:
        return redirect("medical:home")
    receipt = journeys.PinTryReceipt.from_json(result["receipt"])
    if not receipt.is_right:
        locked: Refusal = journeys.SocialPinLocked()
        if receipt.is_old_card:
            locked = journeys.OldCardPinLocked(tries=integer_of("pins.old_card_attempts", on=clock.today()))
        return render(request, "medical/locked.html", {"explanation": explain(locked, language()), "number": receipt.number})
    card = kept(request)
    context = {
        "receipt": receipt,
        "who": person(receipt.person_id),
        "card": card,
        "use": USES[receipt.use],
        "replayed": result["replayed"],
    }
    return render(request, "medical/authorised.html", context)


def _say_temporary(desk: Desk, form: UseForm) -> None:
    """Say that the number is a temporary card's, which has a page of its own. Refuses at a pharmacy what its use is refused (S10.2)."""
    found = cards.find_temporary_card(form.cleaned_data["card_number"])
    if found is not None and desk.channel is Channel.PHARMACY:
        desk.check_not_own(found.person_id)
        stands = journeys.standing_of(found.person_id, on=clock.today())
        journeys.check(P.USE_TEMPORARY_CARD, stands.situation, channel=desk.channel, comes=Comes.HOLDER)
    form.add_error("card_number", _("这是临时卡的号码，不是社保卡"))


def _try(request: HttpRequest, card: Presented, subject: str) -> journeys.PinTryReceipt:
    """The journey; the same form sent twice finds the first answer (A3)."""
    desk = desk_of(request)
    desk.check_not_own(card.person_id)
    verb = journeys.verify_old_card_pin if card.is_old else journeys.verify_social_pin
    return verb(
        by=desk.actor(terminal=desk.place[:40]),
        key=key_of(request),
        at=clock.now(),
        card_number=card_number_of(card),
        pin=pin_pads.entries(request, subject, ENTRY)[0],
        use=journeys.CardUse(card.use),
    )
