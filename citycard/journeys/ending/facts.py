"""What the end of a card gives back: receipts of a death, of settled refunds, of the clearance slip, of a closed account (S11)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from citycard.audit import Receipt
from citycard.benefits import StoppedPension
from citycard.cards import Leaving
from citycard.mandates import EndedMandate
from citycard.people import DeathEnds
from citycard.shared.money import Fen

NOTHING = Fen(0)


@dataclass(frozen=True, kw_only=True)
class DeathReceipt(Receipt):
    """A death was recorded, and what ended with it that day: mandates and pension by bank, powers, guardianships.

    `withdrawn` is the number of an application taken back; `is_account_held`: the bank holds what stands on the account;
    `is_to_cancel`: a card or an account is left to be cancelled, or medical money to be refunded.
    """

    number: str
    person_id: int
    died_on: date
    mandate_banks: tuple[str, ...]
    pension_banks: tuple[str, ...]
    powers_ended: int
    guardianships_ended: int
    withdrawn: str
    is_to_cancel: bool
    is_account_held: bool = False


@dataclass(frozen=True, kw_only=True)
class Stopped(Receipt):
    """What a death stopped, each as it stood until then: the register of deaths keeps it, and from it the act is taken back."""

    bonds: DeathEnds = field(default_factory=DeathEnds)
    withdrawn: str = ""
    is_account_held: bool = False
    mandates: tuple[EndedMandate, ...] = ()
    pensions: tuple[StoppedPension, ...] = ()


class Left(StrEnum):
    """What does not come back when a death is taken back, so that something is left to do (S11.2)."""

    APPLICATION = "application"
    REFUNDS = "refunds"
    SOCIAL = "social"
    ACCOUNT = "account"
    MANDATE = "mandate"
    PENSION = "pension"


@dataclass(frozen=True, kw_only=True)
class PreparedReceipt(Receipt):
    """An act was put before a second operator, refused by them, or withdrawn by who prepared it; nothing else has changed."""

    number: str
    person_id: int
    approval_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class DeathTakenBackReceipt(Receipt):
    """A death was taken back: what runs again, by bank and count, and what is `left` to do because it cannot come back.

    `withdrawn` is the application to be made anew, `clearance_number` the slip on which the account is still to be closed;
    `medical_back_fen` is what a refund made for the death had taken off the medical accounts, and now stands there again.
    """

    number: str
    person_id: int
    approval_id: int
    died_on: date
    prepared_label: str
    approved_label: str
    at: datetime
    is_account_released: bool
    mandate_banks: tuple[str, ...]
    pension_banks: tuple[str, ...]
    powers: int
    guardianships: int
    left: tuple[Left, ...]
    withdrawn: str
    clearance_number: str
    medical_back_fen: Fen = NOTHING


@dataclass(frozen=True, kw_only=True)
class RefundsReceipt(Receipt):
    """The agency has finished the one-time refunds: what they came to, in fen, over how many receipts.

    `medical_booked_fen` is what the medical book paid out with this act: all of the medical refund, or what came in since.
    `came` is the name of the guardian or agent who came; empty when the holder did.
    """

    number: str
    person_id: int
    reason: Leaving
    refund_count: int
    total_fen: Fen
    medical_booked_fen: Fen = NOTHING
    came: str = ""


@dataclass(frozen=True, kw_only=True)
class ClearanceReceipt(Receipt):
    """The social function is cancelled, and here is the clearance slip (清户通知书); `is_closed`: there is no account to close.

    `withdrawn` is an application taken back; `in_making`: a card that was being made will end when it comes; `came` as above.
    """

    number: str
    person_id: int
    cancelled_at: datetime
    cards_cancelled: int
    withdrawn: str
    in_making: bool
    is_closed: bool
    came: str = ""


@dataclass(frozen=True, kw_only=True)
class ClosingReceipt(Receipt):
    """The account is closed and paid out to nothing, in fen; cards, mandates and the pension's way to it have ended.

    `came` is the name of the guardian or agent who was paid; empty when the holder was.
    """

    number: str
    person_id: int
    clearance_number: str
    account_masked: str
    paid_fen: Fen
    closed_at: datetime
    cards_ended: int
    mandates_ended: int
    is_pension_stopped: bool
    is_card_taken: bool
    came: str = ""
