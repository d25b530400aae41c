"""S9, S11.2: an order that freezes an account is not shaken off by another card, nor by a closing."""

import pytest
from django.db import transaction

from citycard import bank, journeys
from citycard.bank.models import BankAccount, CardSide
from citycard.journeys import OldCard
from citycard.pins import PinEntry
from tests.factories import NOW, TODAY
from tests.journeys.replacing import OLD_CARD, OWN_ID, case, collected, key, make_new

pytestmark = pytest.mark.django_db(transaction=True)


def test_s9_a_frozen_account_is_neither_handed_in_nor_activated() -> None:
    """An order of a court stays with the account: a new card does not shake it off."""
    here = case()
    CardSide.objects.filter(card_number=here.card.card_number).update(is_frozen=True)
    with pytest.raises(bank.BankSideFrozen):
        here.change(by=here.clerk(OWN_ID, OLD_CARD), old_card=OldCard.HANDED_IN)
    (new,) = make_new(here.change().application_id)
    collected(new, here)
    with pytest.raises(bank.BankSideFrozen):
        here.activate(new)


def test_s9_what_lies_on_the_account_is_seen_on_its_cards_and_asked_again_under_the_banks_lock() -> None:
    """S11.1, decision 90: the standing, and so every table and page, shows the order; the bank refuses by itself too."""
    here, held = case(), case()
    (new,) = make_new(here.change().application_id)
    (next_one,) = make_new(held.change().application_id)
    BankAccount.objects.filter(holder_number=here.person.social_number).update(is_frozen=True)
    BankAccount.objects.filter(holder_number=held.person.social_number).update(held_since=NOW)
    assert journeys.standing_of(here.person.pk, on=TODAY).situation.current.bank_frozen
    assert not journeys.standing_of(held.person.pk, on=TODAY).situation.current.bank_frozen
    for one, card, no in ((here, new, bank.BankSideFrozen), (held, next_one, bank.AccountHeld)):
        with transaction.atomic(), pytest.raises(no):
            bank.activate_card_side(
                card_number=card.card_number, holder_number=one.person.social_number, pin=PinEntry("604318"), at=NOW
            )


@pytest.mark.parametrize("is_lost", [True, False])
def test_s9_an_order_on_a_new_card_that_is_lost_or_damaged_before_its_use_stays_with_the_account(is_lost: bool) -> None:
    """S9: the new card ends when its own replacement is asked for; the order that lay on it holds for what follows."""
    here = case()
    (new,) = make_new(here.change().application_id)
    collected(new, here)
    CardSide.objects.filter(card_number=new.card_number).update(is_frozen=True)
    if is_lost:
        journeys.report_loss(by=here.online(), key=key(), at=NOW, person_id=here.person.pk)
    again = here.replace_lost() if is_lost else here.change()
    assert CardSide.objects.get(card_number=new.card_number).state == "closed"
    kept = bank.card_side(here.card.card_number)
    assert kept is not None and kept.is_frozen, "the card still in use is on the same account"
    (third,) = make_new(again.application_id)
    collected(third, here)
    with pytest.raises(bank.BankSideFrozen):
        here.activate(third)


def test_s11_2_a_void_card_that_an_order_lay_on_leaves_its_account_to_the_counter() -> None:
    """S11.2: an account with an order on it does not close by itself, also when nothing stands on it."""
    here = case(balance_fen=0)
    number, holder = here.card.card_number, here.person.social_number
    CardSide.objects.filter(card_number=number).update(is_frozen=True)
    with transaction.atomic():
        assert bank.close_card_side(card_number=number, at=NOW)
        assert not bank.close_if_empty(holder_number=holder, at=NOW)
        with pytest.raises(bank.BankSideFrozen):
            bank.close_account(holder_number=holder, at=NOW)
