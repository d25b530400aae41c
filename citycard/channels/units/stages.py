"""Where each of a unit's people stands, in words and colours (S4.4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from citycard.cards import UnitPerson

WORDS: dict[str, tuple[Promise, str]] = {
    "none": (_("还没申请"), "warn"),
    "submitted": (_("已申请，待审核"), "info"),
    "accepted": (_("审核通过，等制卡"), "info"),
    "making": (_("正在制作"), "info"),
    "dispatched": (_("已寄往卡服务大厅"), "info"),
    "awaiting_pickup": (_("已到卡服务大厅"), "warn"),
    "with_unit": (_("在本单位，待发"), "warn"),
    "with_holder": (_("已发给本人，还没激活"), "off"),
    "active": (_("正常"), "ok"),
}
BEFORE_MAKING = ("submitted", "accepted")
UNDER_WAY = ("submitted", "accepted", "making", "dispatched")
# what the list can be narrowed to: name in the address → words and stages
CHOICES: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "": (_("全部"), ()),
    "none": (_("还没申请"), ("none",)),
    "under-way": (_("正在办"), UNDER_WAY),
    "at-hall": (_("在卡服务大厅"), ("awaiting_pickup",)),
    "in-unit": (_("在本单位"), ("with_unit",)),
    "handed-over": (_("已发给本人"), ("with_holder", "active")),
}


@dataclass(frozen=True, slots=True)
class Pill:
    """One choice of a filter: its name in the address, its words, how many it holds."""

    name: str
    label: str | Promise
    count: int
    is_current: bool


def line(row: UnitPerson) -> dict[str, object]:
    """Return a person as `units/person_lines.html` shows it; a photo is missed while it can still be added."""
    word, tone = WORDS[row.stage]
    return {"person": row, "word": word, "tone": tone, "lacks_photo": row.stage in BEFORE_MAKING and not row.has_photo}


def pills(by_stage: dict[str, int], chosen: str, names: Iterable[str] = tuple(CHOICES)) -> tuple[Pill, ...]:
    """Return the filter of the list of people."""
    found: list[Pill] = []
    for name in names:
        label, stages = CHOICES[name]
        count = sum(people for stage, people in by_stage.items() if not stages or stage in stages)
        found.append(Pill(name, label, count, name == chosen))
    return tuple(found)
