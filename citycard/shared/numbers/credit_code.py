"""Unified social credit code (统一社会信用代码, GB 32100), by which employers and schools are known, S3.1."""

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from citycard.shared.numbers.refused import NumberRefused, clean


class CreditCodeWrongLength(NumberRefused):
    """Not 18 characters; fact ``length``."""

    rule = "S3.1"
    field = "credit_code"


class CreditCodeWrongForm(NumberRefused):
    """A character that the code does not use: I, O, S, V and Z are left out of it."""

    rule = "S3.1"
    field = "credit_code"


class CreditCodeWrongCheck(NumberRefused):
    """The last character does not fit the others."""

    rule = "S3.1"
    field = "credit_code"


def validate(text: str) -> str:
    """The code, stripped and upper-cased. Refuses wrong length, form or check."""
    code = clean(text)
    if len(code) != 18:
        raise CreditCodeWrongLength(length=len(code))
    if not (code.isascii() and code.isalnum()):
        raise CreditCodeWrongForm
    try:
        return uscc.validate(code)
    except InvalidChecksum as error:
        raise CreditCodeWrongCheck from error
    except ValidationError as error:
        raise CreditCodeWrongForm from error


def make(registrar: str, division: str, organisation: str) -> str:
    """A code from its parts (sample cities, tests): two characters, six digits, nine characters."""
    body = f"{registrar}{division}{organisation}"
    return body + uscc.calc_check_digit(body)
