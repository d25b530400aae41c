"""Chip identification code (卡识别码, AAZ501): 32 hexadecimal characters that the factory returns, S1.4."""

import re
from dataclasses import dataclass

from citycard.shared.numbers.refused import NumberRefused, clean

APPLICATION_ID = "D156000005"
_LAYOUT = re.compile(r"[0-9]{6}D156000005[0-9A-F]{16}")


class ChipCodeWrongLength(NumberRefused):
    """Not 32 characters; fact ``length``."""

    rule = "S1.4"
    field = "chip_code"


class ChipCodeWrongForm(NumberRefused):
    """Not six digits of the issuing city, D156000005 and sixteen hexadecimal digits."""

    rule = "S1.4"
    field = "chip_code"


class ChipCodeOfAnotherCity(NumberRefused):
    """The chip was made for another issuing city; fact ``division``."""

    rule = "S1.4"
    field = "chip_code"


@dataclass(frozen=True, slots=True)
class ChipCode:
    """A chip code that passed, and the division that issued the card."""

    code: str
    division: str


def parse(text: str, issuer: str = "") -> ChipCode:
    """Read a chip code. Refuses wrong length or layout, or another city than ``issuer`` if one is given."""
    code = clean(text)
    if len(code) != 32:
        raise ChipCodeWrongLength(length=len(code))
    if not _LAYOUT.fullmatch(code):
        raise ChipCodeWrongForm
    if issuer and code[:6] != issuer:
        raise ChipCodeOfAnotherCity(division=code[:6])
    return ChipCode(code=code, division=code[:6])


def validate(text: str, issuer: str = "") -> str:
    """The code as ``parse`` reads it."""
    return parse(text, issuer).code


def make(issuer: str, serial: int) -> str:
    """A code of the right layout, as a factory would return it (sample cities, tests): no real key stands behind."""
    return f"{issuer}{APPLICATION_ID}{serial:016X}"
