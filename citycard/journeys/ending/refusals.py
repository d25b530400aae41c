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
    """Money stands on the personal medical account or the old card, so a medical refund is due; fact `amount`, in yuan."""

    rule = "S11.2"
    field = "medical"


class MedicalRefundDiffers(Refusal):
    """The medical refund is what stands on personal account and old card, to the fen; facts `amount` and `given`, in yuan."""

    rule = "S11.2"
    field = "medical_amount"


class NoMedicalMoney(Refusal):
    """Nothing stands on the personal medical account nor on the old card: no medical refund is due."""

    rule = "S11.2"
    field = "medical"


class MedicalMoneyCameIn(Refusal):
    """Since the refunds were settled money has come onto the medical account: the agency refunds it first; fact `amount`."""

    rule = "S11.2"


class ClearanceNumberDiffers(Refusal):
    """The number on the slip is not that of this person's clearance slip."""

    rule = "S11.2"
    field = "clearance_number"
