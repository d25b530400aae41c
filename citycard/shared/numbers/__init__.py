"""The kinds of number and the name: one file a kind, each with its own refusals.

A number is stripped and upper-cased, nothing else is guessed. Facts of a refusal never hold the number.
"""

from citycard.shared.numbers import bank_card, card, chip, citizen, credit_code, mask, mobile, names, nation
from citycard.shared.numbers.chip import ChipCode
from citycard.shared.numbers.citizen import CitizenNumber, Sex
from citycard.shared.numbers.names import validate_name
from citycard.shared.numbers.refused import NumberRefused

__all__ = [
    "ChipCode",
    "CitizenNumber",
    "NumberRefused",
    "Sex",
    "bank_card",
    "card",
    "chip",
    "citizen",
    "credit_code",
    "mask",
    "mobile",
    "names",
    "nation",
    "validate_name",
]
