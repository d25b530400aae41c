"""Money is a whole number of fen (分), A1. No floats come near it."""

import re
from typing import NewType

from citycard.shared.refusal import Refusal

Fen = NewType("Fen", int)

_AMOUNT = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d{1,14})(?:\.(\d{1,2}))?")


class AmountNotReadable(Refusal):
    """The amount is not written as yuan with at most two decimals."""

    rule = "A1"
    field = "amount"


def yuan(fen: int) -> str:
    """``128650`` → ``"1,286.50"``: yuan as pages show it, without the unit."""
    whole, cents = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{cents:02d}"


def parse_yuan(text: str) -> Fen:
    """``"1,286.50"`` or ``"1286.5"`` → ``128650`` fen. Refuses anything else (AmountNotReadable)."""
    found = _AMOUNT.fullmatch(text.strip()) if text.isascii() else None
    if found is None:
        raise AmountNotReadable
    sign, whole, cents = found.group(1), found.group(2).replace(",", ""), found.group(3) or ""
    fen = int(whole) * 100 + int(cents.ljust(2, "0"))
    return Fen(-fen if sign else fen)
