"""Dated values: the past is judged by the past's value (A1)."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from citycard import policy
from tests.policy import packs

FIRST = date(2016, 5, 1)
DAY = date(2026, 11, 23)

# What the rulebook says, number by number.
RULEBOOK = {
    "cards.validity_years": ("S3", 10),
    "cards.old_medical_months": ("S5.2", 6),
    "cards.expiry_warning_days": ("S5.2", (30, 7)),
    "cards.first_card_fee_fen": ("S4.3", 0),
    "bank.card_number_length": ("S1.5", 19),
    "pins.social_initial": ("S5.3", "000000"),
    "pins.social_initial_may_transact": ("S5.3", True),
    "pins.social_attempts": ("S6.2", 6),
    "pins.old_card_attempts": ("S6.2", 3),
    "pins.bank_attempts_per_day": ("S6.3", 3),
    "people.adult_age": ("S4.2", 16),
    "mandates.next_day_until": ("S16.5", 22),
    "mandates.deposit_by_day": ("S16.4", 20),
    "mandates.debit_run_day": ("S16", 23),
    "insurance.declare_before_day": ("S16.6", 25),
}


@pytest.mark.parametrize("name", RULEBOOK)
def test_the_rulebooks_numbers(name: str) -> None:
    """A1: each number of the rulebook is policy data and names its rule."""
    rule, value = RULEBOOK[name]
    assert policy.value_of(name, on=DAY) == value
    assert policy.policy_value(name).rule == rule


def test_each_value_is_told_in_both_languages() -> None:
    assert all(words.zh and words.en for one in policy.values().values() for words in (one.title, one.unit))


def test_samples_are_marked() -> None:
    """S1.3, S1.5: prefix and BIN of the sample city are marked as samples and belong to nobody."""
    for name in ("cards.number_prefix", "bank.bin"):
        found = policy.policy_value(name)
        assert found.basis == "sample"
        assert found.note is not None
        assert "示例" in found.note.zh


def test_the_past_is_judged_by_the_past(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A1: a change of law is a new dated entry; the day before it is still judged by the old one."""
    pack = packs.copied(tmp_path, monkeypatch)
    packs.change(pack, "values/mandates.yaml", "value: 22}", "value: 22}\n    - {from: 2027-01-01, value: 18}")
    changed = date(2027, 1, 1)
    assert policy.integer_of("mandates.next_day_until", on=changed - timedelta(days=1)) == 22
    assert policy.integer_of("mandates.next_day_until", on=changed) == 18
    assert policy.integer_of("mandates.next_day_until", on=date(2040, 6, 1)) == 18
    assert [entry.value for entry in policy.policy_value("mandates.next_day_until").history] == [22, 18]


def test_no_value_before_the_first() -> None:
    """A1: a day that no entry covers is an error, never a guess."""
    assert policy.integer_of("pins.social_attempts", on=FIRST) == 6
    with pytest.raises(policy.NotCovered, match="2016-04-30"):
        policy.value_of("pins.social_attempts", on=FIRST - timedelta(days=1))


def test_a_value_that_nobody_set_is_not_zero() -> None:
    """S10: the source sets no validity of a temporary card, so asking for it raises instead of giving nothing."""
    with pytest.raises(policy.NotCovered):
        policy.value_of("cards.temporary_months", on=DAY)


def test_the_cost_of_a_temporary_card_is_a_sample_and_covers_no_day_before_it() -> None:
    """S10.4: the source gives no amount; the sample city's is marked as one, and without it nothing is charged."""
    found = policy.policy_value("cards.temporary_lost_fee_fen")
    assert found.basis == "sample" and found.note is not None and "示例" in found.note.zh
    with pytest.raises(policy.NotCovered):
        policy.value_of("cards.temporary_lost_fee_fen", on=date(2025, 12, 31))


@pytest.mark.parametrize(
    ("ask", "name"),
    [
        (policy.integer_of, "pins.social_initial"),
        (policy.integer_of, "pins.social_initial_may_transact"),
        (policy.text_of, "pins.social_attempts"),
        (policy.flag_of, "pins.social_attempts"),
        (policy.integers_of, "pins.social_attempts"),
    ],
)
def test_the_wrong_kind_is_refused(ask: object, name: str) -> None:
    with pytest.raises(policy.WrongKind):
        ask(name, on=DAY)


def test_each_kind_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decimals are exact, never floats; lists and mappings are frozen."""
    pack = packs.copied(tmp_path, monkeypatch)
    packs.change(pack, "values/people.yaml", "value: 18}", "value: 0.2000}")
    packs.change(pack, "values/people.yaml", "value: 16}", "value: {girls: 16, boys: 17}}")
    assert str(policy.value_of("people.majority_age", on=DAY)) == str(Decimal("0.2000"))
    grades = policy.value_of("people.adult_age", on=DAY)
    assert dict(grades) == {"girls": 16, "boys": 17}
    with pytest.raises(TypeError):
        grades["girls"] = 1
    assert policy.integers_of("cards.expiry_warning_days", on=DAY) == (30, 7)
    assert policy.flag_of("pins.social_initial_may_transact", on=DAY) is True
    assert policy.text_of("pins.social_initial", on=DAY) == "000000"
