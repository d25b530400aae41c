"""A citizen number that cannot be one is refused by the interface for its own reason (S1.2)."""

from datetime import date

import pytest

from citycard.people.models import Person
from citycard.shared.numbers import citizen
from tests.channels.api.calls import program

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT = citizen.make("210402", date(1990, 3, 7), 123)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (RIGHT[:17] + ("0" if RIGHT[17] != "0" else "1"), "citizen_number_wrong_check"),
        (citizen.make("210402", date(2199, 1, 1), 123), "citizen_number_born_in_future"),
        ("210402199002301234", "citizen_number_no_such_birth_date"),
        (RIGHT[:15], "citizen_number_old_form"),
    ],
)
def test_a_wrong_number_registers_nobody(number: str, code: str) -> None:
    """S1.2, A4: rule, field and remedy, and never the number itself."""
    newcomer = {"social_number": number, "name": "示例新人", "phone": "13600000001", "category": "resident"}
    answer = program("community_clerk").act("/people", newcomer)
    problem = answer.json()
    assert (problem["code"], problem["rule"]) == (code, "S1.2")
    assert 400 <= answer.status_code < 500 and problem["remedies"] and number not in answer.content.decode()
    assert not Person.objects.exists()
