"""S16.5, exact to the day: from when a mandate counts."""

from datetime import date
from typing import Any

import pytest

from citycard.mandates.rules import first_day
from citycard.policy import integer_of
from tests.rules.cases import cases


@pytest.mark.parametrize("case", cases("s16_5"), ids=lambda case: str(case["signed"]))
def test_s16_5_the_first_day_of_a_mandate(case: dict[str, Any]) -> None:
    until = integer_of("mandates.next_day_until", on=case["signed"])
    assert first_day(case["signed"], next_day_until=until) == case["effective"], case.get("why")


def test_s16_5_the_boundary_is_policy_not_code() -> None:
    assert first_day(date(2026, 11, 20), next_day_until=19) == date(2026, 12, 1)
    assert first_day(date(2026, 11, 20), next_day_until=20) == date(2026, 11, 21)
