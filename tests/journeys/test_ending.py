"""S11.2: first the refunds, then the social function at the card hall, then the bank."""

import pytest

from citycard import bank, cards, journeys, mandates
from citycard.audit import timeline
from citycard.bank.models import CardSide
from citycard.cards import Leaving, Refund, RefundKind
from citycard.cards.models import Cancellation, Card, SocialSide, TemporaryCard
from citycard.journeys import Ending
from citycard.ledger import BookName, trial_balance
from citycard.notices import notices_of
from citycard.shared.refusal import Refusal
from tests.factories import (
    NOW,
    TODAY,
    make_application,
    make_card,
    make_office,
    make_person,
)
from tests.journeys.ending_desks import AGENTS_ID, CARD, HOLDERS_ID, SLIP, agency, branch, hall
from tests.journeys.endings import AGENT, DAY, NONE_DUE, PENSION, cancel, close, ending_of, fund, settle

pytestmark = pytest.mark.django_db(transaction=True)


def test_s11_2_the_whole_way_refunds_then_the_hall_then_the_bank() -> None:
    """S11.2: the slip's number goes from the hall to the bank; the account ends at nothing; the card is taken back for ever."""
    card = make_card(state="active")
    who = card.person
    fund(who, 1_234_567)
    mandates.sign(
        person_id=who.pk,
        category="self_employed",
        account_number=card.account_number or "",
        is_account_active=True,
        signed_on=TODAY,
    )
    settled = settle(who)
    assert (settled.number[:2], settled.refund_count, settled.total_fen) == ("TF", 1, 5_230_007)
    slip = cancel(who)
    assert slip.number.startswith("QH20261123-") and not slip.is_closed and slip.cards_cancelled == 1
    assert SocialSide.objects.get(card=card).state == "cancelled" and cards.card(card.pk).code == "9"
    assert Card.objects.get(pk=card.pk).state == "with_holder"
    done = close(who, slip.number)
    assert (done.number[:2], done.paid_fen, done.cards_ended, done.mandates_ended, done.is_card_taken) == (
        "XH",
        1_234_567,
        1,
        1,
        True,
    )
    check_all_ended(card)


def check_all_ended(card: Card) -> None:
    """S11.2: both functions, the account, the books, the mandate, the messages and the record."""
    who = card.person
    side, row = CardSide.objects.get(card_number=card.card_number), Card.objects.get(pk=card.pk)
    assert (side.state, side.account.is_open, side.closed_at) == ("closed", False, NOW)
    assert (row.state, row.ended_at, row.end_reason) == ("ended", NOW, "社保卡已注销")
    assert side.account.ledger_account.balance_fen == 0 and bank.holding_of(who.social_number).account is None
    books = trial_balance(book=BookName.BANK, day=TODAY)
    assert books.is_balanced and {line.number: line.total_fen for line in books.internal}["paid-out-at-closing"] == 1_234_567
    assert mandates.live_mandate(person_id=who.pk) is None
    told = notices_of(who.pk)
    assert [one.template for one in reversed(told)] == ["social_cancelled", "account_closed"]
    assert f"尾号{(card.bank_card_number or '')[-4:]}" in told[0].text, "the figures by which the desk calls the account"
    assert [line.act for line in timeline(who.pk)] == ["close_account", "cancel_social", "settle_refunds"]
    assert ending_of(who) is Ending.NONE


def test_s11_2_before_the_refunds_nothing_is_cancelled() -> None:
    who = make_card(state="active").person
    with pytest.raises(journeys.RefundsOpen):
        cancel(who)
    with pytest.raises(journeys.ClearanceMissing):
        close(who, "QH20261123-000001")
    settle(who)
    with pytest.raises(journeys.ClearanceMissing):
        close(who, "QH20261123-000001")
    assert ending_of(who) is Ending.SETTLED


@pytest.mark.parametrize(
    ("refunds", "refusal"),
    [
        (NONE_DUE[:2], cards.RefundUnanswered),
        ((*NONE_DUE, PENSION), cards.RefundUnanswered),
        ((Refund(kind=RefundKind.PENSION, receipt="YL-1", amount_fen=100), *NONE_DUE[1:]), cards.RefundIncomplete),
        ((Refund(kind=RefundKind.PENSION, amount_fen=100, paid_on=TODAY), *NONE_DUE[1:]), cards.RefundIncomplete),
        ((Refund(kind=RefundKind.PENSION, receipt="YL-1", paid_on=TODAY), *NONE_DUE[1:]), cards.RefundIncomplete),
        ((Refund(kind=RefundKind.PENSION, receipt="YL-1", amount_fen=-5, paid_on=TODAY), *NONE_DUE[1:]), cards.RefundIncomplete),
        (
            (Refund(kind=RefundKind.PENSION, receipt="YL-1", amount_fen=5, paid_on=TODAY + DAY), *NONE_DUE[1:]),
            cards.RefundIncomplete,
        ),
    ],
)
def test_s11_2_every_refund_is_answered_in_full(refunds: tuple[Refund, ...], refusal: type[Refusal]) -> None:
    who = make_card(state="active").person
    with pytest.raises(refusal) as refused:
        settle(who, refunds=refunds)
    assert refused.value.facts["refund"] in set(RefundKind)
    assert ending_of(who) is Ending.NONE


def test_s11_2_refunds_are_corrected_until_the_hall_has_acted() -> None:
    who = make_card(state="active").person
    settle(who)
    settle(who, key="again", refunds=NONE_DUE, reason=Leaving.LEFT_INSURANCE)
    row = Cancellation.objects.get(person=who)
    assert row.reason == "left_insurance" and [one["receipt"] for one in row.refunds] == ["", "", ""]
    cancel(who)
    with pytest.raises(journeys.CardCancelled):
        settle(who, key="too late")


def test_s11_2_who_has_neither_card_nor_account_has_nothing_to_settle() -> None:
    with pytest.raises(journeys.NoCardToCancel):
        settle(make_person())


def test_s11_2_papers_each_place_asks_for_its_own() -> None:
    """S13.1: the holder's ID everywhere, the card at hall and bank, the slip at the bank; an agent shows both IDs."""
    who = make_card(state="active").person
    with pytest.raises(cards.DocumentMissing):
        settle(who, by=agency())
    with pytest.raises(cards.DocumentMissing):
        settle(who, by=agency(HOLDERS_ID), **AGENT)
    settle(who, by=agency(HOLDERS_ID, AGENTS_ID), **AGENT)
    with pytest.raises(cards.DocumentMissing):
        cancel(who, by=hall(HOLDERS_ID))
    slip = cancel(who, by=hall(HOLDERS_ID, AGENTS_ID, CARD), **AGENT)
    with pytest.raises(cards.DocumentMissing):
        close(who, slip.number, by=branch(HOLDERS_ID, CARD))
    with pytest.raises(cards.DocumentMissing):
        close(who, slip.number, by=branch(HOLDERS_ID, SLIP))
    with pytest.raises(cards.DocumentMissing):
        close(who, slip.number, by=branch(HOLDERS_ID, CARD, SLIP), **AGENT)
    assert close(who, slip.number, by=branch(HOLDERS_ID, AGENTS_ID, CARD, SLIP), **AGENT).paid_fen == 0


def test_s11_2_a_lost_card_is_not_asked_for() -> None:
    card = make_card(state="active")
    SocialSide.objects.filter(card=card).update(loss="temporary", lost_at=NOW)
    settle(card.person)
    slip = cancel(card.person, by=hall(HOLDERS_ID))
    done = close(card.person, slip.number, by=branch(HOLDERS_ID, SLIP))
    assert (done.is_card_taken, done.cards_ended) == (False, 1)


def test_s11_2_another_slips_number_closes_nothing() -> None:
    who, other = make_card(state="active").person, make_card(state="active").person
    for one in (who, other):
        settle(one, key=f"settle-{one.pk}")
    mine, theirs = cancel(who, key="a"), cancel(other, key="b")
    assert mine.number != theirs.number
    with pytest.raises(journeys.ClearanceNumberDiffers):
        close(who, theirs.number)
    assert close(who, f" {mine.number.lower()} ").clearance_number == mine.number


def test_s11_2_a_frozen_account_pays_nobody() -> None:
    card = make_card(state="active")
    fund(card.person, 500)
    settle(card.person)
    slip = cancel(card.person)
    CardSide.objects.filter(card_number=card.card_number).update(is_frozen=True)
    with pytest.raises(bank.BankSideFrozen):
        close(card.person, slip.number)
    account = bank.holding_of(card.person.social_number).account
    assert account is not None and account.balance_fen == 500
    assert Card.objects.get(pk=card.pk).ended_at is None


def test_s11_2_the_account_takes_money_in_until_it_is_closed_but_no_new_mandate() -> None:
    card = make_card(state="active")
    settle(card.person)
    slip = cancel(card.person)
    assert ending_of(card.person) is Ending.SOCIAL_CANCELLED
    fund(card.person, 70_000)
    with pytest.raises(journeys.CardCancelled):
        journeys.sign_mandate(by=branch(HOLDERS_ID, CARD), key="m", at=NOW, person_id=card.person_id)
    assert close(card.person, slip.number).paid_fen == 70_000


def test_s11_2_each_step_sent_twice_acts_once() -> None:
    """A3: the slip keeps its number, the money goes once."""
    card = make_card(state="active")
    fund(card.person, 900)
    assert settle(card.person).number == settle(card.person).number
    slips = [cancel(card.person) for _ in range(2)]
    assert slips[0].number == slips[1].number and [one.replayed for one in slips] == [False, True]
    closed = [close(card.person, slips[0].number) for _ in range(2)]
    assert [one.paid_fen for one in closed] == [900, 900] and [one.replayed for one in closed] == [False, True]
    with pytest.raises(journeys.NoAccountToClose):
        close(card.person, slips[0].number, key="third")


def test_s11_2_a_temporary_card_comes_back_first() -> None:
    card = make_card(state="active")
    settle(card.person)
    application = make_application(person=card.person, kind="lost", replaces=card)
    temporary = TemporaryCard.objects.create(number="LS000001", office=make_office(kind="card_hall"), state="in_stock")
    out = {"state": "issued", "person": card.person, "application": application, "issued_at": NOW}
    TemporaryCard.objects.filter(pk=temporary.pk).update(**out)
    with pytest.raises(cards.TemporaryCardOut):
        cancel(card.person)
