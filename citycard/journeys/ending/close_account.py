"""Close the account (注销银行账户, S11.2): the bank's part, on the clearance slip: pay out, end, take the card back."""

from datetime import datetime

from citycard import bank, benefits, cards, mandates
from citycard.audit import Act, Actor, perform
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.shared.money import yuan
from citycard.staff import Permission

from ..decision.reading import Standing
from ..facts import IdentityShown
from .facts import ClosingReceipt
from .papers import begin, has_card_to_show, refunds_told, tell_the_living, who_came
from .refusals import ClearanceNumberDiffers

ACCOUNT_CLOSED = "account_closed"


def close_account(
    *,
    by: Actor,
    key: str,
    at: datetime,
    person_id: int,
    comes: Comes,
    clearance_number: str,
    identity: IdentityShown | None = None,
) -> ClosingReceipt:
    """Pay out what stands on the account and close it for ever; mandates on it and the pension's way to it end (S11.2).

    The card is taken back where there is one to take. Refuses: what `begin` refuses; ClearanceNumberDiffers; BankSideFrozen.
    """
    inputs = {"comes": comes, "clearance_number": clearance_number, "identity": identity}
    with perform(act="close_account", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return ClosingReceipt.from_json(act.replay)
        stands = begin(Permission.CLOSE_ACCOUNT, by=by, at=at, person_id=person_id, comes=comes, identity=identity)
        slip = _check_slip(stands, clearance_number)
        came = who_came(by, comes=comes, identity=identity)
        act.note(comes=comes, came=came, refunds=refunds_told(stands))
        return act.done(_close(act, stands, slip=slip, came=came))


def _close(act: Act, stands: Standing, *, slip: str, came: str) -> ClosingReceipt:
    """What stood there is paid out, the cards end, and what ran to the account stops; a living holder is told."""
    person_id, at = stands.holder.id, act.at
    closed = bank.close_account(holder_number=stands.holder.social_number, at=at)
    ended = cards.close_cancellation(person_id=person_id, at=at)
    stopped, is_pension_stopped = _stop_what_runs(person_id, at)
    tell_the_living(act, ACCOUNT_CLOSED, stands, tail=_tail(stands, closed.number_masked), amount=yuan(closed.paid_fen))
    act.note(clearance_number=slip, paid_fen=closed.paid_fen, cards=len(ended), mandates=stopped)
    return ClosingReceipt(
        number=act.number("XH"),
        person_id=person_id,
        clearance_number=slip,
        account_masked=closed.number_masked,
        paid_fen=closed.paid_fen,
        closed_at=at,
        cards_ended=len(ended),
        mandates_ended=stopped,
        is_pension_stopped=is_pension_stopped,
        is_card_taken=has_card_to_show(stands),
        came=came,
    )


def _tail(stands: Standing, account_masked: str) -> str:
    """The last four figures of the bank card, by which the desk calls the account; without a card in use the account's own."""
    current = stands.current
    side = stands.sides.get(current.card_number) if current else None
    return side.bank_card_number[-4:] if side else account_masked[-4:]


def _check_slip(stands: Standing, given: str) -> str:
    """S11.2: the bank looks at the slip of this very cancellation. Refuses ClearanceNumberDiffers."""
    slip = stands.cancellation.clearance_number if stands.cancellation else None
    if slip is None or given.strip().upper() != slip:
        raise ClearanceNumberDiffers
    return slip


def _stop_what_runs(person_id: int, at: datetime) -> tuple[int, bool]:
    """S11.2: how many mandates on the account ended today, and whether a pension had its way to it."""
    on, ours = in_china(at).date(), mandates.OUR_BANK
    banks = mandates.end_all(person_id=person_id, on=on, reason=ACCOUNT_CLOSED, bank=ours)
    return len(banks), bool(benefits.stop_pension(person_id=person_id, on=on, bank=ours))
