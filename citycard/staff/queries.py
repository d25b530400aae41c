"""Questions about operators."""

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from citycard.shared.kept_query import KeptQuery
from citycard.shared.one_trip import Ask, Rows
from citycard.shared.sql import load

from .facts import OperatorFacts, PostingFacts, Role
from .models import Operator, Posting
from .rules import OperatorUnknown


def operator_of(*, account_id: int, on: date) -> OperatorFacts | None:
    """Return the active operator behind a login with the postings in force on that day, or None for who was never posted."""
    rows = _postings(account=account_id)
    if not rows:
        return None
    row = rows[0].operator
    held = [(one.pk, one.role, one.office_id, one.unit_id, one.starts_on, one.ends_on) for one in rows]
    return _facts((row.pk, row.account_id, row.staff_no, row.name, row.person_id), held, on=on)


def find_operator(staff_no: str, *, on: date) -> OperatorFacts:
    """Return the active operator with this staff number (工号) and the postings in force. Refuses OperatorUnknown."""
    account_id = Operator.objects.filter(staff_no=staff_no.strip().upper()).values_list("account_id", flat=True).first()
    found = None if account_id is None else operator_of(account_id=account_id, on=on)
    if found is None or not found.postings:
        raise OperatorUnknown
    return found


_postings = KeptQuery(
    lambda account: (
        Posting.objects.select_related("operator").filter(operator__account_id=account, operator__is_active=True).order_by("pk")
    )
)


def ask_operator_of_token(secret: str, *, at: datetime) -> Ask:
    """Return the question whom a program acts for by this token, which a call asks together with others; `operator_told` reads it."""
    return Ask(load("citycard.staff", "operator_of_token.sql"), {"digest": token_digest(secret), "at": at})


def operator_told(rows: Rows, *, on: date) -> OperatorFacts | None:
    """Return the operator with the postings in force that day; None when the token is unknown, expired or taken back."""
    return _facts(rows[0][:5], [row[5:] for row in rows], on=on) if rows else None


def _facts(who: tuple[Any, ...], held: list[tuple[Any, ...]], *, on: date) -> OperatorFacts:
    """The operator with the postings in force on a day; both in the order of the statement's columns."""
    operator_id, account_id, staff_no, name, person_id = who
    postings = tuple(
        PostingFacts(id=posting_id, role=Role(role), office_id=office_id, unit_id=unit_id)
        for posting_id, role, office_id, unit_id, starts_on, ends_on in held
        if starts_on <= on and (ends_on is None or ends_on > on)
    )
    return OperatorFacts(
        id=operator_id, account_id=account_id, staff_no=staff_no, name=name, person_id=person_id, postings=postings
    )


def token_digest(secret: str) -> bytes:
    """Return what is kept of a token: 256 random bits need no salt and no slow hash."""
    return sha256(secret.encode()).digest()
