"""The frozen values of notices: what is ordered, what went out, what still waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from citycard.audit import Receipt
from citycard.shared.numbers import mask


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOrder:
    """One message to be queued. `key` makes it unique for ever (A3); with no phone it goes to the call list at once."""

    key: str
    to_phone: str = field(repr=False)
    params: Mapping[str, str] = field(repr=False)
    person_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What the gateway says later about a message it took, by its own `reference`."""

    reference: str
    is_delivered: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What one run of the sender did."""

    sent: int
    failed: int
    given_up: int

    @property
    def tried(self) -> int:
        """How many messages were handed over, whatever became of them."""
        return self.sent + self.failed + self.given_up


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """A notice as lists show it."""

    id: int
    template: str
    person_id: int | None
    unit_id: int | None
    addressee: str
    phone: str = field(repr=False)
    text: str = field(repr=False)
    state: str
    tries: int
    queued_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    failure: str

    @property
    def phone_masked(self) -> str:
        """The phone as pages show it outside the call list (S12)."""
        return mask.mask_mobile(self.phone)


class CallOutcome(StrEnum):
    """What became of a telephone call."""

    TOLD = "told"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """One call that was made."""

    outcome: CallOutcome
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Another way to somebody whom the phone does not reach: `kind` is phone, unit, community or address."""

    kind: str
    name: str
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """Who is to be telephoned: the notice, the calls made so far, newest first, when to call next, and other ways."""

    notice: NoticeLine
    next_call_at: datetime
    calls: tuple[CallFacts, ...]
    contacts: tuple[Contact, ...] = field(repr=False)

    @property
    def is_number_wrong(self) -> bool:
        """True when somebody else answered the last time."""
        return bool(self.calls) and self.calls[0].outcome is CallOutcome.WRONG_NUMBER


@dataclass(frozen=True, slots=True)
class SentNotice:
    """A notice that the gateway took, and when: that is the day it was issued, whether or not it arrived (S5.2)."""

    key: str
    person_id: int
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxLag:
    """How the outbox stands: messages due, the longest wait in seconds, the limit, and how many wait for a call."""

    waiting: int
    oldest_seconds: int
    limit_seconds: int
    call_list: int

    @property
    def is_slow(self) -> bool:
        """True when the longest wait is over the limit."""
        return self.oldest_seconds > self.limit_seconds


@dataclass(frozen=True, kw_only=True)
class CallReceipt(Receipt):
    """Somebody was called; `next_call_at` is when to try again, None once the person was told."""

    number: str
    notice_id: int
    outcome: CallOutcome = CallOutcome.TOLD
    next_call_at: datetime | None = None
