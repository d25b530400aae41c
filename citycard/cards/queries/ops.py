"""Numbers for the operations page: cards by stage, and how long they wait for pickup."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from citycard.shared.clock import CHINA, in_china

from ..later_facts import LostLine
from ..making_facts import AgeCount, StageCount
from ..models import Card, SocialSide
from .applications import waiting_counts

PIPELINE = (
    "numbered",
    "opened",
    "in_production",
    "produced",
    "stocked",
    "dispatched",
    "awaiting_pickup",
    "with_unit",
)
AGES = (0, 7, 15, 30, 60, 120, 180)


def stage_counts(*, since: datetime, until: datetime) -> tuple[StageCount, ...]:
    """Return how many applications and cards stand at each stage now, and how many were collected and activated in a period.

    Collected cards are counted only within the period: the cost does not grow with the years.
    """
    waiting = Q(collected_at__isnull=True, ended_at__isnull=True)
    cards = dict(Card.objects.filter(waiting).values_list("state").annotate(count=Count("pk")))
    collected = Card.objects.filter(collected_at__gte=since, collected_at__lt=until).count()
    activated = SocialSide.objects.filter(activated_at__gte=since, activated_at__lt=until).count()
    first = [StageCount(stage=state, count=count) for state, count in waiting_counts().items()]
    between = [StageCount(stage=state, count=cards.get(state, 0)) for state in PIPELINE]
    last = [StageCount(stage="with_holder", count=collected), StageCount(stage="active", count=activated)]
    return (*first, *between, *last)


def collected_by_day(*, since: date, until: date) -> tuple[tuple[date, int], ...]:
    """Return how many cards were collected on each day of a half-open period."""
    rows = (
        Card.objects.filter(collected_at__gte=_midnight(since), collected_at__lt=_midnight(until))
        .values_list(TruncDate("collected_at", tzinfo=CHINA))
        .annotate(count=Count("pk"))
    )
    counts = dict(rows)
    days = (since + timedelta(days=n) for n in range((until - since).days))
    return tuple((day, counts.get(day, 0)) for day in days)


def pickup_ageing(*, at: datetime) -> tuple[AgeCount, ...]:
    """Return for how many days the cards at offices have been waiting since their notice; without one, since arrival (S4.4)."""
    today = in_china(at).date()
    waiting = Q(collected_at__isnull=True, ended_at__isnull=True, state="awaiting_pickup")
    rows = Card.objects.filter(waiting).values_list("notified_on", "shipment__received_at").annotate(count=Count("pk"))
    counts = dict.fromkeys(AGES, 0)
    for notified_on, received_at, count in rows:
        since = notified_on or (in_china(received_at).date() if received_at else today)
        counts[_bracket((today - since).days)] += count
    return tuple(AgeCount(days_from=days, count=counts[days]) for days in AGES)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=CHINA)


def _bracket(days: int) -> int:
    for lower, upper in pairwise(AGES):
        if days < upper:
            return lower
    return AGES[-1]


def reported_lost(*, on: date) -> tuple[LostLine, ...]:
    """Return the cards in hand that are reported lost and in date that day, the oldest report first (S7, S9)."""
    lost = SocialSide.objects.filter(lost_at__isnull=False, card__ended_at__isnull=True).order_by("lost_at", "pk")
    good = lost.exclude(card__valid_until__lt=on)
    rows = good.values_list("card__card_number", "loss", "lost_at", "formal_at")
    return tuple(
        LostLine(card_number=number, loss=loss, since=since, formal_since=formal) for number, loss, since, formal in rows
    )
