"""The PIN pad: what a browser sends is a token of this moment, never a digit. Keys are submit buttons: no JavaScript needed.

The digits pressed so far travel inside `sealed`, encrypted by the key store; the server keeps nothing until the pad is spent.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from citycard.policy import integer_of

from .facts import PIN_LENGTH, Pad, PadEntry, PadKey, PinEntry
from .key_stores import KeyStore, SealBroken, key_store
from .rules import PadNotFull, PadNotOurs, check_pad

DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Inside:
    """What is sealed in a pad."""

    nonce: str
    subject: str
    expires_at: datetime
    digits: str = field(repr=False)
    keys: dict[str, str] = field(repr=False)


def open_pad(*, subject: str, at: datetime) -> Pad:
    """Open an empty pad (密码键盘) for one entry of a PIN; `subject` says for what. Good once, for a few minutes (S5.3)."""
    minutes = integer_of("pins.pad_minutes", on=at.date())
    until = at + timedelta(minutes=minutes)
    return _shown(Inside(nonce=secrets.token_hex(16), subject=subject, expires_at=until, digits="", keys={}))


def press(*, pad: str, token: str, subject: str, at: datetime) -> Pad:
    """Press the key with this token; a full pad takes no more (S5.3). Refuses: PadNotOurs, PadExpired, PadForSomethingElse."""
    inside = _opened(pad, subject=subject, at=at)
    if token not in inside.keys:
        raise PadNotOurs
    return _shown(replace(inside, digits=(inside.digits + inside.keys[token])[:PIN_LENGTH]))


def erase(*, pad: str, subject: str, at: datetime) -> Pad:
    """Take back the last digit (S5.3). Refuses: PadNotOurs, PadExpired, PadForSomethingElse."""
    inside = _opened(pad, subject=subject, at=at)
    return _shown(replace(inside, digits=inside.digits[:-1]))


def taken(entry: PadEntry, *, at: datetime) -> tuple[PinEntry, bytes]:
    """The PIN of a full pad, and the nonce under which the pad is to be spent. Refuses: PadNotFull and as `press`."""
    inside = _opened(entry.sealed, subject=entry.subject, at=at)
    if len(inside.digits) != PIN_LENGTH:
        raise PadNotFull(filled=len(inside.digits), length=PIN_LENGTH)
    return PinEntry(inside.digits), bytes.fromhex(inside.nonce)


def _shown(inside: Inside) -> Pad:
    order = list(DIGITS)
    secrets.SystemRandom().shuffle(order)
    keys = tuple(PadKey(digit=digit, token=secrets.token_urlsafe(9)) for digit in order)
    sealed = _sealed(replace(inside, keys={key.token: key.digit for key in keys}), key_store())
    return Pad(sealed=sealed, keys=keys, filled=len(inside.digits), length=PIN_LENGTH, expires_at=inside.expires_at)


def _sealed(inside: Inside, store: KeyStore) -> str:
    return urlsafe_b64encode(store.seal(_packed(inside))).decode()


def _packed(inside: Inside) -> bytes:
    """The inside as bytes of one length. Digits stand in no variable of a frame that may fail: a trace shows variables."""
    parts = (inside.nonce, inside.subject, inside.expires_at.isoformat(), inside.digits.ljust(PIN_LENGTH), inside.keys)
    return json.dumps(parts).encode()


def _unpacked(content: bytes) -> Inside:
    nonce, made_for, until, digits, keys = json.loads(content)
    until = datetime.fromisoformat(until)
    return Inside(nonce=nonce, subject=made_for, expires_at=until, digits=digits.strip(), keys=keys)


def _opened(pad: str, *, subject: str, at: datetime) -> Inside:
    try:
        inside = _unpacked(key_store().unseal(urlsafe_b64decode(pad.encode("ascii", errors="replace"))))
    except (SealBroken, NotBase64) as error:
        raise PadNotOurs from error
    minutes = integer_of("pins.pad_minutes", on=at.date())
    check_pad(subject=inside.subject, wanted=subject, expires_at=inside.expires_at, at=at, minutes=minutes)
    return inside
