"""What the card room says no with about temporary cards (临时卡, S10); texts in `channels/texts/replacement.yaml`."""

from citycard.shared.constraints import refusal_for
from citycard.shared.refusal import Refusal


class TemporaryCardOut(Refusal):
    """The temporary card must be handed back, or its cost paid, before the new card is collected or enabled."""

    rule = "S10.3"


@refusal_for("cards_temporary_one_out")
class TemporaryCardIssued(Refusal):
    """The person has a temporary card already: one at a time."""

    rule = "S10"


class NoTemporaryCard(Refusal):
    """The person has no temporary card out."""

    rule = "S10.3"


class NoTemporaryFeeDue(Refusal):
    """No cost of a temporary card is to be paid."""

    rule = "S10.4"


class TemporaryCardUnknown(Refusal):
    """There is no temporary card with this number."""

    rule = "S10"
    field = "temporary_number"


class TemporaryCardNotOut(Refusal):
    """Nobody has this temporary card now: it came back, is paid for, or was never lent."""

    rule = "S10.3"
    field = "temporary_number"


class TemporaryCardNotInStock(Refusal):
    """This temporary card cannot be given out; fact `state_label`."""

    rule = "S10"
    field = "temporary_number"


class TemporaryCardOfOtherHall(Refusal):
    """This temporary card belongs to another hall; fact `office`."""

    rule = "S10"
    field = "temporary_number"


class TemporaryRangeWrong(Refusal):
    """First and last number are no range: up to four letters, then as many digits, the last not before the first."""

    rule = "S10"
    field = "last"


class TemporaryRangeTooLarge(Refusal):
    """More temporary cards at once than the policy allows; facts `wanted`, `limit`."""

    rule = "S10"
    field = "last"


class TemporaryNumberTaken(Refusal):
    """A number of the range is in the books already; fact `number`."""

    rule = "S10"
    field = "first"


class HospitalMissing(Refusal):
    """The proof of admission names a hospital; it is to be written down (60 characters at most)."""

    rule = "S10.1"
    field = "hospital"
