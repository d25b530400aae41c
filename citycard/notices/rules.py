"""When a message is tried again, and what becomes of one that cannot be sent: pure decisions (S4.4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citycard.shared.refusal import Refusal

from .states import CALL_LIST, EXPIRED, FAILED

CODE_GONE = "（验证码已隐去）"


class NoticeUnknown(Refusal):
    """There is no such notice."""

    rule = "S4.4"


class NotOnCallList(Refusal):
    """The notice does not wait for a call; fact `state`."""

    rule = "S4.4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often and how patiently a message is tried."""

    max_tries: int
    retry_minutes: int


def wait_after(*, tries: int, patience: Patience) -> timedelta:
    """Return how long to wait after the try number `tries` failed: each wait is twice the one before."""
    return timedelta(minutes=patience.retry_minutes * 2 ** (tries - 1))


def after_failure(*, tries: int, is_code: bool, at: datetime, patience: Patience) -> tuple[str, datetime]:
    """Return the state after a failed try, and when the next try is due.

    After the last try a message goes to the call list (S4.4). A login code does not: nobody of ours reads a code out
    by phone (S14.2), so it expires.
    """
    if tries >= patience.max_tries:
        return (EXPIRED if is_code else CALL_LIST), at
    return FAILED, at + wait_after(tries=tries, patience=patience)
