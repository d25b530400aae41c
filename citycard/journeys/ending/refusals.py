"""What the end of a card says no with; texts in `channels/texts/journeys_ending.yaml`."""

from citycard.shared.refusal import Refusal


class ReasonNotDeath(Refusal):
    """The death is recorded, so that is why the refunds are made."""

    rule = "S11.1"
    field = "reason"


class DeathNotRecorded(Refusal):
    """Refunds because of a death need the death on the register first."""

    rule = "S11.2"
    field = "reason"


class MedicalMoneyLeft(Refusal):
    """Money stands on the personal medical account, so a medical refund is due; fact `amount`, in yuan."""

    rule = "S11.2"
    field = "medical"


class ClearanceNumberDiffers(Refusal):
    """The number on the slip is not that of this person's clearance slip."""

    rule = "S11.2"
    field = "clearance_number"
