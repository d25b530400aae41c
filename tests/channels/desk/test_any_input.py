"""Whatever a browser sends to the counters is answered with a page, never with a broken one (bad input)."""

from datetime import datetime

import pytest
from django.urls import reverse

from tests.channels.desk.desks import Counter, counter_at
from tests.factories import NOW, make_card, make_person, make_unit

pytestmark = pytest.mark.django_db
ODD = ["", "²", "９", "-1", "9" * 60, "x" * 5000, "<script>alert(1)</script>", "' OR 1=1 --", "\u202e\u200b", "=1+1", "a\x00b"]
FIELDS = (
    "q choice words what name social_number nation category phone address has_id_card id_valid_until guardian_number relation "
    "proof office photo_kept version card agent_name agent_number paper face card_number reason identity_number "
    "identity_valid_until pad first token confirm erase comer-guardian comer-name comer-number comer-relation key next"
).split()
PEOPLE = ("purpose", "show_number", "id_card", "phone", "guardian", "apply", "mandate")
CARDS = ("collect", "wrong_face", "activate_person", "activate_card", "activate_pin")


@pytest.fixture(autouse=True)
def today(clock_at: object) -> datetime:
    return clock_at(NOW)  # type: ignore[operator]


def answers(counter: Counter, path: str, odd: str) -> list[int]:
    """Send the same odd text in every field, and in the address, and return the answers."""
    sent = counter.client.post(path, {name: odd for name in FIELDS if name != "confirm"})
    asked = counter.client.get(path, dict.fromkeys(("comes", "after", "before", "day", "act", "mine", "next"), odd))
    return [sent.status_code, asked.status_code]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_the_branch_answers_anything(odd: str) -> None:
    branch = counter_at("bank_branch")
    person, card = make_person(), make_card(office=branch.office)
    paths = [reverse(f"desk:{name}", args=[person.pk]) for name in PEOPLE]
    paths += [reverse(f"desk:{name}", args=[card.pk]) for name in CARDS]
    paths += [reverse(f"desk:{name}") for name in ("search", "pickups", "activations", "record", "shipments")]
    for path in paths:
        assert all(status < 500 for status in answers(branch, path, odd)), path


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_community_and_hall_answer_anything(odd: str) -> None:
    desk, hall = counter_at("community"), counter_at("card_hall")
    person = make_person(community=desk.office)
    for path in [reverse("desk:register"), *(reverse(f"desk:{name}", args=[person.pk]) for name in PEOPLE)]:
        assert all(status < 500 for status in answers(desk, path, odd)), path
    assert all(status < 500 for status in answers(hall, reverse("desk:unit_pickup", args=[make_unit().pk]), odd))


@pytest.mark.parametrize("number", [0, 10**18, 10**30])
def test_an_id_of_any_size_is_answered(number: int) -> None:
    """An address with a number that no row can have is a page that says so."""
    branch = counter_at("bank_branch")
    for name in (*PEOPLE, *CARDS, "person", "history", "application", "collected", "activated", "receive"):
        path = reverse(f"desk:{name}", args=[number])
        for answer in (branch.client.get(path), branch.client.post(path)):
            assert answer.status_code < 500, path
