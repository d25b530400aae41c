"""Questions about operators."""

from datetime import date, datetime
from hashlib import sha256

from citycard.shared.clock import in_china

from .facts import OperatorFacts, PostingFacts, Role
from .models import ApiToken, Operator


def operator_of(*, account_id: int, on: date) -> OperatorFacts | None:
    """Return the active operator behind a login with the postings in force on that day, or None (one statement)."""
    who = ("id", "account_id", "staff_no", "name", "person_id")
    posting = ("postings__id", "postings__role", "postings__office_id", "postings__unit_id")
    span = ("postings__starts_on", "postings__ends_on")
    found = Operator.objects.filter(account_id=account_id, is_active=True).order_by("postings__id")
    rows = list(found.values_list(*who, *posting, *span))
    if not rows:
        return None
    postings = tuple(
        PostingFacts(id=posting_id, role=Role(role), office_id=office_id, unit_id=unit_id)
        for *_, posting_id, role, office_id, unit_id, starts_on, ends_on in rows
        if posting_id is not None and starts_on <= on and (ends_on is None or ends_on > on)
    )
    operator_id, account_id, staff_no, name, person_id = rows[0][: len(who)]
    return OperatorFacts(
        id=operator_id, account_id=account_id, staff_no=staff_no, name=name, person_id=person_id, postings=postings
    )


def operator_of_token(secret: str, *, at: datetime) -> OperatorFacts | None:
    """Return the operator a program acts for by this token; None when it is unknown, expired or taken back."""
    valid = ApiToken.objects.filter(digest=token_digest(secret), expires_at__gt=at, revoked_at__isnull=True)
    account_id = valid.values_list("operator__account_id", flat=True).first()
    return None if account_id is None else operator_of(account_id=account_id, on=in_china(at).date())


def token_digest(secret: str) -> bytes:
    """Return what is kept of a token: 256 random bits need no salt and no slow hash."""
    return sha256(secret.encode()).digest()
