"""Who may be registered, and who is whose guardian on a day: pure decisions."""

from dataclasses import dataclass
from datetime import date

from citycard.policy import Case, Comes
from citycard.shared.numbers import CitizenNumber, citizen, mobile, validate_name
from citycard.shared.period import Span, add_months

from .facts import PersonFacts
from .refusals import (
    CommunityMissing,
    CommunityNotYours,
    GuardianIsWard,
    GuardianOfOneself,
    GuardianTooYoung,
    IdCardDateWithoutCard,
    IdCardExpired,
    PersonDead,
    UnitMissing,
    WardOfAge,
)

WITH_UNIT = frozenset({"employee", "student"})
WITH_COMMUNITY = frozenset({"self_employed", "resident"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """What a clerk enters about a person who is not on the register yet."""

    social_number: str
    name: str
    phone: str
    category: str
    nation: str = "01"
    address: str = ""
    community_id: int | None = None
    unit_id: int | None = None
    has_id_card: bool = True
    id_valid_until: date | None = None
    is_ward: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A newcomer whose numbers and name passed."""

    number: CitizenNumber
    name: str
    phone: str


def check_newcomer(*, newcomer: Newcomer, on: date) -> Checked:
    """Return the newcomer's number, name and phone as they are kept (S1.2, S3).

    A phone may be missing only for who has none of their own: an empty text passes.
    Refuses: the number's, the name's and the phone's own refusals; CommunityMissing, UnitMissing, IdCardExpired,
    IdCardDateWithoutCard.
    """
    number = citizen.parse(newcomer.social_number, on)
    name = validate_name(newcomer.name)
    phone = mobile.validate(newcomer.phone).strip() if newcomer.phone.strip() else ""
    check_place(category=newcomer.category, community_id=newcomer.community_id, unit_id=newcomer.unit_id)
    check_id_card(has_id_card=newcomer.has_id_card, valid_until=newcomer.id_valid_until, on=on)
    return Checked(number=number, name=name, phone=phone)


def check_place(*, category: str, community_id: int | None, unit_id: int | None) -> None:
    """S3: an employee or student has a unit, an individual or resident a community. Refuses UnitMissing, CommunityMissing."""
    if category in WITH_UNIT and unit_id is None:
        raise UnitMissing
    if category in WITH_COMMUNITY and community_id is None:
        raise CommunityMissing


def case_of(person: PersonFacts, *, comes: Comes, on: date) -> Case:
    """The facts about a person that decide which papers an act asks for that day."""
    return Case(age_on_day=person.age_on(on), has_id_card=person.has_id_card, comes=comes, on=on, is_ward=person.is_ward)


def check_id_card(*, has_id_card: bool, valid_until: date | None, on: date) -> None:
    """S4.2: a valid ID card; no last day means for life (长期). Refuses IdCardExpired, IdCardDateWithoutCard."""
    if valid_until is None:
        return
    if not has_id_card:
        raise IdCardDateWithoutCard
    if valid_until < on:
        raise IdCardExpired(valid_until=valid_until)


def check_own_community(*, desk_community_id: int | None, community_id: int | None, community: str) -> None:
    """S3.2: a community's desk registers that community's residents. Refuses CommunityNotYours."""
    if desk_community_id is not None and desk_community_id != community_id:
        raise CommunityNotYours(community=community)


def is_of_age(*, person: PersonFacts, on: date, adult_age: int) -> bool:
    """S4.2 ①: from the birthday of `adult_age` full years on, a person comes with the own ID card."""
    return on >= add_months(person.birth_date, 12 * adult_age)


def needs_guardian(*, person: PersonFacts, on: date, adult_age: int) -> bool:
    """Tell whether a guardian acts for the person: a minor under `adult_age`, or a ward of any age (S4.2, S13.2)."""
    return person.is_ward or not is_of_age(person=person, on=on, adult_age=adult_age)


def is_in_force(*, guardian: PersonFacts, ward: PersonFacts, span: Span, on: date, adult_age: int) -> bool:
    """Tell whether a guardianship holds on a day: within its days, both alive, and the ward still in need of a guardian.

    A minor's ends by itself on the birthday of `adult_age`; a ward's (被监护的成年人) does not.
    """
    both_live = guardian.is_alive_on(on) and ward.is_alive_on(on)
    return on in span and both_live and needs_guardian(person=ward, on=on, adult_age=adult_age)


def check_guardianship(*, guardian: PersonFacts, ward: PersonFacts, on: date, adult_age: int, until_age: int) -> None:
    """S4.2: who may become whose guardian; a guardian is of `adult_age`, a child is one until `until_age`.

    Refuses GuardianOfOneself, PersonDead, GuardianIsWard, GuardianTooYoung, WardOfAge.
    """
    if guardian.id == ward.id:
        raise GuardianOfOneself
    for person in (guardian, ward):
        check_alive(person=person, on=on)
    if guardian.is_ward:
        raise GuardianIsWard
    if not is_of_age(person=guardian, on=on, adult_age=adult_age):
        raise GuardianTooYoung(age=guardian.age_on(on), adult_age=adult_age)
    if not needs_guardian(person=ward, on=on, adult_age=until_age):
        raise WardOfAge(age=ward.age_on(on), adult_age=until_age)


def check_alive(*, person: PersonFacts, on: date) -> None:
    """S11.1: nothing is done for a dead person but cancelling. Refuses PersonDead."""
    if person.died_on is not None and not person.is_alive_on(on):
        raise PersonDead(died_on=person.died_on)
