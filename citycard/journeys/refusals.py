"""What the journeys say no with; texts in `channels/texts/journeys.yaml`."""

from citycard.shared.refusal import Refusal


class ActivationNotByAgent(Refusal):
    """An agent cannot activate a card or set the bank PIN: the holder comes, or the guardian of a minor or a ward."""

    rule = "S13.2"


class GuardianNotNeeded(Refusal):
    """The holder is of age and no ward, so nobody activates for them; fact `age`."""

    rule = "S13.2"


class NotTheGuardian(Refusal):
    """The ID is not that of a guardian on the register."""

    rule = "S13.2"


class IdentityOfSomeoneElse(Refusal):
    """The number on the ID is not the holder's."""

    rule = "S5.1"
    field = "identity_number"


class IdentityExpired(Refusal):
    """The ID shown is no longer valid; fact `valid_until`."""

    rule = "S5.1"
    field = "identity_valid_until"


class IdentityNotValidKind(Refusal):
    """What was shown is no ID that the catalogue accepts for this; fact `kind`."""

    rule = "S5.1"
    field = "identity_kind"


class CardNotThisPersons(Refusal):
    """The card belongs to another person."""

    rule = "S5.1"


class CardNumberDiffers(Refusal):
    """The number read from the card is not the number of the card that is to be activated."""

    rule = "S5.1"
    field = "card_number"


class CardNotCollected(Refusal):
    """Only a card in its holder's hands is activated; fact `state_label`."""

    rule = "S5.1"


class NoCardYet(Refusal):
    """The person has no card, and none is being made."""

    rule = "S4"


class NoApplicationOpen(Refusal):
    """No application of the person is open, so there is nothing to correct, change or withdraw."""

    rule = "S3"
