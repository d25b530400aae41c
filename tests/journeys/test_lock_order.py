"""A3, S11.2: whoever needs several rows takes them in one order (batch, application, card), so that nobody waits in a circle."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from citycard import cards
from citycard.cards.models import Application, Cancellation, Card
from citycard.shared.refusal import Refusal
from tests.factories import make_application, make_batch, make_card, make_person
from tests.journeys.endings import arrive, cancel, settle
from tests.journeys.test_pins_at_once import until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def beside() -> Iterator[Callable[[Callable[[], object]], "Future[object]"]]:
    """Run a verb on a connection of its own; a refusal is a result."""

    def run(act: Callable[[], object]) -> object:
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        yield lambda act: pool.submit(run, act)


def test_s11_2_an_arriving_shipment_takes_application_before_card_as_everybody_does(
    beside: Callable[[Callable[[], object]], "Future[object]"],
) -> None:
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


def test_s11_2_an_application_put_into_a_batch_meanwhile_is_looked_at_again(
    beside: Callable[[Callable[[], object]], "Future[object]"],
) -> None:
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
