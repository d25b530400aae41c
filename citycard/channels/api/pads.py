"""The PIN pad (密码键盘) as a program sees it: ten keys by their tokens, never a digit of a PIN (S5.3)."""

from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from pydantic import Field

from citycard import pins
from citycard.shared import clock

from .answers import told
from .kinds import Out

Sealed = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"^[A-Za-z0-9_=-]+$")]
Token = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]


class PadKeyOut(Out):
    """One key: what stands on it, and the token that is sent when it is pressed."""

    digit: str
    token: str


class PadOut(Out):
    """A pad: sealed, good once and for a few minutes; the keys stand in an order of this moment."""

    sealed: str
    keys: tuple[PadKeyOut, ...]
    filled: int
    length: int
    is_full: bool
    expires_at: datetime


def opened(subject: str) -> HttpResponse:
    """Answer with an empty pad for `subject`, and for nothing else."""
    return told(PadOut.model_validate(pins.open_pad(subject=subject, at=clock.now())))


def pressed(subject: str, sealed: str, token: str | None) -> HttpResponse:
    """Answer with the pad after a key; without a token the last digit is taken back.

    Refuses PadNotOurs, PadExpired, PadForSomethingElse.
    """
    if token is None:
        return told(PadOut.model_validate(pins.erase(pad=sealed, subject=subject, at=clock.now())))
    return told(PadOut.model_validate(pins.press(pad=sealed, token=token, subject=subject, at=clock.now())))
