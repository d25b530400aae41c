"""The questions to the outbox."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min, Prefetch, Q, QuerySet, Subquery

from citycard.policy import integer_of
from citycard.shared.clock import in_china

from .facts import CallFacts, CallLine, CallOutcome, Contact, NoticeLine, OutboxLag, SentNotice
from .models import Call, Notice
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


def call_list(*, limit: int = LISTED, after_id: int = 0) -> tuple[CallLine, ...]:
    """Return who is to be told by phone because no SMS arrived, whose turn it is first (S4.4); the next page is asked for by id."""
    wanted = Q(state=CALL_LIST)
    if after_id:
        turn = Subquery(Notice.objects.filter(pk=after_id).values("next_try_at")[:1])
        wanted &= Q(next_try_at__gt=turn) | Q(next_try_at=turn, pk__gt=after_id)
    calls = Prefetch("calls", Call.objects.order_by("-pk"))
    rows = _lines().select_related("person__unit", "person__community").prefetch_related(calls).filter(wanted)
    return tuple(_call_line(row) for row in rows.order_by("next_try_at", "pk")[:limit])


def call_count(*, until: datetime) -> int:
    """Return how many people's turn to be called has come."""
    return Notice.objects.filter(state=CALL_LIST, next_try_at__lte=until).count()


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


def _call_line(row: Notice) -> CallLine:
    calls = tuple(CallFacts(outcome=CallOutcome(one.outcome), note=one.note, at=one.at) for one in row.calls.all())
    return CallLine(notice=_line(row), next_call_at=row.next_try_at, calls=calls, contacts=tuple(_contacts(row)))


def _contacts(row: Notice) -> Iterator[Contact]:
    """The other ways: the registered phone, the unit's contact, the community, the address."""
    if row.unit:
        yield Contact(kind="unit", name=row.unit.contact_name, phone=row.unit.contact_phone, address=row.unit.address)
    person = row.person
    if person is None:
        return
    if person.phone and person.phone != row.phone:
        yield Contact(kind="phone", name=person.name, phone=person.phone)
    if person.unit:
        name = f"{person.unit.name} {person.unit.contact_name}"
        yield Contact(kind="unit", name=name, phone=person.unit.contact_phone)
    if person.community:
        yield Contact(kind="community", name=person.community.name, phone=person.community.phone)
    if person.address:
        yield Contact(kind="address", name="", address=person.address)


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
