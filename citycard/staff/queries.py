"""Questions about operators."""

from datetime import date, datetime
from hashlib import sha256

from citycard.shared.clock import in_china
from citycard.shared.kept_query import KeptQuery

from .facts import OperatorFacts, PostingFacts, Role
from .models import ApiToken, Posting


def operator_of(*, account_id: int, on: date) -> OperatorFacts | None:
    """Return the active operator behind a login with the postings in force on that day, or None for who was never posted."""
    rows = _postings(account=account_id)
    if not rows:
        return None
    row = rows[0].operator
    postings = tuple(
        PostingFacts(id=one.pk, role=Role(one.role), office_id=one.office_id, unit_id=one.unit_id)
        for one in rows
        if one.starts_on <= on and (one.ends_on is None or one.ends_on > on)
    )
    return OperatorFacts(
        id=row.pk,
        account_id=row.account_id,
        staff_no=row.staff_no,
        name=row.name,
        person_id=row.person_id,
        postings=postings,
    )


_postings = KeptQuery(
    lambda account: Posting.objects.select_related("operator")
    .filter(operator__account_id=account, operator__is_active=True)
    .order_by("pk")
)


def operator_of_token(secret: str, *, at: datetime) -> OperatorFacts | None:
    """Return the operator a program acts for by this token; None when it is unknown, expired or taken back."""
    valid = ApiToken.objects.filter(digest=token_digest(secret), expires_at__gt=at, revoked_at__isnull=True)
    account_id = valid.values_list("operator__account_id", flat=True).first()
    return None if account_id is None else operator_of(account_id=account_id, on=in_china(at).date())


def token_digest(secret: str) -> bytes:
    """Return what is kept of a token: 256 random bits need no salt and no slow hash."""
    return sha256(secret.encode()).digest()
