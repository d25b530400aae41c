"""Look-ups leave a line (S12), and the record can be read by person, office, operator and day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from citycard.audit import ActFilter, Actor, Channel, PurposeMissing, Receipt, acts, perform, record_read, seal_new_acts, timeline
from citycard.audit.models import Act
from citycard.shared.constraints import refusal_for
from citycard.shared.refusal import Refusal
from tests.audit.makers import AT, CLERK, make_act, make_act_for, make_acts


@pytest.mark.django_db
def test_a_look_up_of_another_person_is_recorded_with_who_and_why() -> None:
    """S12.1: every look-up of another person's data is recorded with who and why."""
    record_read(by=CLERK, person_id=5, what="person_page", at=AT)
    assert timeline(5) == ()
    (line,) = timeline(5, with_reads=True)
    assert (line.act, line.facts, line.operator_label, line.purpose, line.at) == (
        "look_up",
        {"what": "person_page"},
        "孙丽 B1108",
        "申请社保卡",
        AT,
    )


@pytest.mark.django_db
def test_a_look_up_without_a_purpose_is_refused() -> None:
    """S12.1."""
    with pytest.raises(PurposeMissing):
        record_read(by=replace(CLERK, purpose="  "), person_id=5, what="person_page", at=AT)
    assert Act.objects.count() == 0


@pytest.mark.django_db
def test_looking_at_oneself_leaves_no_line() -> None:
    """S12.1 speaks of another person's data."""
    holder = Actor(channel=Channel.WEB_HALL, account_id=1, label="本人", person_id=5)
    record_read(by=holder, person_id=5, what="my_card", at=AT)
    assert Act.objects.count() == 0
    with pytest.raises(PurposeMissing):
        record_read(by=holder, person_id=6, what="my_card", at=AT)


@pytest.mark.django_db
def test_the_record_is_listed_by_what_is_asked() -> None:
    """A2: the record of acts answers who, where, what, when."""
    mine = make_act(person_id=5)
    other = Actor(channel=Channel.CARD_HALL, account_id=9, label="他人", office_id=4, unit_id=2, purpose="核对")
    with perform(act="cards.collect", by=other, at=AT + timedelta(days=1), person_id=6) as act:
        act.done(Receipt())
    record_read(by=other, person_id=5, what="person_page", at=AT)

    def found(**wanted: object) -> list[int]:
        return [line.id for line in acts(ActFilter(**wanted))]

    assert found() == [act.id, mine]
    assert found(account_id=7) == found(office_id=3) == found(person_id=5) == found(channel=Channel.COMMUNITY) == [mine]
    assert found(act="cards.collect") == found(unit_id=2) == found(since=AT + timedelta(hours=1)) == [act.id]
    assert found(until=AT + timedelta(hours=1)) == found(before_id=act.id) == [mine]
    assert len(found(with_reads=True)) == 3
    assert len(found(act="look_up")) == 1


@pytest.mark.django_db
def test_a_list_goes_on_where_it_ended() -> None:
    ids = make_acts(5)
    first = acts(ActFilter(), limit=3)
    rest = acts(ActFilter(before_id=first[-1].id), limit=3)
    assert [line.id for line in (*first, *rest)] == ids[::-1]
    assert len(timeline(5, 2)) == 2


@pytest.mark.django_db
def test_a_line_says_whether_it_is_sealed() -> None:
    make_act()
    seal_new_acts(at=AT)
    make_act()
    assert [line.is_sealed for line in timeline(5)] == [False, True]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "by", [replace(CLERK, label="", account_id=None), replace(CLERK, channel="")], ids=["nobody acts", "no channel"]
)
def test_an_act_without_operator_or_channel_is_refused_by_the_database(by: Actor) -> None:
    """A2: each act names its channel and its operator."""
    with pytest.raises(IntegrityError), perform(act="x.y", by=by, at=AT) as act:
        act.done(Receipt())
    assert Act.objects.count() == 0


@refusal_for("idempotency_append_only")
class RecordStands(Refusal):
    """A test's name for a constraint of the database."""

    rule = "A2"


@pytest.mark.django_db
def test_a_broken_constraint_becomes_the_refusal_of_its_name() -> None:
    """A4: what the database refuses is said like any other refusal."""
    with pytest.raises(RecordStands) as refused, perform(act="x.y", by=CLERK, at=AT), transaction.atomic():
        Act.objects.model._meta.apps.get_model("audit", "Idempotency").objects.all().delete()
        raise AssertionError("the database let it through")
    assert isinstance(refused.value.__cause__, IntegrityError)


@pytest.mark.django_db
def test_an_act_for_many_stands_in_the_timeline_of_each() -> None:
    """A2: each act names the person it is for; when a unit hands out its cards these are many."""
    first = make_act(person_id=11)
    shared = make_act_for(11, 12, 12)
    last = make_act(person_id=11)

    assert [line.id for line in timeline(11)] == [last, shared, first]
    assert [line.id for line in timeline(11, 2)] == [last, shared]
    assert [line.id for line in timeline(12)] == [shared]
    assert [line.id for line in acts(ActFilter(person_id=11, before_id=last, office_id=3))] == [shared, first]
    assert timeline(12)[0].facts["people"]["count"] == 2
    assert make_act_for() > last
