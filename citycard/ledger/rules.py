"""Pure decisions of the ledger, and the refusals behind its constraints. The database holds the same rules (sql/guards.sql)."""

from collections.abc import Sequence

from citycard.shared.constraints import refusal_for
from citycard.shared.refusal import Refusal

from .facts import Side


@refusal_for("ledger_account_not_overdrawn")
class AccountOverdrawn(Refusal):
    """There is less on the account than the entry would take from it (余额不足)."""

    rule = "A1"


@refusal_for("ledger_entry_sums_to_zero")
class EntryNotBalanced(Refusal):
    """The postings of the entry do not sum to zero."""

    rule = "A1"


@refusal_for("ledger_entry_one_book")
class BooksMixed(Refusal):
    """An entry would move money between the bank's book and the medical fund's, or to an account that is not there."""

    rule = "A1"


@refusal_for("ledger_entry_whole")
class EntryNotWhole(Refusal):
    """An entry without postings, or postings added to an entry later."""

    rule = "A1"


@refusal_for("ledger_entry_reversal")
class ReversalNotExact(Refusal):
    """A reversal (冲正) that does not undo exactly the entry it names."""

    rule = "A1"


@refusal_for("ledger_entry_reverses_id_key")
class EntryReversedTwice(Refusal):
    """The entry has been reversed already."""

    rule = "A3"


@refusal_for("ledger_append_only")
class LedgerNotChangeable(Refusal):
    """A booked entry, a posting or a balance would be changed by hand."""

    rule = "A2"


class EntryKeyReused(Refusal):
    """The key stands for another entry; fact `key`."""

    rule = "A3"


def check_sides(sides: Sequence[Side]) -> None:
    """Refuse an entry that cannot be right: fewer than two postings, one of nothing, or a sum that is not zero."""
    if len(sides) < 2:
        raise EntryNotWhole
    if sum(side.amount_fen for side in sides) != 0 or any(side.amount_fen == 0 for side in sides):
        raise EntryNotBalanced


def reversed_sides(sides: Sequence[Side]) -> tuple[Side, ...]:
    """The postings that undo `sides`."""
    return tuple(Side(account_id=side.account_id, amount_fen=-side.amount_fen) for side in sides)
