"""Reporting a loss on the seven ways (S7.1, S7.2), on a real PostgreSQL."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection

from citycard import bank, cards, journeys, medical
from citycard.audit import Channel, Receipt, perform, timeline
from citycard.audit.models import Act
from citycard.bank.models import BankAccount, CardSide
from citycard.cards import DocumentMissing
from citycard.cards.models import Card, SocialSide
from citycard.journeys import HowLost, Loss, Lost
from citycard.notices.models import Notice
from citycard.people import GuardianshipEnded, NoPower, PersonDead
from citycard.people.models import Person
from citycard.policy import Comes
from citycard.shared.numbers.refused import NumberRefused
from citycard.shared.refusal import Refusal
from tests.factories import (
    NOW,
    make_application,
    make_card,
    make_card_of,
    make_child,
    make_guardianship,
    make_old_card,
    make_person,
)
from tests.journeys.losses import AGENTS_ID, OWN_ID, SCREENS, SEVEN_WAYS, active_card, at, desk, mandate, own, report
from tests.journeys.visits import visit

pytestmark = pytest.mark.django_db
C = Channel
LATER = NOW + timedelta(hours=3)


def social(card: Card) -> SocialSide:
    return SocialSide.objects.get(pk=card.pk)


def bank_side(card: Card) -> CardSide:
    return CardSide.objects.get(card_number=card.card_number)


def told(card: Card) -> list[str]:
    return list(Notice.objects.filter(person_id=card.person_id).order_by("pk").values_list("template", flat=True))


@pytest.mark.parametrize("way", SEVEN_WAYS)
def test_s7_each_of_the_seven_ways_sets_what_its_channel_is(way: Channel) -> None:
    """S7.1, S7.2: the bank sets both, the six others the social one; card hall and bank formally, the others for the time being."""
    card = active_card()
    receipt = report(card, way)
    is_bank = way is C.BANK_BRANCH
    wanted = Loss.FORMAL if way in (C.BANK_BRANCH, C.CARD_HALL) else Loss.TEMPORARY
    assert (social(card).loss, social(card).lost_at, bank_side(card).is_lost) == (wanted, NOW, is_bank)
    assert (receipt.bank_reported, receipt.bank_to_do, receipt.already, receipt.since) == (is_bank, not is_bank, False, NOW)
    assert receipt.number.startswith("GS20261123-") and receipt.is_formal == (wanted is Loss.FORMAL)
    assert told(card) == ["loss_reported_both" if is_bank else "loss_reported_social"]


def test_s7_2_it_is_done_on_no_other_channel() -> None:
    card = active_card()
    for channel in set(Channel) - set(SEVEN_WAYS):
        with pytest.raises(journeys.NotOnThisChannel):
            report(card, channel, by=desk(channel))
    assert social(card).loss == "none"


@pytest.mark.parametrize("second", SEVEN_WAYS)
@pytest.mark.parametrize("first", [C.IVR, C.CARD_HALL, C.BANK_BRANCH])
def test_s7_a_repeat_changes_nothing_and_says_so(first: Channel, second: Channel) -> None:
    """S7: only what a higher way adds is new: at a desk a temporary report becomes formal, at the bank the bank's side is added."""
    card = active_card()
    report(card, first)
    receipt = report(card, second, at=LATER)
    was_formal, is_formal = first in (C.CARD_HALL, C.BANK_BRANCH), second in (C.CARD_HALL, C.BANK_BRANCH)
    adds_bank = second is C.BANK_BRANCH and first is not C.BANK_BRANCH
    becomes_formal = is_formal and not was_formal
    assert receipt.since == NOW == social(card).lost_at
    assert receipt.cards[0].formal_since == social(card).formal_at == (NOW if was_formal else LATER if is_formal else None)
    assert receipt.already == (not becomes_formal and not adds_bank)
    assert receipt.became_formal == becomes_formal
    assert social(card).loss == ("formal" if was_formal or is_formal else "temporary")
    assert bank_side(card).is_lost == (first is C.BANK_BRANCH or second is C.BANK_BRANCH)
    assert len(told(card)) == (1 if receipt.already else 2)
    assert [line.act for line in timeline(card.person_id, 5)] == ["report_loss", "report_loss"]


def test_s7_2_since_when_formally_is_what_the_history_of_states_says() -> None:
    """S7.2: what the card tells is no second truth beside the history."""
    card = active_card()
    report(card, C.IVR)
    report(card, C.CARD_HALL, at=LATER)
    with connection.cursor() as cursor:
        cursor.execute("select moved_at from state_history_of('social_loss', %s) where target = 'formal'", [card.pk])
        assert cursor.fetchall() == [(social(card).formal_at,)] == [(LATER,)]


def test_a3_the_same_key_is_the_same_report() -> None:
    """A3: a double click is one line of the record, one message, one receipt."""
    card = active_card()
    first, again = report(card, key="one"), report(card, key="one", at=LATER)
    assert again.replayed and again.number == first.number and not again.already
    assert told(card) == ["loss_reported_social"]
    assert len(timeline(card.person_id, 5)) == 1


def test_s7_a_sealed_card_can_be_reported_and_then_not_be_activated() -> None:
    """S7, S5.1: lost on the way home; nothing remains to be done at the bank, whose function was never open."""
    come = visit()
    receipt = report(come.card, C.KIOSK)
    assert (social(come.card).loss, receipt.bank_to_do, receipt.bank_reported) == ("temporary", False, False)
    assert told(come.card)[-1] == "loss_reported_one"
    with pytest.raises(Refusal) as caught:
        come()
    assert caught.value.code == "card_reported_lost"


def test_s7_every_card_in_hand_is_covered() -> None:
    """S7, S9: the card in use and the collected successor that is not active yet; a card that still waits is not lost."""
    card = active_card()
    application = make_application(person=card.person, state="batched", kind="changed", replaces_id=card.pk, cause="damaged")
    successor = make_card_of(application=application, state="with_holder")
    receipt = report(card, C.BANK_BRANCH)
    assert [one.loss for one in receipt.cards] == [Loss.FORMAL, Loss.FORMAL]
    assert social(successor).loss == "formal" and bank_side(successor).is_lost and bank_side(card).is_lost
    other = active_card()
    waiting = make_application(person=other.person, state="batched", kind="changed", replaces_id=other.pk, cause="damaged")
    left = make_card_of(application=waiting, state="awaiting_pickup")
    assert len(report(other, C.BANK_BRANCH).cards) == 1
    assert social(left).loss == "none" and not bank_side(left).is_lost


@pytest.mark.parametrize("state", ["produced", "awaiting_pickup"])
def test_s7_who_has_no_card_in_hand_reports_none(state: str) -> None:
    with pytest.raises(journeys.NoCardInHand):
        report(make_card(state=state))


def test_s6_s7_a_locked_pin_and_a_reported_loss_both_stand() -> None:
    """S6, S7: two flags."""
    card = active_card()
    SocialSide.objects.filter(pk=card.pk).update(pin_locked=True)
    report(card)
    assert social(card).pin_locked and social(card).loss == "temporary"


def test_s7_1_a_mandate_waits_while_the_bank_has_a_report() -> None:
    """S7.1, S16: the social report alone leaves it; the bank's suspends it, and one that begins meanwhile waits too."""
    card = active_card()
    running = mandate(card)
    report(card)
    running.refresh_from_db()
    assert running.state == "in_force"
    assert report(card, C.BANK_BRANCH).suspended_mandates == 1
    running.refresh_from_db()
    assert running.state == "suspended"


def test_s16_5_a_mandate_whose_day_comes_while_the_card_is_lost_waits() -> None:
    """S7.1, S16.5: `advance_mandates` lets it begin for everybody else."""
    lost, other = active_card(), active_card()
    coming, free = mandate(lost, "signed"), mandate(other, "signed")
    for one, card in ((coming, lost), (free, other)):
        BankAccount.objects.filter(holder_number=card.person.social_number).update(number=one.account_number)
    report(lost, C.BANK_BRANCH)
    journeys.advance_mandates(by=own(lost.person, C.SYSTEM), at=NOW)
    coming.refresh_from_db(), free.refresh_from_db()
    assert (coming.state, free.state) == ("suspended", "in_force")


@pytest.mark.parametrize("way", SCREENS)
def test_s13_a_stranger_reports_nothing(way: Channel) -> None:
    """S13: on a screen one acts for oneself, for a ward on the register, or by a registered power."""
    card, stranger = active_card(), make_person()
    for comes in (Comes.HOLDER, Comes.GUARDIAN, Comes.AGENT):
        with pytest.raises((NoPower, journeys.NotForWhoComes)):
            report(card, way, by=own(stranger, way), comes=comes)
    assert social(card).loss == "none" and told(card) == []


def test_s13_2_a_guardian_reports_for_the_ward_until_the_guardianship_ends() -> None:
    guardian = make_person()
    child = make_child(guardian=guardian, born=date(2018, 4, 18))
    card = make_card(person=child, state="active")
    assert report(card, by=own(guardian), comes=Comes.GUARDIAN).bank_to_do
    grown = make_child(born=date(2008, 4, 18))
    make_guardianship(guardian=guardian, ward=grown, starts_on=grown.birth_date, ends_on=date(2026, 11, 22))
    with pytest.raises((GuardianshipEnded, NoPower)):
        report(make_card(person=grown, state="active"), by=own(guardian), comes=Comes.GUARDIAN)


@pytest.mark.parametrize("channel", [C.BANK_BRANCH, C.CARD_HALL, C.COMMUNITY])
def test_s7_a_desk_sees_the_papers(channel: Channel) -> None:
    """S7.1, S7.2, S13.1: a valid ID; an agent's too; a guardian only for a minor or a ward."""
    card = active_card()
    with pytest.raises(DocumentMissing):
        report(card, channel, by=desk(channel, AGENTS_ID))
    with pytest.raises(DocumentMissing):
        report(card, channel, comes=Comes.AGENT)
    with pytest.raises(journeys.GuardianNotNeeded):
        report(card, channel, comes=Comes.GUARDIAN)
    assert not report(card, channel, by=desk(channel, OWN_ID, AGENTS_ID), comes=Comes.AGENT).already


def test_s11_the_card_of_the_dead_is_reported_by_an_agent_only() -> None:
    card = active_card()
    Person.objects.filter(pk=card.person_id).update(died_on=date(2026, 11, 20))
    with pytest.raises(PersonDead):
        report(card)
    report(card, C.CARD_HALL, by=desk(C.CARD_HALL, OWN_ID, AGENTS_ID), comes=Comes.AGENT)
    assert social(card).loss == "formal"


def test_s14_2_the_message_goes_to_the_holder_and_to_whom_they_name() -> None:
    """S14.2: with number, moment and what is still to be done; a number that cannot be one is refused and reports nothing."""
    card = active_card()
    with pytest.raises(NumberRefused) as caught:
        report(card, tell_also="1350000884")
    assert caught.value.field == "mobile" and social(card).loss == "none"
    receipt = report(card, tell_also="13500008841", how=HowLost.STOLEN)
    assert receipt.told[1] == "135****8841" and len(receipt.told) == 2
    texts = list(Notice.objects.filter(person_id=card.person_id).values_list("text", flat=True))
    assert len(texts) == 2 and all(receipt.number in text and "银行账户还没有挂失" in text for text in texts)
    assert "13500008841" not in str(timeline(card.person_id, 1))


@pytest.mark.parametrize("way", SEVEN_WAYS)
def test_s7_1_the_old_medical_card_anywhere_but_at_the_bank(way: Channel) -> None:
    """S7.1: the bank takes reports for new cards only; every other way of S7.2 takes the old medical card's."""
    person = make_person()
    old = make_old_card(person=person)
    values: dict[str, Any] = {"by": at(way, person), "key": "old", "at": NOW, "person_id": person.pk, "what": Lost.OLD_CARD}
    if way is C.BANK_BRANCH:
        with pytest.raises(journeys.OldCardNotAtBank):
            journeys.report_loss(**values)
    else:
        receipt = journeys.report_loss(**values)
        assert receipt.cards == () and receipt.old_card_since == receipt.since == NOW and not receipt.bank_to_do
        again = journeys.report_loss(**(values | {"key": "again", "at": LATER}))
        assert again.already and again.since == NOW
        assert Notice.objects.filter(person_id=person.pk, template="loss_reported_old_card").count() == 1
    old.refresh_from_db()
    assert old.loss == (way is not C.BANK_BRANCH)


def test_s7_2_both_cards_in_one_report_or_none() -> None:
    """S7.2: what cannot be reported leaves the other one alone too."""
    come = visit()
    receipt = report(come.card, what=Lost.BOTH)
    assert social(come.card).loss == "temporary" and medical.old_card(come.card.person_id).loss
    assert receipt.what is Lost.BOTH and len(receipt.cards) == 1
    bare = active_card()
    with pytest.raises(journeys.NoOldCardToReport):
        report(bare, what=Lost.BOTH)
    assert social(bare).loss == "none"


def test_s5_2_a_lost_old_card_still_gives_its_balance_to_the_new_one() -> None:
    """S2.1, S7.2: the report stops the card, not the money."""
    come = visit(balance_fen=128_650)
    report(come.card, what=Lost.OLD_CARD)
    assert come().moved_fen == 128_650
    with pytest.raises(journeys.NoOldCardToReport):
        report(come.card, what=Lost.OLD_CARD)


def test_s7_2_while_one_of_two_cards_is_open_the_bank_has_not_been_reported() -> None:
    """S7.1, S7.2: nobody is told that the account is safe while the card in use still takes money out."""
    card = active_card()
    asked = make_application(person=card.person, state="batched", kind="changed", replaces_id=card.pk, cause="damaged")
    successor = make_card_of(application=asked, state="with_holder")
    assert bank.report_card_lost(card_number=successor.card_number, at=NOW)
    receipt = report(card, C.IVR)
    assert (receipt.bank_to_do, receipt.bank_reported) == (True, False)


def test_s7_2_a_number_read_before_it_was_corrected_asks_the_bank_again() -> None:
    """S7.2: the number that the caller had read only saves a trip; whose account is still to be reported is said by the register."""
    card, other = active_card(), active_card()
    asked_early = report(card, C.CARD_HALL, social_number=card.person.social_number)
    assert asked_early.bank_to_do and asked_early.cards[0].bank_is_open
    stale = report(other, C.CARD_HALL, social_number="210400190001010014")
    assert stale.bank_to_do and stale.cards[0].bank_is_open


def test_s7_a_card_found_otherwise_than_under_the_lock_undoes_the_whole_act() -> None:
    """S7, A3: what goes out with the record has to change the card that was locked for it; nobody is told of a report that is none."""
    card = active_card()
    report(card, C.CARD_HALL)
    what: dict[str, Any] = {"act": "report_loss", "by": desk(C.CARD_HALL), "key": "otherwise", "at": NOW}
    with pytest.raises(ProgrammingError, match="a locked row changed"), perform(**what) as act:
        act.write(cards.ask_report_social_loss(card_id=card.pk, at_desk=True, at=NOW))
        act.done(Receipt())
    assert not Act.objects.filter(key="otherwise").exists()
