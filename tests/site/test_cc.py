"""The tags and filters of every page."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from citycard.policy import UnknownPolicy

EVENING_UTC = datetime(2026, 11, 23, 17, 6, tzinfo=UTC)


def drawn(source: str, **context: object) -> str:
    return Template("{% load cc %}" + source).render(Context(context))


@pytest.mark.parametrize(("fen", "shown"), [(128650, "1,286.50"), (0, "0.00"), (-5, "-0.05"), (None, "—")])
def test_money_is_shown_in_yuan(fen: int | None, shown: str) -> None:
    """A1: fen inside, yuan with two decimals on the page; nothing is a dash."""
    assert drawn("{{ fen|yuan }}", fen=fen) == shown


@pytest.mark.parametrize(
    ("hours", "read"),
    [
        ("周一至周五 8:30–11:30，13:00–16:30（示例）", "Mon–Fri 8:30–11:30, 13:00–16:30 (sample)"),
        ("门诊周一至周日 8:00–17:00，急诊全天（示例）", "clinic Mon–Sun 8:00–17:00, emergencies all day (sample)"),
    ],
)
def test_opening_hours_are_read_in_english(hours: str, read: str) -> None:
    """S12.1: whoever reads English finds out when an office is open; in Chinese it stays as the office wrote it."""
    assert drawn("{{ hours|hours }}", hours=hours) == hours
    with translation.override("en"):
        assert drawn("{{ hours|hours }}", hours=hours) == read


def test_moments_are_shown_in_china_time() -> None:
    """A1: 17:06 in UTC is 01:06 of the next day in Fushun."""
    assert (
        drawn("{{ at|cn_datetime }} {{ at|iso_date }} {{ at|cn_time }}", at=EVENING_UTC)
        == "2026年11月24日 01:06 2026-11-24 01:06"
    )


def test_english_pages_write_english_dates() -> None:
    with translation.override("en"):
        assert drawn("{{ day|cn_date }}", day=date(2026, 11, 5)) == "5 November 2026"


@pytest.mark.parametrize("name", ["cn_date", "cn_datetime", "cn_time", "iso_date"])
def test_no_date_is_a_dash(name: str) -> None:
    assert drawn(f"{{{{ nothing|{name} }}}}", nothing=None) == "—"


def test_numbers_are_masked() -> None:
    """S12: pages show the ends of a number only."""
    shown = drawn(
        "{{ c|mask_citizen }} {{ m|mask_mobile }} {{ k|mask_card }}", c="210400199001011234", m="13900005628", k="A00000038"
    )
    assert shown == "2104**********1234 139****5628 A0****038"


def test_a_badge_has_an_icon_and_a_word() -> None:
    shown = drawn("{% badge 'stop' '已挂失' %}")
    assert "t-stop" in shown
    assert "<svg" in shown
    assert shown.endswith("已挂失</span>")


def test_a_rule_carries_its_words() -> None:
    """A4: the number is never alone: its words are one pointing away."""
    assert "六次" in drawn("{% rule 'S6.2' %}") or "6 次" in drawn("{% rule 'S6.2' %}")
    assert drawn("{% rule '' %}") == ""


def test_a_rules_words_are_kept_by_language() -> None:
    """Decision 72: drawn once for each language, whichever was asked for first."""
    chinese = drawn("{% rule 'S6.2' %}")
    with translation.override("en"):
        english = drawn("{% rule 'S6.2' %}")
    assert "规则" in chinese and english.startswith('<cite class="cc-rule" title="Rule S6.2') and "规则" not in english


def test_an_unknown_rule_or_icon_is_an_error() -> None:
    """A page must not cite what the rulebook does not have."""
    with pytest.raises(UnknownPolicy):
        drawn("{% rule 'S99.9' %}")
    with pytest.raises(KeyError):
        drawn("{% icon 'no-such-icon' %}")


def test_text_in_a_badge_is_escaped() -> None:
    assert "&lt;b&gt;" in drawn("{% badge 'ok' word %}", word="<b>")


class Question(forms.Form):
    mobile = forms.CharField(label="手机号码", help_text="11 位")
    reason = forms.ChoiceField(label="怎么没的", choices=[("lost", "丢失")], widget=forms.RadioSelect)
    named = forms.CharField(label="姓名", error_messages={"required": "请填写您的姓名，与证件一致"})
    agreed = forms.BooleanField(label="我已看过")


def test_an_empty_field_is_named_in_its_error() -> None:
    """A4: what is wrong and what is right, in one sentence; a form's own sentence stays."""
    form = Question({})
    said = [drawn("{% for line in field|says %}{{ line }}{% endfor %}", field=field) for field in form]
    assert said == ["请填写“手机号码”", "请选择“怎么没的”", "请填写您的姓名，与证件一致", "请先勾选“我已看过”"]


def test_a_field_is_described_by_its_hint_and_its_error() -> None:
    shown = drawn("{% include 'parts/field.html' %}", field=Question({})["mobile"])
    assert 'aria-describedby="id_mobile-h id_mobile-e"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_mobile-h"' in shown
    assert 'id="id_mobile-e"' in shown
