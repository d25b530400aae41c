"""The verbs of the outbox: queue, send, take delivery reports, tell by phone.

`queue` and `queue_many` write into the transaction of the act that has something to tell, so a message exists exactly
when the act does (A3). Sending happens later, in `send_due`, and holds no transaction open while the gateway is asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import cast

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from citycard.audit import Actor, perform
from citycard.policy import integer_of
from citycard.shared.clock import in_china
from citycard.shared.kept_query import fetch
from citycard.shared.one_trip import Ask
from citycard.shared.sql import load

from .facts import CallOutcome, CallReceipt, DeliveryReport, NoticeOrder, Sending
from .models import Call, Notice
from .ports import SmsNotAccepted, SmsPort
from .rules import CODE_GONE, NoticeUnknown, NotOnCallList, Patience, after_failure
from .states import CALL_LIST, DELIVERED, QUEUED, SENT, TOLD
from .wording import Wording, wording

CHUNK = 5_000
BATCH = 200
LEASE = timedelta(minutes=5)
FAILURE_LENGTH = 80
NO_PHONE = gettext_noop("没有手机号码")  # kept in Chinese, read in the reader's language


def queue(
    *,
    template: str,
    to_phone: str,
    params: Mapping[str, str],
    key: str,
    at: datetime,
    person_id: int | None = None,
    unit_id: int | None = None,
    lang: str = "zh",
) -> bool:
    """Queue one message; True when it is new, False when this key was queued before (A3).

    The text is the template of `policy/notices.yaml` in force on that day, filled with `params`. With no phone it goes
    to the call list at once (S4.4). Raises UnknownPolicy for an unknown template, KeyError for a missing parameter.
    """
    order = NoticeOrder(key=key, to_phone=to_phone, params=params, person_id=person_id, unit_id=unit_id)
    asked = ask_queue(template=template, order=order, at=at, lang=lang)
    return bool(fetch(asked.text, asked.values))


def queue_many(*, template: str, orders: Iterable[NoticeOrder], at: datetime, lang: str = "zh") -> int:
    """Queue a message for each order in a few statements, whatever their number; return how many are new (A3)."""
    words = wording(template, lang=lang, on=in_china(at).date())
    waiting = iter(orders)
    added = 0
    while chunk := list(islice(waiting, CHUNK)):
        asked = _ask_queue_many(chunk, template=template, words=words, at=at)
        added += len(fetch(asked.text, asked.values))
    return added


def ask_queue(*, template: str, order: NoticeOrder, at: datetime, lang: str = "zh") -> Ask:
    """Return the statement that queues one message, for an act that writes it with its record (A3); a row if it is new."""
    words = wording(template, lang=lang, on=in_china(at).date())
    is_known = order.to_phone != ""
    values = {
        "key": order.key,
        "template": template,
        "person_id": order.person_id,
        "unit_id": order.unit_id,
        "phone": order.to_phone,
        "text": words.fill(order.params),
        "is_code": words.is_code,
        "state": QUEUED if is_known else CALL_LIST,
        "at": at,
        "failure": "" if is_known else NO_PHONE,
    }
    return Ask(_sql("queue_one"), values)


def _ask_queue_many(chunk: Sequence[NoticeOrder], *, template: str, words: Wording, at: datetime) -> Ask:
    columns = {
        "keys": [order.key for order in chunk],
        "person_ids": [order.person_id for order in chunk],
        "unit_ids": [order.unit_id for order in chunk],
        "phones": [order.to_phone for order in chunk],
        "texts": [words.fill(order.params) for order in chunk],
    }
    return Ask(_sql("queue"), columns | {"template": template, "is_code": words.is_code, "at": at, "no_phone": NO_PHONE})


@dataclass(frozen=True, slots=True)
class _Claimed:
    id: int
    phone: str
    text: str
    tries: int
    is_code: bool


def send_due(*, at: datetime, port: SmsPort, limit: int = BATCH) -> Sending:
    """Send up to `limit` messages that are due, each by one worker only, and note what became of them (S4.4).

    Two workers never send one message twice: a message is claimed with a lease before it is handed over. A worker that
    dies in between leaves it to be sent again after the lease; that try is counted.
    """
    claimed = _claim(at=at, limit=limit)
    references: dict[int, str] = {}
    failures: dict[int, str] = {}
    for notice in claimed:
        try:
            references[notice.id] = port.send(notice.phone, notice.text)
        except SmsNotAccepted as refused:
            failures[notice.id] = refused.reason[:FAILURE_LENGTH]
    with transaction.atomic():
        _note_accepted(references, at=at, shows_codes=port.shows_codes)
        given_up = _note_failed([notice for notice in claimed if notice.id in failures], failures, at=at)
    return Sending(sent=len(references), failed=len(failures) - given_up, given_up=given_up)


def take_reports(*, at: datetime, port: SmsPort) -> int:
    """Note the gateway's delivery reports (S4.4); return how many spoke of a message that was sent. A repeat changes nothing."""
    reports = tuple(port.reports())
    return _note_reports(reports, at=at) if reports else 0


def record_call(
    *, by: Actor, key: str, at: datetime, notice_id: int, outcome: CallOutcome = CallOutcome.TOLD, note: str = ""
) -> CallReceipt:
    """Note a call to the person on the call list: told, or to be called again later (S4.4).

    Refuses NoticeUnknown, NotOnCallList.
    """
    inputs = {"notice_id": notice_id, "outcome": outcome, "note": note}
    with perform(act="notices.record_call", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return CallReceipt.from_json(act.replay)
        notice = Notice.objects.select_for_update().filter(pk=notice_id).first()
        if notice is None:
            raise NoticeUnknown
        if notice.state != CALL_LIST:
            raise NotOnCallList(state=notice.state)
        if notice.person_id is not None:
            act.about(notice.person_id)
        act.note(outcome=outcome)
        Call.objects.create(notice=notice, outcome=outcome, note=note, at=at)
        again = None if outcome is CallOutcome.TOLD else at + _call_again_after(at)
        told = {"state": TOLD, "delivered_at": at} if again is None else {"next_try_at": again}
        Notice.objects.filter(pk=notice_id).update(**told)
        return act.done(CallReceipt(number=act.number("DH"), notice_id=notice_id, outcome=outcome, next_call_at=again))


def _call_again_after(at: datetime) -> timedelta:
    return timedelta(hours=integer_of("notices.call_again_hours", on=in_china(at).date()))


def _claim(*, at: datetime, limit: int) -> list[_Claimed]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_sql("claim"), {"at": at, "lease_until": at + LEASE, "limit": limit})
        rows = cast(list[tuple[int, str, str, int, bool]], cursor.fetchall())
    return [_Claimed(*row) for row in rows]


def _note_accepted(references: Mapping[int, str], *, at: datetime, shows_codes: bool) -> None:
    if not references:
        return
    told = {"ids": list(references), "references": list(references.values()), "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_sql("accepted"), told | {"shows_codes": shows_codes, "code_gone": CODE_GONE})


def _note_failed(failed: Sequence[_Claimed], failures: Mapping[int, str], *, at: datetime) -> int:
    """Write the state after a failed try for each; return how many were given up."""
    if not failed:
        return 0
    on = in_china(at).date()
    patience = Patience(
        max_tries=integer_of("notices.max_tries", on=on), retry_minutes=integer_of("notices.retry_minutes", on=on)
    )
    ends = [after_failure(tries=one.tries, is_code=one.is_code, at=at, patience=patience) for one in failed]
    columns = {
        "ids": [one.id for one in failed],
        "states": [state for state, _ in ends],
        "next_tries": [due for _, due in ends],
        "failures": [failures[one.id] for one in failed],
    }
    with connection.cursor() as cursor:
        cursor.execute(_sql("failed"), columns | {"code_gone": CODE_GONE})
    return sum(one.tries >= patience.max_tries for one in failed)


def _note_reports(reports: Sequence[DeliveryReport], *, at: datetime) -> int:
    by_reference = {report.reference: report for report in reports if report.reference}
    with transaction.atomic():
        waiting = list(Notice.objects.select_for_update().filter(state=SENT, reference__in=list(by_reference)).order_by("pk"))
        arrived = [row.pk for row in waiting if by_reference[row.reference].is_delivered]
        Notice.objects.filter(pk__in=arrived).update(state=DELIVERED, delivered_at=at)
        lost = [row for row in waiting if not by_reference[row.reference].is_delivered]
        _note_failed(
            [_Claimed(row.pk, row.phone, row.text, row.tries, row.is_code) for row in lost],
            {row.pk: by_reference[row.reference].reason[:FAILURE_LENGTH] for row in lost},
            at=at,
        )
    return len(waiting)


def _sql(name: str) -> str:
    return load("citycard.notices", f"{name}.sql")
