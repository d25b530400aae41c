"""The pages of operations."""

from datetime import timedelta
from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from citycard import cards, journeys, notices
from citycard.audit import record_read, record_state, verify
from citycard.channels.days import moment
from citycard.channels.staffing import StaffRequest, key_of, new_key, staff_page
from citycard.channels.typed import row_number
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.shared.clock import in_china
from citycard.staff import Permission

from .figures import DAYS, OVERDUE_DAYS, age_chart, closing_rows, collected_chart, half_rows, stage_bars, waiting_long

CALLS = 15


class CallForm(forms.Form):
    """What became of a call."""

    outcome = forms.ChoiceField(choices=[(one.value, one.value) for one in notices.CallOutcome])
    note = forms.CharField(label=gettext_lazy("备注"), max_length=60, required=False)


@require_safe
@staff_page(Permission.READ_OPERATIONS)
def board(request: HttpRequest) -> HttpResponse:
    """Show cards by stage, pickup ageing, failed lines and the outbox, for a period."""
    at, days = clock.now(), _days(request)
    ages = cards.pickup_ageing(at=at)
    counts = cards.stage_counts(since=at - timedelta(days=days), until=at)
    half_count, half = journeys.half_reported(on=in_china(at).date())
    closing_count, closing = cards.close_pending()
    context = {
        "days": days,
        "choices": DAYS,
        "counts": {one.stage: one.count for one in counts},
        "bars": stage_bars(counts),
        "ages": age_chart(ages),
        "waiting": sum(one.count for one in ages),
        "waiting_long": waiting_long(ages),
        "overdue_days": OVERDUE_DAYS,
        "months": integer_of("cards.old_medical_months", on=in_china(at).date()),
        "collected": collected_chart(at, days),
        "failed": cards.failed_lines(limit=8),
        "batches": [(one, cards.BATCH.label(one.state)) for one in cards.batches(is_open=True)],
        "half_count": half_count,
        "half": half_rows(half, at=at),
        "closing_count": closing_count,
        "closing": closing_rows(closing, at=at),
        "lag": notices.outbox_lag(at),
        "record": record_state(),
    }
    return render(request, "ops/board.html", context)


@require_safe
@staff_page(Permission.WORK_CALL_LIST)
def calls(request: HttpRequest) -> HttpResponse:
    """List who is to be telephoned because no message arrived (S4.4); the look at each person's number is recorded (S12)."""
    return _show_calls(request)


@require_POST
@staff_page(Permission.WORK_CALL_LIST)
def called(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Record what became of a call: told, nobody answered, wrong number."""
    form = CallForm(request.POST)
    if not form.is_valid():
        return _show_calls(request, wrong=notice_id, form=form)
    outcome = notices.CallOutcome(form.cleaned_data["outcome"])
    receipt = notices.record_call(
        by=cast(StaffRequest, request).desk.actor(),
        key=key_of(request),
        at=clock.now(),
        notice_id=notice_id,
        outcome=outcome,
        note=form.cleaned_data["note"],
    )
    said = _("已记下，编号 %(number)s。") % {"number": receipt.number}
    if receipt.next_call_at is not None:
        said += _("%(when)s 以后再打，还在名单里。") % {"when": moment(receipt.next_call_at)}
    messages.success(request, said)
    return redirect("ops:calls")


@require_safe
@staff_page(Permission.VERIFY_RECORD)
def record(request: HttpRequest) -> HttpResponse:
    """Verify the record of acts now and say what was found (A2)."""
    return render(request, "ops/record.html", {"report": verify(), "state": record_state()})


def _show_calls(request: HttpRequest, *, wrong: int | None = None, form: CallForm | None = None) -> HttpResponse:
    desk, at = cast(StaffRequest, request).desk, clock.now()
    rows = notices.call_list(after_id=row_number(request.GET.get("after")) or 0, limit=CALLS)
    for person_id in {row.notice.person_id for row in rows if row.notice.person_id is not None}:
        record_read(by=desk.actor(purpose=gettext_noop("电话通知名单")), person_id=person_id, what="call_list", at=at)
    context = {
        "rows": [(row, form if row.notice.id == wrong else CallForm()) for row in rows],
        "now": at,
        "due": notices.call_count(until=at),
        "more": rows[-1].notice.id if len(rows) == CALLS else None,
        "tries": integer_of("notices.max_tries", on=in_china(at).date()),
        "key": new_key(),
    }
    return render(request, "ops/calls.html", context, status=200 if form is None else 400)


def _days(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(days) for days in DAYS} else DAYS[1]
