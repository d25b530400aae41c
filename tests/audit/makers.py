"""Acts for the tests of the record."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from citycard.audit import Actor, Channel, Receipt, ShownDocument, perform

AT = datetime(2026, 11, 23, 14, 6, tzinfo=ZoneInfo("Asia/Shanghai"))
CLERK = Actor(
    channel=Channel.COMMUNITY,
    account_id=7,
    label="孙丽 B1108",
    office_id=3,
    documents=(ShownDocument(kind="id_card", holder="applicant", number_masked="2104**********1234"),),
    purpose="申请社保卡",
    terminal="窗口 2",
)


@dataclass(frozen=True, kw_only=True)
class Done(Receipt):
    name: str


def make_act(*, name: str = "甲", key: str | None = None, person_id: int = 5) -> int:
    """Perform one act and return its id."""
    with perform(act="cards.submit_application", by=CLERK, key=key, at=AT, person_id=person_id, inputs={"name": name}) as act:
        if act.replay is None:
            act.note(name=name)
            act.done(Done(name=name))
    return act.id


def make_acts(count: int) -> list[int]:
    """Perform several acts and return their ids."""
    return [make_act(name=f"第{number}人") for number in range(count)]


def make_act_for(*person_ids: int) -> int:
    """Perform one act for many people and return its id."""
    with perform(act="cards.hand_over_in_unit", by=CLERK, at=AT) as act:
        act.about_all(person_ids)
        act.done(Done(name="many"))
    return act.id
