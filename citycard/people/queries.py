"""The questions to the register of people; none costs more than two statements."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import date

from django.db.models import Q, QuerySet

from citycard.policy import integer_of
from citycard.shared.kept_query import KeptQuery
from citycard.shared.numbers import mask
from citycard.shared.one_trip import Ask, Rows
from citycard.shared.period import Span, years_old
from citycard.shared.questions import Question, answer
from citycard.shared.sql import load

from .facts import Found, GuardianFacts, OfficeFacts, PersonFacts, PersonRow, Scope, UnitFacts
from .models import Guardianship, Office, Person, Unit
from .refusals import OfficeUnknown, PersonUnknown, UnitUnknown
from .rules import is_in_force

LISTED = 20
EVERYONE = Scope()
_WITH_PLACES = ("community", "unit")
_FACTS = tuple(part.name for part in fields(PersonFacts))
PERSON_WIDTH = len(_FACTS)
_OFFICE_FACTS = tuple(part.name for part in fields(OfficeFacts))


def person(person_id: int) -> PersonFacts:
    """Return a person. Refuses PersonUnknown."""
    return answer(person_asked(person_id))


def person_asked(person_id: int) -> Question[PersonFacts]:
    """The same as a question that goes with others. Its answer refuses PersonUnknown."""
    return Question((ask_person(person_id),), person_told)


def ask_person(person_id: int) -> Ask:
    """Return the question for a person, for an act that asks it with its beginning; `person_told` reads it."""
    return Ask(load("citycard.people", "person.sql"), {"person_id": person_id})


def person_told(rows: Rows) -> PersonFacts:
    """Return the person. Refuses PersonUnknown."""
    if not rows:
        raise PersonUnknown
    return PersonFacts(**dict(zip(_FACTS, rows[0], strict=True)))  # pyright: ignore[reportArgumentType]  # in the fields' order


def ask_person_and_office(person_id: int, office_id: int) -> Ask:
    """Return the question for a person and an office, for an act that asks it with its beginning; `person_and_office` reads it."""
    return Ask(load("citycard.people", "person_and_office.sql"), {"person_id": person_id, "office_id": office_id})


def person_and_office(rows: Rows) -> tuple[PersonFacts, OfficeFacts | None]:
    """Return the person and, if there is such an office, the office. Refuses PersonUnknown."""
    if not rows:
        raise PersonUnknown
    who, place = rows[0][: len(_FACTS)], rows[0][len(_FACTS) :]
    found = None if place[0] is None else OfficeFacts(**dict(zip(_OFFICE_FACTS, place, strict=True)))
    return PersonFacts(**dict(zip(_FACTS, who, strict=True))), found


def facts_of_columns(columns: Sequence[object]) -> PersonFacts:
    """Return the frozen facts of a person whose columns were selected in the fields' order."""
    return PersonFacts(**dict(zip(_FACTS, columns, strict=True)))  # pyright: ignore[reportArgumentType]  # in the fields' order


def people(person_ids: Iterable[int]) -> tuple[PersonFacts, ...]:
    """Return these people, by id; unknown ids are left out."""
    rows = Person.objects.select_related(*_WITH_PLACES).filter(pk__in=list(person_ids)).order_by("pk")
    return tuple(facts_of(row) for row in rows)


def find_person(social_number: str) -> PersonFacts | None:
    """Return whose social security number (社会保障号码) this is, or None. Blanks and a small x are forgiven."""
    number = social_number.strip().upper()
    found = Person.objects.select_related(*_WITH_PLACES).filter(social_number=number).first()
    return None if found is None else facts_of(found)


def people_by_number(social_numbers: Iterable[str]) -> dict[str, PersonFacts]:
    """Return who has these social security numbers, by number; unknown numbers are left out."""
    rows = Person.objects.select_related(*_WITH_PLACES).filter(social_number__in=list(social_numbers))
    return {row.social_number: facts_of(row) for row in rows}


def names_by_number(social_numbers: Collection[str]) -> dict[str, tuple[int, str]]:
    """Return id and name of whoever has these social security numbers, by number; for lists of a hundred thousand."""
    rows = Person.objects.filter(social_number__in=social_numbers).values_list("social_number", "id", "name")
    return {number: (person_id, name) for number, person_id, name in rows}


def search(text: str, *, on: date, scope: Scope = EVERYONE, person_ids: Iterable[int] = (), limit: int = LISTED) -> Found:
    """Return who is meant by `text`: a whole citizen number, or the beginning of a name, within `scope`; masked (S12).

    `person_ids`: people whom another room found by the same text (a card number, a 受理号); they are held to the scope too.
    """
    wanted = text.strip()
    by_id = list(person_ids)
    if not wanted and not by_id:
        return Found(rows=())
    if by_id or _looks_like_number(wanted):
        return _exactly(Q(pk__in=by_id) | Q(social_number=wanted.upper()), scope=scope, on=on)
    rows = list(_within(scope).filter(name__startswith=wanted).order_by("name", "pk")[: limit + 1])
    return Found(rows=tuple(_row(row, on) for row in rows[:limit]), has_more=len(rows) > limit)


def _exactly(wanted: Q, *, scope: Scope, on: date) -> Found:
    rows = list(Person.objects.select_related(*_WITH_PLACES).filter(wanted).order_by("pk")[:LISTED])
    own = [row for row in rows if scope.community_id in (None, row.community_id) and scope.unit_id in (None, row.unit_id)]
    return Found(rows=tuple(_row(row, on) for row in own), is_elsewhere=len(own) < len(rows))


def _within(scope: Scope) -> QuerySet[Person]:
    rows = Person.objects.select_related(*_WITH_PLACES)
    if scope.community_id is not None:
        rows = rows.filter(community_id=scope.community_id)
    return rows if scope.unit_id is None else rows.filter(unit_id=scope.unit_id)


def _looks_like_number(text: str) -> bool:
    return len(text) >= 15 and text[:15].isdigit()


def guardians_of(person_id: int, *, on: date) -> tuple[GuardianFacts, ...]:
    """Return who is the person's guardian (监护人) on a day (S4.2, S13.2)."""
    return _in_force(_guardians(person=person_id), on)


def guardianship_between(*, ward_id: int, guardian_id: int) -> GuardianFacts | None:
    """Return the guardianship of the one over the other, whatever its days, or None."""
    row = _guardianships(Q(ward_id=ward_id, guardian_id=guardian_id)).first()
    return None if row is None else _guardian_facts(row)


def _guardianships(of: Q) -> QuerySet[Guardianship]:
    both = [f"{who}__{place}" for who in ("guardian", "ward") for place in _WITH_PLACES]
    return Guardianship.objects.select_related(*both).filter(of).order_by("pk")


_guardians = KeptQuery(lambda person: _guardianships(Q(ward_id=person)))
_office = KeptQuery(lambda office: Office.objects.filter(pk=office))


def _in_force(found: Iterable[Guardianship], on: date) -> tuple[GuardianFacts, ...]:
    rows = [_guardian_facts(row) for row in found]
    age = integer_of("people.guardian_until_age", on=on)
    return tuple(row for row in rows if is_in_force(guardian=row.guardian, ward=row.ward, span=row.span, on=on, adult_age=age))


def office(office_id: int, *, kind: str | None = None) -> OfficeFacts:
    """Return an office; with `kind`, of that kind only. Refuses OfficeUnknown."""
    found = _office(office=office_id)
    if not found or kind not in (None, found[0].kind):
        raise OfficeUnknown
    return office_facts(found[0])


def offices(*, kind: str | None = None, division: str | None = None, with_closed: bool = False) -> tuple[OfficeFacts, ...]:
    """Return the city's offices, by division and name; closed ones only when asked."""
    wanted = {"kind": kind, "division": division, "is_open": None if with_closed else True}
    rows = Office.objects.filter(**{name: value for name, value in wanted.items() if value is not None})
    return tuple(office_facts(row) for row in rows.order_by("division", "code"))


def unit(unit_id: int) -> UnitFacts:
    """Return an employer or school. Refuses UnitUnknown."""
    found = Unit.objects.filter(pk=unit_id).first()
    if found is None:
        raise UnitUnknown
    return unit_facts(found)


def units(*, kind: str | None = None) -> tuple[UnitFacts, ...]:
    """Return the units, by name."""
    rows = Unit.objects.filter(kind=kind) if kind else Unit.objects.all()
    return tuple(unit_facts(row) for row in rows.order_by("name", "pk"))


def facts_of(row: Person) -> PersonFacts:
    """Return the frozen facts of a row loaded with its community and unit."""
    return PersonFacts(
        id=row.pk,
        social_number=row.social_number,
        name=row.name,
        sex=row.sex,
        nation=row.nation,
        birth_date=row.birth_date,
        phone=row.phone,
        address=row.address,
        category=row.category,
        community_id=row.community_id,
        community_name=row.community.name if row.community else "",
        unit_id=row.unit_id,
        unit_name=row.unit.name if row.unit else "",
        has_id_card=row.has_id_card,
        id_valid_until=row.id_valid_until,
        is_ward=row.is_ward,
        died_on=row.died_on,
    )


def office_facts(row: Office) -> OfficeFacts:
    """Return the frozen facts of an office."""
    return OfficeFacts(
        id=row.pk,
        code=row.code,
        kind=row.kind,
        name=row.name,
        division=row.division,
        address=row.address,
        hours=row.hours,
        phone=row.phone,
        is_open=row.is_open,
    )


def unit_facts(row: Unit) -> UnitFacts:
    """Return the frozen facts of a unit."""
    return UnitFacts(
        id=row.pk,
        credit_code=row.credit_code,
        kind=row.kind,
        name=row.name,
        division=row.division,
        address=row.address,
        contact_name=row.contact_name,
        contact_phone=row.contact_phone,
    )


def _guardian_facts(row: Guardianship) -> GuardianFacts:
    return GuardianFacts(
        guardian=facts_of(row.guardian),
        ward=facts_of(row.ward),
        relation=row.relation,
        proof=row.proof,
        span=Span(row.starts_on, row.ends_on),
    )


def _row(row: Person, on: date) -> PersonRow:
    return PersonRow(
        id=row.pk,
        name=row.name,
        number_masked=mask.mask_citizen(row.social_number),
        phone_masked=mask.mask_mobile(row.phone),
        sex=row.sex,
        age=years_old(row.birth_date, on),
        category=row.category,
        community_name=row.community.name if row.community else "",
        unit_name=row.unit.name if row.unit else "",
    )
