"""The old medical card's PIN (原医保卡密码), until the new card is activated: tried at hospital and pharmacy, locked at the third
wrong try, put back at the card hall (S6.1, S6.2).
"""

from datetime import date, datetime

from citycard import medical, people, pins
from citycard.audit import Act, Actor, Channel, perform
from citycard.cards import CardUnknown
from citycard.pins import PadEntry, PinEntry
from citycard.policy import Comes, integer_of
from citycard.shared.clock import in_china
from citycard.staff import Permission

from ..decision.reading import locked_standing
from ..decision.rules import check_where
from ..facts import IdentityShown
from ..refusals import CardNumberDiffers
from ..telling import tell
from ..visiting import check_who_comes
from .facts import CardUse, PinResetReceipt, PinTryReceipt
from .refusals import OldCardReportedLost, OldCardVoid
from .rules import check_old_card, check_use

RESET = "pin-reset"
NEW_CARD = frozenset({"social_card_for_pin"})  # the paper of the catalogue that only the new card is
P = Permission


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


def reset_old_card_pin(
    *,
    by: Actor,
    key: str,
    at: datetime,
    person_id: int,
    comes: Comes,
    card_number_shown: str,
    identity: IdentityShown | None = None,
) -> PinResetReceipt:
    """Put the PIN of an old medical card that still serves back to the initial one and take its lock away, at the card hall (S6.1).

    As `reset_social_pin`, but that card is shown. Refuses: what `check_where`, `check_who_comes` refuse; OldCardVoid,
    OldCardReportedLost, CardNumberDiffers.
    """
    inputs = {"comes": comes, "shown": card_number_shown.strip().upper(), "what": "old_card", "identity": identity}
    with perform(act="reset_social_pin", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return PinResetReceipt.from_json(act.replay)
        on = in_china(at).date()
        stands = locked_standing(person_id, on=on)
        check_where(P.RESET_SOCIAL_PIN, stands.situation, channel=by.channel, comes=comes)
        card, holder = _shown(person_id, shown=card_number_shown, on=on), stands.holder
        _check_papers(holder, by=by, comes=comes, identity=identity, on=on)
        pins.reset_old_card_pin(old_card_id=card.id)
        was_locked = medical.clear_old_card_pin_lock(old_card_id=card.id)
        tell(act, "old_card_pin_reset", holder)
        act.note(old_card_id=card.id, was_locked=was_locked, comes=comes)
        ids = {"number": act.number("MM"), "person_id": person_id, "card_id": card.id}
        return act.done(PinResetReceipt(**ids, was_locked=was_locked, is_old_card=True))


def _shown(person_id: int, *, shown: str, on: date) -> medical.OldCardFacts:
    """The old card on the counter, locked until the act ends. Refuses OldCardVoid, OldCardReportedLost, CardNumberDiffers."""
    card = medical.lock_old_card(person_id)
    if card is None or not card.is_valid_on(on):
        raise OldCardVoid
    if card.loss:  # found, or it would not lie here: S8 comes first
        raise OldCardReportedLost
    if card.number != shown.strip().upper():
        raise CardNumberDiffers
    return card


def _check_papers(holder: people.PersonFacts, *, by: Actor, comes: Comes, identity: IdentityShown | None, on: date) -> None:
    """S6.1: who comes, and the papers with the old medical card among them, not the new card. Refuses what `check_who_comes` refuses."""
    act = P.RESET_SOCIAL_PIN
    check_who_comes(act, service=RESET, holder=holder, by=by, comes=comes, identity=identity, on=on, without=NEW_CARD)


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
