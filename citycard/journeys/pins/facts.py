"""The frozen values of what is done with PINs: what a card is used for, and the receipts (S5.3, S6)."""

from dataclasses import dataclass
from enum import StrEnum

from citycard.audit import Receipt


class CardUse(StrEnum):
    """What a social PIN is entered for (用卡事项): out-patient treatment, a hospital stay, or medicine."""

    CLINIC = "clinic"
    STAY = "stay"
    MEDICINE = "medicine"


@dataclass(frozen=True, kw_only=True)
class PinTryReceipt(Receipt):
    """A PIN was tried at a hospital or pharmacy (S6.2): a wrong one is a result like a right one, and is kept.

    `is_right` authorises the use, once. `card_id` is the old medical card's id when `is_old_card`.
    """

    number: str
    person_id: int
    card_id: int
    use: CardUse
    is_right: bool
    is_locked: bool
    tries_left: int
    is_old_card: bool = False


@dataclass(frozen=True, kw_only=True)
class PinChangeReceipt(Receipt):
    """The social PIN was changed, or the present one was wrong, which counts as a try (S5.3, S6.2)."""

    number: str
    person_id: int
    card_id: int
    is_changed: bool
    is_locked: bool
    tries_left: int


@dataclass(frozen=True, kw_only=True)
class PinResetReceipt(Receipt):
    """The social PIN is the initial one again; `was_locked` tells whether a lock was taken away (S6.1).

    `card_id` is the old medical card's id when `is_old_card`.
    """

    number: str
    person_id: int
    card_id: int
    was_locked: bool
    is_old_card: bool = False


@dataclass(frozen=True, kw_only=True)
class BankPinReceipt(Receipt):
    """The bank PIN was set anew after a PIN loss report, or unlocked (S6.3)."""

    number: str
    person_id: int
    card_id: int
    bank_card_masked: str
    was_locked: bool
