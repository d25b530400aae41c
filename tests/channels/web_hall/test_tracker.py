"""S4.1, S5.1: the tracker says where a card is activated: in the same visit, or afterwards for a unit's people."""

import pytest
from django.utils.translation import override

from citycard.cards import card_of, progress
from citycard.channels.web_hall.tracker import tracker
from tests.factories import make_card, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("has_unit", "note"), [(False, "领卡时一起办"), (True, "领到卡后到抚顺银行办")])
def test_the_last_step_says_where(has_unit: bool, note: str) -> None:
    """S4.1: the unit's agent collects at the card hall, where nobody can activate."""
    person = make_person(unit=make_unit()) if has_unit else make_person()
    make_card(person=person, state="awaiting_pickup")
    with override("zh-hans"):
        steps = tracker(progress(person.pk), card=card_of(person.pk))
    assert steps[-1]["note"] == note
