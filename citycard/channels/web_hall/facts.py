"""The frozen values of the web hall's open door."""

from dataclasses import dataclass, field
from uuid import UUID

from citycard.audit import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What a caller names: a social security number and a mobile number. Both are needed: a family may share one phone."""

    social_number: str = field(repr=False)
    phone: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAsked:
    """A code was asked for. Whether one was sent is known to nobody but the phone's owner."""

    code_id: UUID
    minutes: int


@dataclass(frozen=True, kw_only=True)
class LoginReceipt(Receipt):
    """A holder is logged in."""

    account_id: int
    person_id: int
