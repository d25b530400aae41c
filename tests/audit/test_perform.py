"""One act: its row in the record (A2), its key (A3), its rollback (A4), its clock for the state tables."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from citycard.audit import Actor, Channel, KeyReusedWithOtherInput, Receipt, ShownDocument, act_of, perform, timeline
from citycard.audit.models import Act, Idempotency
from citycard.shared.refusal import Refusal

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


class Mood(StrEnum):
    GOOD = "good"


@dataclass(frozen=True, kw_only=True)
class Part:
    name: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Made(Receipt):
    number: str
    day: date
    moment: datetime | None = None
    mood: Mood = Mood.GOOD
    parts: tuple[Part, ...] = ()


class NotToday(Refusal):
    rule = "A4"


def submit(*, key: str | None = "k1", name: str = "甲", by: Actor = CLERK, person_id: int = 5) -> Made:
    with perform(act="cards.submit_application", by=by, key=key, at=AT, person_id=person_id, inputs={"name": name}) as act:
        if act.replay is not None:
            return Made.from_json(act.replay)
        act.note(kind="first", fee_fen=0)
        return act.done(Made(number=act.number("SQ"), day=AT.date(), moment=AT, parts=(Part(name=name, on=AT.date()),)))


@pytest.mark.django_db
def test_an_act_names_channel_operator_person_documents_and_time() -> None:
    """A2: each act names its channel, its operator, the person it is for, the documents shown, and the time."""
    made = submit()

    (line,) = timeline(5)

    assert (line.act, line.channel, line.operator_label, line.account_id) == (
        "cards.submit_application",
        Channel.COMMUNITY,
        "孙丽 B1108",
        7,
    )
    assert (line.office_id, line.person_id, line.terminal, line.purpose) == (3, 5, "窗口 2", "申请社保卡")
    assert line.documents == CLERK.documents
    assert line.at == AT
    assert line.facts == {"kind": "first", "fee_fen": 0}
    assert line.number == made.number == f"SQ20261123-{line.id:06d}"
    assert act_of(line.id) == line


@pytest.mark.django_db
def test_a_repeat_gives_the_first_receipt_and_says_so() -> None:
    """A3: the same key with the same input has one effect and the same receipt."""
    first, second = submit(), submit()

    assert not first.replayed
    assert second.replayed
    assert {**vars(second), "replayed": False} == vars(first)
    assert Act.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"name": "乙"},
        {"person_id": 6},
        {"by": Actor(channel=Channel.COMMUNITY, account_id=8, label="他人")},
        {"by": Actor(channel=Channel.KIOSK, account_id=7, label="孙丽 B1108")},
    ],
)
def test_a_key_with_other_input_is_refused(other: dict[str, object]) -> None:
    """A3: nobody gets another act's receipt by its key."""
    submit()

    with pytest.raises(KeyReusedWithOtherInput):
        submit(**other)

    assert Act.objects.count() == 1


@pytest.mark.django_db
def test_acts_without_a_key_are_separate() -> None:
    assert submit(key=None).number != submit(key=None).number
    assert Act.objects.count() == 2
    assert Idempotency.objects.count() == 0


@pytest.mark.django_db
def test_a_refusal_undoes_everything_and_frees_the_key() -> None:
    """A4: a refused act leaves nothing behind; the same key may be tried again."""
    with pytest.raises(NotToday), perform(act="cards.submit_application", by=CLERK, key="k1", at=AT, person_id=5):
        raise NotToday

    assert Act.objects.count() == Idempotency.objects.count() == 0
    assert not submit().replayed


@pytest.mark.django_db
def test_the_database_knows_the_act_and_its_time() -> None:
    """The guards of the state tables read the act and the moment from the transaction's settings."""
    with perform(act="x.y", by=CLERK, at=AT) as act, connection.cursor() as cursor:
        cursor.execute("select current_setting('citycard.act_id')::bigint, current_setting('citycard.at')::timestamptz")
        assert cursor.fetchone() == (act.id, AT)
        act.done(Receipt())


@pytest.mark.django_db
def test_an_act_without_a_receipt_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="done"), perform(act="x.y", by=CLERK, at=AT):
        pass
    assert Act.objects.count() == 0


@pytest.mark.django_db
def test_a_time_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zone"), perform(act="x.y", by=CLERK, at=AT.replace(tzinfo=None)):
        pass


@pytest.mark.django_db
def test_the_person_may_become_known_inside() -> None:
    with perform(act="people.register", by=CLERK, at=AT) as act:
        act.about(77)
        act.done(Receipt())
    assert [line.act for line in timeline(77)] == ["people.register"]


@pytest.mark.django_db
def test_lines_of_one_act_are_numbered() -> None:
    with perform(act="cards.submit_roster", by=CLERK, at=AT) as act:
        numbers = [act.number("SQ", line) for line in (1, 2)]
        act.done(Receipt())
    assert numbers == [f"SQ20261123-{act.id:06d}-0001", f"SQ20261123-{act.id:06d}-0002"]
