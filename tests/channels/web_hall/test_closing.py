"""S11.2 on the holder's page: refunds finished, social function cancelled, what the bank has still to do; powers online (S13.1)."""

from datetime import timedelta

import pytest
from django.test import Client

from citycard import people
from citycard.cards.models import Cancellation
from citycard.journeys import register_power
from citycard.policy import Comes
from citycard.shared import clock
from tests.channels.web_hall.doors import log_in
from tests.factories import make_card, make_person
from tests.journeys.ending_desks import HOLDERS_ID, SLIP, branch, hall, power_desk
from tests.journeys.endings import cancel, close, settle

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
