"""The verdict on one row of a unit's roster (S3.1): no database, every fault named."""

from datetime import date
from typing import Any

import pytest

from citycard.cards.rosters import Outcome, Registered, RosterLine, judge_line, read_validity
from tests import factories
from tests.cards.roster_lines import line
from tests.factories import TODAY


def known(**fields: Any) -> Registered:
    nothing = {"died_on": None, "open_number": None, "open_state": None, "open_on": None, "card_state": None}
    return Registered(**({"person_id": 1, "name": "陈一诺", "unit_id": 7} | nothing | fields))


def codes(row: RosterLine, *, has: Registered | None = None, first_row: int | None = None) -> tuple[str, list[str]]:
    verdict = judge_line(row, known=has, first_row=first_row or row.row_no, unit_id=7, on=TODAY)
    return verdict.outcome.value, [one.code for one in verdict.because]


# What a row says


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"social_number": ""}, "citizen_number_wrong_length"),
        ({"social_number": "21040019900304002X"[:17]}, "citizen_number_wrong_length"),
        ({"social_number": "210400900304002"}, "citizen_number_old_form"),
        ({"social_number": "=10400199003040021"}, "citizen_number_wrong_form"),
        ({"social_number": "210400199002300021"}, "citizen_number_no_such_birth_date"),
        ({"social_number": factories.citizen_number(born=date(2026, 11, 24), serial=1)}, "citizen_number_born_in_future"),
        ({"social_number": "210400199003040020"}, "citizen_number_wrong_check"),
        ({"name": ""}, "name_missing"),
        ({"name": "=cmd|calc"}, "name_starts_like_formula"),
        ({"name": "＝SUM(A1)"}, "name_starts_like_formula"),
        ({"name": "陈 一诺"}, "name_has_inner_space"),
        ({"phone": "1360000000"}, "mobile_wrong_length"),
        ({"phone": "12600000001"}, "mobile_wrong_start"),
        ({"phone": "@SUM(1)"}, "mobile_not_digits"),
        ({"nation": "火星族"}, "nation_unknown"),
        ({"id_valid_until": "昨天"}, "date_not_readable"),
        ({"id_valid_until": "2026-02-30"}, "date_not_readable"),
        ({"id_valid_until": "2026-11-22"}, "id_card_expired"),
        ({"address": "=HYPERLINK(1)"}, "address_not_usable"),
        ({"address": "长" * 121}, "address_not_usable"),
    ],
)
def test_a_fault_of_a_row_is_named(fields: dict[str, str], code: str) -> None:
    """S1.2, S3.1: number, name, phone, nation, validity and address are each checked; a formula is none of them."""
    assert codes(line(**fields)) == ("bad", [code])


def test_every_fault_of_a_row_is_named_at_once() -> None:
    """S3.1: the unit mends the file once, not once a fault."""
    row = line(name="王5", phone="1", id_valid_until="2020-01-01")
    assert codes(row) == ("bad", ["name_has_digit", "mobile_wrong_length", "id_card_expired"])


@pytest.mark.parametrize("name", ["阿依古丽·买买提", "𠮷䶮", "陈一诺"])
def test_rare_names_pass(name: str) -> None:
    """S1.2: names with · and characters outside the BMP are names."""
    assert codes(line(name=name)) == ("new", [])


@pytest.mark.parametrize(
    ("text", "has_card", "day"),
    [
        ("", None, None),
        ("长期", True, None),
        ("2036-05-06", True, date(2036, 5, 6)),
        ("2036/5/6", True, date(2036, 5, 6)),
        ("20360506", True, date(2036, 5, 6)),
        ("2036年5月6日", True, date(2036, 5, 6)),
        ("2026-11-23", True, TODAY),
    ],
)
def test_the_last_day_of_an_id_card(text: str, has_card: bool | None, day: date | None) -> None:
    """S4.2: valid through its last day; 长期 is for life."""
    assert read_validity(text, on=TODAY) == (has_card, day)


# What the city knows


@pytest.mark.parametrize(
    ("has", "wanted"),
    [
        (None, ("new", [])),
        (known(), ("new", [])),
        (known(name="陈二诺"), ("bad", ["name_not_as_registered"])),
        (known(unit_id=8), ("bad", ["registered_elsewhere"])),
        (known(unit_id=None), ("bad", ["registered_elsewhere"])),
        (known(died_on=TODAY), ("bad", ["person_dead"])),
        (known(open_number="SQ1", open_state="submitted", open_on=TODAY), ("same", ["duplicate_application"])),
        (known(card_state="with_holder"), ("same", ["has_card_already"])),
    ],
)
def test_the_register_decides(has: Registered | None, wanted: tuple[str, list[str]]) -> None:
    """S3.1: a unit applies for its own living people; who has a card or an application stays as they are."""
    assert codes(line(), has=has) == wanted


def test_a_wrong_name_is_told_before_the_place_and_neither_is_shown() -> None:
    """S12: whoever guesses numbers learns neither the name nor where the person belongs."""
    verdict = judge_line(line(), known=known(name="别人", unit_id=9), first_row=2, unit_id=7, on=TODAY)
    assert [one.code for one in verdict.because] == ["name_not_as_registered"]
    assert verdict.because[0].facts == {}


def test_a_number_twice_in_the_file_names_the_first_row() -> None:
    """S3.1: the second one is bad, wherever it stands."""
    verdict = judge_line(line(9), known=None, first_row=3, unit_id=7, on=TODAY)
    assert (verdict.outcome, verdict.because[0].facts) == (Outcome.BAD, {"row": 3})
