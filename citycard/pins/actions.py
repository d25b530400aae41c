"""The verbs of PINs. They open no transaction; wrong tries are counted under the row's lock, so counting is exact (S6.2)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hmac import compare_digest
from typing import cast

from django.db import IntegrityError, connection

from citycard.policy import integer_of, text_of, value_of
from citycard.shared.constraints import translate
from citycard.shared.sql import load

from .facts import PadEntry, PinCheck, PinEntry, PinKind, TakenPins
from .key_stores import key_store
from .models import BankPin, OldCardPin, SocialPin, SpentPad
from .pad import taken
from .rules import Tries, after_bank_try, after_social_try, check_allowed, check_is_new

PUT_BACK = b""  # the digest of an old card's PIN that is the initial one by a reset, not for want of another (S6.1)


def spend_pad(entry: PinEntry | PadEntry, *, at: datetime) -> PinEntry:
    """Return the PIN of a full pad and spend the pad: it is taken once. A PIN that came another way passes through (S5.3).

    Refuses: PadSpent, PadExpired, PadNotFull, PadNotOurs, PadForSomethingElse.
    """
    if isinstance(entry, PinEntry):
        return entry
    pin, nonce = taken(entry, at=at)
    try:
        SpentPad.objects.create(nonce=nonce, spent_at=at)
    except IntegrityError as error:
        raise translate(error) from error
    return pin


def forget_spent_pads(*, at: datetime) -> int:
    """Forget pads that have expired long since (S5.3); return how many. They could not be used again anyway."""
    gone, _ = SpentPad.objects.filter(spent_at__lt=at - timedelta(days=1)).delete()
    return gone


def set_bank_pin(*, card_side_id: int, pin: PinEntry, at: datetime) -> None:
    """Set the bank PIN (银行密码) of a bank card side; only its digest is kept, and wrong tries start from none (S5.3).

    Refuses: PinForbidden.
    """
    check_allowed(pin, forbidden=cast(tuple[str, ...], value_of("pins.bank_forbidden", on=at.date())))
    digest = key_store().digest(kind=PinKind.BANK, subject=card_side_id, pin=pin)
    with connection.cursor() as cursor:
        new = {"card_side_id": card_side_id, "digest": digest, "at": at}
        cursor.execute(load("citycard.pins", "set_bank_pin.sql"), new)


def verify_bank_pin(*, card_side_id: int, pin: PinEntry, at: datetime) -> PinCheck:
    """Try a bank PIN; the policy's number of wrong tries a day locks it (S6.3). Without a PIN set, every try is wrong."""
    today = at.date()
    limit = integer_of("pins.bank_attempts_per_day", on=today)
    row = BankPin.objects.select_for_update().filter(card_side=card_side_id).first()
    if row is None:
        return PinCheck(is_right=False, is_locked=False, tries_left=limit)
    before = Tries(wrong=row.wrong_tries, on=row.tries_on, is_locked=row.is_locked)
    is_right = not before.is_locked and _matches(PinKind.BANK, card_side_id, pin, row.digest)
    after = after_bank_try(before, is_right=is_right, today=today, limit=limit)
    if after != before:
        row.wrong_tries, row.tries_on, row.is_locked = after.wrong, after.on, after.is_locked
        row.save(update_fields=("wrong_tries", "tries_on", "is_locked"))
    return PinCheck(is_right=is_right, is_locked=after.is_locked, tries_left=max(limit - after.wrong, 0))


def verify_social_pin(*, card_id: int, pin: PinEntry, at: datetime) -> PinCheck:
    """Try a social PIN (社保密码): `000000` until it is changed (S5.3); six wrong in a row lock it (S6.2).

    The caller sets the social side's flag when `is_locked` comes back.
    """
    SocialPin.objects.bulk_create([SocialPin(card=card_id)], ignore_conflicts=True)
    row = SocialPin.objects.select_for_update().get(card=card_id)
    limit = integer_of("pins.social_attempts", on=at.date())
    before = Tries(wrong=row.wrong_tries, is_locked=row.wrong_tries >= limit)
    is_right = not before.is_locked and _is_social_pin(row, pin, on=at.date())
    after = after_social_try(before, is_right=is_right, limit=limit)
    if after != before:
        SocialPin.objects.filter(card=card_id).update(wrong_tries=after.wrong)
    return PinCheck(is_right=is_right, is_locked=after.is_locked, tries_left=max(limit - after.wrong, 0))


def change_social_pin(*, card_id: int, present: PinEntry, new: PinEntry, at: datetime) -> PinCheck:
    """Try the present social PIN, and if it is right set the new one (改社保密码, S5.3); a wrong one counts like any try (S6.2).

    Refuses, before anything is tried: PinUnchanged.
    """
    check_is_new(new, present=present)
    check = verify_social_pin(card_id=card_id, pin=present, at=at)
    if check.is_right:
        digest = key_store().digest(kind=PinKind.SOCIAL, subject=card_id, pin=new)
        SocialPin.objects.filter(card=card_id).update(digest=digest, changed_at=at)
    return check


def reset_social_pin(*, card_id: int, at: datetime) -> None:
    """Put the social PIN of a card back to the initial one, and the wrong tries to none (重置, S6.1)."""
    SocialPin.objects.update_or_create(card=card_id, defaults={"digest": None, "wrong_tries": 0, "changed_at": at})


def unlock_bank_pin(*, card_side_id: int) -> bool:
    """Let a locked bank PIN be tried again, from no wrong tries (解锁, S6.3); the PIN stays. False when it was not locked."""
    opened = BankPin.objects.filter(card_side=card_side_id, is_locked=True)
    return bool(opened.update(wrong_tries=0, tries_on=None, is_locked=False))


def verify_old_card_pin(*, old_card_id: int, pin: PinEntry, at: datetime) -> PinCheck:
    """Try the PIN of an old medical card: three wrong in a row lock it (S6.2). It never becomes the new card's PIN (S5.4).

    The caller sets the old card's flag when `is_locked` comes back.
    """
    OldCardPin.objects.bulk_create([OldCardPin(old_card=old_card_id)], ignore_conflicts=True)
    row = OldCardPin.objects.select_for_update().get(old_card=old_card_id)
    limit = integer_of("pins.old_card_attempts", on=at.date())
    before = Tries(wrong=row.wrong_tries, is_locked=row.wrong_tries >= limit)
    is_right = not before.is_locked and _is_old_card_pin(row, pin, on=at.date())
    after = after_social_try(before, is_right=is_right, limit=limit)
    if after != before:
        OldCardPin.objects.filter(old_card=old_card_id).update(wrong_tries=after.wrong)
    return PinCheck(is_right=is_right, is_locked=after.is_locked, tries_left=max(limit - after.wrong, 0))


def reset_old_card_pin(*, old_card_id: int) -> None:
    """Put the PIN of an old medical card back to the initial one for good, and the wrong tries to none (重置, S6.1)."""
    OldCardPin.objects.update_or_create(old_card=old_card_id, defaults={"digest": PUT_BACK, "wrong_tries": 0})


def take_over_old_card_pins(entries: Mapping[int, PinEntry]) -> TakenPins:
    """Keep the PINs that old medical cards had when they were taken over, as digests; without this the initial one is in use.

    By old card's id. A card whose PIN was taken over before keeps it: the same again changes nothing, another is named. One that
    was put back since stays so, whatever the list says (S6.1).
    """
    digests = {card: key_store().digest(kind=PinKind.OLD_CARD, subject=card, pin=pin) for card, pin in entries.items()}
    kept = dict(OldCardPin.objects.filter(old_card__in=list(digests), digest__isnull=False).values_list("old_card", "digest"))
    new = [OldCardPin(old_card=card, digest=digest) for card, digest in digests.items() if card not in kept]
    OldCardPin.objects.bulk_create(
        new, batch_size=5_000, update_conflicts=True, unique_fields=("old_card",), update_fields=("digest", "wrong_tries")
    )
    own = {card: bytes(digest) for card, digest in kept.items() if bytes(digest) != PUT_BACK}
    other = frozenset(card for card, digest in own.items() if not compare_digest(digest, digests[card]))
    return TakenPins(new_count=len(new), other=other)


def _is_social_pin(row: SocialPin, pin: PinEntry, *, on: date) -> bool:
    if row.digest is None:
        return pin.same_as(PinEntry(text_of("pins.social_initial", on=on)))
    return _matches(PinKind.SOCIAL, row.card, pin, row.digest)


def _is_old_card_pin(row: OldCardPin, pin: PinEntry, *, on: date) -> bool:
    if not row.digest:
        return pin.same_as(PinEntry(text_of("pins.old_card_initial", on=on)))
    return _matches(PinKind.OLD_CARD, row.old_card, pin, row.digest)


def _matches(kind: PinKind, subject: int, pin: PinEntry, kept: bytes | memoryview) -> bool:
    return compare_digest(key_store().digest(kind=kind, subject=subject, pin=pin), bytes(kept))
