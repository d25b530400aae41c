"""Social security card number (社会保障卡卡号, AAZ500): eight characters and a GB 11714 check character, S1.3."""

import re

from citycard.shared.numbers.refused import NumberRefused, clean

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_PRODUCTS = tuple({char: weight * value for value, char in enumerate(_ALPHABET)} for weight in _WEIGHTS)
_CHECK = "0X987654321"
_BODY = re.compile(r"[0-9A-Z]{8}")
_NUMBER = re.compile(r"[0-9A-Z]{8}[0-9X]")


class CardNumberWrongLength(NumberRefused):
    """Not 9 characters; fact ``length``."""

    rule = "S1.3"
    field = "card_number"


class CardNumberWrongForm(NumberRefused):
    """Something else than digits and capital letters, or a last character that is neither digit nor X."""

    rule = "S1.3"
    field = "card_number"


class CardNumberWrongCheck(NumberRefused):
    """The last character does not fit the other eight."""

    rule = "S1.3"
    field = "card_number"


def check_char(body: str) -> str:
    """The ninth character for eight digits or capital letters (GB 11714, modulus 11)."""
    if not _BODY.fullmatch(body):
        raise CardNumberWrongForm
    return _check(body)


def is_valid(number: str) -> bool:
    """True if form and check character are right; for whole files, where a reason is not wanted."""
    return _NUMBER.fullmatch(number) is not None and _check(number[:8]) == number[8]


def validate(text: str) -> str:
    """The number, stripped and upper-cased. Refuses wrong length, form or check (S1.3)."""
    number = clean(text)
    if len(number) != 9:
        raise CardNumberWrongLength(length=len(number))
    if not _NUMBER.fullmatch(number):
        raise CardNumberWrongForm
    if _check(number[:8]) != number[8]:
        raise CardNumberWrongCheck
    return number


def make(prefix: str, serial: int) -> str:
    """The city's prefix, the serial padded with zeros to eight characters, the check character (S1.3).

    ValueError if the serial does not fit: the city needs another prefix, and no number is ever used twice.
    """
    return make_many(prefix, serial, 1)[0]


def make_many(prefix: str, first_serial: int, count: int) -> list[str]:
    """``count`` numbers from ``first_serial`` on, for a production batch."""
    width = 8 - len(prefix)
    if not 1 <= width <= 7 or not _BODY.fullmatch(prefix.ljust(8, "0")):
        raise ValueError("a prefix is one to seven digits or capital letters")
    if first_serial < 0 or first_serial + count > 10**width:
        raise ValueError("the serials do not fit behind the prefix")
    bodies = (f"{prefix}{serial:0{width}d}" for serial in range(first_serial, first_serial + count))
    return [body + _check(body) for body in bodies]


def _check(body: str) -> str:
    p = _PRODUCTS
    a, b, c, d, e, f, g, h = body
    return _CHECK[(p[0][a] + p[1][b] + p[2][c] + p[3][d] + p[4][e] + p[5][f] + p[6][g] + p[7][h]) % 11]
