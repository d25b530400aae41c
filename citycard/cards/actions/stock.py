"""Put a returned batch into the store (入库): each card at its box and slot, its social side sealed (封存) (S3)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from citycard.audit import Actor, perform
from citycard.shared.sql import load

from ..models import Batch, Card
from ..reasons import NOT_SOUND
from ..receipts import BatchReceipt
from ..refusals import BatchNotAtThisStep
from ..states import BATCH
from .locking import locked_batch

LONGEST_REASON = 80


def stock_batch(*, by: Actor, key: str, at: datetime, batch_id: int, faulty: Sequence[tuple[str, str]] = ()) -> BatchReceipt:
    """Take the produced cards of a batch into the store (入库, S3) and close the batch.

    Faulty ones, as pairs (card number, reason of 80 characters at most), are spoiled and their applications wait again.
    Refuses: BatchUnknown, BatchNotAtThisStep.
    """
    bad = {number.strip().upper(): reason.strip()[:LONGEST_REASON] for number, reason in faulty}
    inputs = {"batch_id": batch_id, "faulty": bad}
    with perform(act="cards.stock_batch", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return BatchReceipt.from_json(act.replay)
        batch = locked_batch(batch_id)
        if batch.state != "factory_returned":
            raise BatchNotAtThisStep(batch=batch.number, state_label=BATCH.label(batch.state), wanted="入库")
        _spoil(batch, bad, at)
        with connection.cursor() as cursor:
            cursor.execute(load("citycard.cards", "by_set.sql"))
            cursor.execute(load("citycard.cards", "stock_batch.sql"), {"batch_id": batch_id})
            stocked = cursor.rowcount
        batch.state, batch.closed_at = BATCH.after(state=batch.state, event="close"), at
        batch.save(update_fields=("state", "closed_at"))
        act.note(batch=batch.number, stocked=stocked, faulty=len(bad))
        return act.done(BatchReceipt(number=act.number("RK"), batch_id=batch.pk, card_count=stocked, state=batch.state))


def _spoil(batch: Batch, bad: dict[str, str], at: datetime) -> None:
    for number, reason in bad.items():
        Card.objects.filter(batch=batch, card_number=number, state="produced").update(
            state="spoiled", ended_at=at, end_reason=reason or NOT_SOUND, spoiled_by="centre"
        )
    if bad:
        arguments = {"batch_id": batch.pk, "at": at, "spoiled_by": "centre"}
        with connection.cursor() as cursor:
            cursor.execute(load("citycard.cards", "fail_applications.sql"), arguments)
