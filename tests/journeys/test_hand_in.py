"""S9: the old card of a change is handed in after the application too; until then it works."""

from dataclasses import replace
from typing import Any

import pytest

from citycard import bank, cards, journeys, mandates
from citycard.audit import Channel
from citycard.bank.models import CardSide
from citycard.cards.models import Card, SocialSide
from citycard.journeys import HandInReceipt, OldCard
from citycard.notices import notices_of
from citycard.policy import Comes
from citycard.shared.refusal import Refusal
from tests import factories
from tests.factories import NOW
from tests.journeys.replacing import OLD_CARD, OWN_ID, Case, case, collected, key, lost, make_new, mandate_in_force

pytestmark = pytest.mark.django_db(transaction=True)


def hand_in(here: Case, **changes: Any) -> HandInReceipt:
    """Hand the old card in at the community, with ID and card."""
    values: dict[str, Any] = {"by": here.clerk(OWN_ID, OLD_CARD), "key": key(), "at": NOW, "person_id": here.person.pk}
    values |= {"comes": Comes.HOLDER, "card_number_shown": here.card.card_number}
    return journeys.hand_in_card(**(values | changes))


@pytest.mark.parametrize("at_hall", [False, True])
def test_s9_the_old_card_is_handed_in_after_the_change_was_asked_for(at_hall: bool) -> None:
    """S9: asked for online; then ID and card at the community or the card hall: it ends, account and mandate stay."""
    here = case()
    mandate_in_force(here)
    here.change()
    by = here.hall_clerk(OWN_ID, OLD_CARD) if at_hall else here.clerk(OWN_ID, OLD_CARD)
    receipt = hand_in(here, by=by, card_number_shown=f" {here.card.card_number.lower()} ")
    here.card.refresh_from_db()
    assert (receipt.card_id, here.card.state, here.card.end_reason) == (here.card.pk, "ended", cards.HANDED_IN)
    assert SocialSide.objects.get(card=here.card).state == "superseded"
    assert CardSide.objects.get(card_number=here.card.card_number).state == "closed"
    account = bank.holding_of(here.person.social_number).account
    assert account is not None and account.balance_fen == 350_000
    assert [one.state for one in mandates.mandates_of(here.person.pk)] == ["in_force"]
    assert notices_of(here.person.pk)[0].template == "old_card_handed_in"


def test_s9_the_new_card_is_then_activated_as_ever() -> None:
    here = case()
    (new,) = make_new(here.change().application_id)
    collected(new, here)
    hand_in(here)
    done = here.activate(new)
    assert done.is_replacement and Card.objects.get(pk=new.pk).role == "current"


def test_s9_what_was_handed_in_with_the_application_is_not_handed_in_again() -> None:
    here = case()
    here.change(by=here.clerk(OWN_ID, OLD_CARD), old_card=OldCard.HANDED_IN)
    with pytest.raises(journeys.NoCardInHand):
        hand_in(here)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"card_number_shown": "A00000001"}, journeys.CardNumberDiffers),
        ({"comes": Comes.AGENT}, cards.DocumentMissing),
        ({"comes": Comes.GUARDIAN}, journeys.GuardianNotNeeded),
    ],
)
def test_s9_what_is_wrong_at_the_counter_hands_nothing_in(changes: dict[str, Any], refusal: type[Refusal]) -> None:
    here = case()
    here.change()
    with pytest.raises(refusal):
        hand_in(here, **changes)
    for by, no in ((here.clerk(OWN_ID), cards.DocumentMissing), (here.online(), journeys.NotOnThisChannel)):
        with pytest.raises(no):
            hand_in(here, by=by)
    assert Card.objects.get(pk=here.card.pk).state == "with_holder"


def test_s9_without_a_change_lost_or_frozen_nothing_is_handed_in() -> None:
    """S9, decision 90: a lost card is not in hand; an order of a court is not shaken off."""
    here, gone, frozen = case(), case(), case()
    with pytest.raises(journeys.NoChangeUnderWay):
        hand_in(here)
    lost(gone.card)
    gone.replace_lost()
    with pytest.raises(journeys.LostCardNotHandedIn):
        hand_in(gone)
    frozen.change()
    CardSide.objects.filter(card_number=frozen.card.card_number).update(is_frozen=True)
    with pytest.raises(bank.BankSideFrozen):
        hand_in(frozen)


def test_s9_1_the_community_takes_in_its_residents_cards_and_the_hall_everybodys() -> None:
    """S9.1: whoever has a unit goes to the card hall."""
    here = case(category="employee", unit=factories.make_unit())
    here.change()
    with pytest.raises(journeys.ReplacedThroughUnit):
        hand_in(here)
    other = case()
    other.change()
    elsewhere = replace(other.clerk(OWN_ID, OLD_CARD), office_id=factories.make_office(kind="community").pk)
    with pytest.raises(cards.NotOfThisCommunity):
        hand_in(other, by=elsewhere)
    assert hand_in(here, by=here.hall_clerk(OWN_ID, OLD_CARD)).card_id == here.card.pk
    assert here.hall_clerk().channel is Channel.CARD_HALL


def test_a3_handed_in_twice_with_one_key_is_handed_in_once() -> None:
    here = case()
    here.change()
    first, second = (hand_in(here, key="same") for _ in range(2))
    assert first.number == second.number and second.replayed
