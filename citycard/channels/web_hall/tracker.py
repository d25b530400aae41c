"""The progress tracker (办理进度, S4.4): six steps people understand, from the eight that the card room keeps."""

from collections.abc import Iterable
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycard.cards import CardFacts, Step, StepState
from citycard.channels.messages import show
from citycard.channels.refusals import language

SHOWN = ("applied", "checked", "produced", "arrived", "collected", "activated")
# step → its words when done, when it is the one under way, and before
TITLES = {
    "applied": (gettext_lazy("已申请"), gettext_lazy("申请"), gettext_lazy("申请")),
    "checked": (gettext_lazy("核对已通过"), gettext_lazy("正在核对"), gettext_lazy("核对")),
    "produced": (gettext_lazy("卡已制成"), gettext_lazy("正在制作"), gettext_lazy("制卡")),
    "arrived": (gettext_lazy("已到网点"), gettext_lazy("送往网点"), gettext_lazy("送到网点")),
    "collected": (gettext_lazy("已领卡"), gettext_lazy("等着领取"), gettext_lazy("领卡")),
    "activated": (gettext_lazy("已激活"), gettext_lazy("等着激活"), gettext_lazy("激活启用")),
}
STATES = (StepState.DONE, StepState.NOW, StepState.TODO)


def tracker(steps: Iterable[Step], *, card: CardFacts | None) -> list[dict[str, object]]:
    """Return the steps as `parts/steps.html` draws them; the one after the last that has a day is under way."""
    known = {step.name: step for step in steps}
    shown = [known[name] for name in SHOWN if name in known]
    done = max((at for at, step in enumerate(shown, start=1) if step.done_on), default=0)
    return [_line(step, state=_state(at, done), known=known, card=card) for at, step in enumerate(shown, start=1)]


def _state(at: int, done: int) -> StepState:
    """Done up to the last step that has a day; the next one is under way."""
    return StepState.DONE if at <= done else StepState.NOW if at == done + 1 else StepState.TODO


def _line(step: Step, *, state: StepState, known: dict[str, Step], card: CardFacts | None) -> dict[str, object]:
    return {
        "title": _title(step, state, card),
        "note": _note(step, state, known, card),
        "place": step.place if step.name in ("applied", "arrived") else "",
        "state": str(state),
    }


def _title(step: Step, state: StepState, card: CardFacts | None) -> Promise | str:
    """The words of a step; before a batch is made there is no card that could be in the making."""
    if step.name == "produced" and state is StepState.NOW and card is None:
        return _("等着制卡")
    return TITLES[step.name][STATES.index(state)]


def _note(step: Step, state: StepState, known: dict[str, Step], card: CardFacts | None) -> str:
    """The day of a step; for the one under way, the last thing that is known of it."""
    if step.done_on is not None:
        day = day_words(step.done_on)
        return _("发卡日期 %(day)s") % {"day": day} if step.name == "produced" else day
    if state is not StepState.NOW:
        return _where_to_activate(card) if step.name == "activated" else ""
    if step.name == "collected" and card is not None and card.notified_on:
        return _("%(day)s发通知") % {"day": day_words(card.notified_on)}
    before = {"produced": "bank_opened", "arrived": "dispatched"}.get(step.name, "")
    done_on = known[before].done_on if before in known else None
    if done_on is None:
        return ""
    said = _("%(day)s银行已开户") if before == "bank_opened" else _("%(day)s已寄出")
    return said % {"day": day_words(done_on)}


def _where_to_activate(card: CardFacts | None) -> str:
    """S4.1, S5.1: who collects at the bank activates in the same visit; a unit's people go there with the card in hand."""
    return _("领到卡后到抚顺银行办") if card is not None and card.unit_id is not None else _("领卡时一起办")


def day_words(day: date) -> str:
    """A day in the reader's language: 2026年11月23日."""
    return show("day", day, language())
