"""What the decision table reads: how a person's cards, account and papers stand. Pure values; gathered by `reading`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Place(StrEnum):
    """Where a piece of plastic is (卡在哪里)."""

    NONE = "none"
    MAKING = "making"
    WAITING = "waiting"
    WITH_UNIT = "with_unit"
    IN_HAND = "in_hand"


class Social(StrEnum):
    """The social function (社保功能) of one card; `none` before the factory has made it."""

    NONE = "none"
    SEALED = "sealed"
    ACTIVE = "active"
    CANCELLED = "cancelled"


class Loss(StrEnum):
    """How the social function's loss is reported (挂失); temporary may become formal, never back."""

    NONE = "none"
    TEMPORARY = "temporary"
    FORMAL = "formal"


class BankSide(StrEnum):
    """The bank function (金融功能) of one card; `none` before the bank has opened it."""

    NONE = "none"
    PRE_OPENED = "pre_opened"
    ACTIVE = "active"
    CLOSED = "closed"


class Temporary(StrEnum):
    """The temporary card (临时卡) of a person: none, out, or lost with its cost still to be paid (S10)."""

    NONE = "none"
    ISSUED = "issued"
    FEE_DUE = "fee_due"


class Ending(StrEnum):
    """How far a cancellation (注销) under way is: none, refunds settled by the agency, social function cancelled (S11).

    Once the bank has closed the account too, the card has ended and no cancellation is under way any more.
    """

    NONE = "none"
    SETTLED = "settled"
    SOCIAL_CANCELLED = "social_cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardStand:
    """How one card stands: the plastic, both functions, and their flags."""

    place: Place = Place.NONE
    social: Social = Social.NONE
    loss: Loss = Loss.NONE
    pin_locked: bool = False
    bank: BankSide = BankSide.NONE
    bank_lost: bool = False
    bank_pin_locked: bool = False
    bank_frozen: bool = False
    is_out_of_date: bool = False
    valid_until: date | None = None  # of a card out of date, told by the refusal; nothing is decided by it

    @property
    def is_in_hand(self) -> bool:
        """True while the holder has it."""
        return self.place is Place.IN_HAND

    @property
    def bank_is_open(self) -> bool:
        """True while money can be taken out with it: bank function active and not reported lost, the card in date (S7.2, S9)."""
        return self.bank is BankSide.ACTIVE and not (self.bank_lost or self.is_out_of_date)

    @property
    def is_reported(self) -> bool:
        """True when either function is reported lost."""
        return self.loss is not Loss.NONE or self.bank_lost


NO_CARD = CardStand()


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything that decides: the card in use, the one that is to replace it (S9), and what hangs on them.

    `is_replacing` is true from the application for a replacement until the new card is in use or the application is over.
    `has_only_medical_money`: money on the old medical card or the personal account, and no card, application or bank account (S11.2).
    """

    current: CardStand = NO_CARD
    successor: CardStand = NO_CARD
    has_application: bool = False
    is_replacing: bool = False
    temporary: Temporary = Temporary.NONE
    ending: Ending = Ending.NONE
    has_account: bool = False
    has_only_medical_money: bool = False
    is_dead: bool = False
    died_on: date | None = None  # told by the refusal; nothing is decided by it

    @property
    def has_something(self) -> bool:
        """True with a card, an application or a bank account."""
        return self.has_account or self.has_application or self.newest.place is not Place.NONE

    @property
    def newest(self) -> CardStand:
        """The card that is to be collected or activated next: the successor, else the current one."""
        return self.current if self.successor.place is Place.NONE else self.successor

    @property
    def in_hand(self) -> tuple[CardStand, ...]:
        """The cards the holder has."""
        return tuple(card for card in (self.current, self.successor) if card.is_in_hand)
