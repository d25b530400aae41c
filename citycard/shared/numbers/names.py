"""A person's name (姓名): every character a register can hold, nothing that a file or a page could be tricked with."""

import unicodedata

from citycard.shared.numbers.refused import NumberRefused

LONGEST = 50
DOT = "·"  # U+00B7, as the household register writes it: 阿依古丽·买买提
_LOOK_ALIKES = str.maketrans(dict.fromkeys("•‧・∙⋅･", DOT))
_FORMULA_STARTERS = "=+-@＝＋－＠\t\r"
_JOINTS = f"{DOT}-'’"
_ALLOWED_MARKS = f"{_JOINTS} ."
FIRST_EASTERN = "\u2e80"  # from here on: ideographs and the other scripts of the east


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


class NameHasInnerSpace(NumberRefused):
    """A space beside a Chinese character; only names in other letters are written with spaces."""

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
    _check_places(name)
    return name


def _check_character(character: str) -> None:
    if unicodedata.category(character) == "Nd":
        raise NameHasDigit
    if not (_is_letter(character) or _is_accent(character) or character in _ALLOWED_MARKS):
        raise _strange(character)


def _check_places(name: str) -> None:
    """A name begins with a letter and ends with no joint; a space stands only between letters of the west."""
    if not _is_letter(name[0]):
        raise _strange(name[0])
    if name[-1] in _JOINTS:
        raise _strange(name[-1])
    for place, character in enumerate(name):
        if character == " " and max(name[place - 1], name[place + 1]) >= FIRST_EASTERN:
            raise NameHasInnerSpace


def _is_letter(character: str) -> bool:
    """Planes 2 and 3 hold only ideographs, also those newer than this Python's tables; 〇 counts as a numeral there."""
    point = ord(character)
    if character == "〇" or 0x20000 <= point <= 0x3FFFD:
        return True
    is_full_width_latin = 0xFF01 <= point <= 0xFF5E
    return unicodedata.category(character)[0] == "L" and not is_full_width_latin


def _is_accent(character: str) -> bool:
    """A mark that belongs to a letter; not a variation selector, which would make two equal names differ."""
    point = ord(character)
    is_variation_selector = 0xFE00 <= point <= 0xFE0F or point >= 0xE0100
    return unicodedata.category(character)[0] == "M" and not is_variation_selector


def _strange(character: str) -> NameHasStrangeCharacter:
    return NameHasStrangeCharacter(character=f"U+{ord(character):04X}")
