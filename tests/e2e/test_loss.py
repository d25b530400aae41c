"""“Lost abroad and found again” in a real browser: reported online, formal at the hall, both at the bank, found, taken back (S7, S8)."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from citycard.bank.models import CardSide
from citycard.cards.models import SocialSide
from tests.e2e.looking import Axe, Look, Shot
from tests.e2e.test_desk import say_why
from tests.e2e.test_web_hall import _log_in
from tests.factories import PASSWORD, make_card, make_office, make_old_card, make_operator, make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None) -> Iterator[SimpleNamespace]:
    """赵雪梅 with a card in use, a clerk of the card hall, a teller, and somebody of operations."""
    hall, branch = make_office(kind="card_hall"), make_office(kind="bank_branch")
    person = make_person(name="赵雪梅")
    card = make_card(person=person, state="active", office=branch)
    make_operator(role="card_hall_clerk", office=hall, name="赵敏", staff_no="K0101")
    make_operator(role="bank_teller", office=branch, name="孙丽", staff_no="B1108")
    make_operator(role="operations", office=make_office(kind="card_centre"), name="周宁", staff_no="Y0101")
    yield SimpleNamespace(person=person, card=card)
    connections.close_all()


def flags(city: SimpleNamespace) -> tuple[str, bool]:
    return SocialSide.objects.get(pk=city.card.pk).loss, CardSide.objects.get(card_number=city.card.card_number).is_lost


def sign_in(page: Page, live: str, staff_no: str) -> None:
    page.goto(f"{live}/desk/login/")
    page.get_by_label("工号").fill(staff_no)
    page.get_by_label("登录口令").fill(PASSWORD)
    page.get_by_role("button", name="登录工作台").click()
    expect(page.get_by_role("button", name="登录工作台")).to_have_count(0)


def open_person(page: Page, live: str, city: SimpleNamespace) -> None:
    page.goto(f"{live}/desk/person/{city.person.pk}/")
    if "purpose" in page.url:
        say_why(page)
        page.wait_for_url(f"{live}/desk/person/{city.person.pk}/")


def fill_in(page: Page, button: str, **typed: str) -> None:
    """Tick every paper, say that the face fits, type what is asked, and confirm."""
    for box in page.locator("input[name=paper]").all():
        box.check()
    page.locator("input[name=face][value=same]").check()
    for name, value in typed.items():
        page.locator(f"input[name={name}]").fill(value)
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()


def report_online(page: Page, live: str, city: SimpleNamespace, look: Look) -> None:
    """The holder, far away: three questions, a wrong phone number in between, the receipt."""
    _log_in(page, live, city.person)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="挂失").first.click()
    look("loss-how", page)
    page.get_by_label("被偷、被抢").check()
    page.get_by_role("button", name="继续").click()
    page.get_by_role("textbox").fill("1350000884")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("alert")).to_contain_text("现在是 10 位")
    look("loss-question", page)
    page.get_by_role("textbox").fill("13500008841")
    page.get_by_role("button", name="继续").click()
    look("loss-check", page)
    page.get_by_role("button", name="确认挂失社保账户").click()
    expect(page.get_by_role("heading", name="社保账户已挂失")).to_be_visible()
    expect(page.get_by_text("还差一步：银行账户还没有挂失")).to_be_visible()
    look("loss-done", page)
    page.get_by_role("link", name="查看我的卡").click()
    expect(page.get_by_text("还差一步：银行账户还没有挂失")).to_be_visible()
    look("loss-my-card", page)


def report_at_bank(page: Page, live: str, city: SimpleNamespace, look: Look) -> None:
    """The board knows what is missing; the teller reports both."""
    sign_in(page, live, "Y0101")
    page.goto(f"{live}/ops/")
    expect(page.get_by_role("heading", name="社保已挂失、银行还没挂失")).to_be_visible()
    look("loss-board", page)
    page.context.clear_cookies()
    sign_in(page, live, "B1108")
    open_person(page, live, city)
    look("loss-person", page)
    page.locator("a[href$='/loss/']").click()
    look("loss-desk", page)
    fill_in(page, "确认挂失两个账户")
    expect(page.get_by_role("heading", name="社保账户、银行账户都已挂失")).to_be_visible()
    look("loss-desk-done", page)


def take_back(page: Page, live: str, city: SimpleNamespace, look: Look) -> None:
    """The card hall sends the holder to the bank, and the teller takes both back."""
    page.context.clear_cookies()
    sign_in(page, live, "K0101")
    page.goto(f"{live}/desk/person/{city.person.pk}/found/")
    expect(page.get_by_text("两个账户要在抚顺银行一起解除")).to_be_visible()
    look("loss-found-refused", page)
    page.context.clear_cookies()
    sign_in(page, live, "B1108")
    page.goto(f"{live}/desk/person/{city.person.pk}/found/")
    look("loss-found", page)
    fill_in(page, "确认解除挂失", card_number=city.card.card_number, identity_number=city.person.social_number)
    expect(page.get_by_role("heading", name="两个账户都已解除挂失")).to_be_visible()
    look("loss-found-done", page)


def test_lost_abroad_and_found_again(page: Page, own_page: Page, live: str, city: SimpleNamespace, look: Look) -> None:
    """S7.2 → S7.1 → S8.2: every page fits at three widths and passes axe; what remains at the bank is there until it is done."""
    report_online(page, live, city, look)
    assert flags(city) == ("temporary", False)
    report_at_bank(own_page, live, city, look)
    assert flags(city) == ("formal", True)
    page.reload()
    expect(page.get_by_text("还差一步")).to_have_count(0)
    take_back(own_page, live, city, look)
    assert flags(city) == ("none", False)
    page.reload()
    expect(page.get_by_text("您的卡可以用").first).to_be_visible()


def test_which_card_is_asked_only_where_there_are_two(page: Page, live: str, city: SimpleNamespace, axe: Axe, shot: Shot) -> None:
    """S7.2: the old medical card beside the new one; the elder mode and the keyboard alone."""
    make_old_card(person=city.person)
    _log_in(page, live, city.person)
    page.goto(f"{live}/mode/elder/")
    page.goto(f"{live}/my-card/loss/")
    expect(page.get_by_role("heading", name="哪张卡丢了？")).to_be_visible()
    page.get_by_label("原医保卡", exact=True).focus()
    page.keyboard.press("Space")
    assert axe(page) == []
    shot(page, "loss-which-elder")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live}/my-card/loss/how/")
    page.get_by_label("丢失").check()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live}/my-card/loss/phone/")
    page.get_by_role("button", name="跳过这一步").click()
    page.get_by_role("button", name="确认挂失原医保卡").click()
    expect(page.get_by_role("heading", name="原医保卡已挂失")).to_be_visible()
    assert axe(page) == []
    shot(page, "loss-old-done-elder")
    assert flags(city) == ("none", False)
