"""S13.1: an agent acts by a power on the register, on its days; S13.2: a guardian until the child is sixteen; S11.1: a death ends both."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from citycard import people
from citycard.audit import Actor, Channel, ShownDocument, timeline
from citycard.cards import DocumentMissing
from citycard.journeys import NotForWhoComes, PowerReceipt, end_power, register_power
from citycard.notices import notices_of
from citycard.people.models import Person, Power
from citycard.policy import Comes
from citycard.shared.period import Span
from citycard.shared.refusal import Refusal
from tests.factories import NOW, TODAY, make_child, make_guardianship, make_person
from tests.journeys.ending_desks import BOTH_IDS, power_desk

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
DESK = power_desk()


def give(**changes: Any) -> PowerReceipt:
    values: dict[str, Any] = {"by": DESK, "key": "one", "at": NOW, "relation": "女儿", "starts_on": TODAY}
    values |= {"comes": Comes.HOLDER, "ends_on": None}
    if "holder_id" not in changes:
        values |= {"holder_id": make_person(name="王秀英").pk, "agent_id": make_person(name="李静").pk}
    return register_power(**(values | changes))


def die(person_id: int, *, died_on: date, on: date) -> people.DeathEnds:
    with transaction.atomic():
        return people.mark_dead(person_id=person_id, died_on=died_on, on=on)


def both(receipt: PowerReceipt) -> dict[str, int]:
    return {"holder_id": receipt.holder_id, "agent_id": receipt.agent_id}


def test_s13_1_a_power_holds_on_its_days_half_open() -> None:
    last = TODAY + 30 * DAY
    receipt = give(starts_on=TODAY + DAY, ends_on=last)
    with pytest.raises(people.PowerNotYet) as early:
        people.check_agent(**both(receipt), on=TODAY)
    assert early.value.facts == {"starts_on": TODAY + DAY}
    assert people.check_agent(**both(receipt), on=TODAY + DAY).relation == "女儿"
    assert people.check_agent(**both(receipt), on=last - DAY)
    with pytest.raises(people.PowerEnded) as late:
        people.check_agent(**both(receipt), on=last)
    assert late.value.facts == {"ended_on": last}
    for day, count in ((TODAY, 0), (TODAY + DAY, 1), (last - DAY, 1), (last, 0)):
        assert len(people.agents_of(receipt.holder_id, on=day)) == len(people.represented_by(receipt.agent_id, on=day)) == count


@pytest.mark.parametrize("comes", [Comes.GUARDIAN, Comes.UNIT])
def test_s13_1_a_power_is_given_by_the_holder_or_brought_by_the_agent(comes: Comes) -> None:
    """S13.1: nobody else's coming counts as the holder's own; a child's guardian needs no power and gives none (S13.2)."""
    guardians = ShownDocument("resident_id_card", "guardian")
    desk = replace(DESK, documents=(*DESK.documents, guardians))
    with pytest.raises(NotForWhoComes) as refused:
        give(by=desk, comes=comes)
    assert refused.value.rule == "S13.1" and refused.value.facts["comes"] == "agent|holder"
    assert not Power.objects.exists()


def test_s13_1_a_stranger_acts_for_nobody() -> None:
    with pytest.raises(people.NoPower):
        people.check_agent(holder_id=make_person().pk, agent_id=make_person().pk, on=TODAY)
    with pytest.raises(people.NoPower):
        people.check_guards(ward_id=make_person().pk, guardian_id=make_person().pk, on=TODAY)


def test_s13_1_a_power_taken_back_ends_the_same_day_and_can_be_given_anew_in_its_place() -> None:
    receipt = give()
    over = end_power(by=DESK, key="back", at=NOW, power_id=receipt.power_id)
    assert over.ends_on == TODAY
    with pytest.raises(people.PowerEnded):
        people.check_agent(**both(receipt), on=TODAY)
    with pytest.raises(people.PowerUnknown):
        end_power(by=DESK, key="back again", at=NOW, power_id=receipt.power_id)
    again = give(**both(receipt), key="two", at=NOW + DAY, starts_on=TODAY + DAY)
    assert again.power_id == receipt.power_id
    assert [line.act for line in timeline(receipt.holder_id)] == [
        "register_power",
        "end_power",
        "register_power",
    ]


def test_s13_1_a_power_taken_back_before_its_first_day_is_over_at_once_and_given_anew_the_same_day() -> None:
    """S13.1: it never held, so it bars nothing: neither until the day it was to begin nor on that day."""
    first = TODAY + 30 * DAY
    receipt = give(starts_on=first, ends_on=first + 30 * DAY)
    over = end_power(by=DESK, key="back", at=NOW, power_id=receipt.power_id)
    assert over.ends_on == TODAY
    for day in (TODAY, TODAY + DAY, first, first + DAY):
        with pytest.raises(people.PowerEnded) as refused:
            people.check_agent(**both(receipt), on=day)
        assert refused.value.facts == {"ended_on": TODAY}
    with pytest.raises(people.PowerUnknown):
        end_power(by=DESK, key="back again", at=NOW, power_id=receipt.power_id)
    again = give(**both(receipt), key="two", starts_on=TODAY)
    assert (again.power_id, again.starts_on, again.ends_on) == (receipt.power_id, TODAY, None)
    assert people.check_agent(**both(receipt), on=TODAY)


def test_s13_1_a_power_that_begins_after_it_was_taken_back_ended_that_day() -> None:
    """S13.1: what the record says of a power that never held is the day on which it was taken back, told as ended."""
    receipt = give(starts_on=TODAY + DAY)
    end_power(by=DESK, key="back", at=NOW, power_id=receipt.power_id)
    power = people.powers_of(receipt.holder_id)[0]
    assert (power.span, power.end_reason) == (Span(TODAY, TODAY), "revoked") and power.ended_on(TODAY) == TODAY


@pytest.mark.parametrize(("lasts", "dies", "told"), [(30, None, 30), (30, 10, 10), (10, 30, 10), (None, 20, 20)])
@pytest.mark.parametrize("who", ["holder_id", "agent_id"])
def test_s13_1_the_day_that_is_told_is_the_first_without_the_power(
    who: str, lasts: int | None, dies: int | None, told: int
) -> None:
    """S13.1, S11.1: whenever somebody asks, the earliest of its last date and both deaths is told, never the day of asking."""
    receipt = give(ends_on=None if lasts is None else TODAY + lasts * DAY)
    if dies is not None:
        Person.objects.filter(pk=getattr(receipt, who)).update(died_on=TODAY + dies * DAY)
    for later in (0, 1, 45):
        with pytest.raises(people.PowerEnded) as over:
            people.check_agent(**both(receipt), on=TODAY + (told + later) * DAY)
        assert over.value.facts == {"ended_on": TODAY + told * DAY}


def test_s13_1_a_death_before_the_first_day_is_told_as_the_end() -> None:
    """S11.1, S13.1: a power of the dead is not one that has yet to begin."""
    receipt = give(starts_on=TODAY + 30 * DAY)
    die(receipt.holder_id, died_on=TODAY, on=TODAY)
    with pytest.raises(people.PowerEnded) as over:
        people.check_agent(**both(receipt), on=TODAY + DAY)
    assert over.value.facts == {"ended_on": TODAY}


def test_s13_1_one_line_a_holder_and_agent() -> None:
    receipt = give()
    with pytest.raises(people.PowerKnown):
        give(**both(receipt), key="two")
    assert give(**both(receipt), key="one").replayed


@pytest.mark.parametrize(
    ("holder", "agent", "changes", "refusal"),
    [
        ({"born": date(2011, 1, 1)}, {}, {}, people.HolderHasGuardian),
        ({"is_ward": True}, {}, {}, people.HolderHasGuardian),
        ({}, {"is_ward": True}, {}, people.AgentIsWard),
        ({}, {"born": date(2009, 11, 24)}, {}, people.AgentTooYoung),
        ({"died_on": TODAY}, {}, {}, people.PersonDead),
        ({}, {"died_on": TODAY}, {}, people.PersonDead),
        ({}, {}, {"starts_on": TODAY - DAY}, people.PowerDaysWrong),
        ({}, {}, {"ends_on": TODAY}, people.PowerDaysWrong),
        ({}, {}, {"agent_id": 0}, people.PersonUnknown),
    ],
)
def test_s13_1_who_cannot_give_or_hold_a_power(
    holder: dict[str, Any], agent: dict[str, Any], changes: dict[str, Any], refusal: type[Exception]
) -> None:
    two = {"holder_id": make_person(**holder).pk, "agent_id": make_person(**agent).pk}
    with pytest.raises(refusal):
        give(**(two | changes))
    assert people.powers_of(two["holder_id"]) == ()


def test_s13_1_nobody_is_the_own_agent() -> None:
    one = make_person().pk
    with pytest.raises(people.PowerOfOneself):
        give(holder_id=one, agent_id=one)


def test_s13_2_a_guardians_power_ends_on_the_sixteenth_birthday_and_a_wards_goes_on() -> None:
    father = make_person(name="陈建国", sex="1")
    child = make_child(guardian=father, born=date(2010, 11, 24))
    ward = make_person(is_ward=True)
    make_guardianship(guardian=father, ward=ward, starts_on=date(2020, 1, 1))
    assert [one.ward.id for one in people.stands_in_for(father.pk, on=TODAY)] == [child.pk, ward.pk]
    people.check_guards(ward_id=child.pk, guardian_id=father.pk, on=TODAY)
    birthday = TODAY + DAY
    assert [one.ward.id for one in people.stands_in_for(father.pk, on=birthday)] == [ward.pk]
    assert people.guardians_of(child.pk, on=birthday) == ()
    with pytest.raises(people.GuardianshipEnded) as over:
        people.check_guards(ward_id=child.pk, guardian_id=father.pk, on=birthday)
    assert over.value.facts == {"ended_on": birthday}
    people.check_guards(ward_id=ward.pk, guardian_id=father.pk, on=birthday)


@pytest.mark.parametrize("who", ["holder_id", "agent_id"])
def test_s11_1_a_death_ends_powers_and_guardianships_that_day(who: str) -> None:
    receipt = give()
    ward = make_child(guardian=Person.objects.get(pk=receipt.agent_id))
    day = TODAY + 3 * DAY
    ends = die(getattr(receipt, who), died_on=day, on=day)
    assert (len(ends.powers), len(ends.guardianships)) == (1, 1 if who == "agent_id" else 0)
    assert people.check_agent(**both(receipt), on=day - DAY)
    with pytest.raises(people.PowerEnded) as over:
        people.check_agent(**both(receipt), on=day)
    assert over.value.facts == {"ended_on": day}
    assert len(people.stands_in_for(receipt.agent_id, on=day)) == (0 if who == "agent_id" else 1)
    assert people.stands_in_for(receipt.agent_id, on=day - DAY)[0].ward.id == ward.pk


def test_s11_1_a_power_given_after_the_day_of_death_never_held() -> None:
    """A death that becomes known later: the power's span becomes empty instead of impossible."""
    receipt = give()
    die(receipt.holder_id, died_on=TODAY - 5 * DAY, on=TODAY)
    power = people.powers_of(receipt.holder_id)[0]
    assert (power.span.start, power.span.end, power.end_reason) == (TODAY, TODAY, "died")


@pytest.mark.parametrize(
    ("died_on", "refusal"),
    [(TODAY + DAY, people.DeathInFuture), (date(1983, 5, 5), people.DeathBeforeBirth)],
)
def test_s11_1_a_death_lies_in_the_life(died_on: date, refusal: type[Refusal]) -> None:
    who = make_person(born=date(1983, 5, 6))
    with pytest.raises(refusal) as refused:
        die(who.pk, died_on=died_on, on=TODAY)
    assert refused.value.facts == {"died_on": died_on}
    assert people.person(who.pk).died_on is None


def test_s13_1_both_ids_are_seen_and_a_paper_stands_for_the_holder_who_does_not_come() -> None:
    """S13.1: without the agent's ID, or without the power of attorney of an absent holder, nothing is registered."""
    two = {"holder_id": make_person().pk, "agent_id": make_person().pk}
    with pytest.raises(DocumentMissing):
        give(**two, by=power_desk(BOTH_IDS[:1]))
    with pytest.raises(DocumentMissing):
        give(**two, comes=Comes.AGENT)
    assert people.powers_of(two["holder_id"]) == ()
    receipt = give(**two, comes=Comes.AGENT, by=power_desk((*BOTH_IDS, ShownDocument("power_of_attorney", "applicant"))))
    power = people.powers_of(receipt.holder_id)[0]
    assert (power.proof, power.agent.id) == ("power_of_attorney", two["agent_id"])


def test_s13_1_the_holder_is_told_who_may_act() -> None:
    receipt = give()
    assert [one.template for one in notices_of(receipt.holder_id)] == ["power_registered"]


def test_s13_1_both_are_told_once_that_a_power_was_taken_back() -> None:
    """S13.1: also when the holder does it online; the agent learns who does not want it any more, and a repeat tells nothing."""
    receipt = give()
    holder = Actor(channel=Channel.WEB_HALL, account_id=3, label="holder", person_id=receipt.holder_id)
    for _ in range(2):
        end_power(by=holder, key="back", at=NOW, power_id=receipt.power_id)
    told = {one.template: one.text for who in (receipt.holder_id, receipt.agent_id) for one in notices_of(who)}
    assert sorted(told) == ["power_ended", "power_ended_agent", "power_registered"]
    assert "王秀英，李静替您办社保卡的事的委托已于2026年11月23日撤销" in told["power_ended"]
    assert "李静，您替王秀英办社保卡的事的委托已于2026年11月23日撤销" in told["power_ended_agent"]
    assert [len(notices_of(who)) for who in (receipt.holder_id, receipt.agent_id)] == [2, 1]


def test_s13_1_online_only_the_two_whom_it_concerns_take_a_power_back() -> None:
    receipt, stranger = give(), make_person()
    online = {"channel": Channel.WEB_HALL, "account_id": 3, "label": "somebody"}
    with pytest.raises(people.PowerUnknown):
        end_power(by=Actor(**online, person_id=stranger.pk), key="no", at=NOW, power_id=receipt.power_id)
    over = end_power(by=Actor(**online, person_id=receipt.holder_id), key="yes", at=NOW, power_id=receipt.power_id)
    assert over.ends_on == TODAY
