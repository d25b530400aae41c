"""What became of a roster's row, in words: for the page and for the result file."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycard import cards
from citycard.channels.messages import explain, field_error
from citycard.channels.refusals import language

OUTCOMES: dict[str, tuple[Promise, str]] = {
    "new": (gettext_lazy("可以办理"), "ok"),
    "same": (gettext_lazy("没有变化"), "off"),
    "bad": (gettext_lazy("有问题"), "stop"),
    "": (gettext_lazy("还没核对"), "info"),
}
APPLIED = gettext_lazy("已申请")


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as the page shows it; numbers as they stood in the unit's own file."""

    line: "cards.RosterLine"
    word: str | Promise
    tone: str
    reasons: tuple[str, ...]
    ways: tuple[str, ...]
    rules: tuple[str, ...]
    application_number: str


def shown_row(row: "cards.RosterRowFacts") -> ShownRow:
    """Return a row with its outcome, every reason and what to do about it, in the reader's language (A4)."""
    word, tone = OUTCOMES[row.outcome]
    said = [explain(problem, language()) for problem in row.problems]
    return ShownRow(
        line=row.line,
        word=APPLIED if row.application_number else word,
        tone=tone,
        reasons=reasons_of(row),
        ways=tuple(dict.fromkeys(way for one in said for way in one.can)),
        rules=tuple(dict.fromkeys(one.rule for one in said)),
        application_number=row.application_number,
    )


def reasons_of(row: "cards.RosterRowFacts") -> tuple[str, ...]:
    """Return one short sentence for each fault, or why nothing changes; a strange division is a warning (S1.2)."""
    reasons = tuple(field_error(problem, language()) for problem in row.problems)
    warning = _("请留意：号码的前六位不是现在的行政区划，再核对一遍")
    return reasons if row.division_known else (*reasons, warning)
