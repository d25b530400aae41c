"""Months, spans and ages; S5.2's six months."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycard.shared.period import Month, Span, add_months, last_valid_day, years_old

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
months = st.integers(min_value=-600, max_value=600)


@pytest.mark.parametrize(
    ("notice_on", "last_valid"),
    [
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 8, 30), date(2027, 2, 28)),
        (date(2026, 8, 28), date(2027, 2, 28)),
        (date(2026, 8, 27), date(2027, 2, 27)),
        (date(2026, 2, 28), date(2026, 8, 28)),
        (date(2026, 11, 23), date(2027, 5, 23)),
        (date(2026, 12, 31), date(2027, 6, 30)),
    ],
)
def test_old_card_runs_out_six_months_after_the_notice(notice_on: date, last_valid: date) -> None:
    """S5.2: the day of the notice is not counted; the sixth month's same day is the last valid one, clipped."""
    assert last_valid_day(notice_on, 6) == last_valid


@given(days, st.integers(min_value=1, max_value=24))
def test_the_last_valid_day_keeps_the_day_number_or_is_the_months_last(notice_on: date, count: int) -> None:
    """S5.2, for every day of three centuries."""
    last = last_valid_day(notice_on, count)
    length = monthrange(last.year, last.month)[1]
    assert last.day == min(notice_on.day, length)
    assert Month.of(notice_on).until(Month.of(last)) == count


@given(days, days, st.integers(min_value=1, max_value=24))
def test_an_earlier_notice_never_runs_out_later(one: date, other: date, count: int) -> None:
    """S5.2: the order of notices is the order of ends."""
    earlier, later = sorted((one, other))
    assert last_valid_day(earlier, count) <= last_valid_day(later, count)


@given(days, months)
def test_adding_months_there_and_back_never_gains_a_day(day: date, count: int) -> None:
    back = add_months(add_months(day, count), -count)
    assert back <= day
    assert day.day > 28 or back == day


def test_months_add_over_the_year() -> None:
    assert Month(2026, 11) + 2 == Month(2027, 1)
    assert Month(2026, 1) - 1 == Month(2025, 12)
    assert Month(2026, 12) < Month(2027, 1)
    assert (Month(2028, 2).first_day, Month(2028, 2).last_day) == (date(2028, 2, 1), date(2028, 2, 29))
    assert Month.of(date(2026, 11, 23)) == Month(2026, 11)
    assert str(Month(2026, 3)) == "202603"


@given(st.builds(Month, st.integers(1950, 2150), st.integers(1, 12)), months)
def test_month_arithmetic_is_counting(month: Month, count: int) -> None:
    assert month.until(month + count) == count
    assert (month + count) - count == month
    assert Month.parse(str(month)) == month
    assert month.last_day + timedelta(days=1) == (month + 1).first_day


@pytest.mark.parametrize("text", ["2026-11", "202611"])
def test_a_month_is_read_in_both_forms(text: str) -> None:
    assert Month.parse(text) == Month(2026, 11)


@pytest.mark.parametrize("text", ["", "2026", "202613", "202600", "2026-1", "2026/11", "２０２６１１", "000011"])
def test_what_is_no_month_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


def test_a_span_is_half_open() -> None:
    span = Span(date(2026, 1, 1), date(2026, 2, 1))
    assert date(2026, 1, 1) in span
    assert date(2026, 1, 31) in span
    assert date(2026, 2, 1) not in span
    assert date(2025, 12, 31) not in span
    assert date(2999, 1, 1) in Span(date(2026, 1, 1))


def test_a_span_cannot_run_backwards() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Span(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        (date(2010, 11, 23), date(2026, 11, 22), 15),
        (date(2010, 11, 23), date(2026, 11, 23), 16),
        (date(2008, 2, 29), date(2026, 2, 27), 17),
        (date(2008, 2, 29), date(2026, 2, 28), 18),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2026, 11, 23), date(2026, 11, 23), 0),
    ],
)
def test_a_year_of_age_is_full_on_the_birthday(birth: date, on: date, age: int) -> None:
    """S4.2: 16 decides about the papers."""
    assert years_old(birth, on) == age


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="before birth"):
        years_old(date(2026, 1, 2), date(2026, 1, 1))


@given(days, st.integers(min_value=0, max_value=40000))
def test_age_grows_by_one_a_year(birth: date, later: int) -> None:
    on = birth + timedelta(days=later)
    age = years_old(birth, on)
    assert add_months(birth, 12 * age) <= on < add_months(birth, 12 * (age + 1))
