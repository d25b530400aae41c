"""Rules and dates (规则与日期): every value that may change, the rules in plain words, and a box to try a date in."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citycard import policy
from citycard.policy import DatedValue, NotCovered, PolicyValue, Rule
from citycard.shared import clock

from .what_if import calendar, mandate_answer, old_card_answer

# Values of the machinery: shown last, folded away.
MACHINERY = frozenset({"files", "kiosk", "login", "notices", "photo", "roster", "wechat"})


@dataclass(frozen=True, slots=True)
class Line:
    """One value on one day; `entry` is None where none is set yet or none was in force."""

    value: PolicyValue
    entry: DatedValue | None
    newest_first: tuple[DatedValue, ...]


@require_safe
def rules_page(request: HttpRequest) -> HttpResponse:
    """Show the values in force on a day, and answer what would happen if (S16.5, S5.2)."""
    today = clock.today()
    on = _day(request, "on", today)
    signed, noticed = _day(request, "signed", today), _day(request, "noticed", today)
    lines = [_line(one, on) for one in policy.values().values()]
    context = {
        "today": today,
        "on": on,
        "signed": signed,
        "noticed": noticed,
        "mandate": mandate_answer(signed),
        "old_card": old_card_answer(noticed),
        "calendar": calendar(signed, today=today),
        "lines": [one for one in lines if one.value.name.split(".")[0] not in MACHINERY],
        "machinery": [one for one in lines if one.value.name.split(".")[0] in MACHINERY],
        "sections": _sections(),
        "crumbs": [(_("首页"), "/"), (_("规则与日期"), "")],
    }
    return render(request, "web_hall/rules.html", context)


def _day(request: HttpRequest, name: str, otherwise: date) -> date:
    try:
        day = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise
    return day if 2016 <= day.year <= 2100 else otherwise


def _line(value: PolicyValue, on: date) -> Line:
    try:
        entry = value.entry_on(on)
    except NotCovered:
        entry = None
    return Line(value=value, entry=entry, newest_first=tuple(reversed(value.history)))


def _sections() -> list[tuple[str, list[Rule]]]:
    """The rules by section, S1 to S17 and A, each beginning with what holds for the whole of it."""
    found: dict[str, list[Rule]] = {}
    for number, rule in policy.rules().items():
        section = "A" if number.startswith("A") else number.split(".")[0]
        found.setdefault(section, []).append(rule)
    return list(found.items())
