"""Who stands here (先确认是您本人): number and phone, then the code sent to that phone, on the keys of the screen.

A machine with a reader takes the ID card instead; the demo lays a sample person's card on it.
"""

from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from citycard.audit import Channel
from citycard.channels.demo.city import demo_people
from citycard.channels.kiosk.visit import let_in, show
from citycard.channels.refusals import language, onto_form
from citycard.channels.web_hall.actions import ask_for_code, open_account, take_code
from citycard.channels.web_hall.forms import CodeForm, PairForm
from citycard.channels.web_hall.refusals import AskedTooOften, LoginCodeOver
from citycard.channels.web_hall.source import network_address
from citycard.shared import clock
from citycard.shared.refusal import Refusal

ASKED = "kiosk_asked"
ERRANDS = {"loss": _("挂失社保账户"), "pin": _("修改社保密码"), "card": _("查我的社保卡")}


@never_cache
@require_http_methods(["GET", "POST"])
def who(request: HttpRequest, errand: str) -> HttpResponse:
    """Take number and phone and send a code; whether there is such a person is not told (S14.2)."""
    _known(errand)
    form = PairForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_for_code(pair=form.pair(), source=network_address(request), at=clock.now(), lang=language())
        except AskedTooOften as refusal:
            onto_form(form, refusal)
        else:
            request.session[ASKED] = str(asked.code_id)
            return redirect("kiosk:code", errand)
    return _screen(request, "who", errand, form)


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, errand: str) -> HttpResponse:
    """Take the code and begin the visit."""
    _known(errand)
    code_id = request.session.get(ASKED)
    if code_id is None:
        return redirect("kiosk:who", errand)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = take_code(code_id=UUID(code_id), code=form.cleaned_data["code"], at=clock.now(), channel=Channel.KIOSK)
        except LoginCodeOver:
            return redirect("kiosk:who", errand)
        except Refusal as refusal:
            onto_form(form, refusal)
        else:
            let_in(request, person_id=receipt.person_id)
            return redirect(f"kiosk:{errand}")
    return _screen(request, "code", errand, form)


@require_POST
def lay_card(request: HttpRequest, errand: str, key: str) -> HttpResponse:
    """Lay a sample person's ID card on the reader; in the demo only."""
    _known(errand)
    person = next((one for one in demo_people() if one.key == key), None)
    if not settings.DEMO or person is None:
        raise Http404
    open_account(person_id=person.person_id, channel=Channel.KIOSK, at=clock.now())
    let_in(request, person_id=person.person_id)
    return redirect(f"kiosk:{errand}")


def _known(errand: str) -> None:
    if errand not in ERRANDS:
        raise Http404


def _screen(request: HttpRequest, template: str, errand: str, form: forms.Form) -> HttpResponse:
    samples = demo_people()[:6] if settings.DEMO else ()
    context = {"errand": errand, "title": ERRANDS[errand], "form": form, "samples": samples}
    return show(request, template, context, status=400 if form.errors else 200)
