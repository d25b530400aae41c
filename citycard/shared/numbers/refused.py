"""The common base of what numbers and names are refused with."""

from citycard.shared.refusal import Refusal


class NumberRefused(Refusal, abstract=True):
    """A number or name that cannot be right. Its facts never hold the number itself."""


def clean(text: str) -> str:
    """Strip and upper-case: the only two things we do to what somebody typed."""
    return text.strip().upper()


def is_digits(text: str) -> bool:
    """True for ASCII digits only: ``str.isdigit`` also takes other scripts' digits."""
    return text.isascii() and text.isdigit()
