"""Mobile number (手机号码): 11 digits, beginning with 13 to 19, S4.4."""

from citycard.shared.numbers.refused import NumberRefused, is_digits


class MobileNotDigits(NumberRefused):
    """Something else than digits."""

    rule = "S4.4"
    field = "mobile"


class MobileWrongLength(NumberRefused):
    """Not 11 digits; fact ``length``."""

    rule = "S4.4"
    field = "mobile"


class MobileWrongStart(NumberRefused):
    """No mobile number begins like this."""

    rule = "S4.4"
    field = "mobile"


def validate(text: str) -> str:
    """The 11 digits, without blanks, hyphens and +86. Refuses wrong form, length or start."""
    number = text.strip().replace(" ", "").replace("-", "").removeprefix("+86")
    if not is_digits(number):
        raise MobileNotDigits
    if len(number) != 11:
        raise MobileWrongLength(length=len(number))
    if number[0] != "1" or number[1] not in "3456789":
        raise MobileWrongStart
    return number
