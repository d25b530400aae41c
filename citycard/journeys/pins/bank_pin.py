"""The bank PIN at the bank's counter (银行密码): reported lost and set anew, or unlocked; the holder in person (S6.3, S13.2)."""

from datetime import date, datetime

from citycard import bank, cards, pins
from citycard.audit import Act, Actor, Channel, perform
from citycard.people import case_of
from citycard.pins import PadEntry, PinEntry
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.staff import Permission

from ..decision.reading import Standing, judged_standing
from ..facts import IdentityShown
from ..telling import tell
from ..visiting import check_identity
from .facts import BankPinReceipt
from .rules import check_card_number

SERVICE = "bank-pin"
P = Permission


def reset_bank_pin(
    *,
    by: Actor,
    key: str,
    at: datetime,
    person_id: int,
    comes: Comes,
    identity: IdentityShown,
    card_number_shown: str,
    pin_first: PinEntry | PadEntry,
    pin_second: PinEntry | PadEntry,
) -> BankPinReceipt:
    """Take a PIN loss report (密码挂失) and let the holder set another bank PIN at once; a lock is gone with it (S6.3).

    In person, or the guardian of a minor or a ward. Refuses: what `check_may_mend_pin` refuses, DocumentMissing, PinsDiffer,
    PinForbidden, the pad's refusals.
    """
    inputs = {"comes": comes, "identity": identity, "shown": card_number_shown}
    with perform(act="reset_bank_pin", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return BankPinReceipt.from_json(act.replay)
        on = in_china(at).date()
        standing, side = check_may_mend_pin(
            P.RESET_BANK_PIN, person_id=person_id, channel=by.channel, comes=comes, identity=identity,
            card_number_shown=card_number_shown, on=on,
        )  # fmt: skip
        cards.check_papers(service=SERVICE, case=case_of(standing.holder, comes=comes, on=on), by=by)
        new = pins.agreed(pins.spend_pad(pin_first, at=at), pins.spend_pad(pin_second, at=at))
        bank.set_new_pin(card_side_id=side.id, pin=new, at=at)
        return _done(act, standing, side, template="bank_pin_reset")


def unlock_bank_pin(
    *, by: Actor, key: str, at: datetime, person_id: int, comes: Comes, identity: IdentityShown, card_number_shown: str
) -> BankPinReceipt:
    """Unlock a bank PIN that its holder still knows (解锁); the PIN stays the same (S6.3).

    In person, or the guardian of a minor or a ward. Refuses: what `check_may_mend_pin` refuses, DocumentMissing.
    """
    inputs = {"comes": comes, "identity": identity, "shown": card_number_shown}
    with perform(act="unlock_bank_pin", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return BankPinReceipt.from_json(act.replay)
        on = in_china(at).date()
        standing, side = check_may_mend_pin(
            P.UNLOCK_BANK_PIN, person_id=person_id, channel=by.channel, comes=comes, identity=identity,
            card_number_shown=card_number_shown, on=on,
        )  # fmt: skip
        cards.check_papers(service=SERVICE, case=case_of(standing.holder, comes=comes, on=on), by=by)
        bank.unlock_pin(card_side_id=side.id)
        return _done(act, standing, side, template="bank_pin_unlocked")


def check_may_mend_pin(
    act: Permission,
    *,
    person_id: int,
    channel: Channel,
    comes: Comes,
    identity: IdentityShown,
    card_number_shown: str,
    on: date,
) -> tuple[Standing, bank.BankSideFacts]:
    """Lock the person's cards, and return them with the card side whose PIN is meant (S6.3).

    Refuses: what the decision table refuses; GuardianNotNeeded, NotTheGuardian, IdentityOfSomeoneElse, IdentityNotValidKind,
    IdentityExpired; CardNumberDiffers.
    """
    standing = judged_standing(act, person_id=person_id, channel=channel, comes=comes, on=on)
    check_identity(service=SERVICE, holder=standing.holder, comes=comes, identity=identity, on=on)
    card = check_card_number(standing.current, shown=card_number_shown)
    return standing, standing.sides[card.card_number]


def _done(act: Act, standing: Standing, side: bank.BankSideFacts, *, template: str) -> BankPinReceipt:
    holder, card = standing.holder, check_card_number(standing.current, shown=side.card_number)
    tell(act, template, holder, card=side.bank_card_number[-4:])
    act.note(card_id=card.id, was_locked=side.is_pin_locked)
    return act.done(
        BankPinReceipt(
            number=act.number("MM"),
            person_id=holder.id,
            card_id=card.id,
            bank_card_masked=side.number_masked,
            was_locked=side.is_pin_locked,
        )
    )
