"""What befell some of the cast once their cards worked (后来的事): lived through the real verbs, the day before the seeding."""

from collections.abc import Callable
from datetime import datetime

from citycard import bank, cards, journeys
from citycard.audit import Receipt, perform
from citycard.people import PersonFacts
from citycard.pins import PinEntry
from citycard.policy import integer_of

from . import leaving, mistaken
from .desks import Desks, system

HOSPITAL = "H0201"
NOT_THE_PIN = "135790"
SOCIAL_PIN_LOCKED, BANK_PIN_LOCKED = "social_pin_locked", "bank_pin_locked"


def live_on(befell: str, who: PersonFacts, *, desks: Desks, at: datetime) -> None:
    """Let it happen to this person; raises KeyError for what nobody wrote down."""
    BEFELL[befell](who, desks, at)


def _social_pin_locked(who: PersonFacts, desks: Desks, at: datetime) -> None:
    """S6.2: wrong at the hospital as often as the city lets one, in a row."""
    for place in range(integer_of("pins.social_attempts", on=at.date())):
        journeys.verify_social_pin(
            by=desks.at(HOSPITAL),
            key=f"sample-wrong-pin-{who.id}-{place}",
            at=at,
            card_number=_card(who).card_number,
            pin=PinEntry(NOT_THE_PIN),
            use=journeys.CardUse.CLINIC,
        )


def _bank_pin_locked(who: PersonFacts, _: Desks, at: datetime) -> None:
    """S6.3: wrong at a bank's machine as often as the bank lets one in a day."""
    side = bank.card_side(_card(who).card_number)
    tries = integer_of("pins.bank_attempts_per_day", on=at.date())
    with perform(act="demo.wrong_bank_pins", by=system(), at=at, person_id=who.id) as act:
        for _place in range(tries):
            bank.try_pin(card_side_id=side.id if side else 0, pin=PinEntry(NOT_THE_PIN), at=at)
        act.note(tries=tries)
        act.done(Receipt())


def _card(who: PersonFacts) -> cards.CardFacts:
    card = cards.card_of(who.id)
    if card is None:
        raise LookupError(f"the sample person {who.id} has no card")
    return card


BEFELL: dict[str, Callable[[PersonFacts, Desks, datetime], None]] = {
    SOCIAL_PIN_LOCKED: _social_pin_locked,
    BANK_PIN_LOCKED: _bank_pin_locked,
    leaving.REFUNDS_SETTLED: leaving.settle_refunds,
    leaving.CLOSE_PENDING: leaving.cancel_social,
    leaving.DIED: leaving.die,
    mistaken.MISTAKEN: mistaken.mistake,
    mistaken.MISTAKE_PREPARED: mistaken.prepare,
    leaving.REPRESENTED: leaving.give_power,
    leaving.POWER_OVER: leaving.give_power_that_ended,
}
