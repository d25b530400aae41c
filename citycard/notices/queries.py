"""The questions to the outbox."""

from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from citycard.policy import integer_of
from citycard.shared.clock import in_china

from .facts import NoticeLine, OutboxLag, SentNotice
from .models import Notice
from .states import CALL_LIST, FAILED, QUEUED

LISTED = 50


def inbox(phone: str | None = None, *, limit: int = LISTED, before: datetime | None = None) -> tuple[NoticeLine, ...]:
    """Return the messages that left the house, the last sent first, of one phone or of all: what the demo's inbox page shows.

    `before`: only those sent before that moment, for the next page.
    """
    rows = _lines().filter(sent_at__isnull=False)
    if phone is not None:
        rows = rows.filter(phone=phone)
    if before is not None:
        rows = rows.filter(sent_at__lt=before)
    return tuple(_line(row) for row in rows.order_by("-sent_at", "-pk")[:limit])


def notices_of(person_id: int, *, limit: int = LISTED) -> tuple[NoticeLine, ...]:
    """Return a person's messages, newest first; login codes are left out."""
    rows = _lines().filter(person_id=person_id, is_code=False).order_by("-queued_at", "-pk")
    return tuple(_line(row) for row in rows[:limit])


def call_list(*, limit: int = LISTED, after_id: int = 0) -> tuple[NoticeLine, ...]:
    """Return who is to be told by phone because no SMS arrived, longest waiting first (S4.4)."""
    rows = _lines().filter(state=CALL_LIST, pk__gt=after_id).order_by("queued_at", "pk")
    return tuple(_line(row) for row in rows[:limit])


def pickup_notices_sent(*, since: datetime) -> tuple[SentNotice, ...]:
    """Return the pickup notices to holders that were sent since a moment, oldest first: they start the clock of S5.2."""
    rows = Notice.objects.filter(template__startswith="pickup_", sent_at__gte=since, person__isnull=False)
    return tuple(SentNotice(*row) for row in rows.order_by("sent_at", "pk").values_list("key", "person_id", "sent_at"))


def outbox_lag(at: datetime) -> OutboxLag:
    """Return how the outbox stands at a moment: one statement over the messages that are due, one over the call list."""
    due = Notice.objects.filter(state__in=(QUEUED, FAILED), next_try_at__lte=at)
    found = due.aggregate(waiting=Count("pk"), oldest=Min("next_try_at"))
    oldest = 0 if found["oldest"] is None else int((at - found["oldest"]).total_seconds())
    return OutboxLag(
        waiting=found["waiting"],
        oldest_seconds=oldest,
        limit_seconds=integer_of("notices.queue_limit_seconds", on=in_china(at).date()),
        call_list=Notice.objects.filter(Q(state=CALL_LIST)).count(),
    )


def _lines() -> QuerySet[Notice]:
    return Notice.objects.select_related("person", "unit")


def _line(row: Notice) -> NoticeLine:
    addressee = row.person.name if row.person else row.unit.name if row.unit else ""
    return NoticeLine(
        id=row.pk,
        template=row.template,
        person_id=row.person_id,
        unit_id=row.unit_id,
        addressee=addressee,
        phone=row.phone,
        text=row.text,
        state=row.state,
        tries=row.tries,
        queued_at=row.queued_at,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
        failure=row.failure,
    )
