"""What may stand between a person and the next step: a temporary card that is out (S10), a cancellation under way (S11)."""

import json
from dataclasses import fields
from typing import Any

from citycard.shared.one_trip import Ask, Rows
from citycard.shared.questions import Question, answer
from citycard.shared.sql import load

from ..endings import ClosePending
from ..facts import ApplicationFacts, Cause, Kind, Source
from ..later_facts import CancellationFacts, Ended, Pending, TemporaryCardFacts
from ..models import Cancellation, TemporaryCard

OUT = ("issued", "fee_due")
_APPLICATION, _TEMPORARY, _CANCELLATION = (
    tuple(part.name for part in fields(kind)) for kind in (ApplicationFacts, TemporaryCardFacts, CancellationFacts)
)
_TEMPORARY_FROM, _CANCELLATION_FROM = len(_APPLICATION), len(_APPLICATION) + len(_TEMPORARY)


def pending(person_id: int) -> Pending:
    """Return the open application, the temporary card that is out and the cancellation under way, in one statement."""
    return answer(pending_asked(person_id))


def pending_asked(person_id: int) -> Question[Pending]:
    """The same as a question that goes with others."""
    return Question((ask_pending(person_id),), pending_told)


def ask_pending(person_id: int) -> Ask:
    """Return the same question for an act that asks it with its beginning; `pending_told` reads it."""
    return Ask(load("citycard.cards", "pending.sql"), {"person_id": person_id})


def pending_told(rows: Rows) -> Pending:
    """Return what is under way."""
    row = rows[0]
    asked, out, ending = row[:_TEMPORARY_FROM], row[_TEMPORARY_FROM:_CANCELLATION_FROM], row[_CANCELLATION_FROM:]
    return Pending(
        application=_application(asked) if asked[0] is not None else None,
        temporary=TemporaryCardFacts(**dict(zip(_TEMPORARY, out, strict=True))) if out[0] is not None else None,
        cancellation=_cancellation(ending) if ending[0] is not None else None,
    )


def _application(columns: tuple[Any, ...]) -> ApplicationFacts:
    row = dict(zip(_APPLICATION, columns, strict=True))
    row |= {"kind": Kind(row["kind"]), "source": Source(row["source"]), "cause": Cause(row["cause"])}
    return ApplicationFacts(**row)


def _cancellation(columns: tuple[Any, ...]) -> CancellationFacts:
    row = dict(zip(_CANCELLATION, columns, strict=True))
    return CancellationFacts(**row | {"refunds": tuple(json.loads(row["refunds"]))})


def close_pending(*, limit: int = 8) -> tuple[int, tuple[ClosePending, ...]]:
    """Return how many cancellations wait for the bank to pay out and close, and the oldest of them (S11.2)."""
    rows = Cancellation.objects.filter(state="social_cancelled", closed_at__isnull=True).order_by("social_cancelled_at")
    oldest = rows.values_list("clearance_number", "reason", "social_cancelled_at")[:limit]
    lines = (ClosePending(clearance_number=number, reason=why, since=since) for number, why, since in oldest if since and number)
    return rows.count(), tuple(lines)


def temporary_card_of(person_id: int) -> TemporaryCardFacts | None:
    """Return the temporary card that the person has, or lost and has not paid for yet; None without (S10.3)."""
    row = TemporaryCard.objects.select_related("office").filter(person_id=person_id, state__in=OUT).first()
    if row is None or row.person_id is None or row.issued_at is None:
        return None
    return TemporaryCardFacts(
        id=row.pk,
        number=row.number,
        state=row.state,
        person_id=row.person_id,
        office_id=row.office_id,
        office_name=row.office.name,
        hospital=row.hospital,
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        fee_fen=row.fee_fen,
    )


def cancellation_of(person_id: int) -> CancellationFacts | None:
    """Return the cancellation of the person that is under way, or None (S11)."""
    row = Cancellation.objects.filter(person_id=person_id, closed_at__isnull=True).first()
    if row is None:
        return None
    return CancellationFacts(
        id=row.pk,
        person_id=row.person_id,
        reason=row.reason,
        state=row.state,
        refunds=tuple(row.refunds),
        settled_at=row.settled_at,
        clearance_number=row.clearance_number,
        social_cancelled_at=row.social_cancelled_at,
    )


def ended_of(person_id: int) -> Ended | None:
    """Return the newest cancellation of the person that was done to its end, or None (S11.2)."""
    row = Cancellation.objects.filter(person_id=person_id, state="closed").order_by("-closed_at", "-pk").first()
    if row is None or row.clearance_number is None or row.social_cancelled_at is None or row.closed_at is None:
        return None
    return Ended(clearance_number=row.clearance_number, social_cancelled_at=row.social_cancelled_at, closed_at=row.closed_at)
