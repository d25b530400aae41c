"""The frozen values of the ledger."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from citycard.shared.money import Fen


class BookName(StrEnum):
    """The two books, which never mix: the bank's (银行账) and the medical fund's (医保基金账)."""

    BANK = "bank"
    MEDICAL = "medical"


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account of one book. A citizen's holds a balance in fen; an internal one holds none (None)."""

    id: int
    book: BookName
    number: str
    is_internal: bool
    balance_fen: Fen | None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an entry, in fen: positive credits the account, negative debits it."""

    account_id: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class EntryReceipt:
    """The entry that a key stands for; `replayed` when it was there before."""

    entry_id: int
    key: str
    replayed: bool


@dataclass(frozen=True, slots=True)
class TrialLine:
    """What the postings of one internal account add up to, in fen."""

    number: str
    total_fen: int


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """The day's close of a book (试算平衡): internal accounts one by one, citizens' in one sum, all in fen.

    `drifted` counts citizens' accounts whose balance is not the sum of their postings; it is 0 or something is very wrong.
    """

    book: BookName
    day: date
    internal: tuple[TrialLine, ...]
    citizens_fen: int
    drifted: int

    @property
    def total_fen(self) -> int:
        """The sum over every account of the book."""
        return self.citizens_fen + sum(line.total_fen for line in self.internal)

    @property
    def is_balanced(self) -> bool:
        """True when everything adds up to zero and every balance is the sum of its postings."""
        return self.total_fen == 0 and self.drifted == 0
