"""The card centre checks applications (审核): accepted ones wait for a batch, rejected ones are closed with the reason (S3)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from citycard.audit import Act, Actor, perform
from citycard.shared.sql import load

from ..models import Application
from ..receipts import AcceptReceipt, ApplicationReceipt
from ..states import APPLICATION
from .locking import locked_application, save_application

LONGEST_REASON = 60


def accept_applications(*, by: Actor, key: str, at: datetime, application_ids: Sequence[int]) -> AcceptReceipt:
    """Accept these applications for production (审核通过, S3); those that wait to be checked no more are skipped and counted.

    Refuses nothing: what is skipped stands in the receipt.
    """
    wanted = sorted(set(application_ids))
    with perform(act="cards.accept_applications", by=by, key=key, at=at, inputs={"ids": wanted}) as act:
        if act.replay is not None:
            return AcceptReceipt.from_json(act.replay)
        return act.done(_accepted(act, wanted))


def accept_all_applications(*, by: Actor, key: str, at: datetime, limit: int, with_photo_only: bool = False) -> AcceptReceipt:
    """Accept the oldest applications that wait to be checked, `limit` at most: for a pile that was checked on paper.

    `with_photo_only` leaves those without a photo to be looked at one by one (S3). Refuses nothing, as `accept_applications`.
    """
    inputs = {"limit": limit, "with_photo_only": with_photo_only}
    with perform(act="cards.accept_applications", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return AcceptReceipt.from_json(act.replay)
        waiting = Application.objects.filter(Application.waiting("submitted"))
        waiting = waiting.filter(photo__isnull=False) if with_photo_only else waiting
        oldest = waiting.order_by("submitted_at", "pk")[:limit]
        return act.done(_accepted(act, list(oldest.values_list("pk", flat=True))))


def _accepted(act: Act, wanted: list[int]) -> AcceptReceipt:
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.cards", "accept_applications.sql"), {"ids": wanted, "at": act.at})
        accepted = cursor.rowcount
    act.note(accepted=accepted)
    return AcceptReceipt(number=act.number("SH"), accepted=accepted, skipped=len(wanted) - accepted)


def reject_application(*, by: Actor, key: str, at: datetime, application_id: int, reason: str) -> ApplicationReceipt:
    """Close an application (审核不通过) with the reason that the applicant will read (60 characters at most; S3, A4).

    Refuses: ApplicationUnknown, ApplicationChanged; MoveNotAllowed for one that is batched or closed.
    """
    inputs = {"application_id": application_id, "reason": reason}
    with perform(act="cards.reject_application", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return ApplicationReceipt.from_json(act.replay)
        row, _ = locked_application(application_id)
        act.about(row.person_id)
        row.state = APPLICATION.after(state=row.state, event="reject")
        row.reason, row.closed_at = reason.strip()[:LONGEST_REASON], at
        save_application(row, "state", "reason", "closed_at")
        act.note(reason=row.reason)
        return act.done(ApplicationReceipt(number=row.number, application_id=row.pk, person_id=row.person_id, state=row.state))
