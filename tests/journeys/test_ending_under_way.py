"""S11.2: what is under way when somebody leaves; nothing may stay behind, and nothing may come back."""

import pytest

from citycard import bank, cards
from citycard.bank.models import BankAccount, CardSide
from citycard.cards.models import Application, Batch, Cancellation, Card, SocialSide
from citycard.journeys import Ending
from citycard.notices import notices_of
from tests.cards.city import portrait
from tests.factories import (
    NOW,
    make_application,
    make_card,
    make_card_of,
    make_office,
    make_person,
    make_unit,
    walk,
)
from tests.journeys.ending_desks import HOLDERS_ID, SLIP, branch, hall
from tests.journeys.endings import DAY, arrive, cancel, close, ending_of, fund, settle

pytestmark = pytest.mark.django_db(transaction=True)


def test_s11_2_an_application_that_no_file_has_left_is_withdrawn_and_who_has_no_account_is_done() -> None:
    who = make_person()
    application = make_application(person=who, state="accepted")
    settle(who)
    slip = cancel(who, by=hall(HOLDERS_ID))
    application.refresh_from_db()
    assert (slip.is_closed, slip.withdrawn, application.state) == (True, application.number, "withdrawn")
    assert Cancellation.objects.get(person=who).state == "closed" and ending_of(who) is Ending.NONE
    assert [one.template for one in notices_of(who.pk)] == ["card_cancelled"]


def test_s11_2_a_number_allotted_but_not_sent_is_burnt() -> None:
    who = make_person()
    card = make_card_of(application=make_application(person=who, state="accepted"), state="numbered")
    settle(who)
    slip = cancel(who, by=hall(HOLDERS_ID))
    card.refresh_from_db()
    assert (slip.is_closed, slip.in_making, card.state, card.spoiled_by) == (True, False, "spoiled", "centre")
    assert Batch.objects.get(pk=card.batch_id).card_count == 0


@pytest.mark.parametrize("state", ["awaiting_pickup", "with_unit"])
def test_s11_2_a_card_that_waits_somewhere_ends_at_once(state: str) -> None:
    who = make_person(category="employee", unit=make_unit()) if state == "with_unit" else make_person()
    card = make_card(person=who, state=state)
    settle(who)
    slip = cancel(who, by=hall(HOLDERS_ID))
    card.refresh_from_db()
    assert card.state == "ended" and SocialSide.objects.get(card=card).state == "cancelled"
    assert Application.objects.get(pk=card.application_id).state == "withdrawn"
    assert close(who, slip.number, by=branch(HOLDERS_ID, SLIP)).cards_ended == 0
    assert CardSide.objects.get(card_number=card.card_number).state == "closed"


def test_s11_2_a_frozen_account_pays_nobody_also_when_no_card_is_in_hand() -> None:
    """S11.2: the order lies on the account's side of a card that has ended already; the money stays."""
    card = make_card(state="awaiting_pickup")
    fund(card.person, 500)
    settle(card.person)
    slip = cancel(card.person, by=hall(HOLDERS_ID))
    CardSide.objects.filter(card_number=card.card_number).update(is_frozen=True)
    with pytest.raises(bank.BankSideFrozen):
        close(card.person, slip.number, by=branch(HOLDERS_ID, SLIP))
    account = bank.holding_of(card.person.social_number).account
    assert account is not None and account.balance_fen == 500


@pytest.mark.parametrize("state", ["in_production", "dispatched"])
def test_s11_2_a_card_still_being_made_ends_when_it_comes_and_is_handed_to_nobody(state: str) -> None:
    """S11.2: the bank may pay out at once; until the card has come, nothing new begins; then its bank side closes by itself."""
    hall_office = make_office(kind="bank_branch")
    who = make_person()
    card = make_card(person=who, state=state, office=hall_office)
    settle(who)
    slip = cancel(who, by=hall(HOLDERS_ID))
    assert slip.in_making and not slip.is_closed
    close(who, slip.number, by=branch(HOLDERS_ID, SLIP))
    assert Card.objects.get(pk=card.pk).state == state, "the factory's file is not disturbed"
    assert ending_of(who) is Ending.SOCIAL_CANCELLED, "closed, but a card of before is still on its way"
    with pytest.raises(cards.DuplicateApplication):
        cards.check_may_apply(open_one=cards.open_application(who.pk), live_card=cards.card_of(who.pk), kind=cards.Kind.FIRST)
    walk(card, ("in_production", "produced", "stocked", "dispatched"), "dispatched")
    SocialSide.objects.get_or_create(card=card, defaults={"state": "sealed"})
    arrive(card)
    card.refresh_from_db()
    assert (card.state, card.end_reason) == ("ended", "社保卡已注销")
    assert SocialSide.objects.get(card=card).state == "cancelled"
    assert Application.objects.get(pk=card.application_id).state == "withdrawn"
    assert ending_of(who) is Ending.NONE and notices_of(who.pk)[0].template != "pickup_person"


def test_s11_2_an_account_opened_for_a_void_card_closes_when_the_card_comes() -> None:
    """The bank's file was on its way when the hall cancelled: the account opened by it holds nothing and closes by itself."""
    who = make_person()
    card = make_card(person=who, state="dispatched")
    CardSide.objects.filter(card_number=card.card_number).delete()
    account = BankAccount.objects.get(holder_number=who.social_number)
    BankAccount.objects.filter(pk=account.pk).update(is_open=False)
    settle(who)
    slip = cancel(who, by=hall(HOLDERS_ID))
    assert slip.is_closed
    BankAccount.objects.filter(pk=account.pk).update(is_open=True)
    side = CardSide.objects.create(
        account=account, bank_card_number=card.bank_card_number, card_number=card.card_number, state="pre_opened"
    )
    arrive(card)
    side.refresh_from_db()
    account.refresh_from_db()
    assert (side.state, account.is_open, ending_of(who)) == ("closed", False, Ending.NONE)


def test_s11_2_a_void_application_that_a_failed_line_brought_back_goes_into_no_batch() -> None:
    who, other = make_person(), make_person()
    mine = make_application(person=who, state="accepted")
    settle(who)
    Cancellation.objects.filter(person=who).update(state="social_cancelled", clearance_number="QH1", social_cancelled_at=NOW)
    theirs = make_application(person=other, state="accepted")
    receipt = cards.make_batch(by=hall(), key="batch", at=NOW, bank="fushun", factory="sample")
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (receipt.card_count, mine.state, theirs.state) == (1, "withdrawn", "batched")


def test_s11_2_who_is_insured_here_again_applies_for_a_first_card_anew_and_the_old_one_never_comes_back() -> None:
    community = make_office(kind="community")
    card = make_card(person=make_person(community=community), state="active")
    who = card.person
    apply = {"by": hall(HOLDERS_ID), "person_id": who.pk, "pickup_office_id": card.pickup_office_id, "phone": who.phone}
    apply |= {"office_id": community.pk, "photo": portrait()}
    settle(who)
    slip = cancel(who)
    with pytest.raises(cards.CancellationUnderWay):
        cards.submit_application(**apply, key="early", at=NOW)
    close(who, slip.number)
    new = cards.submit_application(**apply, key="anew", at=NOW + DAY)
    assert new.state == "submitted" and ending_of(who) is Ending.NONE
    card.refresh_from_db()
    assert card.state == "ended" and SocialSide.objects.get(card=card).state == "cancelled"
