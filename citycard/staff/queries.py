"""Questions about operators."""

from datetime import date

from django.db.models import Q

from .facts import OperatorFacts, PostingFacts, Role
from .models import Operator, Posting


def operator_of(*, account_id: int, on: date) -> OperatorFacts | None:
    """Return the active operator behind a login with the postings in force on that day, or None (2 queries)."""
    row = Operator.objects.filter(account_id=account_id, is_active=True).first()
    if row is None:
        return None
    in_force = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    postings = tuple(
        PostingFacts(id=posting.pk, role=Role(posting.role), office_id=posting.office_id, unit_id=posting.unit_id)
        for posting in Posting.objects.filter(in_force, operator=row).order_by("id")
    )
    return OperatorFacts(
        id=row.pk,
        account_id=row.account_id,
        staff_no=row.staff_no,
        name=row.name,
        person_id=row.person_id,
        postings=postings,
    )
