"""The frozen values of the bank room. Numbers that identify a holder or an account are left out of `repr`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from citycard.audit import Receipt
from citycard.shared.exchange import Head
from citycard.shared.money import Fen
from citycard.shared.numbers import mask


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """A holder's open settlement account (结算账户) and what stands on it, in fen.

    `is_held` (只收不付): since a death was made known it takes money in and pays none out but at its closing (S11.1).
    """

    id: int
    number: str = field(repr=False)
    holder_name: str = field(repr=False)
    balance_fen: Fen
    is_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BankSideFacts:
    """The bank function (金融功能) of one card, with its flags and the account behind it.

    `is_held` is the account's flag; `is_frozen` this card's, or the account's since a frozen card of it was closed.
    """

    id: int
    card_number: str = field(repr=False)
    bank_card_number: str = field(repr=False)
    account_id: int
    account_number: str = field(repr=False)
    holder_number: str = field(repr=False)
    holder_name: str = field(repr=False)
    state: str
    is_lost: bool
    is_frozen: bool
    activated_at: datetime | None
    balance_fen: Fen
    is_pin_locked: bool
    lost_at: datetime | None
    is_held: bool

    @property
    def number_masked(self) -> str:
        """The bank card number as pages show it: `6200 00** **** ***4 186`."""
        return mask.mask_bank_card(self.bank_card_number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What the bank holds for a person: the open account, and the cards on it that are not closed."""

    account: AccountFacts | None
    sides: tuple[BankSideFacts, ...]

    def side_of(self, card_number: str | None) -> BankSideFacts | None:
        """The bank function of the card with this social security card number."""
        return next((side for side in self.sides if side.card_number == card_number), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivatedSide:
    """What activation gives: the side, and the account it opened the way to, with what stands on it in fen."""

    card_side_id: int
    account_number: str = field(repr=False)
    number_masked: str
    balance_fen: Fen


@dataclass(frozen=True, kw_only=True)
class PreOpenReceipt(Receipt):
    """A pre-opening file was worked off: `bad_count` lines got no account, each with its reason in the return file."""

    number: str
    batch_number: str
    line_count: int
    good_count: int
    bad_count: int


@dataclass(frozen=True, slots=True)
class PreOpenReturn:
    """The bank's return file (预开户回盘) of a batch: its head, and its lines as plain blocks."""

    head: Head
    blocks: Iterator[str] = field(repr=False)
