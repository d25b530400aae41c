"""What was done for a person, and who looked at the data: the record of acts as its owner reads it (A2, S12)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycard.audit import ActLine, Channel
from citycard.cards import CardFacts, Step
from citycard.channels.messages import show
from citycard.channels.purposes import purpose_words
from citycard.channels.refusals import language
from citycard.policy import UnknownPolicy, paper
from citycard.shared.clock import midnight

from .tracker import day_words

LOOK, LOG_IN = "look_up", "web_hall.log_in"
LOOKED_AT = {
    "progress": gettext_lazy("查了办卡进度"),
    "my_card": gettext_lazy("看了这张卡的页面"),
}
SHOWN, LOOKS = 12, 6
Line = dict[str, object]


def done_lines(lines: Iterable[ActLine], *, steps: Iterable[Step], card: CardFacts | None, phone_masked: str) -> list[Line]:
    """Return what was done, newest first: the person's acts, and the steps of making that belong to a whole batch."""
    acts = [_act(line) for line in lines if line.act not in (LOOK, LOG_IN)]
    made = [_made(step) for step in steps if step.name in ("produced", "arrived") and step.done_on]
    told = [_told(card.notified_on, phone_masked)] if card and card.notified_on else []
    found = sorted(acts + made + told, key=lambda one: one["order"], reverse=True)  # pyright: ignore[reportArgumentType] a moment
    return found[:SHOWN]


def looked_lines(lines: Sequence[ActLine]) -> list[Line]:
    """Return who looked at the person's data, and the log-ins as the person, the newest few; a page of its own has all (S12)."""
    return [_look(line) for line in lines if line.act in (LOOK, LOG_IN)][:LOOKS]


def _act(line: ActLine) -> Line:
    meta = [_channel(line.channel), line.number, _shown(line)]
    title, is_bad = show("act", line.act, language()), line.act == "cards.reject_application"
    return _line(title, line.at, meta, is_bad=is_bad) | {"order": line.at}


def _made(step: Step) -> Line:
    at = midnight(step.done_on or date.min)
    if step.name == "produced":
        return _dated(_("工厂制成，发卡日期 %(day)s"), at, _("制卡回盘"))
    return _dated(_("%(day)s 卡送到%(place)s"), at, _("网点签收"), place=step.place)


def _told(day: date, phone_masked: str) -> Line:
    return _dated(_("%(day)s 发出取卡通知"), midnight(day), _("短信 %(phone)s") % {"phone": phone_masked}, after=True)


def _dated(title: str, at: datetime, meta: str, *, place: str = "", after: bool = False) -> Line:
    """A line whose hour nobody keeps: its day stands in the title."""
    order = at.replace(hour=23 if after else 12)
    return _line(title % {"day": day_words(at.date()), "place": place}, None, [meta]) | {"order": order}


def _look(line: ActLine) -> Line:
    if line.act == LOG_IN:
        return _line(show("act", line.act, language()), line.at, [_("本人"), _via(line.channel)])
    title = str(LOOKED_AT.get(str(line.facts.get("what", "")), _("看了资料")))
    return _line(title, line.at, [purpose_words(line.operator_label), _channel(line.channel), purpose_words(line.purpose)])


def _line(title: str, at: datetime | None, meta: Iterable[str], *, is_bad: bool = False) -> Line:
    """A line as `parts/timeline.html` draws it."""
    return {"title": title, "at": at, "meta": [word for word in meta if word], "bad": is_bad}


def _via(channel: Channel) -> str:
    """The channel of a log-in where it is not the web hall itself: the demo's page of roles."""
    return "" if channel is Channel.WEB_HALL else _channel(channel)


def _channel(channel: Channel) -> str:
    return show("channel", str(channel), language())


def _shown(line: ActLine) -> str:
    names = [_paper(one.kind) for one in line.documents]
    return _("出示：%(papers)s") % {"papers": _("、").join(names)} if names else ""


def _paper(kind: str) -> str:
    try:
        return paper(kind).name.of(language())
    except UnknownPolicy:
        return kind
