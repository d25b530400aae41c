"""How far a person's card is, in one word: facts in, a stage out (S3, S4, S5)."""

from datetime import date
from enum import StrEnum

from citycard.cards import ApplicationFacts, CardFacts

IN_MAKING = frozenset({"numbered", "opened", "in_production", "produced", "stocked"})


class Stage(StrEnum):
    """Where the person stands; each has its own heading and its own next step."""

    NONE = "none"
    REJECTED = "rejected"
    APPLIED = "applied"
    CHECKED = "checked"
    MAKING = "making"
    ON_THE_WAY = "on_the_way"
    READY = "ready"
    READY_FOR_UNIT = "ready_for_unit"
    WITH_UNIT = "with_unit"
    COLLECTED = "collected"
    ACTIVE = "active"
    LOCKED = "locked"
    OUT_OF_DATE = "out_of_date"
    REPORTED = "reported"
    CLOSING = "closing"


OF_CARD = dict.fromkeys(IN_MAKING, Stage.MAKING) | {
    "dispatched": Stage.ON_THE_WAY,
    "with_unit": Stage.WITH_UNIT,
}


def stage_of(*, card: CardFacts | None, application: ApplicationFacts | None, on: date, is_closing: bool = False) -> Stage:
    """Say how far the card is: a cancellation comes before everything else (S11), then a reported loss, then the end of the ten
    years (S9), then a lock."""
    if is_closing:
        return Stage.CLOSING
    if card is None:
        return _without_card(application)
    if card.loss != "none":
        return Stage.REPORTED
    if card.state == "awaiting_pickup":
        return Stage.READY if card.unit_id is None else Stage.READY_FOR_UNIT
    return _in_hand(card, on=on) if card.state == "with_holder" else OF_CARD[card.state]


def _in_hand(card: CardFacts, *, on: date) -> Stage:
    if card.is_out_of_date_on(on):
        return Stage.OUT_OF_DATE
    if card.social_state == "active":
        return Stage.LOCKED if card.pin_locked else Stage.ACTIVE
    return Stage.COLLECTED


def _without_card(application: ApplicationFacts | None) -> Stage:
    if application is None:
        return Stage.NONE
    if application.is_open:
        return Stage.APPLIED if application.state in ("drafted", "submitted") else Stage.CHECKED
    return Stage.REJECTED if application.state == "rejected" else Stage.NONE
