"""How far is my card? (查进度, S4.4): open to whoever knows number and phone, without logging in; nothing in the address."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard.channels.messages import explain
from citycard.channels.refusals import language, onto_form
from citycard.people import person
from citycard.shared import clock
from citycard.shared.numbers import mask

from .actions import look_up_progress
from .card_page import read_progress
from .forms import LookForm
from .headings import heading
from .refusals import AskedTooOften, NothingFound
from .source import network_address
from .stages import Stage, stage_of
from .tracker import tracker

COOKIE, SALT = "citycard_progress", "web_hall.progress"
GOOD_SECONDS = 600
NOBODY = 0


@never_cache
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    """Ask for both numbers; whoever they belong to, the answer comes on a page of its own."""
    form = LookForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            found = look_up_progress(pair=form.pair(), source=network_address(request), at=clock.now())
        except AskedTooOften as refusal:
            onto_form(form, refusal)
            status = 429
        else:
            return _to_answer(request, found.id if found else NOBODY)
    context = {"form": form}
    return render(request, "web_hall/progress.html", context, status=400 if form.errors and status == 200 else status)


@never_cache
@require_http_methods(["GET"])
def answer(request: HttpRequest) -> HttpResponse:
    """Show the steps, for ten minutes; unknown numbers and people without a card look the same."""
    person_id = _asked(request)
    if person_id is None:
        return redirect("web_hall:progress")
    page = None if person_id == NOBODY else read_progress(person=person(person_id), on=clock.today())
    if page is None:
        context = {"explanation": explain(NothingFound(), language()), "back": "/progress/"}
        return render(request, "web_hall/progress_none.html", context)
    stage = stage_of(card=page.coming, application=page.application, on=page.on)
    phone = page.application.phone if page.application else page.person.phone
    context = {
        "page": page,
        "heading": heading(page, stage, is_open_look_up=True),
        "steps": tracker(page.steps, card=page.coming),
        "is_ready": stage is Stage.READY,
        "phone": mask.mask_mobile(phone),
        "name": mask.mask_name(page.person.name),
        "back": "/progress/",
    }
    return render(request, "web_hall/progress_answer.html", context)


def _to_answer(request: HttpRequest, person_id: int) -> HttpResponse:
    """Post, redirect, get: who was found travels in a signed cookie that is good for ten minutes."""
    response = redirect("web_hall:progress_answer")
    value = signing.dumps({"person": person_id}, salt=SALT, compress=False)
    response.set_cookie(
        COOKIE, value, max_age=GOOD_SECONDS, path="/progress/", httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def _asked(request: HttpRequest) -> int | None:
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=GOOD_SECONDS)
    except signing.BadSignature:
        return None
    return int(kept["person"])
