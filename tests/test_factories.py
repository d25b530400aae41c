"""The factories make what they promise: a test that starts from a wrong city proves nothing."""

import pytest

from citycard.bank.models import CardSide
from citycard.cards.models import SocialSide
from citycard.shared.numbers import bank_card, card, citizen
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_numbers_are_right_by_the_houses_own_rules() -> None:
    """S1.2, S1.3, S1.5: two independent calculations agree."""
    for serial in range(200):
        assert citizen.parse(make.citizen_number(serial=serial), make.TODAY).division == "210400"
        assert card.validate(make.card_number(serial))
        assert bank_card.validate(make.bank_card_number(serial))


@pytest.mark.parametrize("state", [*make.CARD_PATH, "active"])
def test_a_card_stands_in_the_state_asked_for(state: str) -> None:
    """S3: with all that a card of that state has on both sides."""
    unit = make.make_unit()
    one = make.make_card(person=make.make_person(unit=unit, category="employee"), state=state)
    assert one.state == ("with_holder" if state == "active" else state)
    assert CardSide.objects.filter(card_number=one.card_number).exists() is (state != "numbered")
    sides = list(SocialSide.objects.filter(card=one).values_list("state", flat=True))
    assert sides == {"active": ["active"], "numbered": [], "opened": [], "in_production": []}.get(state, ["sealed"])


def test_an_old_card_has_its_balance_in_the_ledger() -> None:
    """S2.1: 1,286.50 yuan stand on an account of the medical book."""
    old = make.make_old_card(person=make.make_person())
    assert (old.state, old.ledger_account.balance_fen) == ("valid", 128_650)


def test_an_operator_acts_through_the_place_of_the_posting() -> None:
    """A2: the channel follows the office."""
    branch = make.make_office(kind="bank_branch")
    by = make.actor_for(make.make_operator(role="bank_teller", office=branch))
    assert (by.channel, by.office_id, by.unit_id) == ("bank_branch", branch.pk, None)
    unit = make.make_unit(kind="school")
    by = make.actor_for(make.make_operator(role="school_clerk", unit=unit))
    assert (by.channel, by.office_id, by.unit_id) == ("unit_hall", None, unit.pk)
