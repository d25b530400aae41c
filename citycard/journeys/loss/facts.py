"""The frozen values of a loss report (挂失) and of taking it back (解除挂失, S7, S8)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from citycard.audit import Receipt

from ..decision.facts import Loss


class Lost(StrEnum):
    """What was lost: the social security card, the old medical card (原医保卡), or both."""

    CARD = "card"
    OLD_CARD = "old_card"
    BOTH = "both"

    @property
    def has_card(self) -> bool:
        """True when the social security card is among it."""
        return self is not Lost.OLD_CARD

    @property
    def has_old_card(self) -> bool:
        """True when the old medical card is among it."""
        return self is not Lost.CARD


class HowLost(StrEnum):
    """How it was lost (怎么没的), for the record; it decides nothing."""

    MISLAID = "mislaid"
    STOLEN = "stolen"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LostCard:
    """One card as it stands after the report: since when reported at all, formally, and at the bank.

    `bank_is_open` while it still takes money out, so that the bank is to be told; a card out of date does not any more (S9).
    """

    card_number_masked: str
    loss: Loss
    since: datetime
    bank_since: datetime | None
    bank_is_open: bool
    formal_since: datetime | None = None
    is_out_of_date: bool = False


@dataclass(frozen=True, kw_only=True)
class LossReceipt(Receipt):
    """A loss report: `since` when it stands, what of it is new, and whether the bank account is still to be reported.

    `already`: everything stood before, nothing changed. `became_formal`: a temporary report is formal now. `told` are the
    masked phones to which the message goes.
    """

    number: str
    person_id: int
    what: Lost
    at: datetime
    since: datetime
    cards: tuple[LostCard, ...]
    old_card_since: datetime | None
    already: bool
    became_formal: bool
    bank_reported: bool
    bank_to_do: bool
    suspended_mandates: int
    told: tuple[str, ...]

    @property
    def is_formal(self) -> bool:
        """True when every card is reported formally."""
        return all(card.loss is Loss.FORMAL for card in self.cards)


@dataclass(frozen=True, kw_only=True)
class TakeBackReceipt(Receipt):
    """A loss report was taken back: what works again. `pin_locked`: the social PIN was locked before and still is (S8, S6)."""

    number: str
    person_id: int
    what: Lost
    at: datetime
    card_number_masked: str
    bank_too: bool
    pin_locked: bool
    bank_pin_locked: bool
    resumed_mandates: int
