"""Who may be registered and who is whose guardian: tables of cases, no database."""

from dataclasses import replace
from datetime import date

import pytest

from citycard.people import facts, refusals, rules
from citycard.shared.numbers import citizen
from citycard.shared.period import Span

ON = date(2026, 11, 23)


def a_person(**changes: object) -> facts.PersonFacts:
    plain = facts.PersonFacts(
        id=1,
        social_number=citizen.make("210400", date(1983, 5, 6), 2),
        name="王芳",
        sex="2",
        nation="01",
        birth_date=date(1983, 5, 6),
        phone="13900005628",
        address="",
        category="self_employed",
        community_id=1,
        community_name="新华社区（示例）",
        unit_id=None,
        unit_name="",
        has_id_card=True,
        id_valid_until=None,
        is_ward=False,
        died_on=None,
    )
    return replace(plain, **changes)


def a_newcomer(**changes: object) -> rules.Newcomer:
    plain = rules.Newcomer(
        social_number=citizen.make("210400", date(1983, 5, 6), 2),
        name="王芳",
        phone="13900005628",
        category="self_employed",
        community_id=1,
    )
    return replace(plain, **changes)


def test_a_newcomer_is_read_from_the_number() -> None:
    """S1.2: birth date and sex come from the number; a small x and blanks around are forgiven."""
    checked = rules.check_newcomer(newcomer=a_newcomer(social_number=f" {a_newcomer().social_number.lower()} "), on=ON)
    assert (checked.number.birth_date, checked.number.sex.value) == (date(1983, 5, 6), "2")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"social_number": "210400198305060021"}, citizen.CitizenNumberWrongCheck),
        ({"social_number": citizen.make("210400", date(2026, 11, 24), 2)}, citizen.CitizenNumberBornInFuture),
        ({"social_number": "21040019830230002X"}, citizen.CitizenNumberNoSuchBirthDate),
        ({"community_id": None}, refusals.CommunityMissing),
        ({"category": "resident", "community_id": None}, refusals.CommunityMissing),
        ({"category": "employee"}, refusals.UnitMissing),
        ({"category": "student"}, refusals.UnitMissing),
        ({"id_valid_until": date(2026, 11, 22)}, refusals.IdCardExpired),
        ({"has_id_card": False, "id_valid_until": date(2030, 1, 1)}, refusals.IdCardDateWithoutCard),
    ],
)
def test_a_newcomer_is_refused_by_name(changes: dict[str, object], refusal: type[Exception]) -> None:
    """S1.2, S3: each reason is its own refusal."""
    with pytest.raises(refusal):
        rules.check_newcomer(newcomer=a_newcomer(**changes), on=ON)


def test_an_id_card_is_valid_on_its_last_day() -> None:
    """S4.2: valid until the day, the day included; no day means for life."""
    rules.check_id_card(has_id_card=True, valid_until=ON, on=ON)
    rules.check_id_card(has_id_card=True, valid_until=None, on=ON)
    with pytest.raises(refusals.IdCardExpired) as refused:
        rules.check_id_card(has_id_card=True, valid_until=date(2026, 11, 22), on=ON)
    assert refused.value.facts == {"valid_until": date(2026, 11, 22)}


@pytest.mark.parametrize(
    ("born", "is_ward", "needs"),
    [
        (date(2010, 11, 24), False, True),
        (date(2010, 11, 23), False, False),
        (date(2008, 2, 29), False, False),
        (date(1983, 5, 6), True, True),
        (date(2020, 4, 18), False, True),
    ],
)
def test_a_guardian_is_needed_until_the_sixteenth_birthday(born: date, is_ward: bool, needs: bool) -> None:
    """S4.2: until the 16th birthday, and for a ward at any age (S13.2)."""
    assert rules.needs_guardian(person=a_person(birth_date=born, is_ward=is_ward), on=ON, adult_age=16) is needs


def test_born_on_leap_day_is_of_age_at_the_end_of_february() -> None:
    """S4.2: 16 full years after 29 February 2012 is 29 February 2028; 15 is 28 February 2027."""
    child = a_person(birth_date=date(2012, 2, 29))
    assert not rules.is_of_age(person=child, on=date(2028, 2, 28), adult_age=16)
    assert rules.is_of_age(person=child, on=date(2028, 2, 29), adult_age=16)
    assert rules.is_of_age(person=child, on=date(2027, 2, 28), adult_age=15)


CHILD = {"id": 2, "birth_date": date(2020, 4, 18)}


@pytest.mark.parametrize(
    ("guardian", "ward", "span", "on", "holds"),
    [
        ({}, CHILD, Span(date(2020, 4, 18)), ON, True),
        ({}, CHILD, Span(date(2026, 11, 24)), ON, False),
        ({}, CHILD, Span(date(2020, 4, 18), ON), ON, False),
        ({"died_on": ON}, CHILD, Span(date(2020, 4, 18)), ON, False),
        ({"died_on": date(2026, 11, 24)}, CHILD, Span(date(2020, 4, 18)), ON, True),
        ({}, CHILD | {"died_on": ON}, Span(date(2020, 4, 18)), ON, False),
        ({}, CHILD, Span(date(2020, 4, 18)), date(2036, 4, 17), True),
        ({}, CHILD, Span(date(2020, 4, 18)), date(2036, 4, 18), False),
        ({}, CHILD | {"is_ward": True}, Span(date(2020, 4, 18)), date(2036, 4, 18), True),
    ],
)
def test_a_guardianship_holds_on_its_days_between_two_living_people(
    guardian: dict[str, object], ward: dict[str, object], span: Span, on: date, holds: bool
) -> None:
    """S4.2 ②, S11: half-open days; death and the 16th birthday end it by themselves."""
    two = {"guardian": a_person(**guardian), "ward": a_person(**ward)}
    assert rules.is_in_force(**two, span=span, on=on, adult_age=16) is holds


@pytest.mark.parametrize(
    ("guardian", "ward", "refusal"),
    [
        ({}, {}, refusals.GuardianOfOneself),
        ({"died_on": ON}, CHILD, refusals.PersonDead),
        ({"is_ward": True}, CHILD, refusals.GuardianIsWard),
        ({"birth_date": date(2011, 1, 1)}, CHILD, refusals.GuardianTooYoung),
        ({}, {"id": 2}, refusals.WardOfAge),
    ],
)
def test_who_may_not_be_a_guardian(guardian: dict[str, object], ward: dict[str, object], refusal: type[Exception]) -> None:
    """S4.2: each reason is its own refusal."""
    with pytest.raises(refusal):
        rules.check_guardianship(guardian=a_person(**guardian), ward=a_person(**ward), on=ON, adult_age=18, until_age=16)


def test_a_person_does_not_print() -> None:
    """S12: no log shows name, number, birth date, phone or address."""
    shown = repr(a_person())
    assert not any(secret in shown for secret in ("王芳", "1983", "13900005628", "210400"))
