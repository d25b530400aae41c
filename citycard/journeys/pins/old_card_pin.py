"""The old medical card at hospital and pharmacy (原医保卡), until the new one is activated: its PIN locks at the third wrong try."""

from datetime import date, datetime

from citycard import medical, people, pins
from citycard.audit import Act, Actor, Channel, perform
from citycard.cards import CardUnknown
from citycard.pins import PadEntry, PinEntry
from citycard.policy import integer_of
from citycard.shared.clock import in_china

from .facts import CardUse, PinTryReceipt
from .rules import check_old_card, check_use


def verify_old_card_pin(
    *, by: Actor, key: str, at: datetime, card_number: str, pin: PinEntry | PadEntry, use: CardUse
) -> PinTryReceipt:
    """Authorise a use of an old medical card by its PIN, as long as that card is valid (S2.1, S5.2, S6.2).

    The policy's number of wrong PINs in a row locks it. Refuses, counting nothing: UseNotAtPharmacy, CardUnknown, PersonDead,
    OldCardVoid, OldCardReportedLost, OldCardPinLocked, the pad's refusals.
    """
    inputs = {"card": card_number.strip().upper(), "use": use}
    with perform(act="verify_old_card_pin", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return PinTryReceipt.from_json(act.replay)
        on = in_china(at).date()
        check_use(use, at_pharmacy=by.channel is Channel.PHARMACY)
        card = _usable(card_number, on=on)
        act.about(card.person_id)
        tried = pins.verify_old_card_pin(old_card_id=card.id, pin=pins.spend_pad(pin, at=at), at=at)
        if tried.is_locked:
            medical.lock_old_card_pin(old_card_id=card.id)
        act.note(old_card_id=card.id, use=use, is_right=tried.is_right, tries_left=tried.tries_left)
        return act.done(_receipt(act, card, use=use, tried=tried))


def _usable(card_number: str, *, on: date) -> medical.OldCardFacts:
    """The old card, locked until the act ends, if it still serves."""
    found = medical.find_old_card(card_number)
    card = medical.lock_old_card(found.person_id) if found else None
    if card is None:
        raise CardUnknown
    people.check_alive(person=people.person(card.person_id), on=on)
    check_old_card(card, on=on, attempts=integer_of("pins.old_card_attempts", on=on))
    return card


def _receipt(act: Act, card: medical.OldCardFacts, *, use: CardUse, tried: pins.PinCheck) -> PinTryReceipt:
    return PinTryReceipt(
        number=act.number("MM"),
        person_id=card.person_id,
        card_id=card.id,
        use=use,
        is_right=tried.is_right,
        is_locked=tried.is_locked,
        tries_left=tried.tries_left,
        is_old_card=True,
    )
