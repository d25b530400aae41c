"""A3, S11.2: whoever needs several rows takes them in one order (batch, application, card), so that nobody waits in a circle."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import cast

import pytest
from django.db import connection, transaction

from citycard import cards
from citycard.cards.models import Application, Cancellation, Card
from citycard.cards.rosters import RosterFacts
from citycard.people.models import Office, Person
from citycard.shared.refusal import Refusal
from tests.cards.city import portrait
from tests.cards.roster_lines import BORN, counts, line, sent
from tests.factories import (
    NOW,
    actor_for,
    make_application,
    make_batch,
    make_card,
    make_office,
    make_operator,
    make_person,
    make_unit,
)
from tests.journeys.ending_desks import HOLDERS_ID, hall
from tests.journeys.endings import arrive, cancel, settle
from tests.journeys.replacing import case, lost
from tests.journeys.test_pins_at_once import until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)
LAPSED = {"state": "lapsed", "closed_at": NOW}
SLIP = {"state": "social_cancelled", "clearance_number": "QH20261123-1", "social_cancelled_at": NOW}


Act = Callable[[], object]
Beside = Callable[[Act], "Future[object]"]


@pytest.fixture
def beside() -> Iterator[Beside]:
    """Run a verb on a connection of its own; a refusal is a result."""

    def run(act: Act) -> object:
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        yield lambda act: pool.submit(run, act)


@contextmanager
def waits_for_refunds_of(who: Person, act: Act, beside: Beside, **change: object) -> Iterator["Future[object]"]:
    """Change the settled refunds of somebody, begin `act` beside it, and go on once it waits for them."""
    with transaction.atomic():
        Cancellation.objects.filter(person=who).update(**change)
        begun = beside(act)
        until_somebody_waits()
        yield begun


def test_s11_2_an_arriving_shipment_takes_application_before_card_as_everybody_does(beside: Beside) -> None:
    """S11.2: a death is recorded in the instant in which the void card of the same person arrives; neither is thrown out."""
    who = make_person()
    card = make_card(person=who, state="dispatched")
    settle(who)
    cancel(who)
    with transaction.atomic():
        cards.lock_application(who.pk)
        arriving = beside(lambda: arrive(card))
        until_somebody_waits()
        assert cards.lock_live_cards(who.pk) == (card.pk,), "the shipment holds the card and waits for the application"
    assert arriving.result(timeout=60) is None
    assert Card.objects.get(pk=card.pk).state == "ended"


def test_s11_2_an_application_put_into_a_batch_meanwhile_is_looked_at_again(beside: Beside) -> None:
    """S11.2: whoever locked an application without its batch would withdraw it while the batch is being exported."""
    who = make_person()
    application, batch = make_application(person=who, state="accepted"), make_batch()
    settle(who)
    with transaction.atomic():
        Application.objects.filter(pk=application.pk).update(state="batched", batch=batch)
        cancelling = beside(lambda: cancel(who))
        until_somebody_waits()
    assert isinstance(cancelling.result(timeout=60), cards.ApplicationChanged)
    assert Cancellation.objects.get(person=who).state == "settled"


def test_s11_2_a_roster_takes_settled_refunds_before_it_writes_applications_as_a_single_one_does(beside: Beside) -> None:
    """S3, S11.2: two desks apply for one person who had settled: the slower finds the application, neither is thrown out."""
    who, send = roster_of_one()
    with waits_for_refunds_of(who, send, beside, **LAPSED) as roster:
        made = make_application(person=who)
    roster.result(timeout=60)
    assert Application.objects.get(person=who).pk == made.pk


def test_s11_2_a_replacement_takes_settled_refunds_before_it_writes_the_application_too(beside: Beside) -> None:
    """S9, S11.2: whoever holds the refunds may still write an application: the replacement waits with nothing written."""
    here = case()
    lost(here.card)
    settle(here.person)
    with waits_for_refunds_of(here.person, here.replace_lost, beside, **LAPSED) as replacing:
        made = make_application(person=here.person)
    assert isinstance(replacing.result(timeout=60), cards.DuplicateApplication)
    assert Application.objects.get(person=here.person, state="submitted").pk == made.pk


def test_s11_2_who_applies_while_the_hall_cancels_waits_and_is_told_of_the_cancellation(beside: Beside) -> None:
    """S11.2: no application stands beside a social function that was cancelled in the same instant."""
    community = make_office(kind="community")
    who, branch = make_person(community=community), make_office(kind="bank_branch")
    settled(who)
    with waits_for_refunds_of(who, lambda: submit(who, community=community, branch=branch), beside, **SLIP) as asking:
        pass
    assert isinstance(asking.result(timeout=60), cards.CancellationUnderWay)
    assert Cancellation.objects.get(person=who).state == "social_cancelled" and not Application.objects.exists()


def test_s11_2_a_roster_while_the_hall_cancels_waits_and_judges_again(beside: Beside) -> None:
    """S3.1, S11.2: the row that was good before is bad now; nobody is applied for."""
    who, send = roster_of_one()
    with waits_for_refunds_of(who, send, beside, **SLIP) as roster:
        pass
    assert counts(cast(RosterFacts, roster.result(timeout=60))) == ("refused", 0, 0, 1)
    assert not Application.objects.exists()


def test_s11_2_the_hall_that_cancels_while_somebody_applies_is_told_so(beside: Beside) -> None:
    """S11.2: the settled refunds count no more in that instant: nothing is cancelled, and the hall looks again."""
    who = make_card(state="active").person
    settle(who)
    with waits_for_refunds_of(who, lambda: cancel(who), beside, **LAPSED) as cancelling:
        pass
    assert isinstance(cancelling.result(timeout=60), cards.ApplicationChanged)
    assert Cancellation.objects.get(person=who).state == "lapsed"


def roster_of_one() -> tuple[Person, Act]:
    """Return somebody who has settled, and how the unit's clerk sends a roster with that one row."""
    unit = make_unit()
    who = make_person(category="employee", unit=unit, born=BORN)
    settled(who)
    row = line(social_number=who.social_number, name=who.name, phone=who.phone)
    clerk, hall = actor_for(make_operator(role="employer_clerk", unit=unit)), make_office(kind="card_hall")
    return who, lambda: sent([row], unit=unit, hall=hall, by=clerk)


def settled(who: Person) -> None:
    """Let the agency have finished the refunds of somebody without a card."""
    Cancellation.objects.create(person=who, state="settled", reason="left_insurance", refunds=[], settled_at=NOW)


def submit(who: Person, *, community: Office, branch: Office) -> cards.ApplicationReceipt:
    """Apply at the person's community with everything that is needed."""
    return cards.submit_application(
        by=hall(HOLDERS_ID), key="anew", at=NOW, person_id=who.pk, pickup_office_id=branch.pk, phone=who.phone,
        office_id=community.pk, photo=portrait(),
    )  # fmt: skip
