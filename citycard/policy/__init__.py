"""The law as dated data (政策): values, rules in plain words, the catalogue of services, texts of notices."""

from citycard.policy.errors import BadPolicy, NotCovered, PolicyError, UnknownPolicy, WrongKind
from citycard.policy.reading import Text, Value
from citycard.policy.values import (
    DatedValue,
    PolicyValue,
    decimal_of,
    flag_of,
    integer_of,
    integers_of,
    policy_value,
    text_of,
    value_of,
    values,
)

__all__ = [
    "BadPolicy",
    "DatedValue",
    "NotCovered",
    "PolicyError",
    "PolicyValue",
    "Text",
    "UnknownPolicy",
    "Value",
    "WrongKind",
    "decimal_of",
    "flag_of",
    "integer_of",
    "integers_of",
    "policy_value",
    "text_of",
    "value_of",
    "values",
]
