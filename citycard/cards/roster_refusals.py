"""What rosters and photos of units are refused with (S3.1); texts in `channels/texts/roster.yaml`."""

from citycard.shared.refusal import Refusal


class RosterUnknown(Refusal):
    """There is no such roster."""

    rule = "S3.1"


class RosterEmpty(Refusal):
    """The roster has no row; fact `file`."""

    rule = "S3.1"
    field = "roster"


class RosterTooLong(Refusal):
    """More rows than a roster may have; facts `count`, `limit`."""

    rule = "S3.1"
    field = "roster"


class RosterWithoutGoodRows(Refusal):
    """No row of the roster can be applied for; fact `count` of its rows."""

    rule = "S3.1"


class RosterRowTwice(Refusal):
    """The number stands in the roster before; fact `row`, where."""

    rule = "S3.1"
    field = "social_number"


class NameNotAsRegistered(Refusal):
    """The number is registered under another name, which is not told (S12)."""

    rule = "S1.2"
    field = "name"


class RegisteredElsewhere(Refusal):
    """The person is registered with another unit or a community, which is not told (S12)."""

    rule = "S3.1"
    field = "social_number"


class DateNotReadable(Refusal):
    """The last day of the ID card is no date and not 长期."""

    rule = "S4.2"
    field = "id_valid_until"


class AddressNotUsable(Refusal):
    """The address is too long, or holds signs that no address is written with; fact `limit`, characters."""

    rule = "S3.1"
    field = "address"


class PhotoOfNobody(Refusal):
    """The picture's name is neither a row of the roster nor the number of somebody whose application is open; fact `file`."""

    rule = "S3"


class PhotoTwice(Refusal):
    """Two pictures have this name; fact `file`."""

    rule = "S3"
