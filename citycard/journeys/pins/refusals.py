"""What the journeys of PINs say no with; texts in `channels/texts/journeys_pins.yaml`."""

from citycard.shared.refusal import Refusal


class CardNoLongerInUse(Refusal):
    """The card has ended: it was replaced, handed in or cancelled; fact `card_number`, masked."""

    rule = "S9"
    field = "card_number"


class InitialPinNotEnough(Refusal):
    """The city wants the initial social PIN changed before the card is used (policy `pins.social_initial_may_transact`)."""

    rule = "S5.3"


class UseNotAtPharmacy(Refusal):
    """A pharmacy sells medicine; treatment and stays are the hospital's; fact `use`."""

    rule = "S2.1"
    field = "use"


class OldCardVoid(Refusal):
    """The old medical card is not valid any more; fact `voided_on`, its first day without use."""

    rule = "S5.2"
    field = "card_number"


class OldCardReportedLost(Refusal):
    """The old medical card is reported lost."""

    rule = "S7.2"
    field = "card_number"


class OldCardPinLocked(Refusal):
    """The old medical card's PIN is locked; fact `tries`, how many wrong ones in a row do that."""

    rule = "S6.2"
    field = "card_number"
