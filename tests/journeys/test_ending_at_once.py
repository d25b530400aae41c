"""A3, S11.2: two counters on one person at the same instant; the money goes once, and nothing half-ends."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from citycard import bank, journeys
from citycard.bank.models import BankAccount
from citycard.cards.models import Application, Cancellation, Card
from citycard.ledger import BookName, trial_balance
from citycard.shared.refusal import Refusal
from tests.factories import TODAY, make_application, make_card
from tests.journeys.ending_desks import AGENTS_ID, DEATH_RECORD, hall
from tests.journeys.endings import cancel, close, die, fund, settle

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[Any]:
    """Let all begin together; return what each gave, a refusal among it."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        gate.wait()
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]


@pytest.mark.parametrize("attempt", range(3))
def test_s11_2_two_tellers_close_one_account_and_pay_once(attempt: int) -> None:
    card = make_card(state="active")
    fund(card.person, 70_000)
    settle(card.person)
    number = cancel(card.person).number
    found = at_once(*(lambda key=key: close(card.person, number, key=f"{attempt}-{key}") for key in range(3)))
    paid = [one.paid_fen for one in found if isinstance(one, journeys.ClosingReceipt)]
    assert paid == [70_000]
    assert {type(one) for one in found if isinstance(one, Refusal)} <= {journeys.NoAccountToClose, bank.AccountUnknown}
    books = trial_balance(book=BookName.BANK, day=TODAY)
    assert books.is_balanced and {line.number: line.total_fen for line in books.internal}["paid-out-at-closing"] == 70_000


@pytest.mark.parametrize("attempt", range(3))
def test_s11_2_the_hall_cancels_once_and_gives_one_slip(attempt: int) -> None:
    card = make_card(state="active")
    settle(card.person)
    found = at_once(*(lambda key=key: cancel(card.person, key=f"{attempt}-{key}") for key in range(3)))
    slips = [one for one in found if isinstance(one, journeys.ClearanceReceipt)]
    assert len(slips) == 1 and Cancellation.objects.get().clearance_number == slips[0].number
    assert {type(one) for one in found if isinstance(one, Refusal)} == {journeys.CardCancelled}


@pytest.mark.parametrize("attempt", range(3))
def test_s11_1_a_death_at_two_places_is_recorded_once_and_its_application_withdrawn_once(attempt: int) -> None:
    card = make_card(state="active")
    make_application(person=card.person, kind="changed", replaces=card, state="accepted")
    found = at_once(
        lambda: die(card.person, key=f"{attempt}-agency"),
        lambda: die(card.person, key=f"{attempt}-hall", by=hall(DEATH_RECORD, AGENTS_ID)),
    )
    assert sorted(type(one).__name__ for one in found) in (["DeathKnown", "DeathReceipt"], ["DeathReceipt", "PersonDead"])
    assert Application.objects.get(person=card.person, kind="changed").state == "withdrawn"


@pytest.mark.parametrize("attempt", range(3))
def test_s11_2_cancelled_at_the_hall_while_the_bank_tries_to_close_early(attempt: int) -> None:
    """S11.2: whichever is first, the bank closes only after the slip, and then everything has ended."""
    card = make_card(state="active")
    settle(card.person)
    found = at_once(
        lambda: cancel(card.person, key=f"{attempt}-hall"),
        lambda: close(card.person, "QH20261123-000001", key=f"{attempt}-early"),
    )
    assert isinstance(found[0], journeys.ClearanceReceipt)
    assert isinstance(found[1], (journeys.ClearanceMissing, journeys.ClearanceNumberDiffers))
    done = close(card.person, found[0].number, key=f"{attempt}-then")
    assert done.cards_ended == 1 and not BankAccount.objects.get(holder_number=card.person.social_number).is_open
    assert Card.objects.get(pk=card.pk).state == "ended"
