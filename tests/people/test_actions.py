"""The verbs of the register on a real PostgreSQL."""

from datetime import date, timedelta

import pytest

from citycard import audit, people
from citycard.people.models import Guardianship, Person
from tests.factories import (
    NOW,
    actor_for,
    citizen_number,
    make_child,
    make_office,
    make_operator,
    make_person,
)

pytestmark = pytest.mark.django_db


def a_newcomer(**changes: object) -> people.Newcomer:
    plain = {
        "social_number": citizen_number(born=date(1990, 1, 2), sex="1", serial=7),
        "name": "阿依古丽•买买提",
        "phone": "139 0000 5628",
        "category": "resident",
        "id_valid_until": date(2036, 1, 1),
    }
    return people.Newcomer(**(plain | changes))


@pytest.fixture
def desk() -> tuple[audit.Actor, int]:
    office = make_office(kind="community")
    return actor_for(make_operator(role="community_clerk", office=office)), office.pk


def test_a_newcomer_is_registered(desk: tuple[audit.Actor, int]) -> None:
    """S1.2: sex and birth date from the number, the dot of the name as the register writes it, one line in the record."""
    by, community = desk
    receipt = people.register_person(by=by, key="k1", at=NOW, newcomer=a_newcomer(community_id=community))
    person = people.person(receipt.person_id)
    assert (person.name, person.sex, person.birth_date) == ("阿依古丽·买买提", "1", date(1990, 1, 2))
    assert (person.phone, receipt.number[:10], receipt.division_known) == ("13900005628", "DJ20261123", True)
    line = audit.timeline(person.id)[0]
    assert (line.act, line.number, line.office_id) == ("people.register_person", receipt.number, community)
    assert person.social_number not in str(line)


def test_registering_again_with_the_same_key_changes_nothing(desk: tuple[audit.Actor, int]) -> None:
    """A3: a double click has one effect."""
    by, community = desk
    first = people.register_person(by=by, key="k1", at=NOW, newcomer=a_newcomer(community_id=community))
    again = people.register_person(by=by, key="k1", at=NOW, newcomer=a_newcomer(community_id=community))
    assert (again.person_id, again.replayed, Person.objects.count()) == (first.person_id, True, 1)


def test_a_known_number_is_refused(desk: tuple[audit.Actor, int]) -> None:
    """S1.2: one person a number; the database says the same by name."""
    by, community = desk
    people.register_person(by=by, key="k1", at=NOW, newcomer=a_newcomer(community_id=community))
    with pytest.raises(people.PersonAlreadyRegistered):
        people.register_person(by=by, key="k2", at=NOW, newcomer=a_newcomer(community_id=community))
    assert Person.objects.count() == 1


def test_the_database_refuses_a_number_twice_by_the_same_name() -> None:
    """S1.2: the unique constraint is translated to the refusal."""
    from django.db import IntegrityError, transaction

    from citycard.shared.constraints import translate

    one = make_person()
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        make_person(social_number=one.social_number)
    assert isinstance(translate(broken.value), people.PersonAlreadyRegistered)


def test_a_community_registers_its_own_residents_only(desk: tuple[audit.Actor, int]) -> None:
    """S3.2: another community's resident is sent there by name."""
    by, _ = desk
    other = make_office(kind="community", name="河东社区（示例）")
    with pytest.raises(people.CommunityNotYours) as refused:
        people.register_person(by=by, key="k1", at=NOW, newcomer=a_newcomer(community_id=other.pk))
    assert refused.value.facts == {"community": "河东社区（示例）"}


def test_a_branch_is_no_community(desk: tuple[audit.Actor, int]) -> None:
    """S3.2: the community must be one."""
    by, _ = desk
    branch = make_office(kind="bank_branch")
    with pytest.raises(people.OfficeUnknown):
        people.register_person(by=by, key="k1", at=NOW, newcomer=a_newcomer(community_id=branch.pk))
    with pytest.raises(people.UnitUnknown):
        people.register_person(by=by, key="k2", at=NOW, newcomer=a_newcomer(category="employee", unit_id=99_999))


def test_a_phone_is_changed_and_kept_masked_in_the_record(desk: tuple[audit.Actor, int]) -> None:
    """S4.4, S12: the record keeps both numbers masked."""
    by, _ = desk
    person = make_person(phone="13900000001")
    receipt = people.update_phone(by=by, key="k1", at=NOW, person_id=person.pk, phone="13800005628")
    assert people.person(person.pk).phone == "13800005628"
    assert receipt.phone_masked == "138****5628"
    assert audit.timeline(person.pk)[0].facts == {"before": "139****0001", "after": "138****5628"}


def test_a_phone_change_is_refused(desk: tuple[audit.Actor, int]) -> None:
    """S4.4: the same number, a dead person, nobody."""
    by, _ = desk
    person = make_person(phone="13900000001")
    with pytest.raises(people.PhoneUnchanged):
        people.update_phone(by=by, key="k1", at=NOW, person_id=person.pk, phone="13900000001")
    gone = make_person(died_on=NOW.date() - timedelta(days=1))
    with pytest.raises(people.PersonDead):
        people.update_phone(by=by, key="k2", at=NOW, person_id=gone.pk, phone="13900000002")
    with pytest.raises(people.PersonUnknown):
        people.update_phone(by=by, key="k3", at=NOW, person_id=99_999, phone="13900000002")


def test_a_guardian_is_registered_once(desk: tuple[audit.Actor, int]) -> None:
    """S4.2 ②: the second time the database's constraint becomes the refusal."""
    by, _ = desk
    father, child = make_person(name="陈建国", sex="1", born=date(1988, 3, 1)), make_child()
    told = {"relation": "父亲", "proof": "户口簿", "starts_on": date(2020, 4, 18)}
    people.register_guardian(by=by, key="k1", at=NOW, guardian_id=father.pk, ward_id=child.pk, **told)
    with pytest.raises(people.GuardianshipKnown):
        people.register_guardian(by=by, key="k2", at=NOW, guardian_id=father.pk, ward_id=child.pk, **told)
    assert Guardianship.objects.count() == 1
