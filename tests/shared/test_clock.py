"""A1: there is one clock, and it runs in China time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from citycard.shared import clock

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.CHINA)


def test_the_clock_stands_still_inside_frozen_and_runs_on_after_it() -> None:
    with clock.frozen(NOON) as at:
        assert clock.now() == at == NOON
        assert clock.today() == date(2026, 11, 23)
        with clock.frozen(NOON + timedelta(days=1)):
            assert clock.today() == date(2026, 11, 24)
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_a_moment_from_abroad_becomes_china_time() -> None:
    with clock.frozen(datetime(2026, 11, 22, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 23)
        assert clock.now().tzinfo is clock.CHINA


def test_a_moment_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.in_china(datetime(2026, 11, 23))  # noqa: DTZ001  # the mistake itself


def test_the_demo_can_move_the_clock() -> None:
    try:
        clock.shift(timedelta(days=183))
        ahead = clock.now() - datetime.now(UTC)
        assert timedelta(days=182, hours=23) < ahead < timedelta(days=183, hours=1)
        assert clock.offset() == timedelta(days=183)
        assert abs(clock.unshifted() - datetime.now(UTC)) < timedelta(hours=1)
        with clock.frozen(NOON):
            assert clock.now() == clock.unshifted() == NOON
    finally:
        clock.shift(timedelta(0))
    assert clock.offset() == timedelta(0)


def test_a_day_begins_at_midnight_in_china() -> None:
    assert clock.midnight(date(2027, 3, 1)).astimezone(UTC) == datetime(2027, 2, 28, 16, 0, tzinfo=UTC)
