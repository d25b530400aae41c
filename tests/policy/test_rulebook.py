"""Every rule has plain words of our own in both languages (A4)."""

from datetime import date

import pytest

from citycard import policy

SECTIONS = {1: 5, 2: 5, 3: 2, 4: 4, 5: 4, 6: 3, 7: 2, 8: 3, 9: 3, 10: 4, 11: 2, 12: 1, 13: 2, 14: 2, 15: 6, 16: 8, 17: 0}
NUMBERS = [
    *(f"S{section}" for section in SECTIONS),
    *(f"S{section}.{item}" for section, last in SECTIONS.items() for item in range(1, last + 1)),
    "S15.0",
    *(f"A{item}" for item in range(1, 5)),
]
DIGITS = "零一二三四五六七八九十"
# Values that a rule turns on and its words do not spell out: names, yes-or-no, nothing due, not set.
UNSPOKEN = {
    "cards.number_prefix",
    "pins.social_initial",
    "pins.social_initial_may_transact",
    "pins.bank_attempts_per_day",
    "people.guardian_until_age",
    "people.majority_age",
    "cards.first_card_fee_fen",
    "cards.replacement_fee_fen",
    "cards.temporary_fee_fen",
    "cards.temporary_lost_fee_fen",
}


def test_exactly_the_rulebooks_numbers() -> None:
    assert sorted(policy.rules()) == sorted(NUMBERS)


@pytest.mark.parametrize("number", NUMBERS)
def test_words_in_both_languages(number: str) -> None:
    """A4: a refusal can say its rule in plain Chinese, and in English when chosen."""
    zh, en = policy.rule_text(number), policy.rule_text(number, "en")
    assert 8 <= len(zh) <= 110
    assert zh.endswith("。")
    assert en.endswith(".")
    assert en.isascii()
    assert policy.rule(number).since == date(2016, 5, 1)


def test_language_by_its_first_letters() -> None:
    assert policy.rule_text("S5.4", "en-gb") == policy.rule_text("S5.4", "en")
    assert policy.rule_text("S5.4", "zh-hans") == policy.rule_text("S5.4")


@pytest.mark.parametrize("number", [number for number, rule in policy.rules().items() if rule.values])
def test_the_words_say_the_value_in_force(number: str) -> None:
    """A1: when a value changes, the words of its rule must change with it."""
    rule = policy.rule(number)
    for name in rule.values:
        assert name in policy.values()
        if name in UNSPOKEN:
            continue
        value = policy.values()[name].history[-1].value
        for part in value if isinstance(value, tuple) else (value,):
            assert any(word in rule.words.zh for word in _spellings(part)), f"{number} does not say {name} = {part}"


def _spellings(number: int) -> tuple[str, ...]:
    tens, ones = divmod(number, 10)
    chinese = (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones or not tens else "")
    return (str(number), chinese)
