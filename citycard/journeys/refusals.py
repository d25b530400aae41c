"""What the journeys say no with; texts in `channels/texts/journeys.yaml`."""

# Said by the register, which the room of cards asks too; whoever stands at this door finds them here.
from citycard.people import GuardianNotNeeded as GuardianNotNeeded  # noqa: PLC0414 re-exported
from citycard.people import NotTheGuardian as NotTheGuardian  # noqa: PLC0414 re-exported
from citycard.shared.refusal import Refusal


class ActivationNotByAgent(Refusal):
    """An agent cannot activate a card or set the bank PIN: the holder comes, or the guardian of a minor or a ward."""

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


class NotOnThisChannel(Refusal):
    """This act is not done here; facts `permission`, and `channel`: where it is, joined by `|`. Cites the act's own rule."""

    rule = "S12.1"


class NotForWhoComes(Refusal):
    """Who stands here may not do this; facts `permission`, and `comes`: who may, joined by `|`. Cites the act's own rule."""

    rule = "S13.1"


class NoCardInHand(Refusal):
    """The person has no card in hand that this could be done with."""

    rule = "S7"


class CardNotInHandYet(Refusal):
    """The card is still on its way to its holder; fact `card_place`, where it is."""

    rule = "S4"


class CardCancelled(Refusal):
    """The social function has been cancelled, and a cancelled card never comes back."""

    rule = "S11.2"


class SocialFunctionNotActive(Refusal):
    """The social function of the card is not open."""

    rule = "S5.1"


class SocialPinLocked(Refusal):
    """The social PIN is locked; the card hall resets it."""

    rule = "S6.2"


class CardOutOfDate(Refusal):
    """The card's validity is over and it is to be changed; fact `valid_until`, its last day."""

    rule = "S9"


class BankFunctionNotActive(Refusal):
    """The bank function of the card is not open, so there is no bank PIN either."""

    rule = "S6.3"


class BankPinNotLocked(Refusal):
    """The bank PIN is not locked."""

    rule = "S6.3"


class NothingReported(Refusal):
    """No loss of the card is reported, so there is nothing to take back."""

    rule = "S8"


class ReplacementRequested(Refusal):
    """A replacement has been applied for: the report cannot be taken back any more, on any channel."""

    rule = "S8.3"


class TakeBackAtBank(Refusal):
    """The bank function is reported lost too: the bank takes back both together, nobody takes back one half."""

    rule = "S8.2"


class TakeBackAtCardHall(Refusal):
    """Only the social function is reported lost: the card hall takes that back."""

    rule = "S8.1"


class ApplicationOpen(Refusal):
    """An application of this person is open already."""

    rule = "S9"


class LossNotReported(Refusal):
    """A card is replaced as lost only after the loss has been reported."""

    rule = "S9"


class ReportedSoLost(Refusal):
    """The card is reported lost: it is replaced as lost, or the report is taken back first."""

    rule = "S9"


class NoChangeUnderWay(Refusal):
    """No change of the card has been asked for, so there is no old card to hand in."""

    rule = "S9"


class LostCardNotHandedIn(Refusal):
    """The old card is reported lost: it ends when the new one is activated, nobody hands it in."""

    rule = "S9"


class NoReplacementUnderWay(Refusal):
    """No replacement or renewal is under way, so there is no temporary card to bridge it."""

    rule = "S10.1"


class DeathKnown(Refusal):
    """The death has been recorded before."""

    rule = "S11.1"


class NoCardToCancel(Refusal):
    """The person has neither a card nor an account to cancel, and no medical money to be refunded."""

    rule = "S11"


class RefundsOpen(Refusal):
    """The agency has not yet finished the one-time refunds."""

    rule = "S11.2"


class ClearanceMissing(Refusal):
    """The card hall has not cancelled the social function yet, so there is no clearance slip."""

    rule = "S11.2"


class NoAccountToClose(Refusal):
    """The bank has no open account of this person."""

    rule = "S11.2"
