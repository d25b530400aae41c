"""The frozen values of people, offices and units that every other room reads."""

from dataclasses import dataclass, field
from datetime import date

from citycard.audit import Receipt
from citycard.shared.numbers import mask
from citycard.shared.period import Span, years_old


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFacts:
    """A place with a counter (经办网点)."""

    id: int
    code: str
    kind: str
    name: str
    division: str
    address: str
    hours: str
    phone: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """An employer or a school (单位)."""

    id: int
    credit_code: str
    kind: str
    name: str
    division: str
    address: str
    contact_name: str
    contact_phone: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """A person as the rules read it. What identifies the person is left out of `repr`, so that no log shows it."""

    id: int
    social_number: str = field(repr=False)
    name: str = field(repr=False)
    sex: str
    nation: str
    birth_date: date = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)
    category: str
    community_id: int | None
    community_name: str
    unit_id: int | None
    unit_name: str
    has_id_card: bool
    id_valid_until: date | None
    is_ward: bool
    died_on: date | None

    def age_on(self, day: date) -> int:
        """Full years of age (周岁) on `day`; ValueError before the birth."""
        return years_old(self.birth_date, day)

    def is_alive_on(self, day: date) -> bool:
        """Tell whether the person lives on `day`: the day of death no longer counts (S11)."""
        return self.died_on is None or day < self.died_on

    @property
    def number_masked(self) -> str:
        """The social security number as pages show it (S12)."""
        return mask.mask_citizen(self.social_number)

    @property
    def phone_masked(self) -> str:
        """The mobile number as pages show it (S12)."""
        return mask.mask_mobile(self.phone)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianFacts:
    """One guardianship (监护关系): both people, what proves it, and its days."""

    guardian: PersonFacts
    ward: PersonFacts
    relation: str
    proof: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A line of a list of people, masked (S12)."""

    id: int
    name: str
    number_masked: str
    phone_masked: str
    sex: str
    age: int
    category: str
    community_name: str
    unit_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose data a place may look for: one community's residents, one unit's people, or, with neither, the whole city's."""

    community_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answer to a search. `is_elsewhere`: the number is a person's of another community or unit, who is not shown."""

    rows: tuple[PersonRow, ...]
    has_more: bool = False
    is_elsewhere: bool = False


@dataclass(frozen=True, kw_only=True)
class RegistrationReceipt(Receipt):
    """A newcomer is on the register. `division_known` False: show the clerk a warning (S1.2)."""

    number: str
    person_id: int
    division_known: bool


@dataclass(frozen=True, kw_only=True)
class PhoneReceipt(Receipt):
    """The mobile number is changed."""

    number: str
    person_id: int
    phone_masked: str


@dataclass(frozen=True, kw_only=True)
class IdCardReceipt(Receipt):
    """What the register says about a person's resident ID card is changed."""

    number: str
    person_id: int
    has_id_card: bool


@dataclass(frozen=True, kw_only=True)
class GuardianshipReceipt(Receipt):
    """A guardianship is on the register."""

    number: str
    guardianship_id: int
    guardian_id: int
    ward_id: int
