"""Production batches (制卡批次): one bank, one factory; made, rolled back, closed (S3). Everything moves as a set."""

from collections.abc import Sequence
from datetime import datetime

from django.db import DataError, connection

from citycard.audit import Act, Actor, perform
from citycard.policy import integer_of, text_of
from citycard.shared.clock import in_china
from citycard.shared.sql import load

from ..models import Batch, Card
from ..reasons import ROLLED_BACK
from ..receipts import BatchReceipt
from ..refusals import BatchNotFinished, CardNumbersUsedUp, NoApplicationsToBatch
from ..rules import check_batch_size
from ..states import BATCH
from .cancel import withdraw_void_applications
from .locking import locked_batch

UNSTOCKED = ("numbered", "opened", "in_production", "produced")


def make_batch(
    *,
    by: Actor,
    key: str,
    at: datetime,
    bank: str,
    factory: str,
    limit: int | None = None,
    application_ids: Sequence[int] | None = None,
) -> BatchReceipt:
    """Put accepted applications into a new batch, the oldest first, and allot each a card number for ever (S1.3, S3).

    Refuses: BatchTooLarge, NoApplicationsToBatch, CardNumbersUsedUp.
    """
    on = in_china(at).date()
    most, prefix = integer_of("cards.batch_limit", on=on), text_of("cards.number_prefix", on=on)
    chosen = None if application_ids is None else sorted(set(application_ids))
    wanted = min(limit or most, most) if chosen is None else len(chosen)
    check_batch_size(wanted=max(wanted, limit or 0), limit=most)
    inputs = {"bank": bank, "factory": factory, "limit": limit, "ids": chosen}
    with perform(act="cards.make_batch", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return BatchReceipt.from_json(act.replay)
        withdraw_void_applications(at=at)
        batch = Batch.objects.create(number=act.number("PC"), state="made", bank=bank, factory=factory, card_count=0, made_at=at)
        batch.card_count = _number_cards(batch, chosen, wanted, prefix)
        if batch.card_count == 0:
            raise NoApplicationsToBatch
        batch.save(update_fields=("card_count",))
        return _done(act, batch)


def roll_back_batch(*, by: Actor, key: str, at: datetime, batch_id: int) -> BatchReceipt:
    """Undo a batch until the factory has it (还原批次): its numbers are burnt, its applications wait again (S3, S1.3).

    Refuses: BatchUnknown, MoveNotAllowed.
    """
    with perform(act="cards.roll_back_batch", by=by, key=key, at=at, inputs={"batch_id": batch_id}) as act:
        if act.replay is not None:
            return BatchReceipt.from_json(act.replay)
        batch = locked_batch(batch_id)
        batch.state, batch.closed_at = BATCH.after(state=batch.state, event="roll_back"), at
        with connection.cursor() as cursor:
            cursor.execute(load("citycard.cards", "roll_back_batch.sql"), {"batch_id": batch_id, "at": at, "reason": ROLLED_BACK})
        batch.save(update_fields=("state", "closed_at"))
        return _done(act, batch)


def close_batch(*, by: Actor, key: str, at: datetime, batch_id: int) -> BatchReceipt:
    """Close a batch whose every card is in the store or has left it with a reason (S3).

    Refuses: BatchUnknown, MoveNotAllowed, BatchNotFinished.
    """
    with perform(act="cards.close_batch", by=by, key=key, at=at, inputs={"batch_id": batch_id}) as act:
        if act.replay is not None:
            return BatchReceipt.from_json(act.replay)
        batch = locked_batch(batch_id)
        batch.state, batch.closed_at = BATCH.after(state=batch.state, event="close"), at
        left = Card.objects.filter(batch_id=batch_id, ended_at__isnull=True, state__in=UNSTOCKED).count()
        if left:
            raise BatchNotFinished(batch=batch.number, count=left)
        batch.save(update_fields=("state", "closed_at"))
        return _done(act, batch)


def _number_cards(batch: Batch, chosen: list[int] | None, limit: int, prefix: str) -> int:
    arguments = {"application_ids": chosen, "limit": limit, "batch_id": batch.pk, "prefix": prefix}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        try:
            cursor.execute(load("citycard.cards", "make_batch.sql"), arguments)
        except DataError as error:
            raise CardNumbersUsedUp(prefix=prefix) from error
        return cursor.rowcount


def _done(act: Act, batch: Batch) -> BatchReceipt:
    act.note(batch=batch.number, card_count=batch.card_count, state=batch.state)
    return act.done(BatchReceipt(number=batch.number, batch_id=batch.pk, card_count=batch.card_count, state=batch.state))
