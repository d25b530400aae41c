"""A person's name (姓名): every character a register can hold, nothing that a file or a page could be tricked with."""

import unicodedata

from citycard.shared.numbers.refused import NumberRefused

LONGEST = 50
DOT = "·"  # U+00B7, as the household register writes it: 阿依古丽·买买提
_LOOK_ALIKES = str.maketrans(dict.fromkeys("•‧・∙⋅･", DOT))
_FORMULA_STARTERS = "=+-@＝＋－＠\t\r"
_ALLOWED_MARKS = f"{DOT} .-'’〇"


class NameMissing(NumberRefused):
    """No name was given."""

    rule = "S1.2"
    field = "name"


class NameTooLong(NumberRefused):
    """More than 50 characters; fact ``length``."""

    rule = "S1.2"
    field = "name"


class NameHasOuterSpace(NumberRefused):
    """A space before or after the name."""

    rule = "S1.2"
    field = "name"


class NameHasDigit(NumberRefused):
    """A digit in the name."""

    rule = "S1.2"
    field = "name"


class NameStartsLikeFormula(NumberRefused):
    """The name begins with a sign that a spreadsheet would run as a formula."""

    rule = "S1.2"
    field = "name"


class NameHasStrangeCharacter(NumberRefused):
    """A control, private-use or other character that no name is written with; fact ``character`` is its code point."""

    rule = "S1.2"
    field = "name"


def validate_name(text: str) -> str:
    """The name with its dot as U+00B7. Refuses what no register holds; rare characters such as 䶮 and 𠮷 pass."""
    name = text.translate(_LOOK_ALIKES)
    if not name.strip():
        raise NameMissing
    if name[0] in _FORMULA_STARTERS:
        raise NameStartsLikeFormula
    if name != name.strip():
        raise NameHasOuterSpace
    if len(name) > LONGEST:
        raise NameTooLong(length=len(name))
    for character in name:
        _check_character(character)
    return name


def _check_character(character: str) -> None:
    category = unicodedata.category(character)
    if category == "Nd":
        raise NameHasDigit
    if not _may_stand_in_a_name(character, category):
        raise NameHasStrangeCharacter(character=f"U+{ord(character):04X}")


def _may_stand_in_a_name(character: str, category: str) -> bool:
    """Letters and their marks. Planes 2 and 3 hold only ideographs, also those newer than this Python's tables."""
    point = ord(character)
    if character in _ALLOWED_MARKS or 0x20000 <= point <= 0x3FFFD:
        return True
    is_full_width_latin = 0xFF01 <= point <= 0xFF5E
    is_variation_selector = 0xFE00 <= point <= 0xFE0F or point >= 0xE0100
    return category[0] in "LM" and not (is_full_width_latin or is_variation_selector)
