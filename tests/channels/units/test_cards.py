"""The unit's cards (S4.1): what waits at the card hall, the letter to bring, and each hand-over recorded."""

import pytest
from django.test import Client

from citycard.cards.models import Card, Handover
from citycard.people.models import Office, Unit
from tests import factories

from .conftest import number


def card_of(unit: Unit, hall: Office, state: str, name: str = "赵敏") -> Card:
    person = factories.make_person(name=name, unit=unit, category="employee")
    return factories.make_card(person=person, state=state, office=hall)


def test_what_waits_at_the_hall_and_what_to_bring(clerk: Client, unit: Unit, hall: Office) -> None:
    """S4.1: the cards, the hall's address, the letter and the agent's original ID card."""
    card = card_of(unit, hall, "awaiting_pickup")
    page = clerk.get("/units/pickup/").content.decode()
    assert hall.name in page and "赵敏" in page and "单位介绍信" in page and "身份证原件" in page
    assert card.card_number not in page and card.person.social_number not in page


def test_nothing_waits(clerk: Client) -> None:
    assert "现在没有要领的卡" in clerk.get("/units/pickup/").content.decode()


def test_the_letter_names_agent_and_cards_and_is_kept_nowhere(clerk: Client, unit: Unit, hall: Office) -> None:
    """S4.1: a page to print and stamp; no address and no table holds the agent's number."""
    card_of(unit, hall, "awaiting_pickup")
    page = clerk.post("/units/pickup/letter/", {"agent": "周岩", "agent_number": number(9)})
    assert page.status_code == 200
    text = page.content.decode()
    assert "周岩" in text and number(9) in text and unit.name in text and unit.credit_code in text


@pytest.mark.parametrize(
    "data", [{"agent": "", "agent_number": number(9)}, {"agent": "周岩", "agent_number": "210400199003040020"}]
)
def test_a_letter_for_nobody(clerk: Client, unit: Unit, hall: Office, data: dict[str, str]) -> None:
    """S1.2: the agent's name and number are checked like all others."""
    card_of(unit, hall, "awaiting_pickup")
    assert clerk.post("/units/pickup/letter/", data).status_code == 400


def test_each_hand_over_is_ticked_and_recorded(clerk: Client, unit: Unit, hall: Office) -> None:
    """S4.1, A2: the card is with its holder, and the record says that the unit gave it."""
    given, kept = card_of(unit, hall, "with_unit"), card_of(unit, hall, "with_unit", "孙力")
    page = clerk.post("/units/hand-over/", {"card": [str(given.pk)], "key": "h1"}, follow=True).content.decode()
    assert "已登记 1 张卡发到本人手里" in page and "孙力" in page and "赵敏" not in page
    states = dict(Card.objects.values_list("pk", "state"))
    assert states == {given.pk: "with_holder", kept.pk: "with_unit"}
    assert Handover.objects.filter(card=given, taken_by="holder").count() == 1


def test_a_replayed_form_hands_over_once(clerk: Client, unit: Unit, hall: Office) -> None:
    """A3."""
    card = card_of(unit, hall, "with_unit")
    for _ in range(2):
        page = clerk.post("/units/hand-over/", {"card": [str(card.pk)], "key": "h1"}, follow=True)
    assert "这件事已经办过" in page.content.decode()
    assert Handover.objects.filter(card=card, taken_by="holder").count() == 1


def test_nothing_ticked(clerk: Client, unit: Unit, hall: Office) -> None:
    card_of(unit, hall, "with_unit")
    page = clerk.post("/units/hand-over/", {"key": "h1"})
    assert page.status_code == 400 and "请勾选已经拿到卡的人" in page.content.decode()


@pytest.mark.parametrize("state", ["awaiting_pickup", "with_holder"])
def test_only_a_card_in_the_units_hands_is_handed_over(clerk: Client, unit: Unit, hall: Office, state: str) -> None:
    """S4.1: not one that still lies at the hall, not one twice."""
    card = card_of(unit, hall, state)
    assert clerk.post("/units/hand-over/", {"card": [str(card.pk)], "key": "h1"}).status_code == 409
    card.refresh_from_db()
    assert card.state == state


def test_another_units_card_is_not_handed_over(clerk: Client, unit: Unit, hall: Office) -> None:
    """S12: with its id in the form too."""
    theirs = card_of(factories.make_unit(), hall, "with_unit")
    assert clerk.post("/units/hand-over/", {"card": [str(theirs.pk)], "key": "h1"}).status_code == 409
    theirs.refresh_from_db()
    assert theirs.state == "with_unit"


def test_the_list_to_sign(clerk: Client, unit: Unit, hall: Office) -> None:
    """S4.1: one line a card, with room for a signature."""
    card_of(unit, hall, "with_unit")
    page = clerk.get("/units/hand-over/sign-list/").content.decode()
    assert "本人签字" in page and "赵敏" in page
