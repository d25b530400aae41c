"""The frozen values of mandates."""

from dataclasses import dataclass, field
from datetime import date

OUR_BANK = "fushun"


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateFacts:
    """One mandate at one bank. It is in force from `effective_on` up to, but without, `ends_on`."""

    id: int
    person_id: int
    bank: str
    account_number: str = field(repr=False)
    state: str
    signed_on: date
    effective_on: date
    ends_on: date | None
    end_reason: str

    def is_in_force_on(self, day: date) -> bool:
        """True when contributions of that day are debited by this mandate, unless it is suspended."""
        return self.effective_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedMandate:
    """A mandate that was ended before its own day (by a death, with an account), as it stood until then."""

    id: int
    bank: str
    state: str
    ends_on: date | None
    end_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedMandate:
    """A mandate just signed, and the other banks whose mandates end when it takes effect."""

    mandate_id: int
    effective_on: date
    ended_banks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advanced:
    """Which mandates took effect and how many ended in one nightly run."""

    begun: tuple[int, ...]
    ended: int

    @property
    def started(self) -> int:
        """How many took effect."""
        return len(self.begun)


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateRow:
    """One mandate of another bank to take over as it stands."""

    person_id: int
    bank: str
    account_number: str = field(repr=False)
    signed_on: date
    effective_on: date
