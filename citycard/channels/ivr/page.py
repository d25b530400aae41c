"""A telephone in the browser: dial 12333, hear (read) the voice, press keys. The call lives in the session, never in an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from citycard.channels.web_hall.source import network_address
from citycard.shared import clock

from .call import Call, call_of, press
from .menu import AGAIN, CLOSE

KEPT = "ivr_call"
KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", AGAIN, "0", CLOSE)


@never_cache
@require_safe
def phone(request: HttpRequest) -> HttpResponse:
    """Show the telephone: before the call, in it, or after the goodbye."""
    kept = request.session.get(KEPT)
    call = call_of(kept) if kept else None
    context = {"call": call, "keys": KEYS, "crumbs": [(_("首页"), "/"), (_("12333 电话"), "")]}
    return render(request, "ivr/phone.html", context)


@require_POST
def dial(request: HttpRequest) -> HttpResponse:
    """Begin a call anew."""
    request.session[KEPT] = Call().kept()
    return redirect("ivr:phone")


@require_POST
def hang_up(request: HttpRequest) -> HttpResponse:
    """End the call and forget it."""
    request.session.pop(KEPT, None)
    return redirect("ivr:phone")


@require_POST
def key(request: HttpRequest) -> HttpResponse:
    """Take a key, or the digits of a number; digits and signs only, whatever else comes is not heard."""
    kept = request.session.get(KEPT)
    if kept:
        heard = "".join(sign for sign in request.POST.get("keys", "") if sign in "0123456789*xX").upper().replace("X", AGAIN)
        call = press(call_of(kept), heard[:18], line=network_address(request), at=clock.now())
        request.session[KEPT] = call.kept()
    return redirect("ivr:phone")
