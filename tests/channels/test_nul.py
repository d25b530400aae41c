"""A NUL character, which no database keeps, is a bad request and nothing more."""

import pytest

from tests.channels.desk.desks import counter_at, text
from tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("place", ["community", "card_hall", "bank_branch"])
def test_a_nul_in_what_is_looked_for(place: str) -> None:
    """A4: it is said that nothing changed and where to go on; the server is not at fault."""
    make_person()
    answer = counter_at(place).post("search", data={"q": "王\x00"})
    assert answer.status_code == 400
    assert "什么都没有改变" in text(answer)


def test_a_nul_in_the_key_of_a_form() -> None:
    """A3: a key that cannot be kept begins no act."""
    counter = counter_at("bank_branch")
    assert counter.post("receive", 1, data={"key": "\x00"}).status_code == 400
