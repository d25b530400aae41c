"""The old medical card's PIN (S6.2: three wrong in a row lock it; S5.2, S5.4)."""

from datetime import date
from typing import Any

import pytest

from citycard import journeys
from citycard.cards import CardUnknown
from citycard.journeys import CardUse, PinTryReceipt
from citycard.medical.models import OldCard
from citycard.pins import PinEntry, take_over_old_card_pin
from tests.factories import NOW, make_old_card, make_person
from tests.journeys import pin_desks as desks
from tests.journeys.pin_desks import RIGHT, WRONG, ZEROS, try_pin
from tests.journeys.visits import visit

pytestmark = pytest.mark.django_db(transaction=True)
KEYS = iter(range(10_000))


def try_old(card: OldCard, pin: str = ZEROS, **changes: Any) -> PinTryReceipt:
    values = {"by": desks.HOSPITAL, "key": f"old-{next(KEYS)}", "at": NOW, "card_number": card.number, "use": CardUse.CLINIC}
    return journeys.verify_old_card_pin(pin=PinEntry(pin), **(values | changes))


def test_s6_2_three_wrong_in_a_row_lock_the_old_card() -> None:
    card = make_old_card(person=make_person())
    assert [try_old(card, WRONG).tries_left for _ in range(2)] == [2, 1]
    assert try_old(card).is_right
    assert [try_old(card, WRONG).is_locked for _ in range(3)] == [False, False, True]
    assert OldCard.objects.get(pk=card.pk).pin_locked
    with pytest.raises(journeys.OldCardPinLocked):
        try_old(card)


def test_s6_2_the_pin_that_came_with_the_card_is_the_right_one() -> None:
    card = make_old_card(person=make_person())
    take_over_old_card_pin(old_card_id=card.pk, pin=PinEntry(RIGHT))
    assert try_old(card, RIGHT).is_right and not try_old(card, ZEROS).is_right


def test_s5_4_the_old_pin_does_not_carry_over() -> None:
    """S5.4: after activation the old card is void, and the new one starts with the initial PIN."""
    come = visit()
    old = OldCard.objects.get(person_id=come.values["person_id"])
    take_over_old_card_pin(old_card_id=old.pk, pin=PinEntry(RIGHT))
    come()
    with pytest.raises(journeys.OldCardVoid):
        try_old(old, RIGHT)
    assert not try_pin(come.card, RIGHT).is_right and try_pin(come.card, ZEROS).is_right


def test_s5_2_a_void_a_lost_and_an_unknown_old_card_are_refused() -> None:
    card = make_old_card(person=make_person(), last_valid_on=date(2026, 11, 22))
    with pytest.raises(journeys.OldCardVoid):
        try_old(card)
    with pytest.raises(journeys.OldCardReportedLost):
        try_old(make_old_card(person=make_person(), loss=True))
    with pytest.raises(CardUnknown):
        try_old(card, card_number="YB9999999999")
    with pytest.raises(journeys.UseNotAtPharmacy):
        try_old(card, by=desks.PHARMACY)
