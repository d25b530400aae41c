"""Settled refunds (一次性退费, S11.2): what the agency has finished, and how long that counts. Inner verbs of a journey or an act."""

from collections.abc import Sequence
from datetime import datetime

from ..endings import Leaving, Refund
from ..models import Cancellation
from ..refusals import ApplicationChanged
from ..states import CANCELLATION


def settle(*, person_id: int, reason: Leaving, refunds: Sequence[Refund], at: datetime) -> int:
    """Keep that the agency has finished the refunds (S11.2); said again before the card hall acts, it is corrected.

    What was settled in life keeps its reason when it is corrected after a death. Return the settlement's id.
    Refuses ApplicationChanged when the hall cancelled, or the person applied again, at this instant.
    """
    kept = [
        {
            "kind": one.kind.value,
            "receipt": one.receipt.strip(),
            "amount_fen": one.amount_fen,
            "paid_on": one.paid_on.isoformat() if one.paid_on else None,
        }
        for one in refunds
    ]
    values: dict[str, object] = {"reason": reason.value, "refunds": kept, "settled_at": at}
    # who has no card left has nothing else to lock: the second clerk waits here for the first, and corrects what it settled
    Cancellation.objects.bulk_create([Cancellation(person_id=person_id, state="settled", **values)], ignore_conflicts=True)
    row = Cancellation.objects.select_for_update().filter(person_id=person_id, closed_at__isnull=True).first()
    if row is None or row.state != "settled":
        raise ApplicationChanged
    if reason is Leaving.DIED:
        values["reason"] = row.reason
    Cancellation.objects.filter(pk=row.pk).update(**values)
    return row.pk


def lapse_settled(*, person_ids: Sequence[int], at: datetime) -> int:
    """Let settled refunds of people who apply for a card again count no more (S11.2, decision 94); return how many did."""
    state = CANCELLATION.after(state="settled", event="apply_again")
    rows = Cancellation.objects.filter(person_id__in=person_ids, state="settled", closed_at__isnull=True)
    return rows.update(state=state, closed_at=at)


def lapse_refunds_of_death(*, person_id: int, at: datetime) -> tuple[int, ...]:
    """Let refunds that were settled because of a death count no more: the death was recorded by mistake (S11.1).

    Return every settlement that was made for a death, also one on which the hall has cancelled: what was refunded for it was not due.
    """
    rows = Cancellation.objects.filter(person_id=person_id, reason=Leaving.DIED.value).order_by("pk").select_for_update()
    for row in rows:
        if row.state == "settled":
            row.state, row.closed_at = CANCELLATION.after(state=row.state, event="take_back_death"), at
            row.save(update_fields=("state", "closed_at"))
    return tuple(row.pk for row in rows)
