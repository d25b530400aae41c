"""S11.2: the medical refund is what stands on personal account and old card, to the fen, and leaves the medical book once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import transaction

from citycard import cards, journeys, medical
from citycard.cards import Leaving
from citycard.cards.models import Cancellation, Card
from citycard.journeys import Ending, check_medical_refund
from citycard.ledger.models import Entry
from citycard.people.models import Person
from citycard.shared.refusal import Refusal
from tests.factories import NOW, TODAY, make_card, make_old_card, make_person, make_personal_account
from tests.journeys.ending_desks import AGENTS_ID, DEATH_RECORD, agency, hall
from tests.journeys.endings import AGENT, DAY, NONE_DUE, cancel, die, ending_of, settle
from tests.journeys.refunding import cleared, come_in, paid, stands, with_money
from tests.journeys.replacing import case
from tests.journeys.test_activate_whole_or_not import Killed, breaking_before, everything, killed
from tests.journeys.test_ending_at_once import at_once
from tests.journeys.test_pins_at_once import until_somebody_waits
from tests.journeys.visits import visit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("due", "given", "refusal", "facts"),
    [
        (0, 0, None, {}),
        (33_415, 33_415, None, {}),
        (33_415, 0, journeys.MedicalMoneyLeft, {"amount": "334.15"}),
        (1, 0, journeys.MedicalMoneyLeft, {"amount": "0.01"}),
        (33_415, 33_414, journeys.MedicalRefundDiffers, {"amount": "334.15", "given": "334.14"}),
        (33_415, 33_416, journeys.MedicalRefundDiffers, {"amount": "334.15", "given": "334.16"}),
        (0, 1, journeys.NoMedicalMoney, {}),
    ],
)
def test_s11_2_the_medical_refund_is_what_stands_there_to_the_fen(
    due: int, given: int, refusal: type[Refusal] | None, facts: dict[str, str]
) -> None:
    if refusal is None:
        assert check_medical_refund(due_fen=due, given_fen=given) is None
        return
    with pytest.raises(refusal) as refused:
        check_medical_refund(due_fen=due, given_fen=given)
    assert (refused.value.rule, refused.value.facts) == ("S11.2", facts)


@pytest.mark.parametrize(("own", "old"), [(31_415, 2_000), (31_415, 0), (0, 2_000)])
def test_s11_2_settling_books_the_refund_once_and_leaves_nothing(own: int, old: int) -> None:
    """S11.2, A3: one entry of the medical book over both accounts; the same form again, and the hall's step, book nothing more."""
    who = with_money(own=own, old=old)
    with pytest.raises(journeys.MedicalMoneyLeft):
        settle(who, refunds=NONE_DUE)
    with pytest.raises(journeys.MedicalRefundDiffers):
        settle(who, **paid(own + old - 1))
    assert stands(who) == (own, old) and cleared() == 0 and ending_of(who) is Ending.NONE
    entries = Entry.objects.count()
    done = settle(who, **paid(own + old))
    assert (done.medical_booked_fen, stands(who), cleared()) == (own + old, (0, 0), own + old)
    again = settle(who, **paid(own + old))
    assert again.replayed and Entry.objects.count() == entries + 1
    cancel(who)
    assert cleared() == own + old


def test_s11_2_none_due_only_where_nothing_stands() -> None:
    who = with_money(own=0, old=0)
    with pytest.raises(journeys.NoMedicalMoney):
        settle(who, **paid(100))
    assert settle(who, refunds=NONE_DUE).medical_booked_fen == 0
    assert cleared() == 0 and not Entry.objects.filter(kind="refund").exists()


def test_s11_2_money_on_an_old_card_that_ran_out_is_refunded_too() -> None:
    """S5.2, S11.2: the balance is kept past the six months, and it is the family's."""
    who = make_card(state="with_holder").person
    make_old_card(person=who, balance_fen=9_900, last_valid_on=TODAY - DAY)
    assert [one.person_id for one in medical.expire(on=TODAY)] == [who.pk]
    with pytest.raises(journeys.MedicalMoneyLeft):
        settle(who, refunds=NONE_DUE)
    settle(who, **paid(9_900))
    assert stands(who) == (0, 0) and cleared() == 9_900


@pytest.mark.parametrize("is_dead", [False, True])
@pytest.mark.parametrize(("own", "old"), [(0, 9_900), (700, 0), (700, 9_900)])
def test_s11_2_money_and_nothing_else_is_refunded_and_ended_too(own: int, old: int, is_dead: bool) -> None:
    """S11.2: no card, no application, no account; the receipt can be corrected, the hall ends it, the bank has nothing to do."""
    who = make_person()
    make_old_card(person=who, balance_fen=old)
    if own:
        make_personal_account(person=who, balance_fen=own)
    coming: dict[str, Any] = {}
    if is_dead:
        assert die(who).is_to_cancel
        coming = {"reason": Leaving.DIED, **AGENT, "by": agency(DEATH_RECORD, AGENTS_ID)}
    with pytest.raises(journeys.RefundsOpen):
        cancel(who, **AGENT)
    assert settle(who, **coming, **paid(own + old)).medical_booked_fen == own + old == cleared()
    assert settle(who, key="number", **coming, **paid(own + old, "YB-8")).medical_booked_fen == 0
    slip = cancel(who, **(AGENT | {"by": hall(DEATH_RECORD, AGENTS_ID)} if is_dead else {}))
    assert (slip.is_closed, slip.cards_cancelled, stands(who), ending_of(who)) == (True, 0, (0, 0), Ending.NONE)
    card = medical.old_card(who.pk)
    assert card and card.void_reason is medical.VoidReason.CANCELLED
    with pytest.raises(journeys.NoCardToCancel):
        settle(who, key="once more", **coming, **paid(own + old))


def test_s11_2_recorded_again_it_books_only_what_came_in_since() -> None:
    """S11.2: a receipt's number is put right without a second entry; what came in is refunded before the hall cancels."""
    who = with_money()
    settle(who, **paid(33_415))
    assert settle(who, key="number", **paid(33_415, "YB-8")).medical_booked_fen == 0
    with pytest.raises(journeys.MedicalMoneyLeft) as refused:
        settle(who, key="none", refunds=NONE_DUE)
    assert refused.value.facts == {"amount": "334.15"}, "what was booked out was not nothing"
    come_in(who, 500)
    with pytest.raises(journeys.MedicalMoneyCameIn) as open_again:
        cancel(who)
    assert open_again.value.facts == {"amount": "5.00"}
    assert settle(who, key="more", **paid(33_915)).medical_booked_fen == 500
    assert cleared() == 33_915 and cancel(who, key="then").cards_cancelled == 1
    assert Cancellation.objects.get(person=who).refunds[1] == {
        "kind": "medical", "receipt": "YB-7", "amount_fen": 33_915, "paid_on": (TODAY - DAY).isoformat(),
    }  # fmt: skip


def test_s11_2_a_settlement_that_lapses_keeps_its_refund_and_the_next_one_counts_anew() -> None:
    """Decision 94, 101: who applies again was paid; later only what has come in since is due."""
    here = case()
    make_old_card(person=here.person, balance_fen=700)
    settle(here.person, **paid(700))
    asked = here.change()
    cards.withdraw_application(by=here.online(), key="back", at=NOW, application_id=asked.application_id)
    assert ending_of(here.person) is Ending.NONE and (stands(here.person), cleared()) == ((0, 0), 700)
    come_in(here.person, 40)
    with pytest.raises(journeys.MedicalRefundDiffers):
        settle(here.person, key="all", **paid(740))
    assert settle(here.person, key="new", **paid(40)).medical_booked_fen == 40
    assert cleared() == 740


def test_s2_1_an_activation_after_the_refund_moves_nothing_twice() -> None:
    """S2.1, S11.2: settled, then activated all the same: the old card is void, nothing moves, the books stay."""
    come = visit()
    who = Person.objects.get(pk=come.values["person_id"])
    on_card = medical.old_card(who.pk)
    assert on_card and on_card.balance_fen
    settle(who, **paid(on_card.balance_fen))
    done = come()
    assert (done.has_old_card, done.moved_fen, stands(who), cleared()) == (True, 0, (0, 0), on_card.balance_fen)


@pytest.mark.parametrize("attempt", range(3))
def test_s11_2_two_clerks_at_once_refund_once(attempt: int) -> None:
    who = with_money()
    found = at_once(*(lambda key=key: settle(who, key=f"{attempt}-{key}", **paid(33_415)) for key in range(3)))
    assert sorted(one.medical_booked_fen for one in found) == [0, 0, 33_415]
    assert (stands(who), cleared()) == ((0, 0), 33_415)


@pytest.mark.parametrize("attempt", range(3))
def test_s11_2_two_clerks_at_once_with_different_answers_never_lose_money(attempt: int) -> None:
    """S11.2: whoever is second is judged by what the first has booked."""
    who = with_money()
    found = at_once(
        lambda: settle(who, key=f"{attempt}-paid", **paid(33_415)),
        lambda: settle(who, key=f"{attempt}-none", refunds=NONE_DUE),
    )
    assert isinstance(found[1], journeys.MedicalMoneyLeft) and found[0].medical_booked_fen == 33_415
    assert (stands(who), cleared()) == ((0, 0), 33_415)


def test_s11_2_killed_before_any_statement_nothing_is_half_refunded() -> None:
    """House rule 7: before its 1st, 2nd, 3rd … statement: the receipt and the books stand together or not at all."""
    who = with_money()
    before, place = everything(), 0
    while True:
        try:
            with breaking_before(place, killed) as done:
                settle(who, **paid(33_415))
            break
        except Killed:
            assert everything() == before and not Cancellation.objects.exists(), place
            place += 1
    assert place == len(done) and place > 10
    assert (stands(who), cleared()) == ((0, 0), 33_415)


def test_s11_2_a_settlement_that_was_none_gives_the_money_back_once() -> None:
    """S11.2, A3: each account gets back what it held; asked again, nothing more."""
    who = with_money()
    settle(who, **paid(33_415))
    settlement_id = Cancellation.objects.get(person=who).pk
    assert medical.take_back_refund(settlement_id=settlement_id, at=NOW) == 33_415
    assert (stands(who), cleared()) == ((31_415, 2_000), 0)
    assert medical.take_back_refund(settlement_id=settlement_id, at=NOW) == 0
    assert (stands(who), cleared()) == ((31_415, 2_000), 0)


@pytest.mark.parametrize("attempt", range(3))
def test_s11_2_two_clerks_at_once_for_somebody_whose_card_is_gone_refund_once(attempt: int) -> None:
    """S11.2: with no card left to lock, the settlement itself and the accounts are what the second waits for."""
    who = with_money()
    Card.objects.filter(person=who).update(state="ended", ended_at=NOW, end_reason="wrong face")
    found = at_once(*(lambda key=key: settle(who, key=f"{attempt}-{key}", **paid(33_415)) for key in range(3)))
    booked = [one.medical_booked_fen for one in found if isinstance(one, journeys.RefundsReceipt)]
    assert sum(booked) == 33_415 and (stands(who), cleared()) == ((0, 0), 33_415)
    assert all(isinstance(one, journeys.RefundsReceipt) for one in found), found
    assert Cancellation.objects.filter(person=who).count() == 1


def test_s11_2_an_old_medical_card_that_still_served_ends_with_the_social_function() -> None:
    """S11.2: nobody who has left goes on paying with the old card; one that had ended before stays as it was."""
    who = with_money(own=0)
    settle(who, **paid(2_000))
    card = medical.old_card(who.pk)
    assert card and card.state == "valid", "until the hall acts the cards work"
    cancel(who)
    card = medical.old_card(who.pk)
    assert card and (card.state, card.void_reason, card.voided_at) == ("void", medical.VoidReason.CANCELLED, NOW)
    assert not medical.void_for_cancellation(person_id=who.pk, at=NOW + DAY)


@pytest.mark.parametrize("own", [True, False])
def test_s11_2_what_comes_in_between_settling_and_cancelling_is_refunded_first(own: bool) -> None:
    """S11.2: on the personal account as on the old card; the hall refuses until the agency has settled it."""
    who = with_money()
    settle(who, **paid(33_415))
    come_in(who, 500, own=own)
    with pytest.raises(journeys.MedicalMoneyCameIn) as open_again:
        cancel(who)
    assert open_again.value.facts == {"amount": "5.00"} and ending_of(who) is Ending.SETTLED
    assert settle(who, key="more", **paid(33_915)).medical_booked_fen == 500
    assert cancel(who, key="then").cards_cancelled == 1 and (stands(who), cleared()) == ((0, 0), 33_915)


@pytest.mark.parametrize("own", [True, False])
def test_s11_2_money_that_comes_in_at_this_instant_is_counted(own: bool) -> None:
    """S11.2, A3: the refund waits for a booking under way, and is judged by what stands there then."""
    who = with_money()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            come_in(who, 500, own=own)
            settling = pool.submit(at_once, lambda: settle(who, **paid(33_415)))
            until_somebody_waits()
        (found,) = settling.result()
    assert isinstance(found, journeys.MedicalRefundDiffers) and found.facts == {"amount": "339.15", "given": "334.15"}
    assert cleared() == 0 and settle(who, key="then", **paid(33_915)).medical_booked_fen == 33_915


@pytest.mark.parametrize("own", [True, False])
def test_s11_2_money_that_comes_in_while_the_hall_cancels_is_not_left_behind(own: bool) -> None:
    """S11.2, A3: the hall waits for a booking under way, and then refuses: afterwards nobody could refund it."""
    who = with_money()
    settle(who, **paid(33_415))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            come_in(who, 500, own=own)
            cancelling = pool.submit(at_once, lambda: cancel(who))
            until_somebody_waits()
        (found,) = cancelling.result()
    assert isinstance(found, journeys.MedicalMoneyCameIn) and found.facts == {"amount": "5.00"}
    assert ending_of(who) is Ending.SETTLED


def test_s5_2_an_old_card_whose_last_day_is_over_ends_by_that_day_not_by_the_cancellation() -> None:
    """S5.2, S11.2: the six months ended it, however late the job runs."""
    who = make_card(state="active").person
    make_old_card(person=who, balance_fen=0, last_valid_on=TODAY - DAY)
    settle(who)
    cancel(who)
    assert [one.person_id for one in medical.expire(on=TODAY)] == [who.pk]
    card = medical.old_card(who.pk)
    assert card and (card.state, card.void_reason) == ("void", medical.VoidReason.EXPIRED)
