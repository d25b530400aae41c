"""S13: on a screen of one's own the register says whose affair it is; at a desk the papers do."""

from datetime import timedelta

import pytest

from citycard import people
from citycard.audit import Actor, Channel, ShownDocument
from citycard.journeys import check_acts_for, register_power
from citycard.policy import Comes
from tests.factories import NOW, TODAY, make_child, make_person
from tests.journeys.ending_desks import BOTH_IDS, power_desk

pytestmark = pytest.mark.django_db(transaction=True)
SCREENS = (Channel.WEB_HALL, Channel.WECHAT, Channel.KIOSK, Channel.IVR)


def on_screen(person_id: int | None, channel: Channel = Channel.WEB_HALL) -> Actor:
    return Actor(channel=channel, account_id=5, label="李静", person_id=person_id)


@pytest.mark.parametrize("channel", SCREENS)
def test_s13_1_a_stranger_acts_for_nobody_on_any_screen(channel: Channel) -> None:
    holder, stranger = make_person(), make_person()
    for comes in (Comes.HOLDER, Comes.GUARDIAN, Comes.AGENT):
        with pytest.raises(people.NoPower):
            check_acts_for(by=on_screen(stranger.pk, channel), person_id=holder.pk, comes=comes, on=TODAY)
    with pytest.raises(people.NoPower):
        check_acts_for(by=on_screen(None, channel), person_id=holder.pk, comes=Comes.HOLDER, on=TODAY)
    check_acts_for(by=on_screen(holder.pk, channel), person_id=holder.pk, comes=Comes.HOLDER, on=TODAY)


def test_s13_1_s13_2_an_agent_and_a_guardian_act_while_it_lasts() -> None:
    holder, agent = make_person(), make_person()
    register_power(
        by=power_desk((*BOTH_IDS, ShownDocument("power_of_attorney", "applicant"))),
        key="one",
        at=NOW,
        holder_id=holder.pk,
        agent_id=agent.pk,
        relation="女儿",
        comes=Comes.AGENT,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=1),
    )
    by = on_screen(agent.pk)
    check_acts_for(by=by, person_id=holder.pk, comes=Comes.AGENT, on=TODAY)
    with pytest.raises(people.PowerEnded):
        check_acts_for(by=by, person_id=holder.pk, comes=Comes.AGENT, on=TODAY + timedelta(days=1))
    with pytest.raises(people.NoPower):
        check_acts_for(by=by, person_id=holder.pk, comes=Comes.GUARDIAN, on=TODAY)
    child = make_child(guardian=agent)
    check_acts_for(by=by, person_id=child.pk, comes=Comes.GUARDIAN, on=TODAY)


def test_s13_1_at_a_desk_the_papers_say_who_came() -> None:
    by = Actor(channel=Channel.CARD_HALL, account_id=7, label="赵敏 K0317")
    assert check_acts_for(by=by, person_id=make_person().pk, comes=Comes.AGENT, on=TODAY) is None
