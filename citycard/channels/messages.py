"""Refusal → words (A4): which rule refuses, why, by which facts, and what to do instead. Every channel asks here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from citycard.channels.wording import Wording, wording
from citycard.policy import rule
from citycard.shared.clock import CHINA
from citycard.shared.money import yuan
from citycard.shared.refusal import Fact, Refusal

_STOPS = "。.！!"


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One line of “根据什么”: what the fact is called and what it is."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A refusal as a person reads it: ``because`` is a whole sentence, ``can`` the ways on, ``law`` the rule in plain words."""

    code: str
    rule: str
    cannot: str
    because: str
    law: str
    law_since: date
    facts: tuple[ShownFact, ...]
    can: tuple[str, ...]


def explain(refusal: Refusal, lang: str = "zh") -> Explanation:
    """The refusal in Chinese, or in English if ``lang`` begins with “en”."""
    language = _language(lang)
    words = wording()
    text = words.sentence(refusal.code, language)
    shown = _Shown({name: show(name, value, language) for name, value in refusal.facts.items()})
    law = rule(refusal.rule)
    return Explanation(
        code=refusal.code,
        rule=refusal.rule,
        cannot=text.cannot.format_map(shown),
        because=_whole_sentence(text.because.format_map(shown), language),
        law=law.clause(refusal.clause).of(language),
        law_since=law.since,
        facts=_labelled(words, shown, language),
        can=tuple(way.format_map(shown) for way in text.can),
    )


def field_error(refusal: Refusal, lang: str = "zh") -> str:
    """One short sentence to stand at the field: what is wrong and what is right, without a full stop."""
    language = _language(lang)
    text = wording().sentence(refusal.code, language)
    shown = _Shown({name: show(name, value, language) for name, value in refusal.facts.items()})
    return (text.field or _bare(text.because, language)).format_map(shown).rstrip(_STOPS)


def show(name: str, value: Fact, lang: str = "zh") -> str:
    """A fact as people read it: days and moments in China time, fen as yuan, codes by their word, ``a|b`` as a list."""
    if isinstance(value, datetime):
        moment = value.astimezone(CHINA) if value.tzinfo else value
        return f"{_day(moment, lang)} {moment:%H:%M}"
    if isinstance(value, date):
        return _day(value, lang)
    if isinstance(value, int):
        return yuan(value) if name.endswith("_fen") else f"{value:,}" if abs(value) >= 10_000 else str(value)
    words = wording().words.get(name)
    if words is None:
        return value
    return ("、" if lang == "zh" else ", ").join(words.get(code, {}).get(lang, code) for code in value.split("|"))


class _Shown(dict[str, str]):
    """A fact that nobody gave shows as a dash: a sentence with a hole is better than no page."""

    def __missing__(self, name: str) -> str:
        return "—"


def _labelled(words: Wording, shown: Mapping[str, str], lang: str) -> tuple[ShownFact, ...]:
    return tuple(ShownFact(words.facts[name][lang], value) for name, value in shown.items() if name in words.facts)


def _language(lang: str) -> str:
    return "en" if lang.startswith("en") else "zh"


def _day(day: date, lang: str) -> str:
    return f"{day.day} {day:%B %Y}" if lang == "en" else f"{day.year}年{day.month}月{day.day}日"


def _bare(because: str, lang: str) -> str:
    if lang == "zh":
        return because.removeprefix("因为")
    bare = because.removeprefix("because ").removeprefix("Because ")
    return bare[:1].upper() + bare[1:]


def _whole_sentence(because: str, lang: str) -> str:
    """``还没到 16 周岁`` → ``因为还没到 16 周岁。``; an English text that begins with a capital stands by itself."""
    text = because.rstrip(_STOPS)
    if lang == "zh":
        return f"因为{text.removeprefix('因为')}。"
    return f"{text}." if text[:1].isupper() else f"Because {text.removeprefix('because ')}."
