"""Checking applications: the queue, one application with its photo, accept, reject with a reason."""

from typing import cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django.views.decorators.http import require_POST, require_safe

from citycard import cards
from citycard.audit import record_read
from citycard.channels.messages import show
from citycard.channels.refusals import language
from citycard.channels.staffing import StaffRequest, key_of, new_key, staff_page
from citycard.channels.typed import row_number
from citycard.people import person
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.staff import Permission

PAGE = 50
CHANGES = frozenset({cards.Cause.DAMAGED, cards.Cause.EXPIRED, cards.Cause.DATA})  # what the kind alone does not say


class RejectForm(forms.Form):
    """Why an application is not accepted: the applicant reads this sentence."""

    key = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("不通过的原因"),
        help_text=gettext_lazy("申请人会读到这句话，写清楚哪里不对、怎么改，60 字以内"),
        max_length=60,
    )


@require_safe
@staff_page(Permission.ACCEPT_APPLICATION)
def queue(request: HttpRequest) -> HttpResponse:
    """List the applications that wait to be checked, the oldest first."""
    after = row_number(request.GET.get("after")) or 0
    rows = cards.applications_waiting(state="submitted", after_id=after, limit=PAGE)
    context = {
        "rows": [(row, show("application_kind", row.kind, language())) for row in rows],
        "counts": cards.waiting_counts(),
        "next_after": rows[-1].id if len(rows) == PAGE else None,
        "key": new_key(),
    }
    return render(request, "card_centre/queue.html", context)


@require_POST
@staff_page(Permission.ACCEPT_APPLICATION)
def accept(request: HttpRequest) -> HttpResponse:
    """Accept the ticked applications, or with `all` the whole pile; what somebody else took is counted, not repeated."""
    desk = cast(StaffRequest, request).desk
    key, at = key_of(request), clock.now()
    if "all" in request.POST:
        most = integer_of("cards.batch_limit", on=clock.today())  # the same at a second click, whatever the first one left (A3)
        receipt = cards.accept_all_applications(by=desk.actor(), key=key, at=at, limit=most, with_photo_only=True)
    else:
        chosen = [row_number(text) or 0 for text in request.POST.getlist("application")]
        if not chosen:
            messages.warning(request, _("还没有勾选申请。请先勾选，再点“核对通过”。"))
            return redirect("card_centre:queue")
        receipt = cards.accept_applications(by=desk.actor(), key=key, at=at, application_ids=chosen)
    said = ngettext("%(count)s 份申请核对通过。", "%(count)s 份申请核对通过。", receipt.accepted) % {"count": receipt.accepted}
    if receipt.skipped:
        said += _("另有 %(count)s 份已经由别人处理，没有重复办理。") % {"count": receipt.skipped}
    messages.success(request, said)
    return redirect("card_centre:queue")


@require_safe
@staff_page(Permission.ACCEPT_APPLICATION)
def one(request: HttpRequest, application_id: int) -> HttpResponse:
    """Show one application with what the check looks at; the look is recorded (S12)."""
    return _show(request, application_id, RejectForm(initial={"key": new_key()}))


@require_POST
@staff_page(Permission.ACCEPT_APPLICATION)
def reject(request: HttpRequest, application_id: int) -> HttpResponse:
    """Close an application with the reason its applicant will read (A4)."""
    form = RejectForm(request.POST)
    if not form.is_valid():
        return _show(request, application_id, form, status=400)
    desk = cast(StaffRequest, request).desk
    data = form.cleaned_data
    receipt = cards.reject_application(
        by=desk.actor(), key=data["key"], at=clock.now(), application_id=application_id, reason=data["reason"]
    )
    messages.success(request, _("申请 %(number)s 没有通过，原因已记下。") % {"number": receipt.number})
    return redirect("card_centre:queue")


@require_safe
@staff_page(Permission.ACCEPT_APPLICATION)
def photo(request: HttpRequest, application_id: int) -> HttpResponse:
    """Give the portrait as it will be printed."""
    content = cards.photo_of(application_id)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


def _show(request: HttpRequest, application_id: int, form: RejectForm, status: int = 200) -> HttpResponse:
    desk = cast(StaffRequest, request).desk
    application = cards.application(application_id)
    record_read(
        by=desk.actor(purpose=gettext_noop("核对制卡申请")), person_id=application.person_id, what="application", at=clock.now()
    )
    context = {
        "application": application,
        "person": person(application.person_id),
        "state_label": cards.APPLICATION.label(application.state),
        "kind": show("application_kind", application.kind, language()),
        "cause": show("cause", application.cause, language()) if application.cause in CHANGES else "",
        "form": form,
        "key": new_key(),
    }
    return render(request, "card_centre/application.html", context, status=status)
