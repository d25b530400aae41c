"""S11: first the refunds, then the social function at the card hall, then the bank; a death ends at once what runs by itself."""

from datetime import date, timedelta
from typing import Any

import pytest

from citycard import bank, benefits, cards, journeys, mandates, people
from citycard.audit import timeline
from citycard.bank.models import BankAccount, CardSide
from citycard.cards import Leaving, Refund, RefundKind
from citycard.cards.models import Application, Batch, Cancellation, Card, Shipment, SocialSide, TemporaryCard
from citycard.journeys import Ending, standing_of
from citycard.ledger import BookName, Side, book_entry, internal_account, trial_balance
from citycard.notices import notices_of
from citycard.people.models import Person
from citycard.policy import Comes
from citycard.shared.refusal import Refusal
from citycard.staff import Permission
from tests.cards.city import portrait
from tests.factories import (
    NOW,
    TODAY,
    make_application,
    make_card,
    make_card_of,
    make_office,
    make_person,
    make_unit,
    walk,
)
from tests.journeys.ending_desks import AGENTS_ID, CARD, DEATH_RECORD, HOLDERS_ID, SLIP, agency, branch, hall
from tests.journeys.replacing import make_new
from tests.journeys.visits import pension_elsewhere

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
NONE_DUE = tuple(Refund(kind=kind) for kind in RefundKind)
PENSION = Refund(kind=RefundKind.PENSION, receipt="YL-2026-0117", amount_fen=5_230_007, paid_on=TODAY - DAY)
PAID = (PENSION, *NONE_DUE[1:])
AGENT = {"comes": Comes.AGENT}


def settle(person: Person, **changes: Any) -> journeys.RefundsReceipt:
    values: dict[str, Any] = {"by": agency(HOLDERS_ID), "key": "settle", "at": NOW, "person_id": person.pk}
    values |= {"comes": Comes.HOLDER, "reason": Leaving.SETTLED_ABROAD, "refunds": PAID}
    return journeys.settle_refunds(**(values | changes))


def cancel(person: Person, **changes: Any) -> journeys.ClearanceReceipt:
    values: dict[str, Any] = {
        "by": hall(HOLDERS_ID, CARD),
        "key": "cancel",
        "at": NOW,
        "person_id": person.pk,
        "comes": Comes.HOLDER,
    }
    return journeys.cancel_social(**(values | changes))


def close(person: Person, number: str, **changes: Any) -> journeys.ClosingReceipt:
    values: dict[str, Any] = {"by": branch(HOLDERS_ID, CARD, SLIP), "key": "close", "at": NOW, "person_id": person.pk}
    values |= {"comes": Comes.HOLDER, "clearance_number": number}
    return journeys.close_account(**(values | changes))


def die(person: Person, **changes: Any) -> journeys.DeathReceipt:
    values: dict[str, Any] = {
        "by": agency(DEATH_RECORD, AGENTS_ID),
        "key": "death",
        "at": NOW,
        "person_id": person.pk,
        "died_on": TODAY,
    }
    return journeys.record_death(**(values | changes))


def fund(person: Person, fen: int) -> None:
    """Put money onto the person's account, as a salary does."""
    account = BankAccount.objects.get(holder_number=person.social_number, is_open=True)
    source = internal_account(book=BookName.BANK, number="opening")
    sides = (Side(source.id, -fen), Side(account.ledger_account_id, fen))
    book_entry(book=BookName.BANK, key=f"salary:{account.pk}:{fen}", kind="salary", at=NOW, sides=sides)


def ending_of(person: Person) -> Ending:
    return standing_of(person.pk, on=TODAY).situation.ending


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
    side, row = CardSide.objects.get(card_number=card.card_number), Card.objects.get(pk=card.pk)
    assert (side.state, side.account.is_open, side.closed_at) == ("closed", False, NOW)
    assert (row.state, row.ended_at, row.end_reason) == ("ended", NOW, "社保卡已注销")
    assert side.account.ledger_account.balance_fen == 0 and bank.account_of(who.social_number) is None
    books = trial_balance(book=BookName.BANK, day=TODAY)
    assert books.is_balanced and {line.number: line.total_fen for line in books.internal}["paid-out-at-closing"] == 1_234_567
    assert mandates.live_mandate(person_id=who.pk) is None
    assert [one.template for one in reversed(notices_of(who.pk))] == ["social_cancelled", "account_closed"]
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
    account = bank.account_of(card.person.social_number)
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


# What is under way when somebody leaves: nothing may stay behind, and nothing may come back.


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


def arrive(card: Card) -> None:
    """Let the shipment of a card come to its branch."""
    card.refresh_from_db()
    if card.shipment_id is None:
        sent = Shipment.objects.create(number=f"FB1-{card.pk}", office=card.pickup_office, card_count=1, sent_at=NOW)
        Card.objects.filter(pk=card.pk).update(shipment=sent)
        card.refresh_from_db()
    journeys.announce_pickup(by=branch(), key=f"arrive-{card.pk}", at=NOW + DAY, shipment_id=card.shipment_id)


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


# Death


def test_s11_1_a_death_stops_that_day_what_runs_by_itself() -> None:
    """S11.1: mandates and pension end on the day of death, not on the day it became known; the card serves nobody."""
    died_on = TODAY - 5 * DAY
    card = make_card(person=make_person(category="retiree", born=date(1950, 3, 4)), state="active")
    who = card.person
    pension_elsewhere(who.pk)
    row = mandates.MandateRow(
        person_id=who.pk, bank="fushun", account_number="1", signed_on=TODAY - 90 * DAY, effective_on=TODAY - 89 * DAY
    )
    mandates.take_over_mandates(rows=[row])
    receipt = die(who, died_on=died_on)
    assert receipt.number.startswith("SW") and receipt.is_to_cancel
    assert (receipt.mandate_banks, receipt.pension_banks) == (("fushun",), ("icbc",))
    (mandate,), (pension,) = mandates.mandates_of(who.pk), benefits.pension_banks_of(who.pk)
    assert (mandate.ends_on, mandate.end_reason, pension.ends_on) == (died_on, "died", died_on)
    assert mandate.is_in_force_on(died_on - DAY) and not mandate.is_in_force_on(died_on)
    assert standing_of(who.pk, on=TODAY).situation.is_dead and people.person(who.pk).died_on == died_on
    assert [one.template for one in notices_of(who.pk)] == ["death_recorded"]
    with pytest.raises(journeys.DeathKnown):
        die(who, key="again")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"died_on": TODAY + DAY}, people.DeathInFuture),
        ({"died_on": date(1983, 5, 5)}, people.DeathBeforeBirth),
        ({"by": agency(AGENTS_ID)}, cards.DocumentMissing),
        ({"by": agency(DEATH_RECORD)}, cards.DocumentMissing),
        ({"by": branch(DEATH_RECORD, AGENTS_ID)}, journeys.NotOnThisChannel),
    ],
)
def test_s11_1_a_death_needs_its_record_an_agent_and_a_possible_day(changes: dict[str, Any], refusal: type[Refusal]) -> None:
    who = make_card(state="active").person
    with pytest.raises(refusal):
        die(who, **changes)
    assert people.person(who.pk).died_on is None


def test_s11_1_the_card_hall_records_a_death_too() -> None:
    who = make_card(state="active").person
    assert die(who, by=hall(DEATH_RECORD, AGENTS_ID)).is_to_cancel
    assert not die(make_person(), key="b").is_to_cancel


def test_s11_1_death_of_a_holder_with_an_open_replacement() -> None:
    """S11.1: an application that no file has left is withdrawn; the lost card is cancelled by the agent, who cannot show it."""
    card = make_card(state="active")
    who = card.person
    SocialSide.objects.filter(card=card).update(loss="temporary", lost_at=NOW)
    open_one = make_application(person=who, kind="lost", replaces=card, state="accepted")
    fund(who, 12_345)
    receipt = die(who)
    open_one.refresh_from_db()
    assert (receipt.withdrawn, open_one.state) == (open_one.number, "withdrawn")
    for refused in (journeys.NotForWhoComes, None):
        comes = Comes.HOLDER if refused else Comes.AGENT
        act = {"comes": comes, "reason": Leaving.DIED, "by": agency(DEATH_RECORD, AGENTS_ID)}
        if refused:
            with pytest.raises(refused):
                settle(who, **act)
        else:
            settle(who, **act)
    slip = cancel(who, by=hall(DEATH_RECORD, AGENTS_ID), **AGENT)
    done = close(who, slip.number, by=branch(DEATH_RECORD, AGENTS_ID, SLIP), **AGENT)
    assert (done.paid_fen, done.cards_ended, done.is_card_taken) == (12_345, 1, False)


def test_s11_1_a_replacement_already_in_making_is_handed_to_nobody_and_ends_with_the_cancellation() -> None:
    card = make_card(state="active")
    who = card.person
    application = make_application(person=who, kind="changed", replaces=card, state="accepted")
    (new,) = make_new(application.pk)
    receipt = die(who)
    assert receipt.withdrawn == "" and Application.objects.get(pk=application.pk).state == "batched"
    with pytest.raises(people.PersonDead):
        journeys.check(Permission.COLLECT, standing_of(who.pk, on=TODAY).situation, channel=branch().channel, comes=Comes.AGENT)
    settle(who, by=agency(DEATH_RECORD, AGENTS_ID), reason=Leaving.DIED, **AGENT)
    slip = cancel(who, by=hall(DEATH_RECORD, AGENTS_ID, CARD), **AGENT)
    done = close(who, slip.number, by=branch(DEATH_RECORD, AGENTS_ID, CARD, SLIP), **AGENT)
    assert done.cards_ended == 1 and cards.live_cards(who.pk) == ()
    assert Card.objects.get(pk=new.pk).state == "ended"


def test_s11_2_refunds_after_a_death_are_for_the_death_and_before_it_are_not() -> None:
    living, dead = make_card(state="active").person, make_card(state="active").person
    with pytest.raises(journeys.DeathNotRecorded):
        settle(living, reason=Leaving.DIED)
    die(dead)
    with pytest.raises(journeys.ReasonNotDeath):
        settle(dead, by=agency(DEATH_RECORD, AGENTS_ID), **AGENT)
    with pytest.raises(cards.DocumentMissing):
        settle(dead, by=agency(HOLDERS_ID, AGENTS_ID), reason=Leaving.DIED, **AGENT)


def test_s11_1_a_dead_guardian_and_a_dead_wards_guardian_come_no_more() -> None:
    """S11.1, S13.2: after a death only an agent comes, not the holder and not a guardian."""
    card = make_card(person=make_person(is_ward=True), state="active")
    die(card.person)
    for comes in (Comes.HOLDER, Comes.GUARDIAN):
        with pytest.raises(journeys.NotForWhoComes):
            settle(card.person, comes=comes, reason=Leaving.DIED)
