"""S1.2: the citizen number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from citycard.shared.numbers import NumberRefused, Sex, citizen
from citycard.shared.numbers.citizen import (
    CitizenNumberBornInFuture,
    CitizenNumberNoSuchBirthDate,
    CitizenNumberOldForm,
    CitizenNumberWrongCheck,
    CitizenNumberWrongForm,
    CitizenNumberWrongLength,
)

TODAY = date(2026, 11, 23)
GOOD = citizen.make("210402", date(1990, 3, 7), 123)


def with_check(body: str) -> str:
    return body + citizen.check_char(body)


def test_a_right_number_tells_birth_sex_and_division() -> None:
    found = citizen.parse(f"  {GOOD} ", TODAY)
    assert (found.number, found.birth_date, found.sex, found.division) == (GOOD, date(1990, 3, 7), Sex.MALE, "210402")
    assert found.division_known
    assert citizen.parse(citizen.make("210402", date(1990, 3, 7), 124), TODAY).sex is Sex.FEMALE


def test_a_small_x_at_the_end_is_read_as_a_large_one() -> None:
    with_x = next(n for n in (citizen.make("210402", date(1990, 3, 7), s) for s in range(100)) if n.endswith("X"))
    assert citizen.parse(with_x.lower(), TODAY).number == with_x


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", CitizenNumberWrongLength),
        (GOOD[:-1], CitizenNumberWrongLength),
        (GOOD + "0", CitizenNumberWrongLength),
        ("210402900307123", CitizenNumberOldForm),
        ("21040290030712X", CitizenNumberWrongLength),
        ("X" + GOOD[1:], CitizenNumberWrongForm),
        (GOOD[:17] + "Y", CitizenNumberWrongForm),
        ("２" + GOOD[1:], CitizenNumberWrongForm),
        (GOOD[:17] + "٣", CitizenNumberWrongForm),
        (GOOD[:9] + " " + GOOD[10:], CitizenNumberWrongForm),
        (with_check("21040219900230123"), CitizenNumberNoSuchBirthDate),
        (with_check("21040219000229123"), CitizenNumberNoSuchBirthDate),
        (with_check("21040200000101123"), CitizenNumberNoSuchBirthDate),
        (with_check("21040219901307123"), CitizenNumberNoSuchBirthDate),
        (citizen.make("210402", date(2026, 11, 24), 1), CitizenNumberBornInFuture),
        (GOOD[:17] + ("0" if GOOD[17] != "0" else "1"), CitizenNumberWrongCheck),
    ],
)
def test_a_wrong_number_is_refused_for_its_own_reason(text: str, refusal: type[NumberRefused]) -> None:
    """S1.2: form, birth date and check character are hard."""
    with pytest.raises(NumberRefused) as refused:
        citizen.parse(text, TODAY)
    assert type(refused.value) is refusal
    assert (refused.value.rule, refused.value.field) == ("S1.2", "citizen_number")


def test_a_child_born_today_has_a_number() -> None:
    assert citizen.parse(citizen.make("210402", TODAY, 2), TODAY).birth_date == TODAY


@given(st.text(max_size=24) | st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_no_refusal_repeats_the_number(text: str) -> None:
    """A4 with the house law: a number never stands in an error, so it never stands in a log."""
    try:
        citizen.parse(text, TODAY)
    except NumberRefused as refused:
        said = str(refused) + repr(refused) + repr(refused.facts)
        assert len(text.strip()) < 4 or text.strip() not in said


@pytest.mark.parametrize(
    ("division", "known"),
    [
        ("210400", True),
        ("210403", True),
        ("210411", True),
        ("210423", True),
        ("210412", False),  # no list of any year knows it: a warning, not a refusal
        ("210499", False),
        ("110101", True),
        ("230103", True),
        ("810000", True),
        ("830000", True),
        ("921156", True),  # a foreigner's permanent residence number of Liaoning
        ("999999", False),
        ("000000", False),
        ("160000", False),
    ],
)
def test_an_unknown_division_is_a_warning(division: str, known: bool) -> None:
    """S1.2: real numbers carry codes long abolished, so the clerk is warned and goes on."""
    found = citizen.parse(citizen.make(division, date(1960, 2, 29), 7), TODAY)
    assert found.division_known is known


@given(st.from_regex(r"[0-9]{17}", fullmatch=True))
def test_the_check_character_is_iso_7064(body: str) -> None:
    assert citizen.check_char(body) == mod_11_2.calc_check_digit(body)


@pytest.mark.parametrize("body", ["", GOOD[:16], GOOD, "X" * 17])
def test_what_is_not_seventeen_digits_has_no_check_character(body: str) -> None:
    with pytest.raises(KeyError):
        citizen.check_char(body)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place: int, difference: int) -> None:
    wrong = str((int(GOOD[place]) + difference) % 10)
    assert citizen.check_char(GOOD[:place] + wrong + GOOD[place + 1 : 17]) != GOOD[17]
