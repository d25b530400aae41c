"""A retiree's pension bank switches at activation; the pay day stays (S2.2)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from citycard.benefits import (
    PensionBankRow,
    PensionSwitch,
    pension_bank_of,
    pension_banks_of,
    switch_pension_bank,
    take_over_pension_banks,
)
from citycard.benefits.models import PensionBank
from tests.factories import TODAY, make_person

pytestmark = pytest.mark.django_db


def retiree(bank: str = "icbc", starts_on: date = date(2015, 1, 1)) -> int:
    person = make_person(category="retiree")
    row = PensionBankRow(person_id=person.pk, bank=bank, account_number="1234567890", pay_day=15, starts_on=starts_on)
    assert take_over_pension_banks(rows=[row]) == 1
    return person.pk


def switched(person_id: int, category: str = "retiree", account: str = "621040", on: date = TODAY) -> PensionSwitch | None:
    return switch_pension_bank(person_id=person_id, category=category, bank="fushun", account_number=account, on=on)


def test_s2_2_the_pension_moves_to_the_bank_without_a_gap_and_the_pay_day_stays() -> None:
    person = retiree()
    assert switched(person) == PensionSwitch(from_bank="icbc", starts_on=TODAY, pay_day=15)
    before, now = pension_banks_of(person)
    assert (before.bank, before.ends_on) == ("icbc", TODAY)
    assert (now.bank, now.starts_on, now.ends_on, now.pay_day) == ("fushun", TODAY, None, 15)


def test_s2_2_a_second_switch_to_the_same_account_changes_nothing() -> None:
    person = retiree()
    switched(person)
    assert switched(person) is None
    assert len(pension_banks_of(person)) == 2


@pytest.mark.parametrize("category", ["employee", "student", "self_employed", "resident"])
def test_s2_2_only_a_retirees_pension_switches(category: str) -> None:
    person = retiree()
    assert switched(person, category=category) is None
    now = pension_bank_of(person)
    assert now and now.bank == "icbc"


def test_s2_2_who_draws_no_pension_yet_has_nothing_to_switch() -> None:
    assert switched(make_person(category="retiree").pk) is None
    assert PensionBank.objects.count() == 0


def test_s2_2_a_pension_that_begins_later_switches_when_it_begins() -> None:
    person = retiree(starts_on=date(2026, 12, 1))
    assert switched(person) == PensionSwitch(from_bank="icbc", starts_on=date(2026, 12, 1), pay_day=15)


def test_s2_2_one_bank_pays_at_a_time() -> None:
    person = retiree()
    with pytest.raises(IntegrityError), transaction.atomic():
        PensionBank.objects.create(person_id=person, bank="fushun", account_number="1", pay_day=15, starts_on=TODAY)
