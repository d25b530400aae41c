"""S9: replacing a lost card, changing a damaged, expiring or outdated one, and what stays with the account."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction

from citycard import bank, cards, journeys, mandates, pins
from citycard.audit import Channel
from citycard.bank.models import BankAccount, CardSide
from citycard.benefits import pension_bank_of
from citycard.cards import Cause
from citycard.cards.models import Application, Cancellation, Card, SocialSide
from citycard.journeys import OldCard
from citycard.notices.models import Notice
from citycard.people import PersonDead
from citycard.people.models import Person
from citycard.pins import PinEntry
from citycard.pins.models import BankPin
from citycard.policy import Comes
from citycard.shared.refusal import Refusal
from citycard.staff import Permission
from tests import factories
from tests.factories import NOW, TODAY
from tests.journeys.replacing import (
    OLD_CARD,
    OWN_ID,
    Case,
    case,
    collected,
    key,
    lost,
    make_new,
    mandate_in_force,
    pension_here,
)

pytestmark = pytest.mark.django_db(transaction=True)


def side(card: Card) -> CardSide:
    return CardSide.objects.get(card_number=card.card_number)


def what_belongs_to_the_account(here: Case) -> dict[str, object]:
    """Return everything that must not change: the account's number and balance, mandates but their state, pension bank."""
    account = bank.holding_of(here.person.social_number).account
    pension = pension_bank_of(here.person.pk)
    return {
        "account": account,
        "accounts": BankAccount.objects.filter(holder_number=here.person.social_number).count(),
        "mandates": [replace(one, state="") for one in mandates.mandates_of(here.person.pk)],
        "pension": pension,
        "entries": _all("ledger_entry"),
        "postings": _all("ledger_posting"),
    }


def _all(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t")
        return str(cursor.fetchone()[0])


def test_s9_a_lost_card_is_blocked_at_the_bank_at_the_moment_of_the_application_and_the_mandate_waits() -> None:
    here = case()
    mandate_in_force(here)
    lost(here.card)
    receipt = here.replace_lost()
    assert receipt.is_bank_blocked and receipt.suspended_mandates == 1 and not receipt.is_old_card_ended
    old = side(here.card)
    assert (old.state, old.is_lost, old.lost_at) == ("active", True, NOW)
    row = Application.objects.get(pk=receipt.application_id)
    assert (row.kind, row.cause, row.replaces_id, row.state) == ("lost", "lost", here.card.pk, "submitted")
    assert row.number == receipt.number and row.photo_id == here.card.application.photo_id
    told = Notice.objects.get(template="replacement_lost")
    assert receipt.number in told.text


def test_s8_3_from_the_application_on_nothing_is_taken_back_until_it_is_withdrawn() -> None:
    """S8.3: barred on every channel while the replacement is under way; a withdrawal lifts the bar (decision 0090)."""
    here = case()
    lost(here.card)
    receipt = here.replace_lost()
    for channel in (Channel.CARD_HALL, Channel.BANK_BRANCH):
        now = journeys.standing_of(here.person.pk, on=TODAY).situation
        with pytest.raises(journeys.ReplacementRequested):
            journeys.check(Permission.TAKE_BACK_LOSS, now, channel=channel, comes=Comes.HOLDER)
    cards.withdraw_application(by=here.online(), key=key(), at=NOW, application_id=receipt.application_id)
    now = journeys.standing_of(here.person.pk, on=TODAY).situation
    assert journeys.may(Permission.TAKE_BACK_LOSS, now, channel=Channel.BANK_BRANCH, comes=Comes.HOLDER)
    with pytest.raises(journeys.TakeBackAtBank):
        journeys.check(Permission.TAKE_BACK_LOSS, now, channel=Channel.CARD_HALL, comes=Comes.HOLDER)


def test_s8_3_a_rejection_lifts_the_bar_too() -> None:
    here = case()
    lost(here.card)
    receipt = here.replace_lost()
    cards.reject_application(by=here.clerk(), key=key(), at=NOW, application_id=receipt.application_id, reason="相片不清楚")
    now = journeys.standing_of(here.person.pk, on=TODAY).situation
    assert not now.is_replacing
    assert here.replace_lost().number != receipt.number


def test_s9_an_unreported_card_is_not_replaced_as_lost_and_a_reported_one_is_not_changed() -> None:
    here = case()
    with pytest.raises(journeys.LossNotReported):
        here.replace_lost()
    lost(here.card)
    with pytest.raises(journeys.ReportedSoLost):
        here.change()
    assert not Application.objects.filter(kind__in=("lost", "changed")).exists()


def test_s9_one_replacement_at_a_time() -> None:
    here = case()
    lost(here.card)
    here.replace_lost()
    with pytest.raises(journeys.ApplicationOpen):
        here.replace_lost()
    assert Application.objects.filter(kind="lost").count() == 1


def test_a3_the_same_key_gives_the_same_receipt_and_one_application() -> None:
    here = case()
    lost(here.card)
    first = here.replace_lost(key="again")
    second = here.replace_lost(key="again")
    assert second.replayed and second.to_json() == first.to_json()
    assert Application.objects.filter(kind="lost").count() == 1


@pytest.mark.parametrize("is_handed_in", [True, False])
def test_s9_a_changed_card_works_until_it_is_handed_in_or_the_new_one_is_activated(is_handed_in: bool) -> None:
    here = case()
    papers = (OWN_ID, OLD_CARD) if is_handed_in else (OWN_ID,)
    how = OldCard.HANDED_IN if is_handed_in else OldCard.UNUSABLE
    receipt = here.change(by=here.clerk(*papers), old_card=how)
    here.card.refresh_from_db()
    social = SocialSide.objects.get(card=here.card)
    assert receipt.is_old_card_ended is is_handed_in and not receipt.is_bank_blocked
    assert (here.card.state, social.state, side(here.card).state) == (
        ("ended", "superseded", "closed") if is_handed_in else ("with_holder", "active", "active")
    )
    account = bank.holding_of(here.person.social_number).account
    assert account is not None and account.balance_fen == 350_000


def test_s9_a_card_is_handed_in_at_the_desk_with_the_card_as_a_paper() -> None:
    here = case()
    with pytest.raises(cards.DocumentMissing):
        here.change(by=here.clerk(OWN_ID), old_card=OldCard.HANDED_IN)
    with pytest.raises(journeys.HandInAtDesk):
        here.change(old_card=OldCard.HANDED_IN)
    here.card.refresh_from_db()
    assert here.card.state == "with_holder"


@pytest.mark.parametrize(("days_left", "is_renewed"), [(91, False), (90, True), (0, True), (-10, True)])
def test_s9_a_card_is_renewed_from_ninety_days_before_its_last_day(days_left: int, is_renewed: bool) -> None:
    here = case()
    Card.objects.filter(pk=here.card.pk).update(valid_until=TODAY + timedelta(days=days_left))
    if is_renewed:
        assert here.change(cause=Cause.EXPIRED).cause is Cause.EXPIRED
    else:
        with pytest.raises(journeys.CardNotExpiring) as caught:
            here.change(cause=Cause.EXPIRED)
        assert caught.value.facts["renew_from"] == TODAY + timedelta(days=1)


def test_s9_1_the_community_replaces_the_cards_of_its_own_residents_without_a_unit() -> None:
    here = case(unit=factories.make_unit(name="示例机械有限公司（示例）"))
    lost(here.card)
    with pytest.raises(journeys.ReplacedThroughUnit):
        here.replace_lost(by=here.clerk(OWN_ID))
    resident = case()
    lost(resident.card)
    elsewhere = replace(resident.clerk(OWN_ID), office_id=factories.make_office(kind="community").pk)
    with pytest.raises(cards.NotOfThisCommunity):
        resident.replace_lost(by=elsewhere)
    with pytest.raises(cards.DocumentMissing):
        resident.replace_lost(by=resident.clerk())
    assert resident.replace_lost(by=resident.clerk(OWN_ID)).cause is Cause.LOST


@pytest.mark.parametrize("channel", [Channel.WEB_HALL, Channel.WECHAT])
def test_s9_2_anyone_replaces_a_card_online_also_with_a_unit(channel: Channel) -> None:
    here = case(unit=factories.make_unit())
    lost(here.card)
    receipt = here.replace_lost(by=here.online(channel))
    row = Application.objects.get(pk=receipt.application_id)
    assert (row.source, row.unit_id) == ("individual", None)


@pytest.mark.parametrize("comes", [Comes.HOLDER, Comes.GUARDIAN, Comes.AGENT])
def test_s13_online_nobody_replaces_a_strangers_card(comes: Comes) -> None:
    """S13: on a screen the register says whose affair it is."""
    here, stranger = case(), case()
    lost(here.card)
    with pytest.raises(Refusal) as caught:
        here.replace_lost(by=stranger.online(), comes=comes)
    assert caught.value.rule.startswith("S13")
    assert not Application.objects.filter(kind="lost").exists()


def test_s9_3_the_unit_replaces_the_cards_of_its_own_people_only() -> None:
    unit = factories.make_unit()
    here = case(unit=unit)
    lost(here.card)
    by = replace(here.online(Channel.UNIT_HALL), unit_id=unit.pk, person_id=None)
    with pytest.raises(cards.NotOfThisUnit):
        here.replace_lost(by=replace(by, unit_id=factories.make_unit().pk), comes=Comes.UNIT)
    with pytest.raises(journeys.NotForWhoComes):
        here.replace_lost(by=by)
    receipt = here.replace_lost(by=by, comes=Comes.UNIT, asked=here.asked(pickup_office_id=here.hall.pk))
    row = Application.objects.get(pk=receipt.application_id)
    assert (row.source, row.unit_id, row.pickup_office_id) == ("unit", unit.pk, here.hall.pk)


def test_s11_2_a_cancelled_card_is_not_replaced() -> None:
    here = case()
    lost(here.card)
    row = Cancellation.objects.create(person=here.person, reason="left_insurance", state="settled", refunds=[], settled_at=NOW)
    Cancellation.objects.filter(pk=row.pk).update(
        state="social_cancelled", clearance_number="QH20261123-000001", social_cancelled_at=NOW
    )
    with pytest.raises(journeys.CardCancelled):
        here.replace_lost()


def test_s11_the_dead_get_no_new_card() -> None:
    here = case()
    lost(here.card)
    Person.objects.filter(pk=here.person.pk).update(died_on=TODAY)
    with pytest.raises(PersonDead):
        here.replace_lost()


def test_s9_money_mandates_and_pension_bank_are_unchanged_by_a_replacement() -> None:
    """S9: the whole way with real files: the account, its balance, every ledger entry, the mandate and the pension bank stay."""
    here = case(category="retiree")
    mandate_in_force(here)
    pension_here(here)
    before = what_belongs_to_the_account(here)
    lost(here.card)
    receipt = here.replace_lost()
    (new,) = make_new(receipt.application_id)
    assert new.role == "successor" and new.card_number != here.card.card_number
    assert what_belongs_to_the_account(here) == before
    collected(new, here)
    done = here.activate(new)
    assert done.is_replacement and done.resumed_mandates == 1
    assert done.replaced_card_masked == cards.card(here.card.pk).card_number_masked
    assert done.balance_fen == 350_000 and done.moved_fen == 0 and not done.has_old_card
    assert what_belongs_to_the_account(here) == before
    assert [one.state for one in mandates.mandates_of(here.person.pk)] == ["in_force"]


def test_s9_activation_ends_the_old_card_and_the_new_one_takes_its_place() -> None:
    here = case()
    lost(here.card)
    (new,) = make_new(here.replace_lost().application_id)
    collected(new, here)
    here.activate(new)
    here.card.refresh_from_db()
    new.refresh_from_db()
    old_social, new_social = SocialSide.objects.get(card=here.card), SocialSide.objects.get(card=new)
    assert (here.card.state, here.card.end_reason, old_social.state) == ("ended", "已补新卡", "superseded")
    assert (new.role, new.state, new_social.state, new_social.loss) == ("current", "with_holder", "active", "none")
    old_side, new_side = side(here.card), side(new)
    assert (old_side.state, new_side.state) == ("closed", "active")
    assert old_side.account_id == new_side.account_id and old_side.bank_card_number != new_side.bank_card_number
    assert list(BankPin.objects.values_list("card_side", flat=True)) == [new_side.pk]
    assert cards.card_of(here.person.pk) == cards.card(new.pk)
    assert not journeys.standing_of(here.person.pk, on=TODAY).situation.is_replacing
    assert Notice.objects.filter(template="replacement_activated").count() == 1


def test_s5_3_the_new_cards_social_pin_is_the_first_one_again() -> None:
    here = case()
    with transaction.atomic():
        pins.change_social_pin(card_id=here.card.pk, present=PinEntry("000000"), new=PinEntry("739154"), at=NOW)
    assert not pins.is_initial_social_pin(here.card.pk)
    (new,) = make_new(here.change().application_id)
    collected(new, here)
    here.activate(new)
    assert pins.is_initial_social_pin(new.pk)


def test_s9_a_changed_card_handed_in_leaves_no_second_card_and_the_new_one_is_activated_on_the_same_account() -> None:
    here = case()
    before = what_belongs_to_the_account(here)
    receipt = here.change(by=here.clerk(OWN_ID, OLD_CARD), old_card=OldCard.HANDED_IN)
    (new,) = make_new(receipt.application_id)
    collected(new, here)
    assert here.activate(new).replaced_card_masked == ""
    new.refresh_from_db()
    assert new.role == "current" and side(new).state == "active"
    assert what_belongs_to_the_account(here) == before


def test_s9_a_new_card_lost_on_the_way_home_is_reported_and_replaced_again() -> None:
    here = case()
    lost(here.card)
    (second,) = make_new(here.replace_lost().application_id)
    collected(second, here)
    with pytest.raises(journeys.LossNotReported):
        here.replace_lost()
    lost(second)
    with pytest.raises(cards.CardReportedLost):
        here.activate(second)
    receipt = here.replace_lost()
    second.refresh_from_db()
    assert (second.state, SocialSide.objects.get(card=second).state, side(second).state) == ("ended", "superseded", "closed")
    assert Application.objects.get(pk=receipt.application_id).replaces_id == here.card.pk
    (third,) = make_new(receipt.application_id)
    collected(third, here)
    here.activate(third)
    third.refresh_from_db()
    here.card.refresh_from_db()
    assert (third.role, here.card.state) == ("current", "ended")


def test_s9_a_first_card_lost_before_its_activation_is_replaced_and_the_account_is_the_same() -> None:
    here = case(card_state="with_holder", balance_fen=0)
    factories.make_old_card(person=here.person, balance_fen=128_650)
    lost(here.card)
    receipt = here.replace_lost()
    assert side(here.card).is_lost and receipt.is_bank_blocked
    (new,) = make_new(receipt.application_id)
    collected(new, here)
    done = here.activate(new)
    assert done.moved_fen == 128_650 and done.has_old_card
    assert side(here.card).state == "closed" and side(new).account_id == side(here.card).account_id


def test_s2_1_the_old_medical_cards_balance_is_not_told_twice() -> None:
    """S2.1: it moved with the first card; the receipt of the second says that nothing moved."""
    here = case(card_state="with_holder", balance_fen=0)
    factories.make_old_card(person=here.person, balance_fen=128_650)
    assert here.activate(here.card).moved_fen == 128_650
    (new,) = make_new(here.change().application_id)
    collected(new, here)
    done = here.activate(new)
    assert (done.moved_fen, done.has_old_card) == (0, False)


def test_s9_a_wrong_face_of_the_new_card_is_remade_and_still_a_successor() -> None:
    """S3, S9: the remake does not stand beside the card in use as a second current one."""
    here = case()
    receipt = here.change()
    (second,) = make_new(receipt.application_id)
    cards.report_wrong_face(by=here.hall_clerk(), key=key(), at=NOW, card_id=second.pk, reason="名字错了")
    assert journeys.standing_of(here.person.pk, on=TODAY).situation.is_replacing
    batch = cards.make_batch(
        by=here.hall_clerk(), key=key(), at=NOW, bank="fushun", factory="sample", application_ids=[receipt.application_id]
    )
    assert Card.objects.get(batch_id=batch.batch_id).role == "successor"
