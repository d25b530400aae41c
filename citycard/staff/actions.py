"""The verbs of the room: sign in, issue a program's token, take it back."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction

from citycard.audit import Actor, Receipt, perform
from citycard.policy import integer_of
from citycard.shared.clock import in_china

from .facts import IssuedToken, OperatorFacts, SignInTries, TokenReceipt
from .models import ApiToken, SignInTry
from .queries import operator_of, token_digest
from .rules import ROLE_CHANNELS, SignInFailed, TokenUnknown, after_try

TOKEN_MARK = "ccard_"  # lets a leaked token be recognised for what it is
TOKEN_BYTES = 32
FORGET_AFTER = timedelta(days=1)


def sign_in(*, staff_no: str, password: str, at: datetime, terminal: str = "") -> OperatorFacts:
    """Return the operator whose staff number and password these are; the sign-in stands in the record (A2).

    Refuses: SignInPaused after `login.staff_attempts` wrong passwords, SignInFailed.
    """
    name = staff_no.strip().lower()[:64]
    _count_try(name, at=at)
    account = authenticate(username=name, password=password)
    operator = None if account is None else operator_of(account_id=account.pk, on=in_china(at).date())
    if operator is None or not operator.postings:
        raise SignInFailed
    channel = ROLE_CHANNELS[operator.postings[0].role]
    by = Actor(channel=channel, account_id=operator.account_id, label=operator.label, terminal=terminal)
    with perform(act="staff.sign_in", by=by, at=at) as act:
        SignInTry.objects.filter(staff_no=name).delete()
        act.done(Receipt())
    return operator


def issue_token(*, operator_id: int, label: str, expires_at: datetime, by: Actor, key: str, at: datetime) -> IssuedToken:
    """Issue a token by which a program acts as an operator, until `expires_at` (A2); the database keeps its digest only.

    The secret is in no receipt: a repeat of the act (A3) returns it empty, and a new token must be issued.
    """
    inputs = {"operator_id": operator_id, "label": label, "expires_at": expires_at}
    with perform(act="staff.issue_token", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return IssuedToken(receipt=TokenReceipt.from_json(act.replay), secret="")
        secret = TOKEN_MARK + secrets.token_urlsafe(TOKEN_BYTES)
        row = ApiToken.objects.create(operator_id=operator_id, label=label, digest=token_digest(secret), expires_at=expires_at)
        act.note(operator_id=operator_id, label=label, expires_at=expires_at)
        receipt = act.done(TokenReceipt(number=act.number("LP"), token_id=row.pk))
    return IssuedToken(receipt=receipt, secret=secret)


def revoke_token(*, token_id: int, by: Actor, key: str, at: datetime) -> TokenReceipt:
    """Take a token back: it opens nothing from now on (A2). Refuses: TokenUnknown, also for one that was taken back before."""
    with perform(act="staff.revoke_token", by=by, key=key, at=at, inputs={"token_id": token_id}) as act:
        if act.replay is not None:
            return TokenReceipt.from_json(act.replay)
        if not ApiToken.objects.filter(id=token_id, revoked_at__isnull=True).update(revoked_at=at):
            raise TokenUnknown
        return act.done(TokenReceipt(number=act.number("LP"), token_id=token_id))


def _count_try(name: str, *, at: datetime) -> None:
    """Count one more try before the password is looked at: many at once cannot try more than one after the other."""
    day = in_china(at).date()
    pause = timedelta(minutes=integer_of("login.staff_pause_minutes", on=day))
    with transaction.atomic(durable=True):
        SignInTry.objects.filter(last_at__lt=at - FORGET_AFTER).delete()
        SignInTry.objects.bulk_create([SignInTry(staff_no=name, count=0, last_at=at)], ignore_conflicts=True)
        row = SignInTry.objects.select_for_update().get(staff_no=name)
        before = SignInTries(count=row.count, last_at=row.last_at)
        after = after_try(before, at=at, attempts=integer_of("login.staff_attempts", on=day), pause=pause)
        row.count, row.last_at = after.count, after.last_at
        row.save()
