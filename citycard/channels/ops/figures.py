"""The figures of the operations page, put into the shapes its charts read; every number comes from a room's own query."""

from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from citycard import cards
from citycard.channels.messages import show
from citycard.channels.refusals import language
from citycard.journeys import HalfReported
from citycard.shared.clock import in_china

DAYS = (7, 30, 90)
OVERDUE_DAYS = 120  # the last two columns of the ageing chart: the old card's six months are near
STAGES = {
    "submitted": "待核对",
    "accepted": "等建批",
    "numbered": "已配卡号",
    "opened": "银行已开户",
    "in_production": "工厂制卡中",
    "produced": "已制成",
    "stocked": "在库",
    "dispatched": "在路上",
    "awaiting_pickup": "等人来领",
    "with_unit": "在单位",
    "with_holder": "已领取",
    "active": "已激活",
}
IN_PERIOD = ("with_holder", "active")


def stage_bars(counts: tuple[cards.StageCount, ...]) -> list[dict[str, object]]:
    """Return one bar a stage, the longest 100 %; the last two stages count what happened in the period."""
    most = max((one.count for one in counts), default=0) or 1
    return [
        {
            "label": _(STAGES[one.stage]),
            "percent": round(100 * one.count / most, 1),
            "value": f"{one.count:,}",
            "tone": "am" if one.stage in IN_PERIOD else "",
        }
        for one in counts
    ]


def age_rows(ages: tuple[cards.AgeCount, ...]) -> list[tuple[str, str]]:
    """Return the ageing table: days of waiting, how many cards."""
    starts = [one.days_from for one in ages]
    words = [f"{first}–{after - 1}" for first, after in pairwise(starts)] + [f"≥ {starts[-1]}"]
    return [(word, f"{one.count:,}") for word, one in zip(words, ages, strict=True)]


def age_chart(ages: tuple[cards.AgeCount, ...]) -> dict[str, object]:
    """Return the ageing of cards that wait for pickup, as a bar chart with its table."""
    return {
        "id": "age",
        "kind": "bar",
        "label": _("已通知、还没领的卡，按等待天数，数据见下表"),
        "over": _("等待天数"),
        "series": [_("张数")],
        "rows": age_rows(ages),
    }


def waiting_long(ages: tuple[cards.AgeCount, ...]) -> int:
    """Return how many cards wait longer than `OVERDUE_DAYS`."""
    return sum(one.count for one in ages if one.days_from >= OVERDUE_DAYS)


def collected_chart(at: datetime, days: int) -> dict[str, object]:
    """Return the cards collected on each day of the period, as a line with its table."""
    today = in_china(at).date()
    rows = cards.collected_by_day(since=today - timedelta(days=days - 1), until=today + timedelta(days=1))
    return {
        "id": "collected",
        "kind": "line",
        "label": _("每天领走的卡，数据见下表"),
        "over": _("日期"),
        "series": [_("张数")],
        "rows": [(f"{day:%m-%d}", f"{count:,}") for day, count in rows],
    }


def half_rows(half: tuple[HalfReported, ...], *, at: datetime) -> list[dict[str, object]]:
    """Return the cards that wait for their bank report: number, since when, full days, temporary or formal (S7.2)."""
    return [
        {
            "number": one.card_number_masked,
            "since": one.since,
            "days": (at - one.since).days,
            "kind": cards.LOSS.label(one.loss),
            "formal_since": one.formal_since if one.formal_since != one.since else None,
        }
        for one in half
    ]


def closing_rows(closing: tuple[cards.ClosePending, ...], *, at: datetime) -> list[dict[str, object]]:
    """Return the cancellations that wait for the bank: the slip, why, since when, for how many days (S11.2)."""
    return [
        {
            "number": one.clearance_number,
            "since": one.since,
            "days": (at - one.since).days,
            "why": show("reason", one.reason, language()),
        }
        for one in closing
    ]
