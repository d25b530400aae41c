"""The conditions of the decision table: each a question to the situation and the refusal that answers when it does not hold."""

from collections.abc import Callable
from dataclasses import dataclass

from citycard.audit import Channel
from citycard.bank import BankSideFrozen
from citycard.cards import (
    CardNotReady,
    CardReportedLost,
    NoTemporaryCard,
    NoTemporaryFeeDue,
    SocialSideNotSealed,
    TemporaryCardIssued,
    TemporaryCardOut,
)
from citycard.people import DeathNotKnown, PersonDead
from citycard.shared.refusal import Refusal

from ..refusals import (
    ApplicationOpen,
    BankFunctionNotActive,
    BankPinNotLocked,
    CardCancelled,
    CardNotInHandYet,
    CardOutOfDate,
    ClearanceMissing,
    DeathKnown,
    LossNotReported,
    LostCardNotHandedIn,
    NoAccountToClose,
    NoCardInHand,
    NoCardToCancel,
    NoChangeUnderWay,
    NoReplacementUnderWay,
    NothingReported,
    RefundsOpen,
    ReplacementRequested,
    ReportedSoLost,
    SocialFunctionNotActive,
    SocialPinLocked,
    TakeBackAtBank,
    TakeBackAtCardHall,
)
from .facts import BankSide, Ending, Loss, Place, Situation, Social, Temporary

Test = Callable[[Situation, Channel], bool]


@dataclass(frozen=True, slots=True)
class Need:
    """A condition: `holds` asks it, `refusal` is raised when it does not; `name` stands on the published table."""

    name: str
    holds: Test
    refusal: Callable[[Situation], Refusal]


def _need(name: str, refusal: type[Refusal], holds: Test) -> Need:
    return Need(name, holds, lambda _: refusal())


ALIVE = Need("alive", lambda now, _: not now.is_dead, lambda now: PersonDead(died_on=now.died_on or "—"))
NOT_KNOWN_DEAD = _need("not_known_dead", DeathKnown, lambda now, _: not now.is_dead)
KNOWN_DEAD = _need("known_dead", DeathNotKnown, lambda now, _: now.is_dead)
NOT_CANCELLED = _need("not_cancelled", CardCancelled, lambda now, _: now.ending is not Ending.SOCIAL_CANCELLED)
SOMETHING_TO_REPORT = _need(  # on the way from the hall to the bank the bank card still works
    "something_to_report",
    CardCancelled,
    lambda now, channel: (
        now.ending is not Ending.SOCIAL_CANCELLED
        or (channel is Channel.BANK_BRANCH and any(card.bank is BankSide.ACTIVE for card in now.in_hand))
    ),
)
IN_HAND = _need("in_hand", NoCardInHand, lambda now, _: bool(now.in_hand))
USABLE_IN_HAND = Need(
    "current_in_hand",
    lambda now, _: now.current.is_in_hand,
    lambda now: NoCardInHand() if now.current.place is Place.NONE else CardNotInHandYet(card_place=now.current.place.value),
)
SOCIAL_ACTIVE = _need("social_active", SocialFunctionNotActive, lambda now, _: now.current.social is Social.ACTIVE)
NOT_LOST = Need(
    "not_reported", lambda now, _: now.current.loss is Loss.NONE, lambda now: CardReportedLost.of(at_bank=now.current.bank_lost)
)
IN_DATE = Need(
    "in_date",
    lambda now, _: not now.current.is_out_of_date,
    lambda now: CardOutOfDate(valid_until=now.current.valid_until or "—"),
)
PIN_NOT_LOCKED = _need("social_pin_not_locked", SocialPinLocked, lambda now, _: not now.current.pin_locked)

REPORTED = _need("reported", NothingReported, lambda now, _: any(card.is_reported for card in now.in_hand))
NOT_REPLACING = _need("no_replacement", ReplacementRequested, lambda now, _: not now.is_replacing)
BANK_TAKES_BACK_BOTH = _need(
    "where_reported",
    TakeBackAtBank,
    lambda now, channel: channel is Channel.BANK_BRANCH or not any(card.bank_lost for card in now.in_hand),
)
HALL_TAKES_BACK_SOCIAL = _need(
    "bank_reported_at_bank",
    TakeBackAtCardHall,
    lambda now, channel: channel is not Channel.BANK_BRANCH or any(card.bank_lost for card in now.in_hand),
)

NO_APPLICATION = _need("no_open_application", ApplicationOpen, lambda now, _: not now.has_application)
# Of two cards in hand the new one, not in use yet, is the one that is replaced: the old one is being replaced already.
LOSS_REPORTED = _need(
    "loss_reported", LossNotReported, lambda now, _: all(card.loss is not Loss.NONE for card in now.in_hand[-1:])
)
LOSS_NOT_REPORTED = _need(
    "not_reported_lost", ReportedSoLost, lambda now, _: not any(card.is_reported for card in now.in_hand[-1:])
)
CHANGING = _need("change_under_way", NoChangeUnderWay, lambda now, _: now.is_replacing)
OLD_NOT_REPORTED = _need("old_card_not_reported", LostCardNotHandedIn, lambda now, _: not now.current.is_reported)

WAITING = Need(
    "waiting_for_pickup",
    lambda now, _: now.newest.place is Place.WAITING,
    lambda now: CardNotReady(state_label=PLACE_WORDS[now.newest.place]),
)
NEW_IN_HAND = Need(
    "new_card_in_hand",
    lambda now, _: now.newest.is_in_hand,
    lambda now: CardNotReady(state_label=PLACE_WORDS[now.newest.place]),
)
NEW_SEALED = Need(
    "new_card_sealed",
    lambda now, _: now.newest.social is Social.SEALED,
    lambda now: SocialSideNotSealed(state_label=SOCIAL_WORDS[now.newest.social]),
)
NEW_NOT_LOST = Need(
    "new_card_not_reported",
    lambda now, _: not now.newest.is_reported,
    lambda now: CardReportedLost.of(at_bank=now.newest.bank_lost),
)
NEW_IN_DATE = Need(
    "new_card_in_date",
    lambda now, _: not now.newest.is_out_of_date,
    lambda now: CardOutOfDate(valid_until=now.newest.valid_until or "—"),
)
NOT_FROZEN = _need("not_frozen", BankSideFrozen, lambda now, _: not (now.current.bank_frozen or now.successor.bank_frozen))
BANK_ACTIVE = _need("bank_active", BankFunctionNotActive, lambda now, _: now.current.bank is BankSide.ACTIVE)
BANK_PIN_LOCKED = _need("bank_pin_locked", BankPinNotLocked, lambda now, _: now.current.bank_pin_locked)

NO_TEMPORARY_OUT = _need("no_temporary_out", TemporaryCardOut, lambda now, _: now.temporary is Temporary.NONE)
NO_TEMPORARY_YET = _need("one_temporary_at_a_time", TemporaryCardIssued, lambda now, _: now.temporary is Temporary.NONE)
TEMPORARY_ISSUED = _need("temporary_issued", NoTemporaryCard, lambda now, _: now.temporary is Temporary.ISSUED)
TEMPORARY_FEE_DUE = _need("temporary_fee_due", NoTemporaryFeeDue, lambda now, _: now.temporary is Temporary.FEE_DUE)
REPLACING = _need("replacement_under_way", NoReplacementUnderWay, lambda now, _: now.is_replacing)

SOMETHING_TO_CANCEL = _need(  # what was settled is corrected, and ended by the hall, also where the refund has left nothing else
    "something_to_cancel",
    NoCardToCancel,
    lambda now, _: now.has_something or now.has_only_medical_money or now.ending is Ending.SETTLED,
)
SETTLED = _need("refunds_settled", RefundsOpen, lambda now, _: now.ending is not Ending.NONE)
CLEARED = _need("clearance_slip", ClearanceMissing, lambda now, _: now.ending is Ending.SOCIAL_CANCELLED)
HAS_ACCOUNT = _need("has_account", NoAccountToClose, lambda now, _: now.has_account)

PLACE_WORDS = {
    Place.NONE: "没有卡",
    Place.MAKING: "正在制作",
    Place.WAITING: "待领取",
    Place.WITH_UNIT: "单位已代领",
    Place.IN_HAND: "已领卡",
}
SOCIAL_WORDS = {Social.NONE: "还没制成", Social.SEALED: "封存", Social.ACTIVE: "正常", Social.CANCELLED: "注销"}
