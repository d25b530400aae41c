"""Cancelling (注销, S11): the frozen values of settled refunds and of what a cancellation did to a person's cards."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from citycard.shared.refusal import Refusal


class Leaving(StrEnum):
    """Why somebody leaves the insurance here (退保原因, S11.1)."""

    SETTLED_ABROAD = "settled_abroad"
    LEFT_INSURANCE = "left_insurance"
    DIED = "died"


class RefundKind(StrEnum):
    """The one-time refunds that the agency answers for, each of them (一次性退费, S11.2)."""

    PENSION = "pension"
    MEDICAL = "medical"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """One kind of refund: paid on a day by a receipt, in fen, or none due (receipt empty, amount 0, no day)."""

    kind: RefundKind
    receipt: str = ""
    amount_fen: int = 0
    paid_on: date | None = None

    @property
    def is_due(self) -> bool:
        """False where the agency found nothing to refund."""
        return self.paid_on is not None


class RefundUnanswered(Refusal):
    """Every kind of refund is answered, by a receipt or by “none due”; fact `refund`."""

    rule = "S11.2"
    field = "refunds"


class RefundIncomplete(Refusal):
    """A refund that was paid has a receipt's number, an amount and a day that is not in the future; fact `refund`."""

    rule = "S11.2"
    field = "refunds"


class CancellationUnderWay(Refusal):
    """The social function is cancelled and the bank has not closed the account yet: only then a new card is applied for."""

    rule = "S11.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelledCards:
    """What became of a person's cards: numbers of those whose social function ended now, whose plastic ended, still being made.

    `withdrawn` is the number of the application that was taken back; empty without.
    """

    social: tuple[str, ...] = field(repr=False)
    ended: tuple[str, ...] = field(repr=False)
    in_making: tuple[str, ...] = field(repr=False)
    withdrawn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePending:
    """A cancellation whose bank side is still to be closed (待销户, S11.2): the slip, why, since when."""

    clearance_number: str
    reason: str
    since: datetime


def check_refunds(refunds: tuple[Refund, ...], *, on: date) -> None:
    """S11.2: each kind answered once, each payment in full. Refuses RefundUnanswered, RefundIncomplete."""
    for kind in RefundKind:
        answers = [one for one in refunds if one.kind is kind]
        if len(answers) != 1:
            raise RefundUnanswered(refund=kind.value)
        check_refund(answers[0], on=on)


def check_refund(refund: Refund, *, on: date) -> None:
    """S11.2: a payment has its receipt, amount and day; nothing due has none of them. Refuses RefundIncomplete."""
    parts = (bool(refund.receipt.strip()), refund.amount_fen > 0, refund.paid_on is not None)
    in_future = refund.paid_on is not None and refund.paid_on > on
    if in_future or refund.amount_fen < 0 or any(parts) != all(parts):
        raise RefundIncomplete(refund=refund.kind.value)
