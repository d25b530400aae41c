"""A unit replaces or changes the card of one of its people (单位代办补卡、换卡, S9.3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import journeys
from citycard.audit import Channel
from citycard.cards import Cause
from citycard.channels.desk.told import take_told, tell
from citycard.channels.staffing import key_of, staff_page
from citycard.journeys import OldCard, ReplacementAsked, ReplacementReceipt
from citycard.policy import Comes
from citycard.shared import clock
from citycard.staff import Permission

from .forms import ChangeForm, ReplaceForm, uploaded_photo
from .own import LOOKED_FOR, desk_of, done_or_said, own_person


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.REPLACE_LOST_CARD)
def replace_lost(request: HttpRequest, person_id: int) -> HttpResponse:
    """Apply in place of a card that its holder has reported lost (补卡)."""
    return _page(request, person_id, act=Permission.REPLACE_LOST_CARD)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.CHANGE_CARD)
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """Apply in place of a card that is damaged, running out or outdated (换卡)."""
    return _page(request, person_id, act=Permission.CHANGE_CARD)


def _page(request: HttpRequest, person_id: int, *, act: Permission) -> HttpResponse:
    who, is_lost = own_person(request, person_id, act), act is Permission.REPLACE_LOST_CARD
    if request.method == "GET":
        situation = journeys.standing_of(person_id, on=clock.today()).situation
        journeys.check(act, situation, channel=Channel.UNIT_HALL, comes=Comes.UNIT)
    kind = ReplaceForm if is_lost else ChangeForm
    form = kind(request.POST or None, request.FILES or None, initial={"phone": who.phone})
    if request.method == "POST" and form.is_valid():
        receipt = done_or_said(form, lambda: _submit(request, person_id, form, is_lost=is_lost))
        if receipt is not None:
            tell(request, _("补卡已受理") if is_lost else _("换卡已受理"), number=receipt.number, receipt=receipt)
            return redirect("units:application", receipt.application_id)
    title = _("补卡") if is_lost else _("换卡")
    context = {
        "form": form,
        "who": who,
        "title": title,
        "is_lost": is_lost,
        "key": key_of(request),
        "told": take_told(request),
        "crumbs": [
            (_("本单位人员"), reverse("units:people")),
            (who.name, reverse("units:person", args=[person_id])),
            (title, ""),
        ],
    }
    return render(request, "units/replace.html", context, status=400 if form.errors else 200)


def _submit(request: HttpRequest, person_id: int, form: ReplaceForm, *, is_lost: bool) -> ReplacementReceipt:
    asked = ReplacementAsked(pickup_office_id=form.hall_id(), phone=form.cleaned_data["phone"], photo=uploaded_photo(form))
    act = {
        "by": desk_of(request).actor(purpose=LOOKED_FOR),
        "key": key_of(request),
        "at": clock.now(),
        "person_id": person_id,
        "comes": Comes.UNIT,
        "asked": asked,
    }
    if is_lost:
        return journeys.replace_lost_card(**act)
    return journeys.change_card(**act, cause=Cause(form.cleaned_data["cause"]), old_card=OldCard.UNUSABLE)
