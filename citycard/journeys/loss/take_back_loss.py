"""Take a loss report back (解除挂失): the social function at the card hall, both together at the bank (S8.1, S8.2).

What was so before comes back: a PIN that was locked is still locked. Once a replacement has been applied for, nothing is taken
back, by anybody (S8.3).
"""

from datetime import date, datetime

from citycard import bank, cards, mandates, medical
from citycard.audit import Act, Actor, Channel, perform
from citycard.medical import OldCardFacts
from citycard.people import PersonFacts
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.staff import Permission

from ..decision.reading import Standing, judged_standing, locked_standing
from ..decision.rules import check_where
from ..facts import IdentityShown
from ..pins.refusals import OldCardVoid
from ..telling import moment_words, tell
from ..visiting import check_identity, check_who_comes
from .facts import Lost, TakeBackReceipt
from .refusals import FoundCardDiffers, OldCardNotAtBank, OldCardNotReported

SERVICE = "loss-withdraw"
P = Permission


def take_back_loss(
    *,
    by: Actor,
    key: str,
    at: datetime,
    person_id: int,
    comes: Comes,
    card_number_shown: str,
    identity: IdentityShown | None = None,
) -> TakeBackReceipt:
    """Take back the report of the card that was found and lies on the counter; the holder is told by SMS (S8).

    At the bank both functions come back, and a mandate that waited. `identity`: the ID of a guardian who comes, at the bank also
    the holder's (S8.2, S13.2). Refuses: what the decision table refuses (NothingReported, TakeBackAtBank …), FoundCardDiffers,
    what `check_who_comes` refuses; at the bank what `check_identity` refuses.
    """
    inputs = {"comes": comes, "shown": card_number_shown.strip().upper(), "identity": identity}
    with perform(act="take_back_loss", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return TakeBackReceipt.from_json(act.replay)
        on = in_china(at).date()
        stands = judged_standing(P.TAKE_BACK_LOSS, person_id=person_id, channel=by.channel, comes=comes, on=on)
        _check_who(stands.holder, by=by, comes=comes, identity=identity, on=on)
        card = found_card(stands, shown=card_number_shown)
        cards.take_back_social_loss(card_ids=[card.id])
        bank_too = by.channel is Channel.BANK_BRANCH and bank.take_back_card_loss(card_number=card.card_number)
        resumed = mandates.resume(person_id=person_id) if bank_too else 0
        _tell(act, stands.holder, "loss_taken_back_both" if bank_too else "loss_taken_back_social")
        act.note(card_id=card.id, bank=bank_too, comes=comes, resumed_mandates=resumed)
        return act.done(_receipt(act, card, stands.sides.get(card.card_number), bank_too=bank_too, resumed=resumed))


def take_back_old_card_loss(
    *,
    by: Actor,
    key: str,
    at: datetime,
    person_id: int,
    comes: Comes,
    card_number_shown: str,
    identity: IdentityShown | None = None,
) -> TakeBackReceipt:
    """Take back the report of an old medical card that was found, at the card hall (S8.1); `identity` is a guardian's ID.

    Refuses: PersonDead, NotOnThisChannel, NotForWhoComes, OldCardNotAtBank, OldCardVoid, OldCardNotReported, FoundCardDiffers,
    what `check_who_comes` refuses.
    """
    inputs = {"comes": comes, "shown": card_number_shown.strip().upper(), "what": Lost.OLD_CARD, "identity": identity}
    with perform(act="take_back_loss", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return TakeBackReceipt.from_json(act.replay)
        on = in_china(at).date()
        stands = locked_standing(person_id, on=on)
        check_where(P.TAKE_BACK_LOSS, stands.situation, channel=by.channel, comes=comes)
        if by.channel is Channel.BANK_BRANCH:
            raise OldCardNotAtBank
        _check_who(stands.holder, by=by, comes=comes, identity=identity, on=on)
        old = _found_old_card(person_id, shown=card_number_shown, on=on)
        medical.take_back_old_card_loss(old_card_id=old.id)
        _tell(act, stands.holder, "loss_taken_back_old_card")
        act.note(old_card_id=old.id, comes=comes)
        return act.done(_receipt(act, None, None, pin_locked=old.pin_locked))


def found_card(stands: Standing, *, shown: str) -> cards.CardFacts:
    """S8: the card on the counter is the one that was reported. Refuses FoundCardDiffers."""
    for card in stands.in_hand:
        if card.card_number == shown.strip().upper():
            return card
    raise FoundCardDiffers


def _found_old_card(person_id: int, *, shown: str, on: date) -> OldCardFacts:
    old = medical.lock_old_card(person_id)
    if old is None or not old.is_valid_on(on):
        raise OldCardVoid
    if not old.loss:
        raise OldCardNotReported
    if old.number != shown.strip().upper():
        raise FoundCardDiffers
    return old


def _check_who(holder: PersonFacts, *, by: Actor, comes: Comes, identity: IdentityShown | None, on: date) -> None:
    """S8.1, S8.2, S13: the bank reads the holder's ID too."""
    if by.channel is Channel.BANK_BRANCH and comes is not Comes.GUARDIAN:
        check_identity(service=SERVICE, holder=holder, comes=comes, identity=identity, on=on)
    check_who_comes(P.TAKE_BACK_LOSS, service=SERVICE, holder=holder, by=by, comes=comes, identity=identity, on=on)


def _receipt(
    act: Act,
    card: cards.CardFacts | None,
    side: bank.BankSideFacts | None,
    *,
    pin_locked: bool = False,
    bank_too: bool = False,
    resumed: int = 0,
) -> TakeBackReceipt:
    """Of this card, or without one of the old medical card: a PIN that was locked before still is."""
    return TakeBackReceipt(
        number=act.number("JG"),
        person_id=act.person_id or 0,
        what=Lost.CARD if card else Lost.OLD_CARD,
        at=act.at,
        card_number_masked=card.card_number_masked if card else "",
        bank_too=bank_too,
        pin_locked=card.pin_locked if card else pin_locked,
        bank_pin_locked=side is not None and side.is_pin_locked,
        resumed_mandates=resumed,
    )


def _tell(act: Act, holder: PersonFacts, template: str) -> None:
    tell(act, template, holder, time=moment_words(act.at), number=act.number("JG"))
