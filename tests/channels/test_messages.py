"""A4: a refusal says which rule refuses it, in plain Chinese, and what to do instead."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from citycard.channels import messages, wording
from citycard.channels.messages import ShownFact, explain, field_error, show
from citycard.channels.wording import BadTexts, Wording
from citycard.shared.numbers.citizen import CitizenNumberBornInFuture
from citycard.shared.numbers.mobile import MobileWrongLength
from citycard.shared.refusal import Refusal

ENTRY = """
messages_lamp_is_out:
  zh: {cannot: "不能开{lamp}", because: "%s", can: ["等到{day}再来", "换一盏"]}
  en: {cannot: "The {lamp} cannot be lit", because: "%s", can: ["Come back on {day}", "Take another"]}
_facts:
  lamp: {zh: 灯, en: Lamp}
  day: {zh: 日期, en: Day}
_words:
  lamp: {hall: {zh: 大厅的灯, en: lamp of the hall}}
"""


class MessagesLampIsOut(Refusal):
    rule = "S5.2"
    field = "lamp"


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own folder of texts, with one refusal in it."""
    write(tmp_path, ENTRY % ("灯坏了。", "it is broken"))
    monkeypatch.setattr(messages, "wording", lambda: wording.wording.__wrapped__(tmp_path))
    return tmp_path


def write(folder: Path, content: str, name: str = "lamps.yaml") -> None:
    (folder / name).write_text(content, encoding="utf-8")


def test_a_refusal_is_explained_in_plain_chinese(texts: Path) -> None:
    told = explain(MessagesLampIsOut(lamp="hall", day=date(2027, 3, 1), secret="x"))
    assert told.cannot == "不能开大厅的灯"
    assert told.because == "因为灯坏了。"
    assert told.can == ("等到2027年3月1日再来", "换一盏")
    assert told.facts == (ShownFact("灯", "大厅的灯"), ShownFact("日期", "2027年3月1日"))
    assert (told.code, told.rule, told.law_since) == ("messages_lamp_is_out", "S5.2", date(2016, 5, 1))
    assert "六个月" in told.law or "6 个月" in told.law


@pytest.mark.parametrize("lang", ["en", "en-gb"])
def test_and_in_english(texts: Path, lang: str) -> None:
    told = explain(MessagesLampIsOut(lamp="desk", day=date(2027, 3, 1)), lang)
    assert told.cannot == "The desk cannot be lit"
    assert told.because == "Because it is broken."
    assert told.can[0] == "Come back on 1 March 2027"
    assert told.facts[1] == ShownFact("Day", "1 March 2027")
    assert "month" in told.law


@pytest.mark.parametrize("zh", ["灯坏了", "灯坏了。", "因为灯坏了", "因为灯坏了。"])
def test_because_is_written_with_or_without_its_conjunction(texts: Path, zh: str) -> None:
    write(texts, ENTRY % (zh, "Something broke"))
    assert explain(MessagesLampIsOut()).because == "因为灯坏了。"
    assert field_error(MessagesLampIsOut()) == "灯坏了"
    assert explain(MessagesLampIsOut(), "en").because == "Something broke."


@pytest.mark.parametrize("en", ["it is broken", "because it is broken.", "It is broken"])
def test_the_sentence_at_a_field_begins_with_a_capital(texts: Path, en: str) -> None:
    write(texts, ENTRY % ("灯坏了", en))
    assert field_error(MessagesLampIsOut(), "en") == "It is broken"


def test_a_fact_nobody_gave_shows_as_a_dash(texts: Path) -> None:
    told = explain(MessagesLampIsOut())
    assert told.cannot == "不能开—"
    assert told.facts == ()


def test_a_field_error_says_what_is_wrong_and_what_is_right() -> None:
    """The standard's own sentence."""
    assert field_error(MobileWrongLength(length=10)) == "手机号码要填 11 位数字，现在是 10 位"
    assert field_error(MobileWrongLength(length=10), "en") == "The mobile number has 11 digits; this has 10"
    assert field_error(CitizenNumberBornInFuture(born_on=date(2027, 1, 2))) == "号码里的出生日期是2027年1月2日，还没有到"


def test_the_law_stands_beside_the_refusal() -> None:
    told = explain(CitizenNumberBornInFuture(born_on=date(2027, 1, 2)))
    assert told.facts == (ShownFact("号码里的出生日期", "2027年1月2日"),)
    assert told.rule == "S1.2"
    assert "公民身份号码" in told.law


@pytest.mark.parametrize(
    ("name", "value", "lang", "text"),
    [
        ("number", "SQ20261123-000001", "zh", "SQ20261123-000001"),
        ("length", 10, "zh", "10"),
        ("limit", 100_000, "zh", "100,000"),
        ("year", 2026, "zh", "2026"),
        ("fee_fen", 128650, "zh", "1,286.50"),
        ("on", date(2026, 11, 23), "zh", "2026年11月23日"),
        ("on", date(2026, 11, 23), "en", "23 November 2026"),
        ("at", datetime(2026, 11, 23, 6, 6, tzinfo=UTC), "zh", "2026年11月23日 14:06"),
        ("at", datetime(2026, 11, 22, 16, 6, tzinfo=UTC), "en", "23 November 2026 00:06"),
    ],
)
def test_facts_are_written_as_people_read_them(name: str, value: str | int | date, lang: str, text: str) -> None:
    """A1: days and moments in China time, money in yuan."""
    assert show(name, value, lang) == text


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("a: [", "bad.yaml"),
        ("a: {zh: {cannot: x, because: x, can: [x]}}", "missing ..en"),
        ("a: {zh: {cannot: x, because: x, can: []}, en: {cannot: x, because: x, can: [x]}}", "at least one way on"),
        ("a: {zh: {cannot: x, because: x, can: x}, en: {cannot: x, because: x, can: [x]}}", "at least one way on"),
        ("a: {zh: {cannot: x, can: [x]}, en: {cannot: x, because: x, can: [x]}}", "missing ..because"),
        ("a: {zh: {cannot: x, because: x, can: [x], cann: x}, en: {cannot: x, because: x, can: [x]}}", "unknown ..cann"),
        ("a: {zh: {cannot: 1, because: x, can: [x]}, en: {cannot: x, because: x, can: [x]}}", "expected a text"),
        ("a: {zh: {cannot: x, because: x, can: [' ']}, en: {cannot: x, because: x, can: [x]}}", "expected a text"),
        ("a: x", "expected names"),
        ("- a", "expected names"),
        ("a: {}\na: {}", "a is written twice"),
        ("_facts: {number: {zh: 编号}}", "missing ..en"),
        ("_words: {channel: {bank: 银行}}", "expected names"),
        ("messages_lamp_is_out: {}", "written twice"),
    ],
)
def test_a_wrong_texts_file_says_where_it_is_wrong(texts: Path, content: str, complaint: str) -> None:
    write(texts, content, "bad.yaml" if "lamp" not in content else "z.yaml")
    with pytest.raises(BadTexts, match=complaint):
        wording.wording.__wrapped__(texts)


def test_a_refusal_without_a_text_is_our_mistake() -> None:
    with pytest.raises(BadTexts, match="messages_lamp_is_out"):
        Wording().sentence("messages_lamp_is_out", "zh")


def test_an_empty_file_is_no_mistake(texts: Path) -> None:
    write(texts, "# nothing yet\n", "empty.yaml")
    assert "messages_lamp_is_out" in wording.wording.__wrapped__(texts).sentences


def test_the_house_reads_its_texts_once() -> None:
    assert wording.wording() is wording.wording()
