"""What replacing a card and the temporary card say no with; texts in `channels/texts/replacement.yaml`."""

from citycard.shared.refusal import Refusal


class ReplacedThroughUnit(Refusal):
    """Whoever has a unit does not replace the card at the community: the unit does, or the person online; fact `unit`."""

    rule = "S9.1"


class CardNotExpiring(Refusal):
    """The card is good for long yet; facts `valid_until`, `renew_from`."""

    rule = "S9"
    field = "cause"


class HandInAtDesk(Refusal):
    """The old card is handed in at the community's desk, not online: here it is declared unusable."""

    rule = "S9"
    field = "old_card"


class TemporaryFeeNotSet(Refusal):
    """No value for the production cost of a temporary card is in force, so nothing can be charged and nothing settled."""

    rule = "S10.4"


class TemporaryFeeDiffers(Refusal):
    """The amount paid is not the cost that is due; facts `due_fen`, `paid_fen`."""

    rule = "S10.4"
    field = "paid_fen"


class TemporaryUseNotAllowed(Refusal):
    """A temporary card is for hospital stay and settlement only; fact `use`."""

    rule = "S10.2"
    field = "use"


class TemporaryCardOver(Refusal):
    """The temporary card's last day has passed; fact `valid_until`."""

    rule = "S10"
