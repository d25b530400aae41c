"""Signing a debit mandate, and the night on which it takes effect (S2.3, S16.5, S17)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from citycard.mandates import (
    MandateAlreadySigned,
    MandateNeedsActiveAccount,
    MandateOnlyForIndividuals,
    MandateRow,
    SignedMandate,
    advance,
    effective_day,
    live_mandate,
    mandates_of,
    sign,
    take_over_mandates,
)
from citycard.mandates.models import Mandate
from citycard.mandates.rules import check_sign
from tests.factories import make_person

pytestmark = pytest.mark.django_db
SIGNED = date(2026, 11, 23)


def signed(person_id: int, on: date = SIGNED, **changes: object) -> SignedMandate:
    facts = {"category": "self_employed", "account_number": "6210400000000001", "is_account_active": True} | changes
    return sign(person_id=person_id, signed_on=on, **facts)


def elsewhere(person_id: int, bank: str = "icbc") -> MandateRow:
    return MandateRow(
        person_id=person_id, bank=bank, account_number="1234567890", signed_on=date(2020, 3, 1), effective_on=date(2020, 3, 2)
    )


def test_s16_5_a_mandate_signed_today_counts_from_its_day() -> None:
    person = make_person()
    assert signed(person.pk).effective_on == date(2026, 12, 1) == effective_day(SIGNED)
    mandate = live_mandate(person_id=person.pk)
    assert mandate and (mandate.state, mandate.signed_on, mandate.ends_on) == ("signed", SIGNED, None)
    assert not mandate.is_in_force_on(date(2026, 11, 30)) and mandate.is_in_force_on(date(2026, 12, 1))


def test_s16_5_other_banks_mandates_end_on_the_day_the_new_one_takes_effect_without_a_gap_or_an_overlap() -> None:
    person = make_person()
    take_over_mandates(rows=[elsewhere(person.pk), elsewhere(person.pk, "bocom")])
    assert signed(person.pk).ended_banks == ("bocom", "icbc")
    for day in (date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 1)):
        in_force = [mandate.bank for mandate in mandates_of(person.pk) if mandate.is_in_force_on(day)]
        assert sorted(in_force) == (["bocom", "icbc"] if day < date(2026, 12, 1) else ["fushun"])


def test_s16_5_until_the_card_is_renewed_other_banks_mandates_go_on() -> None:
    person, other = make_person(), make_person()
    take_over_mandates(rows=[elsewhere(person.pk), elsewhere(other.pk)])
    signed(other.pk)
    mandate = live_mandate(person_id=person.pk, bank="icbc")
    assert mandate and mandate.state == "in_force" and mandate.ends_on is None


def test_s16_5_one_live_mandate_a_bank() -> None:
    person = make_person()
    signed(person.pk)
    with pytest.raises(MandateAlreadySigned) as refused:
        signed(person.pk, date(2026, 11, 24))
    assert refused.value.facts == {"signed_on": SIGNED, "effective_on": date(2026, 12, 1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(
            person=person, bank="fushun", account_number="2", state="signed", signed_on=SIGNED, effective_on=SIGNED
        )


def test_s2_3_only_individuals_sign() -> None:
    for category in ("employee", "retiree", "student", "resident"):
        with pytest.raises(MandateOnlyForIndividuals):
            signed(make_person().pk, category=category)


def test_s17_a_mandate_needs_an_active_account() -> None:
    with pytest.raises(MandateNeedsActiveAccount):
        signed(make_person().pk, is_account_active=False)
    assert Mandate.objects.count() == 0


def test_s2_3_the_refusals_come_in_their_order() -> None:
    with pytest.raises(MandateOnlyForIndividuals):
        check_sign(category="student", is_account_active=False, signed_on=SIGNED, effective_on=SIGNED)
    with pytest.raises(MandateNeedsActiveAccount):
        check_sign(category="self_employed", is_account_active=False, signed_on=SIGNED, effective_on=SIGNED)


def test_s16_5_the_night_lets_states_follow_dates_and_a_second_run_does_nothing() -> None:
    person = make_person()
    take_over_mandates(rows=[elsewhere(person.pk)])
    signed(person.pk)
    assert (advance(on=date(2026, 11, 30)).started, advance(on=date(2026, 11, 30)).ended) == (0, 0)
    done = advance(on=date(2026, 12, 1))
    assert (done.started, done.ended) == (1, 1)
    assert {mandate.bank: mandate.state for mandate in mandates_of(person.pk)} == {"fushun": "in_force", "icbc": "ended"}
    again = advance(on=date(2026, 12, 2))
    assert (again.started, again.ended) == (0, 0)
