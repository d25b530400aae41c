"""Cancelling (注销, S11): the parts of the card room. A journey opens the transaction, asks the table and tells the bank."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from citycard.shared.sql import load

from ..endings import CancelledCards
from ..models import Application, Batch, Cancellation, Card, SocialSide
from ..reasons import CANCELLED
from ..refusals import ApplicationChanged
from ..states import APPLICATION, CANCELLATION, CARD, SOCIAL_SIDE
from .correct import leave_batch
from .locking import save_application

ON_THE_WAY = frozenset({"numbered", "opened", "in_production", "produced", "stocked", "dispatched"})
NOT_TAKEN = frozenset({"awaiting_pickup", "with_unit"})


def lock_application(person_id: int) -> None:
    """Lock the person's open application, and its batch before it: whoever cancels takes it before the cards.

    Refuses ApplicationChanged when it went into another batch, or out of one, while we waited.
    """
    open_one = Application.objects.filter(person_id=person_id, closed_at__isnull=True)
    seen = open_one.values_list("batch_id", flat=True).first()
    if seen is not None:
        Batch.objects.select_for_update().filter(pk=seen).first()
    row = open_one.select_for_update().first()
    if row is not None and row.batch_id != seen:
        raise ApplicationChanged


def cancel_social_sides(*, person_id: int, clearance_number: str, at: datetime) -> CancelledCards:
    """Cancel the social function of every live card and note the clearance slip (清户通知书, S11.2).

    An application that no file has left yet is withdrawn, its number burnt; a card that waits somewhere ends; a card that is
    still being made ends when it arrives (`end_void_cards`). What the holder has in hand ends when the bank takes it back.
    Refuses ApplicationChanged when the person applied at this instant, so that the settled refunds count no more.
    """
    row = Cancellation.objects.select_for_update().filter(person_id=person_id, closed_at__isnull=True).first()
    if row is None:
        raise ApplicationChanged
    withdrawn = withdraw_unsent(person_id=person_id, at=at)
    live = list(Card.objects.filter(person_id=person_id, ended_at__isnull=True).order_by("pk"))
    sides = SocialSide.objects.select_for_update().filter(card__in=live).order_by("pk")
    social = [side.card_id for side in sides if SOCIAL_SIDE.may(state=side.state, event="cancel")]
    SocialSide.objects.filter(pk__in=social).update(state="cancelled", ended_at=at)
    ended = [card for card in live if card.state in NOT_TAKEN]
    _end(ended, at=at)
    row.state = CANCELLATION.after(state=row.state, event="cancel_social")
    row.clearance_number, row.social_cancelled_at = clearance_number, at
    row.save(update_fields=("state", "clearance_number", "social_cancelled_at"))
    return CancelledCards(
        social=tuple(card.card_number for card in live if card.pk in set(social)),
        ended=tuple(card.card_number for card in ended),
        in_making=tuple(card.card_number for card in live if card.state in ON_THE_WAY),
        withdrawn=withdrawn,
    )


def withdraw_unsent(*, person_id: int, at: datetime) -> str:
    """Withdraw the open application if its batch has not been exported; return its number, or an empty text (S3, S11)."""
    row = Application.objects.filter(person_id=person_id, closed_at__isnull=True).select_related("batch").first()
    if row is None or (row.batch is not None and row.batch.state != "made"):
        return ""
    if row.batch_id is not None:
        leave_batch(row, at)
    row.state, row.closed_at, row.reason = APPLICATION.after(state=row.state, event="withdraw"), at, CANCELLED
    save_application(row, "state", "closed_at", "reason")
    return row.number


def close_cancellation(*, person_id: int, at: datetime) -> tuple[str, ...]:
    """End the plastic that the holder had, and the cancellation with it (S11.2); return the numbers of the ended cards."""
    row = Cancellation.objects.select_for_update().filter(person_id=person_id, closed_at__isnull=True).first()
    held = list(Card.objects.filter(person_id=person_id, ended_at__isnull=True, state="with_holder").order_by("pk"))
    _end(held, at=at)
    if row is not None:  # none when the bank closes an account that it opened for a card asked for before the cancellation
        row.state, row.closed_at = CANCELLATION.after(state=row.state, event="close_account"), at
        row.save(update_fields=("state", "closed_at"))
    return tuple(card.card_number for card in held)


def end_void_cards(*, shipment_id: int, at: datetime) -> tuple[str, ...]:
    """End the cards of a shipment whose holders had cancelled before they came (S11.2); return their numbers.

    `take_in` has locked their applications, and then the cards.
    """
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.cards", "void_cards.sql"), {"shipment_id": shipment_id})
        ids = [row[0] for row in cursor.fetchall()]
    if not ids:
        return ()
    rows = list(Card.objects.filter(pk__in=ids).order_by("pk"))
    SocialSide.objects.filter(card__in=rows, state="sealed").update(state="cancelled", ended_at=at)
    _end(rows, at=at)
    return tuple(card.card_number for card in rows)


def withdraw_void_applications(*, at: datetime) -> int:
    """Withdraw the accepted applications of people who have cancelled since: none of them goes into a batch again (S11.2)."""
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.cards", "withdraw_void.sql"), {"at": at, "reason": CANCELLED})
        return cursor.rowcount


def _end(rows: Sequence[Card], *, at: datetime) -> None:
    """End plastic for ever, and what was still open of its application."""
    for row in rows:
        state = CARD.after(state=row.state, event="end")
        Card.objects.filter(pk=row.pk).update(state=state, ended_at=at, end_reason=CANCELLED)
        open_one = Application.objects.filter(pk=row.application_id, closed_at__isnull=True).first()
        if open_one is not None:
            open_one.state = APPLICATION.after(state=open_one.state, event="withdraw")
            open_one.closed_at, open_one.reason = at, CANCELLED
            save_application(open_one, "state", "closed_at", "reason")
