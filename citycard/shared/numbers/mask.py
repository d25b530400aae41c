"""Masks (脱敏): how numbers are shown outside the desk that needs them, S12."""


def mask_citizen(number: str) -> str:
    """``2104**********1234``."""
    return _keep(number, 4, 4)


def mask_mobile(number: str) -> str:
    """``139****5628``."""
    return _keep(number, 3, 4)


def mask_card(number: str) -> str:
    """``A0****038``."""
    return _keep(number, 2, 3)


def mask_bank_card(number: str) -> str:
    """``6200 00** **** ***4 186``: first six and last four, in groups of four."""
    masked = _keep(number, 6, 4)
    return " ".join(masked[start : start + 4] for start in range(0, len(masked), 4))


def mask_account(number: str) -> str:
    """``尾号 4186``'s four digits: only the last four, for sentences and messages."""
    return number[-4:] if len(number) > 4 else ""


def mask_name(name: str) -> str:
    """``孙**``: the first character, the rest as stars."""
    return name[:1] + "*" * max(len(name) - 1, 0)


def _keep(number: str, first: int, last: int) -> str:
    """Keep both ends. A number too short to hide anything in is hidden whole."""
    if len(number) <= first + last:
        return "*" * len(number)
    return number[:first] + "*" * (len(number) - first - last) + number[-last:]
