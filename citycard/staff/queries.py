"""Questions about operators."""

from datetime import date, datetime
from hashlib import sha256

from django.db.models import Q

from citycard.shared.clock import in_china

from .facts import OperatorFacts, PostingFacts, Role
from .models import ApiToken, Operator, Posting


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


def operator_of_token(secret: str, *, at: datetime) -> OperatorFacts | None:
    """Return the operator a program acts for by this token; None when it is unknown, expired or taken back."""
    valid = ApiToken.objects.filter(digest=token_digest(secret), expires_at__gt=at, revoked_at__isnull=True)
    account_id = valid.values_list("operator__account_id", flat=True).first()
    return None if account_id is None else operator_of(account_id=account_id, on=in_china(at).date())


def token_digest(secret: str) -> bytes:
    """Return what is kept of a token: 256 random bits need no salt and no slow hash."""
    return sha256(secret.encode()).digest()
