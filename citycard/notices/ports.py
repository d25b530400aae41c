"""The way out to a phone: the port, and the inbox of the sample city that stands behind it by default."""

from collections import deque
from collections.abc import Iterable
from itertools import count
from typing import Protocol
from uuid import uuid4

from django.conf import settings

from .facts import DeliveryReport


class SmsNotAccepted(Exception):
    """The gateway did not take a message; the reason is kept with the notice and may be read by operators."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class SmsPort(Protocol):
    """A gateway for short messages. `shows_codes` True keeps the text of login codes after sending: only in a demo."""

    shows_codes: bool

    def send(self, phone: str, text: str) -> str:
        """Hand one message over and return the gateway's reference; raises SmsNotAccepted."""
        ...

    def reports(self) -> Iterable[DeliveryReport]:
        """Return the delivery reports that came since the last call."""
        ...


class DemoInbox:
    """The sample city's gateway: every message arrives at once and is read on the page /inbox/; nothing leaves the machine.

    Outside demo mode that page is closed, so no login code is kept there either.
    """

    def __init__(self) -> None:
        self.shows_codes = bool(settings.DEMO)
        self._run = uuid4().hex[:12]
        self._counter = count(1)
        self._arrived: deque[str] = deque()

    def send(self, phone: str, text: str) -> str:  # noqa: ARG002 the notice's own row is what the page shows
        """Take the message and return a reference of our own."""
        reference = f"demo-{self._run}-{next(self._counter)}"
        self._arrived.append(reference)
        return reference

    def reports(self) -> Iterable[DeliveryReport]:
        """Report every message as delivered, once."""
        while self._arrived:
            yield DeliveryReport(reference=self._arrived.popleft(), is_delivered=True)
