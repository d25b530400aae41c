"""Where a batch stands: the tracker of its page, and the one thing that is next."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from citycard.cards import BatchFacts, FileFacts

ORDER = ("made", "bank_exported", "bank_returned", "factory_exported", "factory_returned", "closed")


@dataclass(frozen=True)
class Next:
    """The next thing to do with a batch: `kind` chooses the form of the page, `leg` its file."""

    kind: str
    leg: str = ""


NEXT = {
    "made": Next("send", "bank"),
    "bank_exported": Next("take", "bank"),
    "bank_returned": Next("send", "factory"),
    "factory_exported": Next("take", "factory"),
    "factory_returned": Next("stock"),
    "closed": Next("dispatch"),
    "rolled_back": Next("none"),
}


def what_next(batch: BatchFacts) -> Next:
    """Return what the clerk does next with this batch (S3)."""
    return NEXT[batch.state]


def steps_of(batch: BatchFacts, files: tuple[FileFacts, ...]) -> list[dict[str, object]]:
    """Return the tracker: every step done has its day; a rolled-back batch stops where it was."""
    at = {file.kind: file.at for file in files}
    days = {
        "made": batch.made_at,
        "bank_exported": at.get("bank_out"),
        "bank_returned": at.get("bank_in"),
        "factory_exported": at.get("factory_out"),
        "factory_returned": at.get("factory_in"),
        "closed": batch.closed_at if batch.state == "closed" else None,
    }
    titles = {
        "made": _("建批配号"),
        "bank_exported": _("送银行预开户"),
        "bank_returned": _("银行回盘"),
        "factory_exported": _("送工厂制卡"),
        "factory_returned": _("工厂回盘"),
        "closed": _("入库"),
    }
    reached = ORDER.index(batch.state) if batch.state in ORDER else sum(day is not None for day in days.values()) - 1
    return [
        {"title": titles[name], "note": days[name], "state": _state(place, reached, batch)} for place, name in enumerate(ORDER)
    ]


def _state(place: int, reached: int, batch: BatchFacts) -> str:
    if place <= reached:
        return "done"
    return "now" if place == reached + 1 and batch.state != "rolled_back" else "todo"
