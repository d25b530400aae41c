"""What the web hall says no with."""

from citycard.shared.refusal import Refusal


class AskedTooOften(Refusal):
    """Too many codes or look-ups in an hour for one number, or from one address; facts `limit`, `again_at`."""

    rule = "S14.2"


class LoginCodeWrong(Refusal):
    """The code does not fit; fact `left`, the tries that are left."""

    rule = "S14.2"
    field = "code"


class LoginCodeOver(Refusal):
    """The code is used, tried too often or too old; a new one is needed."""

    rule = "S14.2"


class NothingFound(Refusal):
    """No card under way for this pair of number and phone: whichever of the two is wrong (S4.4)."""

    rule = "S4.4"


class HolderDead(Refusal):
    """The register says that the person of this log-in has died: the log-in is used by nobody any more."""

    rule = "S11.1"


class CardsEnded(Refusal):
    """The person of this log-in has died, and the card and the account have ended: nothing is left to do; facts `ended_on`, `number`."""

    rule = "S11.2"


class NoOwnApplication(Refusal):
    """No open application that the person handed in: there is none, or the unit did."""

    rule = "S3"
