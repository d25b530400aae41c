"""S5.2, exact to the day: the last valid day, the first void day, the days of the warnings."""

from datetime import date, timedelta
from typing import Any

import pytest

from citycard.medical.facts import VoidReason
from citycard.medical.rules import end_by_activation, expiring_card, is_valid, last_day_of_use, warning_window
from citycard.policy import integer_of, integers_of
from tests.rules.cases import cases

MONTHS = integer_of("cards.old_medical_months", on=date(2026, 11, 23))
WARNINGS = integers_of("cards.expiry_warning_days", on=date(2026, 11, 23))


@pytest.mark.parametrize("case", cases("s5_2"), ids=lambda case: str(case["notice"]))
def test_s5_2_the_last_valid_day_and_the_first_void_day(case: dict[str, Any]) -> None:
    last = last_day_of_use(notice_on=case["notice"], months=MONTHS)
    assert last == case["last"], case["why"]
    assert is_valid(state="valid", last_valid_on=last, on=last)
    assert not is_valid(state="valid", last_valid_on=last, on=case["void"])
    assert case["void"] - last == timedelta(days=1)


def test_s5_2_no_notice_no_clock() -> None:
    assert is_valid(state="valid", last_valid_on=None, on=date(2099, 1, 1))


def test_s5_2_the_number_of_months_and_the_warnings_are_policy() -> None:
    assert (MONTHS, set(WARNINGS)) == (6, {30, 7})


@pytest.mark.parametrize("case", cases("s5_2_warnings"), ids=lambda case: str(case["notice"]))
def test_s5_2_warned_30_and_7_days_before(case: dict[str, Any]) -> None:
    last = last_day_of_use(notice_on=case["notice"], months=MONTHS)
    ordered = sorted(WARNINGS)
    given: dict[date, int] = {}
    due = dict.fromkeys(WARNINGS, True)
    for day in (case["notice"] + timedelta(days=passed) for passed in range(200)):
        for days, next_days in zip(ordered, (0, *ordered), strict=False):
            first, end = warning_window(on=day, days=days, next_days=next_days)
            if first <= last <= end and due[days]:
                given[day], due[days] = expiring_card(1, 1, last, on=day).days_left, False
    assert given == case["warned"]


def test_s5_2_a_missed_warning_is_given_late_until_the_next_one_is_due() -> None:
    last = date(2027, 5, 23)
    for left, inside in ((31, False), (30, True), (20, True), (8, True), (7, False)):
        day = last + timedelta(days=1 - left)
        first, end = warning_window(on=day, days=30, next_days=7)
        assert (first <= last <= end) is inside, left


@pytest.mark.parametrize(
    ("state", "last", "on", "reason"),
    [
        ("valid", None, date(2027, 1, 1), VoidReason.ACTIVATED),
        ("valid", date(2027, 5, 23), date(2027, 5, 23), VoidReason.ACTIVATED),
        ("valid", date(2027, 5, 23), date(2027, 5, 24), VoidReason.EXPIRED),
        ("void", date(2027, 5, 23), date(2027, 6, 1), None),
    ],
)
def test_s5_1_s5_2_why_the_old_card_ends_at_activation(
    state: str, last: date | None, on: date, reason: VoidReason | None
) -> None:
    assert end_by_activation(state=state, last_valid_on=last, on=on) == reason
