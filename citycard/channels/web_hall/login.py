"""Logging in by SMS code, and out."""

from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from citycard.channels.refusals import language, onto_form
from citycard.people import person
from citycard.shared import clock
from citycard.shared.numbers import mask
from citycard.shared.refusal import Refusal

from .actions import ask_for_code, take_code
from .forms import CodeForm, PairForm
from .holding import holder_of_session, let_in
from .refusals import AskedTooOften, LoginCodeOver
from .source import network_address

ASKED = "login"
HOME = "/my-card/"
STEPS = 2


@never_cache
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask for number and phone, and send a code; whether there is such a person is not told."""
    if holder_of_session(request) is not None:
        return redirect(_way_on(request, request.GET.get("next", "")))
    form = PairForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_for_code(pair=form.pair(), source=network_address(request), at=clock.now(), lang=language())
        except AskedTooOften as refusal:
            onto_form(form, refusal)
            status = 429
        else:
            phone = mask.mask_mobile(form.pair().phone)
            kept = {"code_id": str(asked.code_id), "phone": phone, "minutes": asked.minutes}
            request.session[ASKED] = kept | {"next": request.POST.get("next", "")}
            return redirect("web_hall:login_code")
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    context = {"form": form, "next": wanted, "step": 1, "steps_total": STEPS}
    return render(request, "web_hall/login.html", context, status=400 if form.errors and status == 200 else status)


@never_cache
@require_http_methods(["GET", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Take the code and open the session."""
    asked = request.session.get(ASKED)
    if asked is None:
        return redirect("web_hall:login")
    form = CodeForm(request.POST or None)
    is_over = False
    if request.method == "POST" and form.is_valid():
        try:
            receipt = take_code(code_id=UUID(asked["code_id"]), code=form.cleaned_data["code"], at=clock.now())
        except Refusal as refusal:
            onto_form(form, refusal)
            is_over = isinstance(refusal, LoginCodeOver)
        else:
            del request.session[ASKED]
            let_in(
                request,
                account_id=receipt.account_id,
                person_id=receipt.person_id,
                name=person(receipt.person_id).name,
            )
            return redirect(_way_on(request, asked["next"]))
    context = {"form": form, "asked": asked, "is_over": is_over, "step": 2, "steps_total": STEPS}
    return render(request, "web_hall/login_code.html", context, status=400 if form.errors else 200)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Log out; nothing of the session is left."""
    logout(request)
    return redirect("web_hall:home")


def _way_on(request: HttpRequest, wanted: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else HOME
