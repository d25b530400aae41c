"""The verbs of the open door: count who knocks, send a login code, take it (S14.2). See docs/decisions on logging in."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from citycard import cards, notices
from citycard.audit import Actor, Channel, perform, record_read
from citycard.people import PersonFacts, find_person
from citycard.people import person as person_of
from citycard.policy import integer_of
from citycard.shared.clock import in_china

from .facts import CodeAsked, LoginReceipt, Pair
from .models import Knock, LoginCode
from .refusals import AskedTooOften, LoginCodeOver, LoginCodeWrong

HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)
WHO_KNOWS_BOTH = gettext_noop("凭社会保障号码和手机号码")  # an operator in the record of acts, kept in the record's language


def ask_for_code(*, pair: Pair, source: str, at: datetime, lang: str = "zh") -> CodeAsked:
    """Send a login code to the phone on file if number and phone are one person's; else do as if (S14.2).

    `source` is the network address. Refuses AskedTooOften, for known and unknown numbers alike.
    """
    on = in_china(at).date()
    minutes = integer_of("login.code_minutes", on=on)
    digits = integer_of("login.code_digits", on=on)
    code_id, code = uuid4(), f"{secrets.randbelow(10**digits):0{digits}d}"
    with transaction.atomic():
        knock(pair=pair, source=source, at=at)
        found = holder_of(pair, at)
        LoginCode.objects.create(
            pk=code_id,
            person_id=found.id if found else None,
            digest=_code_digest(code_id, code) if found else secrets.token_bytes(32),
            good_until=at + timedelta(minutes=minutes),
        )
        if found:
            params = {"code": code, "minutes": str(minutes)}
            told = {"to_phone": found.phone, "person_id": found.id, "params": params, "lang": lang}
            notices.queue(template="login_code", key=f"login:{code_id}", at=at, **told)
    return CodeAsked(code_id=code_id, minutes=minutes)


def take_code(*, code_id: UUID, code: str, at: datetime, channel: Channel = Channel.WEB_HALL) -> LoginReceipt:
    """Take a login code: each counts its tries exactly and opens the door once (S14.2).

    Refuses LoginCodeWrong with the tries left, LoginCodeOver.
    """
    person_id = _check_code(code_id=code_id, code=code, at=at)
    return open_account(person_id=person_id, channel=channel, at=at, code_id=code_id)


def open_account(*, person_id: int, channel: Channel, at: datetime, code_id: UUID | None = None) -> LoginReceipt:
    """Record a log-in and return the person's account, made at the first one; `code_id` is used up in the same act (A2).

    Refuses LoginCodeOver. Who calls it without a code has made sure of the person otherwise.
    """
    accounts = get_user_model().objects
    account, _ = accounts.get_or_create(person_id=person_id, defaults={"username": f"person-{person_id}", "password": "!"})
    by = Actor(channel=channel, account_id=account.pk, label=person_of(person_id).name, person_id=person_id)
    with perform(act="web_hall.log_in", by=by, at=at, person_id=person_id) as act:
        unused = LoginCode.objects.filter(pk=code_id, used_at__isnull=True)
        if code_id is not None and unused.update(used_at=at) != 1:
            raise LoginCodeOver
        return act.done(LoginReceipt(account_id=account.pk, person_id=person_id))


def count_knock(*, social_number: str, source: str, at: datetime) -> None:
    """Count one asking about a number that leads to nothing else here, such as a caller's. Refuses AskedTooOften."""
    with transaction.atomic():
        knock(pair=Pair(social_number=social_number, phone=""), source=source, at=at)


def knock(*, pair: Pair, source: str, at: datetime) -> None:
    """Count one asking, by number and by address. Refuses AskedTooOften. Called inside a transaction."""
    on = in_china(at).date()
    about, came_from = _digest("number", pair.social_number), _digest("address", source)
    with connection.cursor() as cursor:
        for kept in sorted((about, came_from)):
            cursor.execute("select pg_advisory_xact_lock(%s)", [int.from_bytes(kept[:8], "big", signed=True)])
    since = Knock.objects.filter(at__gt=at - HOUR).order_by("at")
    for rows, limit in (
        (since.filter(about=about), integer_of("login.asks_per_number", on=on)),
        (since.filter(source=came_from), integer_of("login.asks_per_address", on=on)),
    ):
        times = list(rows.values_list("at", flat=True)[:limit])
        if len(times) >= limit:
            raise AskedTooOften(limit=limit, again_at=in_china(times[0] + HOUR))
    Knock.objects.create(about=about, source=came_from, at=at)


def look_up_progress(*, pair: Pair, source: str, at: datetime) -> PersonFacts | None:
    """Find whose progress this pair of numbers may see (S4.4); the look leaves a line in the record (S12).

    Refuses AskedTooOften.
    """
    with transaction.atomic():
        knock(pair=pair, source=source, at=at)
    found = _applicant_of(pair, at)
    if found is not None:
        by = Actor(channel=Channel.WEB_HALL, account_id=None, label=WHO_KNOWS_BOTH, purpose=gettext_noop("查办卡进度"))
        record_read(by=by, person_id=found.id, what="progress", at=at)
    return found


def holder_of(pair: Pair, at: datetime) -> PersonFacts | None:
    """Return the living person on whose file both numbers stand, or None: who a login code is for."""
    found = find_person(pair.social_number)
    fits = _same(found.phone if found else "", pair.phone)
    return found if found is not None and fits and found.is_alive_on(in_china(at).date()) else None


def _applicant_of(pair: Pair, at: datetime) -> PersonFacts | None:
    """Return the living person to whom both numbers belong, or None; the phone given with the application counts too (S4.4)."""
    found = find_person(pair.social_number)
    applications = cards.applications_of(found.id if found else 0)
    phones = {one.phone for one in applications[:1]} | {found.phone if found else ""}
    fits = any([_same(phone, pair.phone) for phone in phones])  # noqa: C419 all are compared, whichever fits
    return found if found is not None and fits and found.is_alive_on(in_china(at).date()) else None


def _same(kept: str, given: str) -> bool:
    return kept != "" and hmac.compare_digest(kept, given)


def forget_old(*, at: datetime) -> int:
    """Delete codes and knocks of yesterday and before; return how many."""
    codes, _ = LoginCode.objects.filter(good_until__lt=at - KEPT).delete()
    knocks, _ = Knock.objects.filter(at__lt=at - KEPT).delete()
    return codes + knocks


def _check_code(*, code_id: UUID, code: str, at: datetime) -> int:
    """Count the try first, then compare: at any number of browsers a code has no more tries than the policy gives."""
    limit = integer_of("login.code_attempts", on=in_china(at).date())
    good = LoginCode.objects.filter(pk=code_id, used_at__isnull=True, good_until__gt=at, tries__lt=limit)
    if good.update(tries=F("tries") + 1) != 1:
        raise LoginCodeOver
    row = LoginCode.objects.get(pk=code_id)
    if row.person_id is not None and hmac.compare_digest(bytes(row.digest), _code_digest(code_id, code)):
        return row.person_id
    if row.tries >= limit:
        raise LoginCodeOver
    raise LoginCodeWrong(left=limit - row.tries)


def _code_digest(code_id: UUID, code: str) -> bytes:
    return _digest("code", f"{code_id}:{code}")


def _digest(kind: str, text: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"web_hall.{kind}:{text}".encode(), hashlib.sha256).digest()
