"""The social PIN (社保密码): tried at hospital and pharmacy, changed, put back to the initial one (S5.3, S6.1, S6.2).

A wrong PIN is a result, not a refusal: it is kept, because counting must be exact. Every act first locks the person's cards, so
of two terminals at one card the second sees what the first did, and a loss reported before is seen by whatever begins after.
"""

from datetime import date, datetime

from citycard import cards, pins, policy
from citycard.audit import Act, Actor, Channel, perform
from citycard.people import PersonFacts
from citycard.pins import PadEntry, PinEntry
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.staff import Permission

from ..decision.reading import Standing, judged_standing
from ..facts import IdentityShown
from ..telling import tell
from ..visiting import check_who_comes
from .facts import CardUse, PinChangeReceipt, PinResetReceipt, PinTryReceipt
from .presented import check_presented, standing_of_presented
from .refusals import InitialPinNotEnough
from .rules import check_card_number, check_use

CHANGE, RESET = "pin-change", "pin-reset"
OLD_CARD = frozenset({"old_card_for_pin"})  # the paper of the catalogue that only an old medical card is
P = Permission


def verify_social_pin(
    *, by: Actor, key: str, at: datetime, card_number: str, pin: PinEntry | PadEntry, use: CardUse
) -> PinTryReceipt:
    """Authorise a use of the card by its social PIN (验社保密码): card, PIN and state together, at hospital or pharmacy (S6.2).

    The policy's number of wrong PINs in a row locks the social function; the bank function is not touched. A new try needs a
    new key. Refuses, counting nothing: CardUnknown, UseNotAtPharmacy, CardNoLongerInUse, InitialPinNotEnough, what the decision
    table refuses (a card that is lost, out of date, locked, sealed or cancelled, a holder who died), the pad's refusals.
    """
    inputs = {"card": card_number.strip().upper(), "use": use}
    with perform(act="verify_social_pin", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return PinTryReceipt.from_json(act.replay)
        check_use(use, at_pharmacy=by.channel is Channel.PHARMACY)
        standing, card = standing_of_presented(card_number, on=in_china(at).date())
        act.about(card.person_id)
        check_presented(P.VERIFY_SOCIAL_PIN, standing, card, channel=by.channel, on=in_china(at).date())
        _check_initial_is_enough(card.id, on=in_china(at).date())
        tried = pins.verify_social_pin(card_id=card.id, pin=pins.spend_pad(pin, at=at), at=at)
        _after_try(act, holder=standing.holder, card_id=card.id, tried=tried)
        act.note(card_id=card.id, use=use, is_right=tried.is_right, tries_left=tried.tries_left)
        number = act.number("MM")
        return act.done(PinTryReceipt(number=number, person_id=card.person_id, card_id=card.id, use=use, **_said(tried)))


def change_social_pin(
    *,
    by: Actor,
    key: str,
    at: datetime,
    card_number: str,
    present: PinEntry | PadEntry,
    first: PinEntry | PadEntry,
    second: PinEntry | PadEntry,
    comes: Comes = Comes.HOLDER,
    identity: IdentityShown | None = None,
) -> PinChangeReceipt:
    """Change the social PIN (改社保密码): the present one, then the new one twice (S5.3). The community sees the ID too.

    There the guardian of a minor or a ward may come, whose ID is `identity` (S13.2). A wrong present PIN changes nothing and
    counts as a try (S6.2). Refuses, counting nothing: CardUnknown, PinsDiffer, PinUnchanged, DocumentMissing,
    CardNoLongerInUse, what the decision table, `check_who_comes` and the pads refuse.
    """
    inputs = {"card": card_number.strip().upper(), "comes": comes, "identity": identity}
    with perform(act="change_social_pin", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return PinChangeReceipt.from_json(act.replay)
        on = in_china(at).date()
        standing, card = standing_of_presented(card_number, on=on)
        act.about(card.person_id)
        check_presented(P.CHANGE_SOCIAL_PIN, standing, card, channel=by.channel, on=on, comes=comes)
        _check_who_at_community(standing.holder, by=by, comes=comes, identity=identity, on=on)
        new = pins.agreed(pins.spend_pad(first, at=at), pins.spend_pad(second, at=at))
        tried = pins.change_social_pin(card_id=card.id, present=pins.spend_pad(present, at=at), new=new, at=at)
        _after_try(act, holder=standing.holder, card_id=card.id, tried=tried)
        if tried.is_right:
            tell(act, "social_pin_changed", standing.holder)
        act.note(card_id=card.id, comes=comes, is_changed=tried.is_right, tries_left=tried.tries_left)
        return act.done(_changed(act, card, tried))


def reset_social_pin(
    *,
    by: Actor,
    key: str,
    at: datetime,
    person_id: int,
    comes: Comes,
    card_number_shown: str,
    identity: IdentityShown | None = None,
) -> PinResetReceipt:
    """Put the social PIN back to the initial one and take its lock away (重置社保密码), at the card hall (S6.1).

    Valid ID and card are shown, because the PIN lives on its chip; `identity` is the ID of a guardian who comes. The holder is
    told by SMS. Refuses: what the decision table and `check_who_comes` refuse,
    CardNumberDiffers.
    """
    inputs = {"comes": comes, "shown": card_number_shown, "identity": identity}
    with perform(act="reset_social_pin", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return PinResetReceipt.from_json(act.replay)
        on = in_china(at).date()
        standing, card = _to_reset(person_id, channel=by.channel, comes=comes, shown=card_number_shown, on=on)
        holder = standing.holder
        _check_at_hall(holder, by=by, comes=comes, identity=identity, on=on)
        pins.reset_social_pin(card_id=card.id, at=at)
        was_locked = cards.clear_social_pin_lock(card_id=card.id)
        tell(act, "social_pin_reset", holder)
        act.note(card_id=card.id, was_locked=was_locked, comes=comes)
        return act.done(PinResetReceipt(number=act.number("MM"), person_id=person_id, card_id=card.id, was_locked=was_locked))


def _to_reset(person_id: int, *, channel: Channel, comes: Comes, shown: str, on: date) -> tuple[Standing, cards.CardFacts]:
    """Lock the person's cards, and return where the person stands with the card whose PIN is reset."""
    standing = judged_standing(P.RESET_SOCIAL_PIN, person_id=person_id, channel=channel, comes=comes, on=on)
    return standing, check_card_number(standing.current, shown=shown)


def _check_who_at_community(holder: PersonFacts, *, by: Actor, comes: Comes, identity: IdentityShown | None, on: date) -> None:
    """S5.3, S13.2: hospital and kiosk ask for card and PIN; the community, which sees who comes, for the papers too."""
    if by.channel is Channel.COMMUNITY:
        check_who_comes(P.CHANGE_SOCIAL_PIN, service=CHANGE, holder=holder, by=by, comes=comes, identity=identity, on=on)


def _check_at_hall(holder: PersonFacts, *, by: Actor, comes: Comes, identity: IdentityShown | None, on: date) -> None:
    """S6.1, S13.2: who comes, and the papers with the card among them; an old medical card has a reset of its own."""
    act = P.RESET_SOCIAL_PIN
    check_who_comes(act, service=RESET, holder=holder, by=by, comes=comes, identity=identity, on=on, without=OLD_CARD)


def _check_initial_is_enough(card_id: int, *, on: date) -> None:
    if not policy.flag_of("pins.social_initial_may_transact", on=on) and pins.is_initial_social_pin(card_id):
        raise InitialPinNotEnough


def _after_try(act: Act, *, holder: PersonFacts, card_id: int, tried: pins.PinCheck) -> None:
    """S6.2: the last allowed wrong one locks the social function, and the holder is told at once."""
    if tried.is_locked and cards.lock_social_pin(card_id=card_id):
        tell(act, "social_pin_locked", holder)


def _changed(act: Act, card: cards.CardFacts, tried: pins.PinCheck) -> PinChangeReceipt:
    return PinChangeReceipt(
        number=act.number("MM"),
        person_id=card.person_id,
        card_id=card.id,
        is_changed=tried.is_right,
        is_locked=tried.is_locked,
        tries_left=tried.tries_left,
    )


def _said(tried: pins.PinCheck) -> dict[str, bool | int]:
    return {"is_right": tried.is_right, "is_locked": tried.is_locked, "tries_left": tried.tries_left}
