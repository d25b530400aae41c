"""The pages of operations."""

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from citycard import cards, notices
from citycard.audit import record_read, record_state, verify
from citycard.channels.staffing import StaffRequest, key_of, new_key, staff_page
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.shared.clock import in_china
from citycard.staff import Permission

from .figures import DAYS, OVERDUE_DAYS, age_chart, collected_chart, stage_bars, waiting_long


@require_safe
@staff_page(Permission.READ_OPERATIONS)
def board(request: HttpRequest) -> HttpResponse:
    """Show cards by stage, pickup ageing, failed lines and the outbox, for a period."""
    at, days = clock.now(), _days(request)
    ages = cards.pickup_ageing(at=at)
    counts = cards.stage_counts(since=at - timedelta(days=days), until=at)
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
        "lag": notices.outbox_lag(at),
        "record": record_state(),
    }
    return render(request, "ops/board.html", context)


@require_safe
@staff_page(Permission.WORK_CALL_LIST)
def calls(request: HttpRequest) -> HttpResponse:
    """List who is to be telephoned because no message arrived (S4.4); the look at each person's number is recorded (S12)."""
    desk = cast(StaffRequest, request).desk
    rows, at = notices.call_list(), clock.now()
    for person_id in {row.person_id for row in rows if row.person_id is not None}:
        record_read(by=desk.actor(purpose="电话通知名单"), person_id=person_id, what="call_list", at=at)
    return render(request, "ops/calls.html", {"rows": rows, "key": new_key()})


@require_POST
@staff_page(Permission.WORK_CALL_LIST)
def called(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Record that somebody was told by phone."""
    desk = cast(StaffRequest, request).desk
    receipt = notices.record_call(by=desk.actor(), key=key_of(request), at=clock.now(), notice_id=notice_id)
    messages.success(request, _("已记下电话通知，编号 %(number)s。") % {"number": receipt.number})
    return redirect("ops:calls")


@require_safe
@staff_page(Permission.VERIFY_RECORD)
def record(request: HttpRequest) -> HttpResponse:
    """Verify the record of acts now and say what was found (A2)."""
    return render(request, "ops/record.html", {"report": verify(), "state": record_state()})


def _days(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(days) for days in DAYS} else DAYS[1]
