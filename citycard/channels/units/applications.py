"""The unit's applications under way: look, correct, withdraw (S3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard import cards
from citycard.channels.desk.told import take_told, tell
from citycard.channels.listed import PER_PAGE, page_of, start_of
from citycard.channels.staffing import key_of, new_key, staff_page
from citycard.channels.web_hall.tracker import tracker
from citycard.people import person
from citycard.shared import clock
from citycard.staff import Permission

from .forms import CorrectForm, uploaded_photo
from .own import desk_of, done_or_said, own_application, own_unit
from .stages import UNDER_WAY, line


@never_cache
@require_safe
@staff_page(Permission.SUBMIT_ROSTER)
def applications(request: HttpRequest) -> HttpResponse:
    """List the people for whom an application is under way."""
    unit = own_unit(request)
    found = cards.unit_people(unit.id, on=clock.today(), stages=UNDER_WAY, start=start_of(request), limit=PER_PAGE)
    page = page_of(request, count=found.count_of(UNDER_WAY), fetch=lambda _start, _limit: found.rows)
    lines = [line(row) for row in page.object_list]
    return render(request, "units/applications.html", {"page": page, "lines": lines, "told": take_told(request)})


@never_cache
@require_safe
@staff_page(Permission.SUBMIT_ROSTER)
def done(request: HttpRequest, application_id: int) -> HttpResponse:
    """Show one application: the confirmation after it was made, and how far it is."""
    facts = own_application(request, application_id, Permission.SUBMIT_APPLICATION)
    who, standing = person(facts.person_id), cards.standing(facts.person_id)
    context = {
        "facts": facts,
        "who": who,
        "steps": tracker(standing.steps, card=standing.card),
        "told": take_told(request),
        "crumbs": [
            (_("本单位人员"), reverse("units:people")),
            (who.name, reverse("units:person", args=[who.id])),
            (_("申请"), ""),
        ],
    }
    return render(request, "units/application.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.SUBMIT_ROSTER)
def correct(request: HttpRequest, application_id: int) -> HttpResponse:
    """Change phone or photo until the production batch is exported (S3)."""
    facts = own_application(request, application_id, Permission.CORRECT_APPLICATION)
    cards.check_may_correct(application=facts)
    form = CorrectForm(request.POST or None, request.FILES or None, initial={"phone": facts.phone})
    if request.method == "POST" and form.is_valid():
        receipt = done_or_said(form, lambda: _correct(request, facts, form))
        if receipt is not None:
            tell(request, _("申请已经更正"), number=receipt.number, receipt=receipt)
            return redirect("units:person", receipt.person_id)
    context = {"form": form, "facts": facts, "who": person(facts.person_id), "key": key_of(request)}
    return render(request, "units/correct.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.SUBMIT_ROSTER)
def withdraw(request: HttpRequest, application_id: int) -> HttpResponse:
    """Ask once more, then take the application back (S3)."""
    facts = own_application(request, application_id, Permission.WITHDRAW_APPLICATION)
    if request.method == "POST":
        receipt = cards.withdraw_application(
            by=desk_of(request).actor(),
            key=key_of(request),
            at=clock.now(),
            application_id=application_id,
            version=_version(request),
        )
        tell(request, _("申请已经撤回"), number=receipt.number, receipt=receipt)
        return redirect("units:person", receipt.person_id)
    cards.check_may_correct(application=facts)
    context = {"facts": facts, "who": person(facts.person_id), "key": new_key()}
    return render(request, "units/withdraw.html", context)


def _correct(request: HttpRequest, facts: "cards.ApplicationFacts", form: CorrectForm) -> "cards.ApplicationReceipt":
    return cards.correct_application(
        by=desk_of(request).actor(),
        key=key_of(request),
        at=clock.now(),
        application_id=facts.id,
        version=_version(request),
        phone=form.cleaned_data["phone"],
        photo=uploaded_photo(form),
    )


def _version(request: HttpRequest) -> int | None:
    """The version that the clerk saw, so that a change in between is noticed."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
