"""Rosters (名册批量申请, S3.1): upload, watch the check, see every row's result, apply for the good rows."""

from hashlib import sha256
from time import monotonic

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycard import cards
from citycard.channels.desk.told import take_told, tell
from citycard.channels.files.roster import RosterLimits, RosterTooLarge, read_roster
from citycard.channels.listed import page_of
from citycard.channels.staffing import key_of, new_key, staff_page
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.staff import Permission

from .forms import RosterForm
from .own import desk_of, done_or_said, own_roster, own_unit
from .row_words import shown_row

A_LITTLE = 0.8  # seconds of checking that whoever looks at a roster lends to it, so that no worker need be there
OUTCOMES = ("bad", "new", "same")


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.SUBMIT_ROSTER)
def rosters(request: HttpRequest) -> HttpResponse:
    """Upload a roster, and list those uploaded before."""
    unit = own_unit(request)
    key = key_of(request)
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        receipt = done_or_said(form, lambda: _receive(request, form, key))
        if receipt is not None:
            tell(request, _("名册已经收下"), number=receipt.number, receipt=receipt)
            return redirect("units:roster", receipt.roster_id)
    context = {"form": form, "key": key, "rosters": cards.rosters_of_unit(unit.id), "most": _limits().rows}
    return render(request, "units/rosters.html", context, status=400 if form.errors else 200)


@never_cache
@require_safe
@staff_page(Permission.SUBMIT_ROSTER)
def roster_page(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Show how far a roster is or, once it is judged, what became of each row."""
    facts = _further(own_roster(request, roster_id))
    crumbs = [(_("名册批量申请"), reverse("units:rosters")), (facts.number, "")]
    context: dict[str, object] = {"roster": facts, "crumbs": crumbs, "told": take_told(request)}
    if facts.is_checking:
        return render(request, "units/roster_checking.html", context | _progress(facts))
    counts = {"bad": facts.bad_count, "new": facts.new_count, "same": facts.same_count}
    chosen = request.GET.get("show", "bad" if facts.bad_count else "")
    chosen = chosen if chosen in OUTCOMES else ""
    count = counts.get(chosen, facts.row_count)
    page = page_of(
        request, count=count, fetch=lambda start, limit: cards.roster_rows(roster_id, outcome=chosen, start=start, limit=limit)
    )
    context |= {"page": page, "rows": [shown_row(row) for row in page.object_list], "chosen": chosen, "key": new_key()}
    return render(request, "units/roster.html", context)


@never_cache
@require_safe
@staff_page(Permission.SUBMIT_ROSTER)
def progress(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Answer the bar that asks how far the check is; at its end the whole page comes anew."""
    facts = _further(own_roster(request, roster_id))
    response = render(request, "parts/progress.html", _progress(facts) | {"finished": not facts.is_checking})
    if not facts.is_checking:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@staff_page(Permission.SUBMIT_ROSTER)
def good_rows(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Apply for the rows without a fault of a roster that has others (办理没有问题的行)."""
    own_roster(request, roster_id)
    key = key_of(request)
    receipt = cards.apply_good_rows(by=desk_of(request).actor(), key=key, at=clock.now(), roster_id=roster_id)
    tell(request, _("没有问题的行已经办理"), number=receipt.number, receipt=receipt)
    return redirect(reverse("units:roster", args=[roster_id]) + "?show=new")


def _receive(request: HttpRequest, form: RosterForm, key: str) -> "cards.RosterReceipt":
    file, limits = form.cleaned_data["roster"], _limits()
    if file.size > limits.bytes:
        raise RosterTooLarge(file=file.name, what="bytes", limit=limits.bytes)
    content = file.read()
    desk = desk_of(request)
    return cards.receive_roster(
        by=desk.actor(),
        key=key,
        at=clock.now(),
        unit_id=own_unit(request).id,
        file_name=file.name,
        sha256=sha256(content).digest(),
        lines=read_roster(name=file.name, content=content, limits=limits),
        pickup_office_id=form.hall_id(),
        apply_good_rows=form.cleaned_data["good_rows"],
    )


def _further(facts: "cards.RosterFacts") -> "cards.RosterFacts":
    """Let the check go on for a moment, unless a worker is at it already."""
    until = monotonic() + A_LITTLE
    while facts.is_checking and monotonic() < until:
        before = facts.done_count
        facts = cards.check_roster(roster_id=facts.id, at=clock.now(), waits=False)
        if facts.done_count == before:
            break
    return facts


def _progress(facts: "cards.RosterFacts") -> dict[str, object]:
    here = reverse("units:roster", args=[facts.id])
    return {
        "label": _("正在核对名册"),
        "done": facts.done_count,
        "total": facts.row_count,
        "refresh_url": here,
        "poll_url": reverse("units:roster_progress", args=[facts.id]),
        "id": "roster-progress",
    }


def _limits() -> RosterLimits:
    on = clock.today()
    return RosterLimits(
        rows=integer_of("roster.max_rows", on=on),
        bytes=integer_of("roster.max_bytes", on=on),
        unpacked_bytes=integer_of("roster.max_unpacked_bytes", on=on),
    )
