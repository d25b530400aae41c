"""The bank PIN at the bank (S6.3): tries lock it, the holder in person has it reset or unlocked."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from citycard import bank, journeys
from citycard.audit import timeline
from citycard.bank.models import CardSide
from citycard.cards import DocumentMissing
from citycard.cards.models import Card, SocialSide
from citycard.notices.models import Notice
from citycard.pins import PinCheck, PinEntry, PinsDiffer
from citycard.policy import Comes
from tests.factories import NOW, make_card, make_child, make_person
from tests.journeys import pin_desks as desks
from tests.journeys.pin_desks import OTHER, RIGHT, WRONG, active_card, mend
from tests.journeys.visits import GUARDIANS_PAPERS, identity

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = ("reset_bank_pin", "unlock_bank_pin")


def side(card: Card) -> CardSide:
    return CardSide.objects.get(card_number=card.card_number)


def try_bank_pin(card: Card, pin: str, days: int = 0) -> PinCheck:
    """Try it as a terminal does."""
    with transaction.atomic():
        return bank.try_pin(card_side_id=side(card).pk, pin=PinEntry(pin), at=NOW + timedelta(days=days))


def locked_card() -> Card:
    card = active_card()
    for _ in range(3):
        try_bank_pin(card, WRONG)
    return card


def test_s6_3_three_wrong_bank_pins_a_day_lock_it_and_the_card_side_shows_it() -> None:
    """S6.3: the day's third; the right one is then not looked at, also not tomorrow; the social function is not touched."""
    card = active_card()
    assert [try_bank_pin(card, WRONG).is_locked for _ in range(3)] == [False, False, True]
    assert side(card).is_pin_locked and not try_bank_pin(card, RIGHT, days=1).is_right
    assert not SocialSide.objects.get(pk=card.pk).pin_locked


def test_s6_3_wrong_ones_of_yesterday_do_not_count() -> None:
    card = active_card()
    assert not any(try_bank_pin(card, WRONG, days).is_locked for days in (0, 0, 1, 1))
    assert try_bank_pin(card, RIGHT, 1).is_right and not side(card).is_pin_locked


def test_s6_3_unlocking_leaves_the_pin_and_starts_the_count_again() -> None:
    card = locked_card()
    receipt = mend(card, "unlock_bank_pin")
    assert receipt.was_locked and not side(card).is_pin_locked
    assert not try_bank_pin(card, WRONG).is_locked and try_bank_pin(card, RIGHT).is_right
    assert Notice.objects.get(person_id=card.person_id).template == "bank_pin_unlocked"


def test_s6_3_a_reset_sets_another_pin_and_takes_the_lock_away() -> None:
    """S6.3: PIN loss report and new PIN in one act; the old PIN is wrong from then on; the holder is told."""
    card = locked_card()
    receipt = mend(card, "reset_bank_pin")
    assert receipt.was_locked and not side(card).is_pin_locked
    assert try_bank_pin(card, OTHER).is_right and not try_bank_pin(card, RIGHT).is_right
    assert Notice.objects.get(person_id=card.person_id).template == "bank_pin_reset"
    assert timeline(card.person_id)[0].number == receipt.number


def test_s6_3_nothing_to_unlock_is_said() -> None:
    with pytest.raises(journeys.BankPinNotLocked):
        mend(active_card(), "unlock_bank_pin")


@pytest.mark.parametrize("verb", BOTH)
def test_s6_3_only_at_the_bank(verb: str) -> None:
    card = locked_card()
    for by in (desks.HALL, desks.COMMUNITY, desks.HOSPITAL, desks.KIOSK):
        with pytest.raises(journeys.NotOnThisChannel):
            mend(card, verb, by=by)


@pytest.mark.parametrize("verb", BOTH)
def test_s13_2_the_holder_in_person_no_agent_and_nobody_elses_id(verb: str) -> None:
    card = locked_card()
    with pytest.raises(journeys.NotForWhoComes):
        mend(card, verb, comes=Comes.AGENT)
    with pytest.raises(journeys.GuardianNotNeeded):
        mend(card, verb, comes=Comes.GUARDIAN)
    with pytest.raises(journeys.IdentityOfSomeoneElse):
        mend(card, verb, identity=identity(make_person().social_number))
    with pytest.raises(journeys.IdentityExpired):
        mend(card, verb, identity=identity(card.person.social_number, valid_until=date(2026, 11, 22)))
    with pytest.raises(journeys.CardNumberDiffers):
        mend(card, verb, card_number_shown=active_card().card_number)
    with pytest.raises(DocumentMissing):
        mend(card, verb, by=desks.at(desks.BRANCH.channel, desks.OWN_ID))
    assert side(card).is_pin_locked


@pytest.mark.parametrize("verb", BOTH)
def test_s13_2_the_guardian_of_a_child(verb: str) -> None:
    mother = make_person()
    child = make_child(guardian=mother)
    card = make_card(person=child, state="active")
    from citycard.pins import set_bank_pin

    set_bank_pin(card_side_id=side(card).pk, pin=PinEntry(RIGHT), at=NOW)
    for _ in range(3):
        try_bank_pin(card, WRONG)
    papers = (*GUARDIANS_PAPERS[:3], desks.CARD)
    come: dict[str, Any] = {"comes": Comes.GUARDIAN, "by": desks.at(desks.BRANCH.channel, *papers)}
    with pytest.raises(journeys.NotTheGuardian):
        mend(card, verb, **come, identity=identity(make_person().social_number))
    assert mend(card, verb, **come, identity=identity(mother.social_number)).was_locked


def test_s5_1_a_card_that_is_not_active_has_no_bank_pin_to_mend() -> None:
    with pytest.raises(journeys.BankFunctionNotActive):
        mend(make_card(state="with_holder"), "reset_bank_pin")


def test_s6_3_two_entries_that_differ_change_nothing() -> None:
    card = locked_card()
    with pytest.raises(PinsDiffer):
        mend(card, "reset_bank_pin", pin_second=PinEntry(RIGHT))
    assert side(card).is_pin_locked


@pytest.mark.parametrize("verb", BOTH)
def test_a3_twice_is_once(verb: str) -> None:
    card = locked_card()
    first, again = mend(card, verb, key="k"), mend(card, verb, key="k")
    assert again.replayed and again.number == first.number
    assert Notice.objects.filter(person_id=card.person_id).count() == 1
