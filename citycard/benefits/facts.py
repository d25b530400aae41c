"""The frozen values of benefits."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class PensionBankFacts:
    """The bank that pays a pension (养老金发放银行) on `pay_day` of the month, from `starts_on` up to, but without, `ends_on`."""

    person_id: int
    bank: str
    account_number: str = field(repr=False)
    pay_day: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedPension:
    """A bank's span of paying a pension that was stopped before its own end, as it stood until then."""

    id: int
    bank: str
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PensionSwitch:
    """A pension bank has changed: from which bank, from which day on, and the pay day, which stays (S2.2)."""

    from_bank: str
    starts_on: date
    pay_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PensionBankRow:
    """One pension bank to take over as it stands."""

    person_id: int
    bank: str
    account_number: str = field(repr=False)
    pay_day: int
    starts_on: date
