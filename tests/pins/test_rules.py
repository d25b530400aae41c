"""How wrong tries count (S6.2, S6.3) and which PIN may be set (S5.3)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycard.pins.facts import PinEntry
from citycard.pins.rules import PinForbidden, PinsDiffer, Tries, after_bank_try, after_social_try, agreed, check_allowed

DAY, NEXT = date(2026, 11, 23), date(2026, 11, 24)


def test_s5_3_the_new_pin_is_entered_twice_alike() -> None:
    assert agreed(PinEntry("739154"), PinEntry("739154")).same_as(PinEntry("739154"))
    with pytest.raises(PinsDiffer):
        agreed(PinEntry("739154"), PinEntry("739155"))


def test_s5_3_only_the_citys_list_forbids_a_pin() -> None:
    check_allowed(PinEntry("000000"), forbidden=())
    with pytest.raises(PinForbidden):
        check_allowed(PinEntry("000000"), forbidden=("123456", "000000"))


def test_s6_3_the_third_wrong_bank_pin_of_a_day_locks() -> None:
    tries = Tries(wrong=0)
    for wrong in (1, 2, 3):
        tries = after_bank_try(tries, is_right=False, today=DAY, limit=3)
        assert (tries.wrong, tries.is_locked) == (wrong, wrong == 3)
    assert after_bank_try(tries, is_right=True, today=NEXT, limit=3).is_locked


def test_s6_3_wrong_bank_pins_count_by_the_day() -> None:
    tries = Tries(wrong=2, on=DAY)
    assert after_bank_try(tries, is_right=False, today=NEXT, limit=3) == Tries(wrong=1, on=NEXT)
    assert after_bank_try(tries, is_right=False, today=DAY, limit=3).is_locked


@given(st.lists(st.booleans(), max_size=60))
def test_s6_2_the_social_pin_locks_at_the_sixth_wrong_one_in_a_row_and_not_before(attempts: list[bool]) -> None:
    tries, run, locked = Tries(wrong=0), 0, False
    for is_right in attempts:
        tries = after_social_try(tries, is_right=is_right, limit=6)
        if not locked:
            run = 0 if is_right else run + 1
            locked = run == 6
        assert (tries.is_locked, tries.wrong) == (locked, 6 if locked else run)
