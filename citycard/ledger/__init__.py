"""The ledger (总账): double entry in two books that never mix, the bank's and the medical fund's; amounts are fen.

Rooms that work in SQL use its doors `ledger_open_accounts`, `ledger_book` and `ledger_move_all` (sql/doors.sql).
"""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .actions import (
        book_entry,
        internal_account,
        lock_balances,
        open_account,
        open_accounts,
        reverse_entry,
        transfer_all,
    )
    from .facts import AccountFacts, BookName, EntryReceipt, Side, TrialBalance, TrialLine
    from .queries import account, balance, booked_under, entries_under, trial_balance
    from .rules import (
        AccountOverdrawn,
        BooksMixed,
        EntryKeyReused,
        EntryNotBalanced,
        EntryNotWhole,
        EntryReversedTwice,
        LedgerNotChangeable,
        ReversalNotExact,
    )

__getattr__ = door(__name__)
