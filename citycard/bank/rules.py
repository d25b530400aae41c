"""Pure decisions of the bank: which card side may be activated, and the words for a line that got no account."""

from datetime import date

from citycard.shared.constraints import refusal_for
from citycard.shared.refusal import Refusal

from .facts import BankSideFacts
from .states import ACTIVE, CLOSED

# Why a line of a pre-opening file got no account: code → the words in the return file (失败原因).
LINE_REASONS = {
    "name_mismatch": "姓名与该社会保障号码已有的账户不一致",
    "card_known": "该社会保障卡号已经开过户",
    "holder_twice": "同一社会保障号码在本文件中重复",
}
GOOD, BAD = "成功", "失败"  # what stands in the column 结果


class BankSideUnknown(Refusal):
    """The bank has opened nothing for this card."""

    rule = "S5.1"


class BankSideOfSomeoneElse(Refusal):
    """The bank opened this card for somebody else."""

    rule = "S5.1"


class BankSideAlreadyActive(Refusal):
    """The financial function is active already; fact `activated_on`."""

    rule = "S5.1"


class BankSideClosed(Refusal):
    """The bank function of this card has been closed and does not come back."""

    rule = "S11.2"


class BankSideReportedLost(Refusal):
    """The bank has a loss report for this card."""

    rule = "S7.1"


class BankSideFrozen(Refusal):
    """The account is frozen by order; the bank's branch tells more."""

    rule = "S13.2"


class AccountHeld(Refusal):
    """The holder's death is known: the account takes money in and pays none out, until it is closed (S11.2)."""

    rule = "S11.1"


class AccountUnknown(Refusal):
    """The bank has no open account of this holder."""

    rule = "S11.2"


@refusal_for("bank_pre_opening_batch_number_key")
class BatchAlreadyPreOpened(Refusal):
    """The pre-opening file of this batch has been worked off before; fact `batch_number`. Its return file can be had again."""

    rule = "S3"
    clause = "files"


class PreOpeningUnknown(Refusal):
    """The bank has no pre-opening file of this batch; fact `batch_number`."""

    rule = "S3"
    clause = "files"


def check_activation(side: BankSideFacts, *, holder_number: str, activated_on: date | None) -> None:
    """S5.1: refuse to activate what may not be, in this order.

    BankSideOfSomeoneElse, BankSideClosed, BankSideAlreadyActive, BankSideReportedLost, BankSideFrozen, AccountHeld.
    """
    if side.holder_number != holder_number:
        raise BankSideOfSomeoneElse
    if side.state == CLOSED:
        raise BankSideClosed
    if side.state == ACTIVE and activated_on is not None:
        raise BankSideAlreadyActive(activated_on=activated_on)
    if side.is_lost:
        raise BankSideReportedLost
    if side.is_frozen:
        raise BankSideFrozen
    if side.is_held:
        raise AccountHeld
