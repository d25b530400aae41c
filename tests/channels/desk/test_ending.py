"""S11 at the counters: a death, refunds, clearance slip, closed account; each place shows what the others still have to do."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from citycard.bank.models import BankAccount
from citycard.cards.models import Cancellation, Card
from citycard.medical import medical_money
from citycard.people.models import Person
from citycard.shared import clock
from citycard.shared.numbers import mask
from tests.channels.desk.desks import Counter, counter_at, hidden, text
from tests.factories import citizen_number, make_card, make_old_card, make_person, make_personal_account
from tests.journeys.endings import PAID, fund, settle

pytestmark = pytest.mark.django_db(transaction=True)
OWN = {"paper": ["holder_valid_id"]}
NOTHING_DUE = {f"{kind}_answer": "none" for kind in ("pension", "medical", "other")}
AGENT = {"comer-name": "李静", "comer-number": citizen_number(born=date(1992, 3, 15), serial=7), "comer-relation": "女儿"}


def send(desk: Counter, name: str, person: Person, *, query: str = "", **data: Any) -> HttpResponse:
    """Open the page of an act, fill it in and send it."""
    page = desk.get(name, person.pk)
    assert page.status_code == 200, text(page)
    return desk.post(name, person.pk, data=hidden(page) | data, query=query)


def settled(person: Person, **changes: Any) -> Counter:
    agency = counter_at("agency", name="许诺")
    answer = send(agency, "refunds", person, **(OWN | NOTHING_DUE | {"reason": "settled_abroad"} | changes))
    assert answer.status_code == 302, text(answer)
    return agency


def test_s11_2_the_three_places_in_order_and_each_shows_what_is_left() -> None:
    """S11.2: agency, hall, bank; the desk page says at each step what the next one has to do, until it is done."""
    card = make_card(state="active")
    who = card.person
    fund(who, 123_456)
    hall, bank = counter_at("card_hall", name="赵敏"), counter_at("bank_branch")
    hall.say_why(who.pk)
    assert f"/desk/person/{who.pk}/cancel/" not in text(hall.get("person", who.pk))
    assert "一次性退费还没有办完" in text(hall.get("cancel", who.pk))
    paid = {"pension_answer": "paid", "pension_receipt": "YL-2026-0117", "pension_amount": "52,300.07"}
    agency = settled(who, **paid, pension_paid_on=clock.today().isoformat())
    assert Cancellation.objects.get(person=who).refunds[0]["amount_fen"] == 5_230_007
    agency.say_why(who.pk)
    assert "还没有：卡服务大厅注销社保功能" in text(agency.get("person", who.pk))
    done = send(hall, "cancel", who, paper=["holder_valid_id", "social_card"], is_told="on")
    assert done["Location"].endswith("/slip/")
    slip = text(hall.get("slip", who.pk))
    number = Cancellation.objects.get(person=who).clearance_number or ""
    assert number.startswith("QH") and number in slip and "清户通知书" in slip and who.social_number not in slip
    for desk in (hall, bank):
        desk.say_why(who.pk)
        assert "还差银行销户" in text(desk.get("person", who.pk))
    pay_out_and_close(bank, who, number)
    assert Card.objects.get(pk=card.pk).state == "ended"
    assert f"/desk/person/{who.pk}/slip/" in text(hall.get("person", who.pk)), "whoever lost the slip gets it again"


def pay_out_and_close(bank: Counter, who: Person, number: str) -> None:
    """The wrong number first, then the slip's; the receipt, and nothing left to do."""
    page = bank.get("close", who.pk)
    assert "现在余额 1,234.56 元" in text(page)
    papers = ["holder_valid_id", "social_card", "clearance_slip"]
    wrong = send(bank, "close", who, paper=papers, clearance_number="QH20261123-999999", is_paid="on")
    assert wrong.status_code == 400 and "编号和清户通知书不一致" in text(wrong)
    closed = send(bank, "close", who, paper=papers, clearance_number=number, is_paid="on")
    assert closed["Location"].endswith("/closed/"), text(closed)
    receipt = text(bank.get("closed", who.pk))
    assert "1,234.56 元" in receipt and number in receipt
    assert not BankAccount.objects.get(holder_number=who.social_number).is_open
    page = text(bank.get("person", who.pk))
    assert "还差银行销户" not in page and "注销都办完了" in page and "已销户" in page and number in page
    assert "没有做好的卡" not in page and "还没有社保卡" not in page
    assert f"/desk/person/{who.pk}/closed/" in page and f"/desk/person/{who.pk}/slip/" not in page


def test_s11_2_a_refund_that_was_paid_needs_its_receipt() -> None:
    who = make_card(state="active").person
    agency = counter_at("agency", name="许诺")
    answer = send(agency, "refunds", who, **(OWN | NOTHING_DUE | {"reason": "settled_abroad", "medical_answer": "paid"}))
    assert answer.status_code == 400 and not Cancellation.objects.exists()
    later = (clock.today() + timedelta(days=1)).isoformat()
    paid = {"medical_answer": "paid", "medical_receipt": "YB-1", "medical_amount": "1.00", "medical_paid_on": later}
    answer = send(agency, "refunds", who, **(OWN | NOTHING_DUE | {"reason": "settled_abroad"} | paid))
    assert answer.status_code == 400 and "日期还没有到" in text(answer)
    answer = send(
        agency, "refunds", who, **(OWN | NOTHING_DUE | {"reason": "settled_abroad"} | paid | {"medical_amount": "一百"})
    )
    assert answer.status_code == 400 and not Cancellation.objects.exists()


def test_s11_2_medical_money_that_is_left_is_refunded_first() -> None:
    """S11.2: the page says what is due and from where; “none due” and any other amount are refused at their field."""
    who = make_card(state="active").person
    make_personal_account(person=who, balance_fen=31_415)
    make_old_card(person=who, balance_fen=2_000)
    agency = counter_at("agency", name="许诺")
    page = text(agency.get("refunds", who.pk))
    assert "应退 334.15 元，分文不差：医保个人账户 314.15 元、原医保卡里没有转过来的 20.00 元" in page
    answer = send(agency, "refunds", who, **(OWN | NOTHING_DUE | {"reason": "settled_abroad"}))
    assert answer.status_code == 400 and "还有 334.15 元" in text(answer) and not Cancellation.objects.exists()
    assert answer.context["form"].errors["medical_answer"]
    paid = {"medical_answer": "paid", "medical_receipt": "YB-7", "medical_paid_on": clock.today().isoformat()}
    few = OWN | NOTHING_DUE | paid | {"reason": "settled_abroad", "medical_amount": "314.15"}
    answer = send(agency, "refunds", who, **few)
    assert answer.status_code == 400 and "应当是 334.15 元" in str(answer.context["form"].errors["medical_amount"])
    settled(who, **paid, medical_amount="334.15")
    assert Cancellation.objects.get(person=who).refunds[1]["amount_fen"] == 33_415
    assert medical_money(person_id=who.pk).stands_fen == 0
    assert "已经从账上退了 334.15 元，没有新的钱要退" in text(agency.get("refunds", who.pk))
    agency.say_why(who.pk)
    page = text(agency.get("person", who.pk))
    assert "更正退费登记" in page and page.index("更正退费登记") < page.index("登记持卡人去世"), (
        "what may be done next stands first"
    )


def test_s11_2_money_that_came_in_after_the_refunds_stops_the_hall() -> None:
    """S11.2, A4: the clerk at the hall reads how much, and that the agency refunds it first."""
    who = make_card(state="active").person
    settled(who)
    make_old_card(person=who, balance_fen=2_000)
    hall = counter_at("card_hall", name="赵敏")
    answer = send(hall, "cancel", who, paper=["holder_valid_id", "social_card"], is_told="on")
    assert answer.status_code == 409 and "又有了 20.00 元" in text(answer) and "业务经办机构" in text(answer)
    assert Cancellation.objects.get(person=who).state == "settled"


def test_s11_2_the_form_again_shows_what_was_recorded() -> None:
    who = make_card(state="active").person
    paid = {"other_answer": "paid", "other_receipt": "GS-9", "other_amount": "10", "other_paid_on": clock.today().isoformat()}
    agency = settled(who, **paid)
    page = text(agency.get("refunds", who.pk))
    assert "GS-9" in page and "10.00" in page


def test_s11_1_a_death_is_recorded_once_by_an_agent_with_the_record() -> None:
    """S11.1, S13.1: no day of tomorrow; the agent's own ID; then the refunds are for the death and by the agent only."""
    who = make_card(state="active").person
    agency = counter_at("agency", name="许诺")
    papers = {"paper": ["death_record", "agent_id"]}
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    refused = send(agency, "death", who, **(papers | AGENT | {"died_on": tomorrow}))
    assert refused.status_code == 400 and "还没有到" in text(refused)
    assert send(agency, "death", who, **(AGENT | {"died_on": clock.today().isoformat()})).status_code == 400
    done = send(agency, "death", who, **(papers | AGENT | {"died_on": clock.today().isoformat()}))
    assert done.status_code == 302
    page = text(agency.get("person", who.pk))
    assert "去世已登记" in page and "注销办到哪一步" in page and "已停用" in page
    assert "只收不付" in page, "the bank's half says so too"
    assert agency.get("death", who.pk).status_code == 409
    form = text(agency.get("refunds", who.pk))
    assert "本人" not in form.split('name="comes"')[1][:200] and "死亡证明" in form
    answer = send(agency, "refunds", who, **(papers | AGENT | NOTHING_DUE | {"reason": "died"}))
    assert answer.status_code == 302, text(answer)
    assert Cancellation.objects.get(person=who).reason == "died"


def test_s13_1_slip_receipt_and_desk_page_name_who_came_for_the_family() -> None:
    """S13.1, A2, S12: name and relation as the ID and they themselves said, the number masked, printed again alike."""
    who = make_card(state="active").person
    Person.objects.filter(pk=who.pk).update(died_on=clock.today() - timedelta(days=1))
    agency, hall, bank = counter_at("agency", name="许诺"), counter_at("card_hall", name="赵敏"), counter_at("bank_branch")
    papers = ["death_record", "agent_id", "social_card", "clearance_slip"]
    assert send(agency, "refunds", who, **(AGENT | NOTHING_DUE | {"paper": papers, "reason": "died"})).status_code == 302
    assert send(hall, "cancel", who, **(AGENT | {"paper": papers, "is_told": "on"})).status_code == 302
    number = Cancellation.objects.get(person=who).clearance_number
    paid = AGENT | {"paper": papers, "clearance_number": number, "is_paid": "on"}
    assert send(bank, "close", who, **paid).status_code == 302
    for desk, paper in ((hall, "slip"), (bank, "closed"), (bank, "closed")):
        page = text(desk.get(paper, who.pk))
        assert "李静（持卡人的女儿）" in page and AGENT["comer-number"] not in page
        assert mask.mask_citizen(AGENT["comer-number"]) in page
    assert "死亡证明、来的人的有效身份证件" in text(hall.get("slip", who.pk)), "S11.2: what the bank asks of a family"
    bank.say_why(who.pk)
    assert "李静（女儿）来办" in text(bank.get("person", who.pk))


def test_s11_2_slip_and_closing_receipt_name_the_refunds_that_do_not_go_through_the_account() -> None:
    """S11.2: amount, receipt and day of each refund that was paid, so that nobody looks for it in the balance."""
    who = make_card(state="active").person
    settle(who, refunds=PAID)
    hall, bank = counter_at("card_hall"), counter_at("bank_branch")
    papers = {"paper": ["holder_valid_id", "social_card", "clearance_slip"], "is_told": "on", "is_paid": "on"}
    send(hall, "cancel", who, **papers)
    send(bank, "close", who, clearance_number=Cancellation.objects.get(person=who).clearance_number, **papers)
    for page in (text(hall.get("slip", who.pk)), text(bank.get("closed", who.pk))):
        assert "养老保险退费" in page and "52,300.07" in page and "YL-2026-0117" in page and "不经过这个账户" in page


def test_s11_2_the_holders_own_name_stands_where_nobody_came_for_them() -> None:
    who = make_card(state="active").person
    settled(who)
    hall = counter_at("card_hall", name="赵敏")
    send(hall, "cancel", who, paper=["holder_valid_id", "social_card"], is_told="on")
    came = hall.get("slip", who.pk).context["came"]
    assert came == {"name": who.name, "relation": "", "number": mask.mask_citizen(who.social_number)}


def test_s11_2_who_never_had_an_account_is_done_at_the_hall() -> None:
    who = make_card(state="awaiting_pickup").person
    BankAccount.objects.filter(holder_number=who.social_number).update(is_open=False)
    settled(who)
    hall = counter_at("card_hall", name="赵敏")
    assert send(hall, "cancel", who, paper=["holder_valid_id"], is_told="on").status_code == 302
    assert Cancellation.objects.get(person=who).state == "closed"
    hall.say_why(who.pk)
    page = text(hall.get("person", who.pk))
    assert "注销都办完了" in page and "没有要销的银行账户" in page and "销户回单" not in page


def test_a2_only_whose_place_it_is_opens_these_pages() -> None:
    """A2: refunds at the agency, the slip at the hall, the account at the bank."""
    who = make_card(state="active").person
    where = {"refunds": "agency", "cancel": "card_hall", "slip": "card_hall", "close": "bank_branch", "closed": "bank_branch"}
    desks = {kind: counter_at(kind) for kind in ("agency", "card_hall", "bank_branch", "community")}
    for page, place in where.items():
        for kind, desk in desks.items():
            assert (desk.get(page, who.pk).status_code == 403) == (kind != place), (page, kind)
    assert counter_at("community").get("death", who.pk).status_code == 403


def test_a3_the_form_sent_twice_is_told_its_first_receipt() -> None:
    who = make_card(state="active").person
    settled(who)
    hall = counter_at("card_hall", name="赵敏")
    filled = hidden(hall.get("cancel", who.pk)) | {"paper": ["holder_valid_id", "social_card"], "is_told": "on"}
    for is_again in (False, True):
        assert hall.post("cancel", who.pk, data=filled).status_code == 302
        assert ("没有再办一次" in text(hall.get("slip", who.pk))) is is_again
    assert Cancellation.objects.count() == 1


def test_s13_1_a_power_is_registered_and_taken_back_at_the_community() -> None:
    """S13.1: both IDs, the days; the person page of every desk names who may act."""
    desk = counter_at("community", name="刘洋")
    mother = make_person(name="王秀英", community=desk.office)
    daughter = make_person(name="李静")
    both = {"paper": ["holder_valid_id", "registered_agent_id"], "relation": "女儿", "starts_on": clock.today().isoformat()}
    one = send(desk, "powers", mother, **(both | {"agent_number": daughter.social_number, "paper": ["holder_valid_id"]}))
    assert one.status_code == 400
    unknown = send(desk, "powers", mother, **(both | {"agent_number": citizen_number(born=date(1992, 3, 15), serial=8)}))
    assert unknown.status_code == 400 and "登记里没有对得上的人" in text(unknown)
    self_power = send(desk, "powers", mother, **(both | {"agent_number": mother.social_number}))
    assert self_power.status_code == 400 and "同一个人" in text(self_power)
    assert send(desk, "powers", mother, **(both | {"agent_number": daughter.social_number})).status_code == 302
    page = desk.get("powers", mother.pk)
    assert "李静" in text(page) and daughter.social_number not in text(page)
    bank = counter_at("bank_branch")
    bank.say_why(mother.pk)
    assert "李静" in text(bank.get("person", mother.pk))
    power_id = page.context["rows"][0]["id"]
    other = make_person(community=desk.office)
    assert desk.post("end_power", other.pk, power_id, data={"key": "k"}).status_code == 409
    assert desk.post("end_power", mother.pk, power_id, data={"key": "k"}).status_code == 302
    assert "已结束" in text(desk.get("powers", mother.pk))


def test_s11_1_after_a_death_no_page_offers_what_is_refused() -> None:
    """S11.1, S13: no reason but the death, no “the card works”, no power to be registered, no purpose of who comes in person."""
    card = make_card(state="active")
    who = card.person
    agency, hall = counter_at("agency", name="许诺"), counter_at("card_hall", name="赵敏")
    Person.objects.filter(pk=who.pk).update(died_on=clock.today() - timedelta(days=1))
    purposes = text(agency.get("purpose", who.pk))
    assert "本人来窗口办事" not in purposes and "家属来办去世以后的退费、注销" in purposes
    refunds = text(agency.get("refunds", who.pk))
    assert "去世" in refunds and "出国（境）定居" not in refunds and "卡照常能用" not in refunds
    powers = text(hall.get("powers", who.pk))
    assert "不能再登记委托" in powers and "确认登记委托" not in powers
    assert hall.post("powers", who.pk, data={"agent_number": "1"}).status_code == 409
    for desk in (hall, agency):
        desk.post("purpose", who.pk, data={"choice": "family"})
    page = text(hall.get("person", who.pk))
    assert "登记、撤销委托" not in page and page.index("注销社保功能") < page.index("重置社保密码")
    page = text(agency.get("person", who.pk))
    assert "注销银行账户" in page and "申请社保卡" not in page.split("本窗口不办")[1], "the family is sent nowhere in vain"


def test_s11_1_without_a_recorded_death_it_is_no_reason_to_leave() -> None:
    page = text(counter_at("agency", name="许诺").get("refunds", make_card(state="active").person.pk))
    assert "出国（境）定居" in page and 'value="died"' not in page


def test_s12_what_people_take_home_does_not_say_why_the_clerk_looked() -> None:
    """S12: the purpose is for the record and the screen; it is not printed on the slip."""
    who = make_card(state="active").person
    settled(who)
    hall = counter_at("card_hall", name="赵敏")
    send(hall, "cancel", who, paper=["holder_valid_id", "social_card"], is_told="on")
    page = hall.get("slip", who.pk).content.decode()
    assert re.search(r'class="[^"]*no-print[^"]*">(?:(?!</div>).)*查询事由', page, re.DOTALL)
