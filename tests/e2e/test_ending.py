"""The end of a card in a real browser: “died”, and “grandmother with her daughter as agent” (S11, S12, S13)."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from citycard.bank.models import BankAccount
from citycard.cards.models import Card, SocialSide
from citycard.people.models import Person, Power
from citycard.shared import clock
from tests.channels.web_hall.doors import code_on_its_way
from tests.e2e.looking import Look
from tests.e2e.test_desk import sign_in
from tests.factories import (
    citizen_number,
    make_card,
    make_office,
    make_old_card,
    make_operator,
    make_person,
    make_personal_account,
)
from tests.journeys.endings import fund

pytestmark = pytest.mark.django_db(transaction=True)


def arrive(page: Page, live: str, role: str, kind: str, path: str) -> None:
    """Sign in at a place and open a page there."""
    page.context.clear_cookies()
    sign_in(page, live, make_operator(role=role, office=make_office(kind=kind)))
    page.goto(f"{live}{path}")


def tick_papers(page: Page) -> None:
    """See the original of every paper asked for."""
    for box in page.locator("input[name=paper]").all():
        box.check()


def the_agent(page: Page) -> None:
    """Write down who came, from the ID."""
    page.get_by_label("来的人的姓名").fill("李静")
    page.get_by_label("来的人的证件号码").fill(citizen_number(born=date(1978, 6, 6), serial=9))
    page.get_by_label("和持卡人是什么关系").fill("女儿")


def test_s11_died(page: Page, live: str, look: Look) -> None:
    """S11.1, S11.2: recorded at the agency, refunds, clearance slip at the hall, paid out and closed at the bank."""
    card = make_card(person=make_person(name="田福", sex="1", born=date(1944, 11, 2), category="retiree"), state="active")
    who = card.person
    fund(who, 1_234_500)
    make_personal_account(person=who, balance_fen=31_415)
    make_old_card(person=who, balance_fen=2_000)
    at_the_agency(page, live, who.pk, look)
    number = at_the_hall(page, live, who.pk, look)
    at_the_bank(page, live, who.pk, number, look)
    assert not BankAccount.objects.get(holder_number=who.social_number).is_open
    assert Card.objects.get(pk=card.pk).state == "ended"


def at_the_agency(page: Page, live: str, person_id: int, look: Look) -> None:
    """The death, and the refunds."""
    arrive(page, live, "agency_clerk", "agency", f"/desk/person/{person_id}/death/")
    page.get_by_label("哪一天去世").fill(clock.today().isoformat())
    page.get_by_role("button", name="确认登记去世").click()
    look("death-missing")
    tick_papers(page)
    the_agent(page)
    page.get_by_role("button", name="确认登记去世").click()
    expect(page.get_by_role("heading", name="去世已登记")).to_be_visible()
    look("dead-person")
    page.goto(f"{live}/desk/person/{person_id}/refunds/")
    tick_papers(page)
    the_agent(page)
    page.locator("input[name=pension_answer][value=paid]").check()
    page.locator("input[name=pension_receipt]").fill("YL-2026-0117")
    page.locator("input[name=pension_amount]").fill("52,300.07")
    page.locator("input[name=pension_paid_on]").fill(clock.today().isoformat())
    for kind in ("medical", "other"):
        page.locator(f"input[name={kind}_answer][value=none]").check()
    look("refunds")
    the_medical_refund(page, look)


def the_medical_refund(page: Page, look: Look) -> None:
    """S11.2: neither “none due” nor less than stands there; then to the fen."""
    page.get_by_role("button", name="确认，退费已办完").click()
    expect(page.get_by_text("里还有 334.15 元，请选“已付”").first).to_be_visible()
    page.locator("input[name=medical_answer][value=paid]").check()
    page.locator("input[name=medical_receipt]").fill("YB-7")
    page.locator("input[name=medical_amount]").fill("314.15")
    page.locator("input[name=medical_paid_on]").fill(clock.today().isoformat())
    page.get_by_role("button", name="确认，退费已办完").click()
    expect(page.get_by_text("应当是 334.15 元").first).to_be_visible()
    look("refunds-medical")
    page.locator("input[name=medical_amount]").fill("334.15")
    page.get_by_role("button", name="确认，退费已办完").click()
    expect(page.get_by_role("heading", name="退费已登记办完")).to_be_visible()


def at_the_hall(page: Page, live: str, person_id: int, look: Look) -> str:
    """The social function, and the slip; return its number."""
    arrive(page, live, "card_hall_clerk", "card_hall", f"/desk/person/{person_id}/cancel/")
    tick_papers(page)
    the_agent(page)
    page.get_by_label("已经当面说清").check()
    look("cancel")
    page.get_by_role("button", name="确认注销，出清户通知书").click()
    number = page.locator("article .cc-id").first.inner_text()
    assert number.startswith("QH")
    expect(page.locator("article").get_by_text("李静（持卡人的女儿）")).to_be_visible()
    look("slip")
    return str(number)


def at_the_bank(page: Page, live: str, person_id: int, number: str, look: Look) -> None:
    """The wrong number first, then the slip's."""
    arrive(page, live, "bank_teller", "bank_branch", f"/desk/person/{person_id}/close/")
    expect(page.get_by_text("现在余额 12,345.00 元")).to_be_visible()
    tick_papers(page)
    the_agent(page)
    page.get_by_label("清户通知书编号").fill("QH20261123-999999")
    page.get_by_label("余额当面点清").check()
    page.get_by_role("button", name="确认付款、销户").click()
    look("close-wrong-number")
    page.get_by_label("清户通知书编号").fill(number)
    page.get_by_role("button", name="确认付款、销户").click()
    expect(page.locator("article").get_by_text("12,345.00 元")).to_be_visible()
    expect(page.locator("article").get_by_text("李静（持卡人的女儿）")).to_be_visible()
    look("closed")


def test_s13_1_grandmother_with_her_daughter_as_agent(page: Page, live: str, look: Look) -> None:
    """S13.1, S12: registered at the community, used online by the daughter, seen and taken back by the mother."""
    community = make_office(kind="community")
    mother = make_person(name="王秀英", born=date(1950, 3, 4), community=community)
    daughter = make_person(name="李静", born=date(1978, 6, 6))
    card = make_card(person=mother, state="active")
    sign_in(page, live, make_operator(role="community_clerk", office=community))
    page.goto(f"{live}/desk/person/{mother.pk}/powers/")
    tick_papers(page)
    page.get_by_label("代办人的社会保障号码").fill(daughter.social_number)
    page.get_by_label("代办人是他的什么人").fill("女儿")
    look("power")
    page.get_by_role("button", name="确认登记委托").click()
    expect(page.get_by_text("委托已登记")).to_be_visible()
    look("powers")

    enter_as(page, live, daughter)
    page.get_by_role("link", name="王秀英").click()
    expect(page.get_by_text("您以代办人的身份在看")).to_be_visible()
    look("represented")
    page.goto(f"{live}/my-card/for/{mother.pk}/loss/")
    report_online(page)
    assert SocialSide.objects.get(card=card).loss == "temporary"

    she_looks_and_takes_it_back(page, live, mother, look)
    enter_as(page, live, daughter)
    page.goto(f"{live}/my-card/for/{mother.pk}/")
    expect(page.get_by_text("您的委托从")).to_be_visible()
    look("power-ended")


def she_looks_and_takes_it_back(page: Page, live: str, mother: Person, look: Look) -> None:
    """S12: who looked; S13.1: the power ends at once."""
    enter_as(page, live, mother)
    page.goto(f"{live}/my-card/looks/")
    expect(page.get_by_text("李静").first).to_be_visible()
    look("looks")
    page.goto(f"{live}/my-card/powers/")
    look("own-powers")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已结束")).to_be_visible()
    assert Power.objects.get().end_reason == "revoked"


def enter_as(page: Page, live: str, person: Person) -> None:
    """Log in to the web hall by number, phone and code."""
    page.context.clear_cookies()
    page.goto(f"{live}/login/")
    page.get_by_label("社会保障号码").fill(person.social_number)
    page.get_by_label("手机号码").fill(person.phone)
    page.locator("main form button[type=submit]").click()
    page.get_by_label("短信里的验证码").fill(code_on_its_way(person))
    page.locator("main form button[type=submit]").click()


def report_online(page: Page) -> None:
    """Walk through the loss report: the first answer each time, then confirm."""
    for _ in range(6):
        if page.url.rstrip("/").endswith("done"):
            return
        radio = page.locator("main form input[type=radio]").first
        if radio.count():
            radio.check()
        page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_text("挂失").first).to_be_visible()
