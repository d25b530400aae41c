"""The old medical card's PIN (S6.2: three wrong in a row lock it; S5.2, S5.4)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from citycard import cards, journeys
from citycard.audit import Channel
from citycard.cards import CardUnknown
from citycard.channels.messages import explain
from citycard.journeys import CardUse, PinTryReceipt
from citycard.medical.models import OldCard
from citycard.notices import notices_of
from citycard.pins import PinEntry, take_over_old_card_pins
from citycard.policy import Comes
from citycard.shared.refusal import Refusal
from tests.factories import NOW, make_old_card, make_person
from tests.journeys import pin_desks as desks
from tests.journeys.losses import FOUND_OLD
from tests.journeys.pin_desks import RIGHT, WRONG, ZEROS, try_pin
from tests.journeys.visits import visit

pytestmark = pytest.mark.django_db(transaction=True)
KEYS = iter(range(10_000))
AT_HALL = desks.at(Channel.CARD_HALL, FOUND_OLD, desks.OWN_ID)


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
    take_over_old_card_pins({card.pk: PinEntry(RIGHT)})
    assert try_old(card, RIGHT).is_right and not try_old(card, ZEROS).is_right


def test_s5_4_the_old_pin_does_not_carry_over() -> None:
    """S5.4: after activation the old card is void, and the new one starts with the initial PIN."""
    come = visit()
    old = OldCard.objects.get(person_id=come.values["person_id"])
    take_over_old_card_pins({old.pk: PinEntry(RIGHT)})
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


def reset_old(card: OldCard, **changes: Any) -> journeys.PinResetReceipt:
    """Reset the old card's PIN at the card hall, with ID and card."""
    values: dict[str, Any] = {"by": AT_HALL, "key": f"old-{next(KEYS)}", "at": NOW, "person_id": card.person_id}
    values |= {"comes": Comes.HOLDER, "card_number_shown": card.number}
    return journeys.reset_old_card_pin(**(values | changes))


def test_s6_1_the_card_hall_puts_a_locked_old_cards_pin_back() -> None:
    """S6.1, S6.2: with ID and card; it works at once with the initial PIN, counts anew, and the holder is told."""
    card = make_old_card(person=make_person())
    take_over_old_card_pins({card.pk: PinEntry(RIGHT)})
    for _ in range(3):
        try_old(card, WRONG)
    receipt = reset_old(card, card_number_shown=f" {card.number.lower()} ")
    assert (receipt.was_locked, receipt.is_old_card, receipt.card_id) == (True, True, card.pk)
    assert try_old(card, ZEROS).is_right and not try_old(card, RIGHT).is_right
    assert [try_old(card, WRONG).tries_left for _ in range(2)] == [1, 0]
    assert OldCard.objects.get(pk=card.pk).pin_locked
    assert [one.template for one in notices_of(card.person_id)] == ["old_card_pin_reset"]


def test_s6_1_a_forgotten_old_pin_is_put_back_too_but_a_loss_is_taken_back_first() -> None:
    assert not reset_old(make_old_card(person=make_person())).was_locked
    with pytest.raises(journeys.OldCardReportedLost) as refused:
        reset_old(make_old_card(person=make_person(), loss=True))
    assert "卡服务大厅解除挂失" in "".join(explain(refused.value).can)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"by": desks.HOSPITAL}, journeys.NotOnThisChannel),
        ({"card_number_shown": "YB9999999999"}, journeys.CardNumberDiffers),
        ({"by": replace(desks.HALL, documents=())}, cards.DocumentMissing),
        ({"by": desks.HALL}, cards.DocumentMissing),  # the new card in place of the old one
        ({"comes": Comes.GUARDIAN}, journeys.GuardianNotNeeded),
    ],
)
def test_s6_1_what_the_reset_of_an_old_pin_refuses(changes: dict[str, Any], refusal: type[Refusal]) -> None:
    card = make_old_card(person=make_person(), pin_locked=True)
    with pytest.raises(refusal):
        reset_old(card, **changes)
    assert OldCard.objects.get(pk=card.pk).pin_locked


def test_s6_1_an_old_card_that_is_void_has_no_pin_to_reset() -> None:
    """S5.1, S5.2: void by the clock, by activation, or never there."""
    with pytest.raises(journeys.OldCardVoid):
        reset_old(make_old_card(person=make_person(), last_valid_on=date(2026, 11, 22)))
    come = visit()
    old = OldCard.objects.get(person_id=come.values["person_id"])
    come()
    with pytest.raises(journeys.OldCardVoid):
        reset_old(old)


def test_s6_2_whoever_is_refused_for_a_locked_old_card_reads_where_it_is_reset() -> None:
    """A4: the refusal tells what to do instead, first of all the reset."""
    card = make_old_card(person=make_person(), pin_locked=True)
    with pytest.raises(journeys.OldCardPinLocked) as refused:
        try_old(card)
    assert "卡服务大厅重置" in explain(refused.value).can[0]
