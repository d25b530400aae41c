"""Batches, their files, and the lines that failed."""

from django.db.models import Count, Q, Subquery

from citycard.shared.numbers import mask

from ..making_facts import BatchFacts, FailedLine, FileFacts
from ..models import Batch, Card, ExchangeFile
from ..refusals import BatchUnknown

LISTED = 50
PAST_STORE = ("stocked", "dispatched", "awaiting_pickup", "with_unit", "with_holder", "ended")


def batches(*, is_open: bool | None = None, before_id: int | None = None, limit: int = LISTED) -> tuple[BatchFacts, ...]:
    """Return batches, newest first; `is_open` True for those not closed or rolled back. The next page is asked for by id."""
    wanted = Q()
    if before_id is not None:
        made_at = Batch.objects.filter(pk=before_id).values("made_at")[:1]
        wanted = Q(made_at__lt=Subquery(made_at)) | Q(made_at=Subquery(made_at), pk__lt=before_id)
    if is_open is not None:
        wanted &= Q(closed_at__isnull=is_open)
    rows = list(Batch.objects.filter(wanted).order_by("-made_at", "-pk")[:limit])
    counts = _counts([row.pk for row in rows])
    return tuple(_facts(row, counts.get(row.pk, (0, 0, 0))) for row in rows)


def batch(batch_id: int) -> BatchFacts:
    """Return a batch. Refuses BatchUnknown."""
    row = Batch.objects.filter(pk=batch_id).first()
    if row is None:
        raise BatchUnknown
    return _facts(row, _counts([row.pk]).get(row.pk, (0, 0, 0)))


def files_of(batch_id: int) -> tuple[FileFacts, ...]:
    """Return the files exchanged for a batch, in order."""
    rows = ExchangeFile.objects.filter(batch_id=batch_id).order_by("pk")
    return tuple(
        FileFacts(
            kind=row.kind,
            name=row.name,
            line_count=row.line_count,
            good_count=row.good_count,
            bad_count=row.bad_count,
            at=row.at,
        )
        for row in rows
    )


def failed_lines(*, batch_id: int | None = None, limit: int = LISTED) -> tuple[FailedLine, ...]:
    """Return the cards that were lost in making, newest first: of a batch, or of all."""
    wanted = ~Q(spoiled_by="") & Q(ended_at__isnull=False)
    if batch_id is not None:
        wanted &= Q(batch_id=batch_id)
    rows = Card.objects.select_related("person", "batch", "application").filter(wanted).order_by("-ended_at", "pk")
    return tuple(_failed(row) for row in rows[:limit])


def _counts(batch_ids: list[int]) -> dict[int, tuple[int, int, int]]:
    rows = (
        Card.objects.filter(batch_id__in=batch_ids)
        .values("batch_id")
        .annotate(
            live=Count("pk", filter=Q(ended_at__isnull=True)),
            spoiled=Count("pk", filter=Q(state="spoiled")),
            stocked=Count("pk", filter=Q(state__in=PAST_STORE)),
        )
    )
    return {row["batch_id"]: (row["live"], row["spoiled"], row["stocked"]) for row in rows}


def _facts(row: Batch, counts: tuple[int, int, int]) -> BatchFacts:
    live, spoiled, stocked = counts
    return BatchFacts(
        id=row.pk,
        number=row.number,
        state=row.state,
        bank=row.bank,
        factory=row.factory,
        card_count=row.card_count,
        live_count=live,
        spoiled_count=spoiled,
        stocked_count=stocked,
        made_at=row.made_at,
        closed_at=row.closed_at,
    )


def _failed(row: Card) -> FailedLine:
    if row.ended_at is None:
        raise AssertionError("a spoiled card has ended")
    return FailedLine(
        card_id=row.pk,
        person_id=row.person_id,
        batch_number=row.batch.number,
        line_no=row.line_no,
        name=row.person.name,
        number_masked=mask.mask_citizen(row.person.social_number),
        card_number_masked=mask.mask_card(row.card_number),
        spoiled_by=row.spoiled_by,
        reason=row.end_reason,
        ended_at=row.ended_at,
        application_id=row.application_id,
        application_state=row.application.state,
    )
