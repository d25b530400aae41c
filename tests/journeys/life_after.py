"""What every act and every turn of the world does to a person's card, as the rulebook tells it (S3–S13): the model's other half."""

from collections.abc import Callable
from dataclasses import replace

from citycard.audit import Channel
from citycard.journeys import BankSide, CardStand, Ending, Loss, Place, Situation, Social, Temporary
from citycard.staff import Permission
from tests.journeys.life import NO_CARD, has_nothing, in_hand, is_sent, may_apply_first, newest, works

P, C = Permission, Channel
MADE = CardStand(place=Place.WAITING, social=Social.SEALED, bank=BankSide.PRE_OPENED)
MAKING = CardStand(place=Place.MAKING)


def after(now: Situation, act: Permission, channel: Channel) -> Situation:
    """The situation after an allowed act; what changes nothing here (a right PIN, a use) leaves it as it is."""
    return AFTER[act](now, channel) if act in AFTER else now


def renewed(now: Situation, card: CardStand) -> Situation:
    """Put the newest card's new stand in its place."""
    return replace(now, successor=card) if now.successor != NO_CARD else replace(now, current=card)


def _collect(now: Situation, _: Channel) -> Situation:
    return renewed(replace(now, has_application=False), replace(newest(now), place=Place.IN_HAND))


def _activate(now: Situation, _: Channel) -> Situation:
    """S5.1, S9: the new card is in use; the one it replaces is no more."""
    card = replace(newest(now), social=Social.ACTIVE, bank=BankSide.ACTIVE)
    return replace(now, current=card, successor=NO_CARD, is_replacing=now.has_application and now.is_replacing)


def _report(now: Situation, channel: Channel) -> Situation:
    """S7.1 the bank both sides, S7.2 elsewhere the social one; formal at hall and bank, and never back to temporary."""

    def reported(card: CardStand) -> CardStand:
        if card.place is not Place.IN_HAND:
            return card
        formal = channel in (C.CARD_HALL, C.BANK_BRANCH) or card.loss is Loss.FORMAL
        loss = Loss.FORMAL if formal else Loss.TEMPORARY
        is_open = card.social in (Social.SEALED, Social.ACTIVE)  # of a cancelled card only the bank half is left to report
        return replace(card, loss=loss if is_open else card.loss, bank_lost=card.bank_lost or channel is C.BANK_BRANCH)

    return replace(now, current=reported(now.current), successor=reported(now.successor))


def _take_back(now: Situation, _: Channel) -> Situation:
    """S8: the loss alone is taken back; a lock stays."""
    return replace(now, current=replace(now.current, loss=Loss.NONE, bank_lost=False))


def _replace(now: Situation, _: Channel) -> Situation:
    """S9: the old card's bank side is blocked at this moment; a new card lost unused is no more."""
    old = now.current
    if old.place is Place.IN_HAND and old.loss is not Loss.NONE:
        old = replace(old, bank_lost=True)
    return replace(stays(now), current=old, successor=NO_CARD, has_application=True, is_replacing=True)


def _change(now: Situation, _: Channel) -> Situation:
    """S9: declared unusable, the old card stands until the new one is in use."""
    return replace(stays(now), successor=NO_CARD, has_application=True, is_replacing=True)


def stays(now: Situation) -> Situation:
    """S11.2: whoever applies for a card again has their refunds settled again before they leave."""
    return replace(now, ending=Ending.NONE) if now.ending is Ending.SETTLED else now


def handed_in(now: Situation) -> Situation:
    """S9: handed in over the desk, the changed card ends at once."""
    gone = {} if now.successor != NO_CARD else {"current": NO_CARD}
    return replace(stays(now), successor=NO_CARD, has_application=True, is_replacing=True, **gone)


def _die(now: Situation, _: Channel) -> Situation:
    return _unasked(replace(now, is_dead=True))


def _live_again(now: Situation, _: Channel) -> Situation:
    """S11.1, S11.2: refunds settled because of the death count no more; whatever has ended stays ended."""
    return replace(stays(now), is_dead=False)


def _unasked(now: Situation) -> Situation:
    """S3: an application that no file has left yet is withdrawn."""
    if not now.has_application or is_sent(now):
        return now
    return replace(now, has_application=False, is_replacing=now.successor != NO_CARD)


def _cancel(now: Situation, _: Channel) -> Situation:
    """S11.2: every social function ends; waiting cards end; what is being made ends when it comes; the account waits."""

    def cancelled(card: CardStand) -> CardStand:
        if card.place in (Place.WAITING, Place.WITH_UNIT):
            return NO_CARD
        return replace(card, social=Social.CANCELLED) if card.place is Place.IN_HAND else card

    waited = Place.MAKING not in (now.current.place, now.successor.place)
    now = _unasked(now)
    now = replace(now, current=cancelled(now.current), successor=cancelled(now.successor), ending=Ending.SOCIAL_CANCELLED)
    if waited:
        now = replace(now, has_application=False, is_replacing=now.successor != NO_CARD)
    return now if now.has_account else _ended(now)


def _ended(now: Situation) -> Situation:
    """S11.2: nothing is left in hand; the cancellation is over, unless a card is still being made that must end too."""
    kept = {
        name: card if card.place is Place.MAKING else NO_CARD
        for name, card in (("current", now.current), ("successor", now.successor))
    }
    is_over = not now.has_application
    now = replace(now, **kept, has_account=False, ending=Ending.NONE if is_over else Ending.SOCIAL_CANCELLED)
    return replace(now, is_replacing=now.has_application and now.is_replacing)


AFTER: dict[Permission, Callable[[Situation, Channel], Situation]] = {
    P.COLLECT: _collect,
    P.COLLECT_BY_UNIT_AGENT: lambda now, _: renewed(now, replace(newest(now), place=Place.WITH_UNIT)),
    P.ACTIVATE: _activate,
    P.RESET_SOCIAL_PIN: lambda now, _: replace(now, current=replace(now.current, pin_locked=False)),
    P.RESET_BANK_PIN: lambda now, _: replace(now, current=replace(now.current, bank_pin_locked=False)),
    P.UNLOCK_BANK_PIN: lambda now, _: replace(now, current=replace(now.current, bank_pin_locked=False)),
    P.REPORT_LOSS: _report,
    P.TAKE_BACK_LOSS: _take_back,
    P.REPLACE_LOST_CARD: _replace,
    P.CHANGE_CARD: _change,
    P.HAND_IN_CARD: lambda now, _: replace(now, current=NO_CARD),
    P.ISSUE_TEMPORARY_CARD: lambda now, _: replace(now, temporary=Temporary.ISSUED),
    P.RETURN_TEMPORARY_CARD: lambda now, _: replace(now, temporary=Temporary.NONE),
    P.REPORT_TEMPORARY_CARD_LOST: lambda now, _: replace(now, temporary=Temporary.FEE_DUE),
    P.SETTLE_TEMPORARY_FEE: lambda now, _: replace(now, temporary=Temporary.NONE),
    P.RECORD_DEATH: _die,
    P.PREPARE_TAKE_BACK_DEATH: _live_again,
    P.SETTLE_REFUNDS: lambda now, _: replace(now, ending=Ending.SETTLED, has_only_medical_money=False),
    P.CANCEL_SOCIAL: _cancel,
    P.CLOSE_ACCOUNT: lambda now, _: _ended(now),
}


def apply_first(now: Situation) -> Situation | None:
    """S3: a first card is asked for at the community."""
    return replace(stays(now), has_application=True, has_only_medical_money=False) if may_apply_first(now) else None


def send(now: Situation) -> Situation | None:
    """S3: the application leaves with a file; the card has a row from here on."""
    if not now.has_application or is_sent(now):
        return None
    return replace(now, **{"successor" if now.is_replacing else "current": MAKING})


def arrive(now: Situation) -> Situation | None:
    """S3, S11.2: the card comes to its branch; one whose holder has cancelled meanwhile ends there."""
    place = next((name for name in ("current", "successor") if getattr(now, name).place is Place.MAKING), None)
    if place is None:
        return None
    if now.ending is not Ending.SOCIAL_CANCELLED:
        return replace(now, has_account=True, **{place: MADE})
    void = replace(now, has_application=False, is_replacing=False, **{place: NO_CARD})
    return void if now.has_account else replace(void, ending=Ending.NONE)


def withdraw(now: Situation) -> Situation | None:
    """S3: the applicant takes the application back while no file has left."""
    left = _unasked(now)
    return None if left == now else left


def hand_over(now: Situation) -> Situation | None:
    """S4.1: the unit gives the card to its holder."""
    return _collect(now, C.UNIT_HALL) if newest(now).place is Place.WITH_UNIT else None


def lock_social_pin(now: Situation) -> Situation | None:
    """S6.2: six wrong PINs where one may be tried."""
    if not works(now.current) or now.is_dead or now.ending is Ending.SOCIAL_CANCELLED:
        return None
    return replace(now, current=replace(now.current, pin_locked=True))


def lock_bank_pin(now: Situation) -> Situation | None:
    """S6.3: three wrong PINs on one day at the bank's terminals."""
    if now.current.bank is not BankSide.ACTIVE or now.current.bank_pin_locked or now.current.is_out_of_date:
        return None
    return replace(now, current=replace(now.current, bank_pin_locked=True))


def freeze(now: Situation) -> Situation | None:
    """A court's order on the card in use, and its end."""
    if now.current.bank not in (BankSide.PRE_OPENED, BankSide.ACTIVE) or not in_hand(now):
        return None
    return replace(now, current=replace(now.current, bank_frozen=not now.current.bank_frozen))


def run_out(now: Situation) -> Situation | None:
    """S3, S9: ten years after the card was made it is out of date; of two in hand it is the older one first."""
    card = next((one for one in in_hand(now) if not one.is_out_of_date), None)
    if card is None:
        return None
    old = replace(card, is_out_of_date=True)
    return replace(now, current=old) if card is now.current else replace(now, successor=old)


def medical_money(now: Situation) -> Situation | None:
    """S2.1, S11.2: money stands on an old medical card, or comes onto it, where there is nothing else and nothing is settled."""
    is_free = has_nothing(now) and now.ending is Ending.NONE and not now.has_only_medical_money
    return replace(now, has_only_medical_money=True) if is_free else None


WORLD = (apply_first, send, arrive, withdraw, hand_over, lock_social_pin, lock_bank_pin, freeze, run_out, medical_money)
