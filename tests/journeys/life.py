"""A person's card as the rulebook tells it (S4–S13): a small pure model, written without looking at the decision table.

`allows` says what may be done, `after` what it does, and `WORLD` is what happens without anybody's asking: making, losing a
PIN, a court's freeze. The words (`Situation`, `CardStand`) are the house's; no rule of the house is used.
"""

from collections.abc import Callable

from citycard.audit import Channel
from citycard.journeys import BankSide, CardStand, Ending, Loss, Place, Situation, Social, Temporary
from citycard.policy import Comes
from citycard.staff import Permission

P, C = Permission, Channel
NOTHING, NO_CARD = Situation(), CardStand()
HOLDER, GUARDIAN, AGENT, UNIT = Comes.HOLDER, Comes.GUARDIAN, Comes.AGENT, Comes.UNIT
ANYBODY = {HOLDER, GUARDIAN, AGENT}

# Where each act is done and who may come there, read off the rulebook's sentences.
PLACES: dict[Permission, dict[Channel, set[Comes]]] = {
    P.COLLECT: {C.BANK_BRANCH: ANYBODY},  # S4.2, S13.2
    P.COLLECT_BY_UNIT_AGENT: {C.CARD_HALL: {UNIT}},  # S4.1
    P.ACTIVATE: {C.BANK_BRANCH: {HOLDER, GUARDIAN}},  # S5.1, S13.2: never an agent
    P.VERIFY_SOCIAL_PIN: {C.MEDICAL: ANYBODY, C.PHARMACY: ANYBODY},
    P.CHANGE_SOCIAL_PIN: {C.COMMUNITY: {HOLDER, GUARDIAN}, C.MEDICAL: {HOLDER}, C.KIOSK: {HOLDER}},  # S5.3, S13.2
    P.RESET_SOCIAL_PIN: {C.CARD_HALL: ANYBODY},  # S6.1, S13.1
    P.RESET_BANK_PIN: {C.BANK_BRANCH: {HOLDER, GUARDIAN}},  # S6.3
    P.UNLOCK_BANK_PIN: {C.BANK_BRANCH: {HOLDER, GUARDIAN}},
    P.SIGN_MANDATE: {C.BANK_BRANCH: ANYBODY},
    P.REPORT_LOSS: {  # S7.1, S7.2
        C.BANK_BRANCH: ANYBODY,
        C.COMMUNITY: ANYBODY,
        C.CARD_HALL: ANYBODY,
        C.WEB_HALL: ANYBODY,
        C.WECHAT: ANYBODY,
        C.KIOSK: {HOLDER, GUARDIAN},
        C.IVR: {HOLDER},
    },
    P.TAKE_BACK_LOSS: {C.CARD_HALL: ANYBODY, C.BANK_BRANCH: {HOLDER, GUARDIAN}},  # S8.1, S8.2, S13.2
    P.REPLACE_LOST_CARD: {C.COMMUNITY: ANYBODY, C.WEB_HALL: ANYBODY, C.WECHAT: ANYBODY, C.UNIT_HALL: {UNIT}},  # S9.1–S9.3
    P.CHANGE_CARD: {C.COMMUNITY: ANYBODY, C.WEB_HALL: ANYBODY, C.WECHAT: ANYBODY, C.UNIT_HALL: {UNIT}},
    P.HAND_IN_CARD: {C.COMMUNITY: ANYBODY, C.CARD_HALL: ANYBODY},  # S9
    P.ISSUE_TEMPORARY_CARD: {C.CARD_HALL: ANYBODY},  # S10.1
    P.RETURN_TEMPORARY_CARD: {C.CARD_HALL: ANYBODY},
    P.REPORT_TEMPORARY_CARD_LOST: {C.CARD_HALL: ANYBODY},
    P.SETTLE_TEMPORARY_FEE: {C.CARD_HALL: ANYBODY},
    P.USE_TEMPORARY_CARD: {C.MEDICAL: ANYBODY},  # S10.2: no pharmacy
    P.RECORD_DEATH: {C.AGENCY: {AGENT}, C.CARD_HALL: {AGENT}},  # S11.1
    P.PREPARE_TAKE_BACK_DEATH: {  # S11.1: the person in person, or somebody with the paper; here with the second signature (A2)
        C.COMMUNITY: {HOLDER, AGENT},
        C.CARD_HALL: {HOLDER, AGENT},
        C.AGENCY: {HOLDER, AGENT},
    },
    P.SETTLE_REFUNDS: {C.AGENCY: ANYBODY},  # S11.2
    P.CANCEL_SOCIAL: {C.CARD_HALL: ANYBODY},
    P.CLOSE_ACCOUNT: {C.BANK_BRANCH: ANYBODY},
}
AFTER_DEATH = {  # S11: what an agent still has to put in order
    P.REPORT_LOSS,
    P.RETURN_TEMPORARY_CARD,
    P.REPORT_TEMPORARY_CARD_LOST,
    P.SETTLE_TEMPORARY_FEE,
    P.SETTLE_REFUNDS,
    P.CANCEL_SOCIAL,
    P.CLOSE_ACCOUNT,
}
ABOUT_DEATH = {P.RECORD_DEATH, P.PREPARE_TAKE_BACK_DEATH}
AFTER_CANCELLING = {  # S11.2: the bank's half, and whatever belongs to the temporary card
    P.CLOSE_ACCOUNT,
    P.RECORD_DEATH,
    P.RETURN_TEMPORARY_CARD,
    P.REPORT_TEMPORARY_CARD_LOST,
    P.SETTLE_TEMPORARY_FEE,
    P.USE_TEMPORARY_CARD,
}


def in_hand(now: Situation) -> list[CardStand]:
    """The cards the person holds, the older first."""
    return [card for card in (now.current, now.successor) if card.place is Place.IN_HAND]


def newest(now: Situation) -> CardStand:
    """The successor when there is one."""
    return now.successor if now.successor != NO_CARD else now.current


def works(card: CardStand) -> bool:
    """S3, S5.1, S6.2, S7: in hand, in use, within its ten years, not reported, not locked."""
    is_good = card.loss is Loss.NONE and not card.pin_locked and not card.is_out_of_date
    return card.place is Place.IN_HAND and card.social is Social.ACTIVE and is_good


def is_sent(now: Situation) -> bool:
    """True once the asked-for card has a row: it is being made, or lies somewhere."""
    waits = {Place.MAKING, Place.WAITING, Place.WITH_UNIT}
    return now.current.place in waits or now.successor.place in waits


def is_for_the_living(act: Permission) -> bool:
    """S11, S11.1: a death stops everything but what an agent puts in order, its own recording, and the taking back of that."""
    return act not in AFTER_DEATH | ABOUT_DEATH


def allows(now: Situation, act: Permission, channel: Channel, comes: Comes) -> bool:
    """What the rulebook says of this act, here, by this person, today."""
    if comes not in PLACES[act].get(channel, set()):
        return False
    if act is P.PREPARE_TAKE_BACK_DEATH:
        return now.is_dead
    if now.is_dead and (act not in AFTER_DEATH or comes is not AGENT):
        return False
    blocks_the_bank_card = (
        act is P.REPORT_LOSS and channel is C.BANK_BRANCH and any(one.bank is BankSide.ACTIVE for one in in_hand(now))
    )
    if now.ending is Ending.SOCIAL_CANCELLED and act not in AFTER_CANCELLING and not blocks_the_bank_card:
        return False
    return CONDITIONS[act](now, channel)


def may_apply_first(now: Situation) -> bool:
    """S3, S11.2: alive, without any card or application, and nothing of a cancelled card left at the bank."""
    is_free = not now.is_dead and now.ending is not Ending.SOCIAL_CANCELLED
    return is_free and not now.has_application and now.current == NO_CARD and now.successor == NO_CARD


def _takes_back(now: Situation, channel: Channel) -> bool:
    """S8.1 the hall the social half alone, S8.2 the bank both together, S8.3 nobody once a replacement is asked for."""
    at_bank = any(card.bank_lost for card in in_hand(now))
    any_lost = at_bank or any(card.loss is not Loss.NONE for card in in_hand(now))
    return any_lost and not now.is_replacing and at_bank == (channel is C.BANK_BRANCH)


def _activates(now: Situation, _: Channel) -> bool:
    new = newest(now)
    ready = new.place is Place.IN_HAND and new.social is Social.SEALED and new.loss is Loss.NONE and not new.bank_lost
    ready = ready and not new.is_out_of_date
    return ready and now.temporary is Temporary.NONE and not (now.current.bank_frozen or now.successor.bank_frozen)


def _hands_in(now: Situation, _: Channel) -> bool:
    """S9: the old card of a change, in hand and not lost; decision 90: no order is shaken off."""
    old = now.current
    is_lost = old.loss is not Loss.NONE or old.bank_lost
    return now.is_replacing and old.place is Place.IN_HAND and not is_lost and not (old.bank_frozen or now.successor.bank_frozen)


def _waits(now: Situation, _: Channel) -> bool:
    return newest(now).place is Place.WAITING and now.temporary is Temporary.NONE  # S10.3


def _has_bank(now: Situation) -> bool:
    card = now.current
    return card.place is Place.IN_HAND and card.loss is Loss.NONE and card.bank is BankSide.ACTIVE and not card.is_out_of_date


def _is_reset(now: Situation, _: Channel) -> bool:
    """S6.1, S9: the PIN lives on the chip of a card in use, which is shown: found first, if lost; out of date it is changed instead."""
    card = now.current
    return card.place is Place.IN_HAND and card.loss is Loss.NONE and card.social is Social.ACTIVE and not card.is_out_of_date


def has_nothing(now: Situation) -> bool:
    """No card, no application, no bank account; an old medical card there may be."""
    return not (now.has_account or now.has_application) and now.current == NO_CARD and now.successor == NO_CARD


def _something(now: Situation) -> bool:
    """S11.2: what is to be refunded or cancelled, medical money too; what was settled is corrected, and ended at the hall."""
    return not has_nothing(now) or now.has_only_medical_money or now.ending is Ending.SETTLED


CONDITIONS: dict[Permission, Callable[[Situation, Channel], bool]] = {
    P.COLLECT: _waits,
    P.COLLECT_BY_UNIT_AGENT: _waits,
    P.ACTIVATE: _activates,
    P.VERIFY_SOCIAL_PIN: lambda now, _: works(now.current),
    P.CHANGE_SOCIAL_PIN: lambda now, _: works(now.current),
    P.RESET_SOCIAL_PIN: _is_reset,
    P.RESET_BANK_PIN: lambda now, _: _has_bank(now),
    P.UNLOCK_BANK_PIN: lambda now, _: _has_bank(now) and now.current.bank_pin_locked,
    P.SIGN_MANDATE: lambda now, _: True,
    P.REPORT_LOSS: lambda now, _: bool(in_hand(now)),
    P.TAKE_BACK_LOSS: _takes_back,
    P.REPLACE_LOST_CARD: lambda now, _: bool(in_hand(now)) and not now.has_application and in_hand(now)[-1].loss is not Loss.NONE,
    P.CHANGE_CARD: lambda now, _: (
        bool(in_hand(now)) and not now.has_application and in_hand(now)[-1].loss is Loss.NONE and not in_hand(now)[-1].bank_lost
    ),
    P.HAND_IN_CARD: _hands_in,
    P.ISSUE_TEMPORARY_CARD: lambda now, _: now.is_replacing and now.temporary is Temporary.NONE,
    P.RETURN_TEMPORARY_CARD: lambda now, _: now.temporary is Temporary.ISSUED,
    P.REPORT_TEMPORARY_CARD_LOST: lambda now, _: now.temporary is Temporary.ISSUED,
    P.SETTLE_TEMPORARY_FEE: lambda now, _: now.temporary is Temporary.FEE_DUE,
    P.USE_TEMPORARY_CARD: lambda now, _: now.is_replacing and now.temporary is Temporary.ISSUED,
    P.RECORD_DEATH: lambda now, _: True,
    P.PREPARE_TAKE_BACK_DEATH: lambda now, _: now.is_dead,
    P.SETTLE_REFUNDS: lambda now, _: _something(now),
    P.CANCEL_SOCIAL: lambda now, _: _something(now) and now.ending is Ending.SETTLED and now.temporary is Temporary.NONE,
    P.CLOSE_ACCOUNT: lambda now, _: (
        now.has_account and now.ending is Ending.SOCIAL_CANCELLED and not (now.current.bank_frozen or now.successor.bank_frozen)
    ),
}
