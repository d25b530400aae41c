"""How the page of rules writes a policy value."""

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from citycard.shared.money import yuan

from ..rules_page import Line

register = template.Library()


@register.filter
def shown_value(line: Line) -> str:
    """The value as people write it: fen as yuan, yes and no in words, a list by commas; a dash for an empty list."""
    value = None if line.entry is None else line.entry.value
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, tuple):
        return _("、").join(str(one) for one in value) or "—"
    if line.value.name.endswith("_fen") and isinstance(value, int):
        return yuan(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


@register.filter
def shown_unit(line: Line) -> str:
    """The unit in the reader's language; yuan for fen, nothing for yes or no."""
    if line.value.name.endswith("_fen"):
        return _("元")
    if line.entry is not None and isinstance(line.entry.value, bool | str):
        return ""
    return line.value.unit.of("en" if (get_language() or "").startswith("en") else "zh")
