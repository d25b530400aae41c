"""S11.2 on the holder's page: refunds finished, social function cancelled, what the bank has still to do; powers online (S13.1)."""

from datetime import timedelta

import pytest
from django.test import Client

from citycard import people
from citycard.cards import Leaving
from citycard.cards.models import Cancellation
from citycard.journeys import register_power
from citycard.policy import Comes
from citycard.shared import clock
from tests.channels.web_hall.doors import log_in
from tests.factories import NOW, make_card, make_person
from tests.journeys.ending_desks import AGENTS_ID, CARD, DEATH_RECORD, HOLDERS_ID, SLIP, agency, branch, hall, power_desk
from tests.journeys.endings import cancel, close, die, settle

pytestmark = pytest.mark.django_db(transaction=True)


def test_s11_2_the_page_says_what_is_still_to_be_done_until_it_is_done(client: Client) -> None:
    who = make_card(state="active").person
    settle(who)
    log_in(client, who)
    said = client.get("/my-card/").content.decode()
    assert "接着到卡服务大厅" in said and "您的卡可以用" in said
    slip = cancel(who)
    said = client.get("/my-card/").content.decode()
    assert "正在注销" in said and slip.number in said and "待销户" in said and "还没激活" not in said
    assert "/my-card/loss/" not in said
    close(who, slip.number)
    said = client.get("/my-card/").content.decode()
    assert "正在注销" not in said and "待销户" not in said and "您还没有社保卡" in said
    assert Cancellation.objects.get(person=who).state == "closed"


@pytest.mark.parametrize("state", ["awaiting_pickup", "in_production"])
def test_s11_2_also_without_a_card_in_hand(client: Client, state: str) -> None:
    who = make_card(state=state).person
    settle(who)
    slip = cancel(who, by=hall(HOLDERS_ID))
    log_in(client, who)
    said = client.get("/my-card/").content.decode()
    assert "正在注销" in said and slip.number in said
    assert "/my-card/branch/" not in said and "/my-card/withdraw/" not in said
    close(who, slip.number, by=branch(HOLDERS_ID, SLIP))
    said = client.get("/my-card/").content.decode()
    assert ("都办完了" in said) is (state == "in_production")


def test_s13_1_the_holder_sees_who_may_act_and_takes_it_back(client: Client) -> None:
    mother, daughter, stranger = make_person(name="王秀英"), make_person(name="李静"), make_person()
    given = register_power(
        by=power_desk(), key="one", at=clock.now(), holder_id=mother.pk, agent_id=daughter.pk, relation="女儿",
        comes=Comes.HOLDER, starts_on=clock.today(), ends_on=clock.today() + timedelta(days=30),
    )  # fmt: skip
    log_in(client, mother)
    assert "/my-card/powers/" in client.get("/my-card/").content.decode()
    assert "李静" in client.get("/my-card/powers/").content.decode()
    other = Client()
    log_in(other, stranger)
    assert other.post(f"/my-card/powers/{given.power_id}/end/", {"key": "no"}).status_code == 409
    for _ in range(2):
        assert client.post(f"/my-card/powers/{given.power_id}/end/", {"key": "yes"}).status_code == 302
    assert "已结束" in client.get("/my-card/powers/").content.decode()
    assert people.represented_by(daughter.pk, on=clock.today()) == ()


def test_s11_2_after_a_death_the_closed_log_in_says_whether_anything_is_left(client: Client) -> None:
    """S11.1, S11.2: the three steps while they are to be done; afterwards that they were, and no word on a card of “yours”."""
    who = make_card(state="active").person
    log_in(client, who)
    die(who)
    said = client.get("/my-card/").content.decode()
    assert "先到社会保险业务经办机构办退费" in said and "您的卡没有任何变化" not in said
    settle(who, by=agency(DEATH_RECORD, AGENTS_ID), comes=Comes.AGENT, reason=Leaving.DIED)
    slip = cancel(who, by=hall(DEATH_RECORD, AGENTS_ID, CARD), comes=Comes.AGENT)
    assert "先到社会保险业务经办机构办退费" in client.get("/my-card/").content.decode()
    close(who, slip.number, by=branch(DEATH_RECORD, AGENTS_ID, CARD, SLIP), comes=Comes.AGENT, at=NOW + timedelta(hours=1))
    answer = client.get("/my-card/")
    said = answer.content.decode()
    assert answer.status_code == 409 and "注销都办完了" in said and slip.number in said and "社保卡已作废" in said
    assert "办退费" not in said and "您的卡没有任何变化" not in said
