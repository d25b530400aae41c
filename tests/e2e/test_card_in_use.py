"""Two stories in a real browser: “lost, replaced, hospital in between” and “forgot both PINs”; and what an agent does at a branch."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from citycard.bank.models import BankAccount, CardSide
from citycard.cards.models import Application, Card, SocialSide
from citycard.mandates.models import Mandate
from citycard.people.models import Office, Person
from citycard.shared import clock
from tests.e2e.looking import Axe
from tests.e2e.test_city_story import sign_in
from tests.e2e.test_desk import press
from tests.e2e.test_ending import enter_as, report_online
from tests.factories import make_office, make_operator, make_person
from tests.journeys.pin_desks import WRONG, active_card
from tests.journeys.replacing import Case, case, make_new, mandate_in_force, stock
from tests.journeys.test_bank_pin import try_bank_pin

pytestmark = pytest.mark.django_db(transaction=True)
ROLES = {
    "card_hall": "card_hall_clerk",
    "bank_branch": "bank_teller",
    "medical": "medical_clerk",
    "pharmacy": "pharmacy_clerk",
}


def arrive(page: Page, live: str, kind: str, path: str, *, office: Office | None = None) -> None:
    """Sign in at a place of that kind and open a page there."""
    sign_in(page, live, make_operator(role=ROLES[kind], office=office or make_office(kind=kind)), path)
    page.wait_for_load_state()
    if "/purpose/" in page.url:
        page.get_by_label("本人来窗口办事").check()
        page.get_by_role("button", name="记下事由，打开资料").click()


def tick_papers(page: Page) -> None:
    """See the original of every paper asked for, and the face."""
    for box in page.locator("input[name=paper]").all():
        box.check()
    for face in page.locator("input[name=face][value=same]").all():
        face.check()


def send(page: Page) -> None:
    """Press the page's own button."""
    page.locator("main button[type=submit].btn-lg").last.click()
    page.wait_for_load_state()


def money(here: Case) -> tuple[Any, ...]:
    """Account, balance and mandate: what a replacement leaves as it is (S9)."""
    account = BankAccount.objects.select_related("ledger_account").get(holder_number=here.person.social_number)
    mandate = Mandate.objects.get(person=here.person)
    return account.number, account.ledger_account.balance_fen, mandate.state, mandate.account_number


def replace_online(page: Page, live: str, way: str, branch: Office) -> int:
    """S9.2: the list of tasks, the check, the receipt; return the application."""
    page.goto(f"{live}{way}replace/photo/")
    page.locator("input[name=photo_choice][value=old]").check()
    send(page)
    page.goto(f"{live}{way}replace/pickup/")
    page.locator("[name=office]").first.evaluate(
        "(one, value) => one.tagName === 'SELECT' && (one.value = value)", str(branch.pk)
    )
    for choice in page.locator(f"input[name=office][value='{branch.pk}']").all():
        choice.check()
    page.locator("input[name=phone]").fill("13900001111")
    send(page)
    page.goto(f"{live}{way}replace/check/")
    send(page)
    expect(page).to_have_url(re.compile("/replace/done/"))
    return Application.objects.get(kind="lost").pk


def use_temporary(page: Page, use: str) -> None:
    """S10.2: the number on the card, and what for."""
    page.locator("input[name=temporary_number]").fill("LS000001")
    page.locator(f"input[name=use][value={use}]").check()
    send(page)


def collect(page: Page, live: str, here: Case, card: Card) -> None:
    """S4.2: hand the card over at the branch."""
    arrive(page, live, "bank_branch", f"/desk/pickups/{card.pk}/", office=here.branch)
    tick_papers(page)
    page.get_by_label("扫卡封或输入社会保障卡号").fill(card.card_number)
    page.get_by_role("button", name="确认领卡").click()
    page.wait_for_load_state()


def activate(page: Page, live: str, card: Card) -> None:
    """S5.1: the holder in person, the card, the PIN twice."""
    page.goto(f"{live}/desk/activations/{card.pk}/")
    tick_papers(page)
    page.get_by_label("证件上的号码").fill(card.person.social_number)
    page.get_by_role("button", name="本人核对无误，去核对卡片").click()
    tick_papers(page)
    page.get_by_label("读卡或输入社会保障卡号").fill(card.card_number)
    page.get_by_role("button", name="卡片核对无误，请设银行密码").click()
    press(page, "258013")
    press(page, "258013")
    page.get_by_role("button", name="确认激活").click()
    expect(page.get_by_role("heading", name=re.compile("激活完成"))).to_be_visible()


def test_lost_replaced_hospital_in_between(page: Page, live: str, axe: Axe) -> None:
    """S7.2, S9.2, S10.1–S10.3, S5.1: reported and replaced at home, in hospital with a temporary card, then the new card."""
    here = case(name="赵雪梅")
    mandate_in_force(here)
    stock(here)
    before, who = money(here), here.person
    enter_as(page, live, who)
    page.goto(f"{live}/my-card/loss/")
    report_online(page)
    asked = replace_online(page, live, "/my-card/", here.branch)
    assert axe(page) == []

    arrive(page, live, "card_hall", f"/desk/person/{who.pk}/temporary/", office=here.hall)
    tick_papers(page)
    page.locator("input[name=hospital]").fill("样例医院（示例）")
    page.locator("input[name=temporary_number]").fill("LS000001")
    send(page)
    arrive(page, live, "medical", "/medical/temporary/")
    use_temporary(page, "settlement")
    expect(page.get_by_text("赵雪梅").first).to_be_visible()
    arrive(page, live, "pharmacy", "/medical/temporary/")
    use_temporary(page, "settlement")
    expect(page.get_by_text("S10.2").first).to_be_visible()
    assert axe(page) == []

    (new,) = make_new(asked, at=clock.now())
    collect(page, live, here, new)
    expect(page.get_by_text("临时卡").first).to_be_visible()
    assert Card.objects.get(pk=new.pk).state == "awaiting_pickup"
    arrive(page, live, "card_hall", f"/desk/person/{who.pk}/temporary/return/", office=here.hall)
    page.get_by_role("button", name="确认收回").click()
    expect(page.get_by_text("临时卡已收回").first).to_be_visible()
    collect(page, live, here, new)
    activate(page, live, new)
    assert money(here) == before and Card.objects.get(pk=here.card.pk).state == "ended"


def try_pin(page: Page, live: str, card: Card, digits: str) -> None:
    """S6.2: the card is read, its holder enters the PIN."""
    page.goto(f"{live}/medical/")
    page.locator("input[name=card_number]").fill(card.card_number)
    for use in page.locator("input[name=use][value=clinic]").all():
        use.check()
    send(page)
    if page.url.endswith("/pin/"):
        press(page, digits)
        page.locator("button[name=confirm]").click()
        page.wait_for_load_state()


def test_forgot_both_pins(page: Page, live: str, axe: Axe) -> None:
    """S6.1–S6.3: locked at the hospital, reset at the hall; the bank's PIN reported and set anew at the bank."""
    card = active_card(name="唐雪")
    arrive(page, live, "medical", "/medical/")
    for _ in range(2):
        try_pin(page, live, card, WRONG)
    expect(page.get_by_text("还可以试 4 次").first).to_be_visible()
    SocialSide.objects.filter(pk=card.pk).update(pin_locked=True)  # the other four are tests/channels/medical's
    try_pin(page, live, card, "000000")
    expect(page.get_by_text("S6.2").first).to_be_visible()
    assert axe(page) == []

    arrive(page, live, "card_hall", f"/desk/person/{card.person_id}/social-pin/reset/")
    tick_papers(page)
    page.locator("input[name=card_number]").fill(card.card_number)
    assert axe(page) == []
    send(page)
    assert not SocialSide.objects.get(pk=card.pk).pin_locked
    arrive(page, live, "medical", "/medical/")
    try_pin(page, live, card, "000000")
    expect(page.get_by_text("密码正确").first).to_be_visible()

    for _ in range(3):
        try_bank_pin(card, WRONG)
    arrive(page, live, "bank_branch", f"/desk/person/{card.person_id}/bank-pin/reset/")
    tick_papers(page)
    page.locator("input[name=identity_number]").fill(card.person.social_number)
    page.locator("input[name=identity_valid_until]").fill("2036-05-06")
    page.locator("input[name=card_number]").fill(card.card_number)
    assert axe(page) == []
    send(page)
    press(page, "246813")
    press(page, "246813")
    page.locator("button[name=confirm]").click()
    expect(page.get_by_text("银行密码已重设").first).to_be_visible()
    assert not CardSide.objects.get(card_number=card.card_number).is_pin_locked


def test_the_daughter_replaces_and_collects_but_does_not_activate(page: Page, live: str) -> None:
    """S13.1, S13.2: with a power she reports and replaces online and takes the card away; the bank activates for the holder only."""
    here, daughter = case(name="王秀英"), make_person(name="李静")
    give_power(here.person, daughter)
    enter_as(page, live, daughter)
    way = f"/my-card/for/{here.person.pk}/"
    page.goto(f"{live}{way}loss/")
    report_online(page)
    (new,) = make_new(replace_online(page, live, way, here.branch), at=clock.now())
    arrive(page, live, "bank_branch", f"/desk/pickups/{new.pk}/?comes=agent", office=here.branch)
    tick_papers(page)
    for name, value in (("name", daughter.name), ("number", daughter.social_number), ("relation", "女儿")):
        page.locator(f"input[name$='{name}']:visible").first.fill(value)
    page.get_by_label("扫卡封或输入社会保障卡号").fill(new.card_number)
    page.get_by_role("button", name="确认领卡").click()
    page.wait_for_load_state()
    assert Card.objects.get(pk=new.pk).state == "with_holder"
    page.goto(f"{live}/desk/activations/{new.pk}/?comes=agent")
    expect(page.locator("input[name=comes][value=agent]")).to_have_count(0)
    activate(page, live, new)
    assert Card.objects.get(pk=here.card.pk).state == "ended"


def give_power(holder: Person, agent: Person) -> None:
    """S13.1: the daughter has stood on the register since yesterday; how it gets there is told in `test_ending`."""
    from citycard.people.models import Power

    Power.objects.create(holder=holder, agent=agent, relation="女儿", proof="holder_present", starts_on=clock.today())
