"""Tags and filters every page uses: icons, badges, rule citations, money, dates, masks."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Field, RadioSelect, Select
from django.forms.boundfield import BoundWidget
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from citycard.channels.hours import hours_words
from citycard.policy import Text, rule_text
from citycard.shared.clock import CHINA
from citycard.shared.money import yuan as as_yuan
from citycard.shared.numbers import mask

register = template.Library()
KEPT = 512  # drawings and citations kept ready

_SYMBOL = re.compile(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>')
_TONE_ICON: Mapping[str, str] = {
    "ok": "circle-check", "warn": "alert-triangle", "stop": "ban", "info": "clock", "off": "circle-dashed",
}  # fmt: skip
_NOTE_ICON: Mapping[str, str] = {"": "info-circle", "info": "info-circle", "warn": "alert-triangle", "stop": "alert-circle"}


@cache
def _icons() -> Mapping[str, str]:
    sheet = (Path(__file__).parent.parent / "icons.svg").read_text(encoding="utf-8")
    return dict(_SYMBOL.findall(sheet))


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """An outline icon as inline SVG, hidden from screen readers; an unknown name is an error."""
    return _drawn(name, css)


@lru_cache(maxsize=KEPT)
def _drawn(name: str, css: str) -> SafeString:
    """An icon drawn once: a page has forty, and always the same."""
    return format_html(
        '<svg class="ico{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round"'
        ' stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>',
        f" {css}" if css else "",
        mark_safe(_icons()[name]),  # noqa: S308 our own file
    )


@register.simple_tag
def note_icon(tone: str = "") -> SafeString:
    """The icon a notice of this tone carries when the page names none."""
    return icon(_NOTE_ICON[tone])


@register.simple_tag
def badge(tone: str, word: str, name: str = "") -> SafeString:
    """A state badge (tone ok, warn, stop, info or off): icon and word first, colour third."""
    return format_html('<span class="cc-badge t-{}">{}{}</span>', tone, icon(name or _TONE_ICON[tone]), word)


@register.simple_tag
def rule(number: str) -> SafeString:
    """A rule citation (规则号), with the rule in plain words as its title."""
    return _cited(number, "en" if _english() else "zh") if number else mark_safe("")


@lru_cache(maxsize=KEPT)
def _cited(number: str, lang: str) -> SafeString:
    """A citation drawn once for each language: a page has thirty, and a rule's words are read when the house starts."""
    title = f"{_('规则')} {number}：{rule_text(number, lang=lang)}"
    return format_html('<cite class="cc-rule" title="{}">{}</cite>', title, number)


@register.filter
def words(text: Text | None) -> str:
    """A text of the policy pack in the reader's language."""
    return "" if text is None else text.of("en" if _english() else "zh")


@register.filter
def yuan(fen: int | str | None) -> str:
    """Fen as yuan, `1,286.50`, without the unit; a dash for nothing."""
    return "—" if fen is None or fen == "" else as_yuan(int(fen))


@register.filter
def hours(text: str) -> str:
    """An office's opening hours in the reader's language: `Mon–Fri 8:30–11:30`."""
    return hours_words(text)


def _english() -> bool:
    return (get_language() or "zh").startswith("en")


def _local(value: date | datetime) -> date | datetime:
    return value.astimezone(CHINA) if isinstance(value, datetime) and value.tzinfo else value


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """`2026年11月23日` (English pages: `23 November 2026`) in China time."""
    if not value:
        return "—"
    day = _local(value)
    return f"{day.day} {day:%B %Y}" if _english() else f"{day.year}年{day.month}月{day.day}日"


@register.filter
def cn_datetime(value: datetime | None) -> str:
    """`2026年11月23日 14:06` in China time."""
    return "—" if not value else f"{cn_date(value)} {_local(value):%H:%M}"


@register.filter
def cn_time(value: datetime | None) -> str:
    """`14:06` in China time."""
    return "—" if not value else f"{_local(value):%H:%M}"


@register.filter
def iso_date(value: date | datetime | None) -> str:
    """`2026-11-23` in China time, for tables and lists."""
    return "—" if not value else f"{_local(value):%Y-%m-%d}"


for _name in ("mask_citizen", "mask_mobile", "mask_card", "mask_bank_card", "mask_name"):
    register.filter(_name, getattr(mask, _name))


@register.filter
def kind_of(field: BoundField) -> str:
    """How a field is drawn: radios, checks, check, select, file, textarea or input."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect):
        return "radios"
    if isinstance(widget, CheckboxSelectMultiple):
        return "checks"
    if isinstance(widget, CheckboxInput):
        return "check"
    return "select" if isinstance(widget, Select) else "input"


@register.filter
def says(field: BoundField) -> list[str]:
    """What is wrong with a field. An empty one is named, unless the form has a sentence of its own for it."""
    standard = Field.default_error_messages["required"]
    return [_left_empty(field) if error == standard else str(error) for error in field.errors]


def _left_empty(field: BoundField) -> str:
    ask = {"input": _("请填写“%(label)s”"), "check": _("请先勾选“%(label)s”")}.get(kind_of(field), _("请选择“%(label)s”"))
    return ask % {"label": field.label}


@register.filter
def ticked(choice: BoundWidget) -> SafeString:
    """One radio or tick box of a list of choices, drawn like every other one."""
    choice.data["attrs"] = {**choice.data["attrs"], "class": "form-check-input"}
    return mark_safe(choice.tag())  # noqa: S308 Django's own widget


@register.filter
def first_id(field: BoundField) -> str:
    """The id an error link leads to: the input's own, or the first radio's."""
    return f"{field.auto_id}_0" if kind_of(field) in ("radios", "checks") else field.id_for_label


@register.filter
def unsigned(text: str) -> str:
    """A message as one says it by phone: without the sender's signature at its head."""
    return re.sub(r"^【[^】]*】", "", text)


@register.filter
def in_words(text: str) -> str:
    """What was kept in Chinese, in the reader's language where that is known."""
    return _(text) if text else ""


@register.filter
def plain(value: float) -> str:
    """A number for an attribute: no thousands comma, whatever the language."""
    return str(value)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The input of a form field with its class, hint and error wired for screen readers."""
    kind = kind_of(field)
    css = {"select": "form-select", "check": "form-check-input"}.get(kind, "form-control")
    if field.errors:
        css += " is-invalid"
    described = [f"{field.auto_id}-h"] if field.help_text else []
    described += [f"{field.auto_id}-e"] if field.errors else []
    attrs = {"class": f"{css} {field.field.widget.attrs.get('class', '')}".strip()}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)
