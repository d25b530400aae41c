"""S11.2 at the counters: somebody with money on an old medical card, and nothing else of what a cancellation ends."""

import pytest

from citycard.cards.models import Cancellation
from citycard.shared import clock
from tests.channels.desk.desks import counter_at, text
from tests.channels.desk.test_ending import AGENT, send, settled
from tests.factories import make_old_card, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def test_s11_2_the_money_of_an_old_card_alone_is_refunded_as_the_page_says() -> None:
    """S11.2, A4: the page says that the agency refunds it, and there it is done; the hall ends what is left, nothing is at the bank."""
    who = make_person(died_on=clock.today())
    make_old_card(person=who, balance_fen=9_900)
    agency, hall = counter_at("agency", name="许诺"), counter_at("card_hall", name="赵敏")
    agency.post("purpose", who.pk, data={"choice": "family"})
    page = text(agency.get("person", who.pk))
    assert "99.00 元，在原医保卡里" in page and "由业务经办机构退给家属" in page and "还没有：业务经办机构登记退费已办完" in page
    assert f"/desk/person/{who.pk}/refunds/" in page
    paid = {"medical_answer": "paid", "medical_receipt": "YB-7", "medical_paid_on": clock.today().isoformat()}
    papers = {"paper": ["death_record", "agent_id"]} | AGENT
    settled(who, **papers, **paid, medical_amount="99.00", reason="died")
    page = text(agency.get("person", who.pk))
    assert "由业务经办机构退给家属" not in page and "还没有：卡服务大厅注销社保功能" in page and "没有要销的银行账户" in page
    assert send(hall, "cancel", who, **papers, is_told="on").status_code == 302
    assert Cancellation.objects.get(person=who).state == "closed"
