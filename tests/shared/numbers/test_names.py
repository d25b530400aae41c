"""S1.2: a person's name, as the household register holds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycard.shared.numbers import NumberRefused, validate_name
from citycard.shared.numbers.names import (
    NameHasDigit,
    NameHasInnerSpace,
    NameHasOuterSpace,
    NameHasStrangeCharacter,
    NameMissing,
    NameStartsLikeFormula,
    NameTooLong,
)


@pytest.mark.parametrize(
    "name",
    [
        "王芳",
        "陈一诺",
        "龙䶮",
        "王㼆",
        "𠮷示例",
        "刘𬀩",
        "张\U00030edd",
        "李\U000323af",  # newer than this Python's tables
        "王〇",
        "阿依古丽·买买提",
        "Anna-Maria O'Neil",
        "J. Smith",
        "氵",
        "示" * 50,
        "𠮷" * 50,
    ],
)
def test_a_name_of_the_register_passes_unchanged(name: str) -> None:
    assert validate_name(name) == name
    assert name.encode("gb18030").decode("gb18030") == name


@pytest.mark.parametrize("dot", list("·•‧・∙⋅･"))
def test_every_dot_becomes_the_registers_dot(dot: str) -> None:
    assert validate_name(f"阿依古丽{dot}买买提") == "阿依古丽·买买提"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NameMissing),
        ("   ", NameMissing),
        ("　", NameMissing),
        (" 王芳", NameHasOuterSpace),
        ("王芳　", NameHasOuterSpace),
        ("王芳\n", NameHasOuterSpace),
        ("示" * 51, NameTooLong),
        ("王芳2", NameHasDigit),
        ("王芳２", NameHasDigit),
        ("=cmd()", NameStartsLikeFormula),
        ("+王芳", NameStartsLikeFormula),
        ("-王芳", NameStartsLikeFormula),
        ("@王芳", NameStartsLikeFormula),
        ("＝王芳", NameStartsLikeFormula),
        ("\t王芳", NameStartsLikeFormula),
        ("王\x00芳", NameHasStrangeCharacter),
        ("王\u200b芳", NameHasStrangeCharacter),
        ("王\u202e芳", NameHasStrangeCharacter),
        ("王\ue000芳", NameHasStrangeCharacter),
        ("王\ud842芳", NameHasStrangeCharacter),
        ("王\ufffd芳", NameHasStrangeCharacter),
        ("王\U000f0000", NameHasStrangeCharacter),
        ("王\U000e0100", NameHasStrangeCharacter),
        ("王\ufe0f", NameHasStrangeCharacter),
        ("王芳😀", NameHasStrangeCharacter),
        ("王<b>", NameHasStrangeCharacter),
        ("王(芳)", NameHasStrangeCharacter),
        ("王，芳", NameHasStrangeCharacter),
        ("Ｗang", NameHasStrangeCharacter),
        ("王 芳", NameHasInnerSpace),
        ("Anna 王", NameHasInnerSpace),
        ("··", NameHasStrangeCharacter),
        ("·王", NameHasStrangeCharacter),
        ("王·", NameHasStrangeCharacter),
        (".王", NameHasStrangeCharacter),
        ("\u0301王", NameHasStrangeCharacter),
        ("Anna-", NameHasStrangeCharacter),
    ],
)
def test_what_no_register_holds_is_refused_for_its_own_reason(text: str, refusal: type[NumberRefused]) -> None:
    with pytest.raises(NumberRefused) as refused:
        validate_name(text)
    assert type(refused.value) is refusal
    assert (refused.value.rule, refused.value.field) == ("S1.2", "name")


def test_the_strange_character_is_named_by_its_code_point() -> None:
    with pytest.raises(NameHasStrangeCharacter) as refused:
        validate_name("王\u200b芳")
    assert refused.value.facts == {"character": "U+200B"}


@given(st.text(max_size=60))
def test_whatever_passes_can_be_written_to_every_file(text: str) -> None:
    """The bank's and factory's files are GB18030; a spreadsheet must not run a name."""
    try:
        name = validate_name(text)
    except NumberRefused:
        return
    assert name.encode("gb18030").decode("gb18030") == name
    assert name == name.strip()
    assert 1 <= len(name) <= 50
    assert name[0] not in "=+-@\t\r"
    assert validate_name(name) == name
