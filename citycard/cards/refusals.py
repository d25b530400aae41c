"""What the card room says no with; texts in `channels/texts/cards.yaml`."""

from typing import Self

from citycard.shared.constraints import refusal_for
from citycard.shared.exchange import FileRefused
from citycard.shared.refusal import Refusal


@refusal_for("cards_application_one_open")
class DuplicateApplication(Refusal):
    """An application of this person is open already; facts `number`, `state_label`, `submitted_on`."""

    rule = "S3"


@refusal_for("cards_card_one_live")
class HasCardAlready(Refusal):
    """The person has a card in hand or awaiting pickup; fact `state_label`."""

    rule = "S3"


class AppliesThroughUnit(Refusal):
    """Employees, retirees of a unit and students are applied for by their unit; fact `unit`."""

    rule = "S3.1"


class NotOfThisUnit(Refusal):
    """A unit applies for its own people only."""

    rule = "S3.1"


class NotOfThisCommunity(Refusal):
    """A community takes the applications of its own residents; fact `community`, the name of the right one."""

    rule = "S3.2"


class DocumentMissing(Refusal):
    """A paper that this case needs was not shown; facts `document` (English), `document_label` (Chinese)."""

    rule = "S4.2"
    field = "documents"


class PhotoMissing(Refusal):
    """An application needs a photo, but for a small child."""

    rule = "S3"
    field = "photo"


class PickupOfficeNotSuitable(Refusal):
    """Individuals collect at an open branch of the bank, units' people through the card hall; fact `office`."""

    rule = "S4.2"
    field = "pickup_office"


class ApplicationUnknown(Refusal):
    """There is no such application."""

    rule = "S3"


class ApplicationChanged(Refusal):
    """Somebody else changed the application in between."""

    rule = "A3"


class ApplicationExported(Refusal):
    """The production batch is exported: the application can be neither corrected nor withdrawn; fact `number`."""

    rule = "S3"


class ApplicationClosed(Refusal):
    """The application is closed; facts `number`, `state_label`."""

    rule = "S3"


class NothingToChange(Refusal):
    """A correction without anything new."""

    rule = "A3"


class AlreadyDispatched(Refusal):
    """The card is on its way: the branch cannot be changed any more; fact `office`."""

    rule = "S3"


class NoApplicationsToBatch(Refusal):
    """No accepted application waits for a batch."""

    rule = "S3"
    clause = "making"


class BatchTooLarge(Refusal):
    """More cards than a batch may hold; facts `wanted`, `limit`."""

    rule = "S3"
    clause = "making"
    field = "limit"


class CardNumbersUsedUp(Refusal):
    """The city's range of card numbers is used up: it needs a new prefix; fact `prefix`."""

    rule = "S1.3"


class BatchUnknown(Refusal):
    """There is no such batch."""

    rule = "S3"
    clause = "making"


class BatchNotAtThisStep(Refusal):
    """The batch is at another step; facts `batch`, `state_label`, `wanted` (Chinese)."""

    rule = "S3"
    clause = "making"


class BatchNotFinished(Refusal):
    """Cards of the batch are not in the store yet; facts `batch`, `count`."""

    rule = "S3"
    clause = "making"


class NothingToDispatch(Refusal):
    """No stocked card for this office; fact `office`."""

    rule = "S3"
    clause = "making"


class ShipmentUnknown(Refusal):
    """There is no such shipment."""

    rule = "S4"


class ShipmentOfOtherOffice(Refusal):
    """The shipment goes to another office; fact `office`."""

    rule = "S4"


class ShipmentReceived(Refusal):
    """The shipment was received already; fact `received_on`."""

    rule = "A3"


class CardUnknown(Refusal):
    """There is no such card."""

    rule = "S1.3"


class CardNotReady(Refusal):
    """The card does not wait for pickup; fact `state_label`."""

    rule = "S4"


class CardAtOtherOffice(Refusal):
    """The card waits at another place; fact `office`."""

    rule = "S4.2"


class CollectedByUnit(Refusal):
    """The unit's agent collects the cards of the unit; fact `unit`."""

    rule = "S4.1"


class CardNotOfThisUnit(Refusal):
    """Some of these cards are not this unit's, or do not wait here; fact `count`."""

    rule = "S4.1"


class WrongCardShown(Refusal):
    """The number read from the card is not this card's."""

    rule = "S4.2"
    field = "card_number"


class CardNotWithUnit(Refusal):
    """The unit does not hold this card, so it cannot hand it over; fact `state_label`."""

    rule = "S4.1"


class CardAlreadyActive(Refusal):
    """The card is activated already; a wrong face is then no longer remade by this way."""

    rule = "S3"


class SocialSideNotSealed(Refusal):
    """Only a sealed social function is activated; fact `state_label`."""

    rule = "S5.1"


class CardReportedLost(Refusal):
    """A card reported lost cannot be used or activated: the social side alone (S7.2), or both sides (S7)."""

    rule = "S7.2"

    @classmethod
    def of(cls, *, at_bank: bool) -> Self:
        """The refusal with the rule that blocks it: `at_bank` when the bank's side is reported too, wherever the card is shown."""
        return cls().by_rule("S7" if at_bank else cls.rule)


class PhotoTooLarge(Refusal):
    """More bytes or pixels than a photo may have; fact `limit`."""

    rule = "S3"
    field = "photo"


class PhotoNotAnImage(Refusal):
    """The file is no JPEG or PNG picture, whatever its name says."""

    rule = "S3"
    field = "photo"


class PhotoWrongShape(Refusal):
    """Not the shape of a portrait, or too small; facts `width`, `height` (wanted)."""

    rule = "S3"
    field = "photo"


class FileSeenBefore(FileRefused):
    """The same file was taken before; facts `file`, `first_on` (date), `first_at` (time of day)."""

    rule = "S3"


class FileOfUnknownBatch(FileRefused):
    """No batch has this number; facts `file`, `batch`."""

    rule = "S3"


class FileNotAwaited(FileRefused):
    """The batch does not wait for such a file; facts `file`, `batch`, `state_label`."""

    rule = "S3"
