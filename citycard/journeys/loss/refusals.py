"""What reporting a loss and taking it back say no with, beside the decision table's refusals; texts in `journeys_loss.yaml`."""

from citycard.shared.refusal import Refusal


class OldCardNotAtBank(Refusal):
    """The bank takes loss reports for new cards only; every other way of S7.2 takes the old medical card's."""

    rule = "S7.1"


class NoOldCardToReport(Refusal):
    """The person has no old medical card that still works, so none can be lost."""

    rule = "S7.2"


class OldCardNotReported(Refusal):
    """The old medical card is not reported lost."""

    rule = "S8.1"


class FoundCardDiffers(Refusal):
    """The number read from the card on the counter is not that of the card reported lost."""

    rule = "S8.1"
    field = "card_number"
