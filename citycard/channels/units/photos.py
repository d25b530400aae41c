"""Add the portraits of many people at once, from a ZIP (批量补相片, S3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import cards
from citycard.channels.files.photos import PhotosLimits, read_photos
from citycard.channels.messages import field_error
from citycard.channels.refusals import language
from citycard.channels.staffing import key_of, new_key, staff_page
from citycard.channels.typed import row_number
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

from .forms import PhotosForm
from .own import desk_of, done_or_said, own_roster, own_unit


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.SUBMIT_ROSTER)
def photos(request: HttpRequest) -> HttpResponse:
    """Take a ZIP; with `?roster=` the names may be that roster's row numbers. The answer says of each bad picture why."""
    own_unit(request, Permission.CORRECT_APPLICATION)
    asked = row_number(request.GET.get("roster"))
    roster = own_roster(request, asked) if asked is not None else None
    form = PhotosForm(request.POST or None, request.FILES or None)
    receipt = None
    if request.method == "POST" and form.is_valid():
        receipt = done_or_said(form, lambda: _add(request, form, roster))
    crumbs = [(_("在办的申请"), reverse("units:applications")), (_("批量补相片"), "")]
    context = {"form": form, "key": key_of(request), "roster": roster, "crumbs": crumbs, "receipt": receipt}
    if receipt is not None:
        context |= {"key": new_key(), "form": PhotosForm(), "problems": [_shown(one) for one in receipt.problems]}
    return render(request, "units/photos.html", context, status=400 if form.errors else 200)


def _add(request: HttpRequest, form: PhotosForm, roster: "cards.RosterFacts | None") -> "cards.PhotosReceipt":
    file, on = form.cleaned_data["photos"], clock.today()
    limits = PhotosLimits(
        pictures=integer_of("photo.zip_max_photos", on=on),
        bytes=integer_of("photo.zip_max_bytes", on=on),
        picture_bytes=integer_of("photo.max_bytes", on=on),
    )
    return cards.add_photos(
        by=desk_of(request).actor(),
        key=key_of(request),
        at=clock.now(),
        unit_id=own_unit(request).id,
        photos=read_photos(name=file.name, file=file, size=file.size, limits=limits),
        roster_id=roster.id if roster else None,
    )


def _shown(problem: "cards.PhotoProblem") -> dict[str, str]:
    kind = next(kind for kind in Refusal.all_kinds() if kind.code == problem.code)
    facts = {name: int(value) if value.isdigit() else value for name, value in problem.facts.items()}
    return {"file": problem.file, "reason": field_error(kind(**facts), language())}
