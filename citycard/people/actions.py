"""The verbs of the register: enter a newcomer, change a phone, enter a guardianship. Each is one act (A2, A3)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import connection

from citycard.audit import Actor, Channel, perform
from citycard.policy import integer_of
from citycard.shared.clock import in_china
from citycard.shared.numbers import mask, mobile
from citycard.shared.sql import load

from .facts import GuardianshipReceipt, IdCardReceipt, PhoneReceipt, RegistrationReceipt
from .models import Guardianship, OfficeKind, Person
from .queries import facts_of, office, unit
from .refusals import IdCardUnchanged, PersonAlreadyRegistered, PersonUnknown, PhoneUnchanged
from .rules import Checked, Newcomer, check_alive, check_guardianship, check_id_card, check_newcomer, check_own_community


def register_person(*, by: Actor, key: str, at: datetime, newcomer: Newcomer) -> RegistrationReceipt:
    """Enter a person on the register; birth date and sex are read from the number (S1.2, S3).

    Refuses: what `rules.check_newcomer` refuses; PersonAlreadyRegistered, CommunityNotYours, OfficeUnknown, UnitUnknown.
    """
    on = in_china(at).date()
    checked = check_newcomer(newcomer=newcomer, on=on)
    with perform(act="people.register_person", by=by, key=key, at=at, inputs=asdict(newcomer)) as act:
        if act.replay is not None:
            return RegistrationReceipt.from_json(act.replay)
        _check_places(newcomer=newcomer, by=by)
        if Person.objects.filter(social_number=checked.number.number).exists():
            raise PersonAlreadyRegistered
        row = Person.objects.create(
            social_number=checked.number.number,
            name=checked.name,
            sex=checked.number.sex.value,
            nation=newcomer.nation,
            birth_date=checked.number.birth_date,
            phone=checked.phone,
            address=newcomer.address.strip(),
            category=newcomer.category,
            community_id=newcomer.community_id,
            unit_id=newcomer.unit_id,
            has_id_card=newcomer.has_id_card,
            id_valid_until=newcomer.id_valid_until,
            is_ward=newcomer.is_ward,
        )
        act.about(row.pk)
        act.note(number=mask.mask_citizen(row.social_number), category=row.category)
        known = checked.number.division_known
        return act.done(RegistrationReceipt(number=act.number("DJ"), person_id=row.pk, division_known=known))


def enter_newcomers(*, newcomers: Sequence[Newcomer], on: date) -> int:
    """Enter newcomers as a set, inside the act of whoever calls (a roster, S3.1); returns how many were not there yet.

    Refuses: what `rules.check_newcomer` refuses for the first that cannot be right. The caller has checked unit and community.
    """
    checked = [(newcomer, check_newcomer(newcomer=newcomer, on=on)) for newcomer in newcomers]
    columns = list(zip(*(_columns(*pair) for pair in checked), strict=True))
    if not columns:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.people", "enter_newcomers.sql"), [list(column) for column in columns])
        return cursor.rowcount


def update_phone(*, by: Actor, key: str, at: datetime, person_id: int, phone: str) -> PhoneReceipt:
    """Change the mobile number to which a person's notices go (S4.4).

    Refuses: the number's own refusals; PersonUnknown, PersonDead, PhoneUnchanged.
    """
    new = mobile.validate(phone)
    inputs = {"person_id": person_id, "phone": new}
    with perform(act="people.update_phone", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return PhoneReceipt.from_json(act.replay)
        row = _locked(person_id)
        check_alive(person=facts_of(row), on=in_china(at).date())
        if row.phone == new:
            raise PhoneUnchanged
        act.note(before=mask.mask_mobile(row.phone), after=mask.mask_mobile(new))
        Person.objects.filter(pk=person_id).update(phone=new)
        return act.done(PhoneReceipt(number=act.number("BG"), person_id=person_id, phone_masked=mask.mask_mobile(new)))


def update_id_card(
    *, by: Actor, key: str, at: datetime, person_id: int, has_id_card: bool, id_valid_until: date | None
) -> IdCardReceipt:
    """Enter whether a person has a resident ID card, and its last day (None: for life, 长期): it decides the papers (S4.2).

    Refuses: PersonUnknown, PersonDead, IdCardExpired, IdCardDateWithoutCard, IdCardUnchanged.
    """
    on = in_china(at).date()
    inputs = {"has_id_card": has_id_card, "id_valid_until": id_valid_until}
    with perform(act="people.update_id_card", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return IdCardReceipt.from_json(act.replay)
        row = _locked(person_id)
        check_alive(person=facts_of(row), on=on)
        check_id_card(has_id_card=has_id_card, valid_until=id_valid_until, on=on)
        if (row.has_id_card, row.id_valid_until) == (has_id_card, id_valid_until):
            raise IdCardUnchanged
        act.note(before=row.has_id_card, after=has_id_card, valid_until=id_valid_until)
        Person.objects.filter(pk=person_id).update(**inputs)
        return act.done(IdCardReceipt(number=act.number("BG"), person_id=person_id, has_id_card=has_id_card))


def register_guardian(
    *,
    by: Actor,
    key: str,
    at: datetime,
    guardian_id: int,
    ward_id: int,
    relation: str,
    proof: str,
    starts_on: date,
    ends_on: date | None = None,
) -> GuardianshipReceipt:
    """Enter who is whose legal guardian (监护人), with the paper that proves it (S4.2 ②).

    Refuses: PersonUnknown, PersonDead, GuardianOfOneself, GuardianIsWard, GuardianTooYoung, WardOfAge, GuardianshipKnown.
    """
    inputs = {"guardian_id": guardian_id, "ward_id": ward_id, "relation": relation, "proof": proof}
    inputs |= {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat() if ends_on else ""}
    with perform(act="people.register_guardian", by=by, key=key, at=at, person_id=ward_id, inputs=inputs) as act:
        if act.replay is not None:
            return GuardianshipReceipt.from_json(act.replay)
        on = in_china(at).date()
        guardian, ward = facts_of(_locked(guardian_id)), facts_of(_locked(ward_id))
        ages = {
            "adult_age": integer_of("people.majority_age", on=on),
            "until_age": integer_of("people.guardian_until_age", on=on),
        }
        check_guardianship(guardian=guardian, ward=ward, on=on, **ages)
        row = Guardianship.objects.create(
            guardian_id=guardian_id, ward_id=ward_id, relation=relation, proof=proof, starts_on=starts_on, ends_on=ends_on
        )
        return act.done(
            GuardianshipReceipt(number=act.number("JG"), guardianship_id=row.pk, guardian_id=guardian_id, ward_id=ward_id)
        )


def _columns(newcomer: Newcomer, checked: Checked) -> tuple[object, ...]:
    """One person in the order of `enter_newcomers.sql`."""
    number = checked.number
    who = (number.number, checked.name, number.sex.value, newcomer.nation, number.birth_date, checked.phone)
    places = (newcomer.address.strip(), newcomer.category, newcomer.community_id, newcomer.unit_id)
    return (*who, *places, newcomer.has_id_card, newcomer.id_valid_until, newcomer.is_ward)


def _check_places(*, newcomer: Newcomer, by: Actor) -> None:
    """Both places exist, and a community's desk enters its own residents only."""
    if newcomer.community_id is not None:
        community = office(newcomer.community_id, kind=OfficeKind.COMMUNITY)
        desk = by.office_id if by.channel is Channel.COMMUNITY else None
        check_own_community(desk_community_id=desk, community_id=newcomer.community_id, community=community.name)
    if newcomer.unit_id is not None:
        unit(newcomer.unit_id)


def _locked(person_id: int) -> Person:
    row = Person.objects.select_for_update().filter(pk=person_id).first()
    if row is None:
        raise PersonUnknown
    return row
