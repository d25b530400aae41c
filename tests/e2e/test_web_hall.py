"""The web hall in a real browser: a person asks for a code, reads it, sees the own card; every page fits and can be read."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from citycard.notices import DemoInbox, send_due
from citycard.shared import clock
from tests.e2e.looking import WIDTHS, Axe, Faults, Shot, Wide
from tests.factories import make_card, make_child, make_office, make_old_card, make_person

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC = [
    "/",
    "/guides/",
    "/guides/loss-report/",
    "/guides/card-collect/?age=15&has_card=no&comes=guardian#bring",
    "/search/?q=卡丢了",
    "/search/?q=zzzz",
    "/where/",
    "/rules/",
    "/rules/acts/",
    "/guides/card-collect/visit/?age=15&has_card=no&comes=guardian",
    "/12333/",
    "/login/",
    "/progress/",
    "/inbox/",
    "/demo/",
]

IN_MODES = ["/", "/guides/card-collect/", "/where/", "/rules/", "/login/"]


@pytest.fixture
def people(transactional_db: None) -> Iterator[SimpleNamespace]:
    """王芳, whose card waits at a branch, and 陈建国 with an active card, who is his daughter's guardian."""
    branch = make_office(kind="bank_branch")
    make_office(kind="bank_branch", name="望花支行（示例）", division="210404")
    wang = make_person()
    make_card(person=wang, state="awaiting_pickup", office=branch)
    make_old_card(person=wang)
    father = make_person(name="陈建国", sex="1")
    make_card(person=father, state="active", office=branch)
    child = make_child(guardian=father, phone=father.phone)
    make_card(person=child, state="in_production", office=branch)
    yield SimpleNamespace(wang=wang, father=father, child=child)
    connections.close_all()


def _log_in(page: Page, live: str, person: SimpleNamespace) -> None:
    """Log in with the keyboard alone: number, phone, then the code from the demo's inbox."""
    page.goto(f"{live}/login/")
    page.get_by_label("社会保障号码").focus()
    page.keyboard.type(person.social_number)
    page.keyboard.press("Tab")
    page.keyboard.type(person.phone)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live}/login/code/")
    send_due(at=clock.now(), port=DemoInbox())
    other = page.context.new_page()
    other.goto(f"{live}/inbox/")
    other.get_by_label("看哪个手机的短信").fill(person.phone)
    other.keyboard.press("Enter")
    other.wait_for_load_state()
    code = re.search(r"验证码是(\d{6})", other.locator(".cc-sms li").first.inner_text())
    assert code is not None
    other.close()
    page.get_by_label("短信里的验证码").focus()
    page.keyboard.type(code.group(1))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live}/my-card/")


def test_every_public_page_passes_axe_and_fits(live: str, people: SimpleNamespace, page: Page, faults: Faults) -> None:
    """Zero axe violations and no sideways scroll at 360, 768 and 1280 px; every fold is open at 1280."""
    found: list[str] = []
    for path in PUBLIC:
        page.goto(live + path)
        name = re.sub("[^a-z]+", "-", path).strip("-") or "home"
        found += faults(page, name, widths=WIDTHS[:-1]) + faults(page, name, widths=WIDTHS[-1:], unfold="main details")
    assert found == []


@pytest.mark.parametrize("choice", ["mode/elder", "theme/dark", "lang/en"])
def test_public_pages_in_every_mode(
    live: str,
    people: SimpleNamespace,
    page: Page,
    axe: Axe,
    scrolls_sideways: Wide,
    choice: str,
) -> None:
    """大字版, dark and English: the same pages, as readable and no wider."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live}/{choice}/?next=/")
    found: dict[str, list[str]] = {}
    for path in IN_MODES:
        page.goto(live + path)
        wrong = axe(page) + (["wider than the window"] if scrolls_sideways(page) else [])
        found |= {path: wrong} if wrong else {}
    assert found == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_holder_logs_in_by_keyboard_and_reads_the_own_card(
    live: str,
    people: SimpleNamespace,
    page: Page,
    axe: Axe,
    shot: Shot,
    scrolls_sideways: Wide,
    width: int,
) -> None:
    """S4.2, S14.2: number, phone and code typed without a mouse; the page says what to do next."""
    page.set_viewport_size({"width": width, "height": 900})
    _log_in(page, live, people.wang)
    expect(page.get_by_role("heading", level=1)).to_have_text("王芳，您的新卡可以领了")
    expect(page.get_by_text("1,286.50").first).to_be_visible()
    shot(page, f"web-my-card-{width}")
    assert axe(page) == []
    assert not scrolls_sideways(page)


def test_the_own_card_in_large_letters_fits_a_small_phone(
    live: str, people: SimpleNamespace, page: Page, axe: Axe, shot: Shot, scrolls_sideways: Wide
) -> None:
    """大字版 at 360 px: the long numbers of a card in use stand under their names and never run out of the window."""
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(f"{live}/mode/elder/?next=/")
    _log_in(page, live, people.father)
    expect(page.get_by_role("heading", name="卡信息")).to_be_visible()
    shot(page, "web-my-card-elder-360")
    too_wide = "lists => lists.filter(one => one.scrollWidth > one.clientWidth).length"
    assert page.locator("dl.cc-sum").evaluate_all(too_wide) == 0
    assert axe(page) == []
    assert not scrolls_sideways(page)


def test_a_guardian_changes_the_child_s_branch(live: str, people: SimpleNamespace, page: Page, axe: Axe, shot: Shot) -> None:
    """S13.2, S3: from the own card to the daughter's, and her card goes to another branch."""
    _log_in(page, live, people.father)
    page.get_by_role("link", name="陈一诺").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("陈一诺的新卡正在制作")
    assert axe(page) == []
    page.get_by_role("link", name="改领卡网点").click()
    assert axe(page) == []
    page.get_by_label("改到哪个网点领卡？").select_option(index=1)
    page.get_by_role("button", name="改到这个网点").click()
    expect(page.get_by_role("heading", name="领卡网点改好了")).to_be_visible()
    shot(page, "web-branch-changed")
    assert axe(page) == []


def test_progress_is_seen_without_logging_in(live: str, people: SimpleNamespace, page: Page, axe: Axe, shot: Shot) -> None:
    """S4.4: from the home page's box; the address names nobody, and neither does the page."""
    page.goto(live)
    page.get_by_label("社会保障号码").fill(people.wang.social_number)
    page.get_by_label("申请时留的手机号码").fill(people.wang.phone)
    page.get_by_role("button", name="查进度").click()
    page.wait_for_url(f"{live}/progress/answer/")
    expect(page.get_by_role("heading", level=1)).to_have_text("新卡可以领了")
    expect(page.get_by_text("王芳")).to_have_count(0)
    shot(page, "web-progress-answer")
    assert axe(page) == []


def test_a_wrong_number_is_said_above_and_at_the_field(live: str, people: SimpleNamespace, page: Page, axe: Axe) -> None:
    """S1.2: the summary has the focus, and what was typed is still there."""
    page.goto(f"{live}/login/")
    page.get_by_label("社会保障号码").fill("12345")
    page.get_by_role("button", name="发验证码").click()
    expect(page.locator(".cc-err")).to_be_focused()
    expect(page.get_by_label("社会保障号码")).to_have_value("12345")
    assert axe(page) == []


def test_everything_works_without_javascript(live: str, people: SimpleNamespace, browser: object) -> None:
    """No script: the papers of a case are computed on the server, the boxes are plain forms."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}, locale="zh-CN")  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{live}/guides/card-collect/")
    page.get_by_label("不满 16 周岁").check()
    page.get_by_label("没有").check()
    page.get_by_label("监护人", exact=True).check()
    page.get_by_role("button", name="看这种情况要带什么").click()
    expect(page.locator("#bring .cc-docs > li")).to_have_count(3)
    page.goto(f"{live}/rules/")
    page.get_by_label("签约日期").fill("2026-11-23")
    page.get_by_role("button", name="试算").first.click()
    expect(page.locator("#what-if strong")).to_have_text("2026年12月1日")
    context.close()


def test_the_greeting_of_wechat_is_whole_on_a_short_screen(live: str, people: SimpleNamespace, page: Page) -> None:
    """S12.1: whose card it is stands above the card also where the page is longer than the screen."""
    page.set_viewport_size({"width": 360, "height": 640})
    _log_in(page, live, people.wang)
    page.goto(f"{live}/wechat/")
    page.goto(f"{live}/wechat/bind/")
    page.locator("main form button").first.click()
    page.goto(f"{live}/wechat/")
    expect(page.get_by_role("heading", level=1, name="王芳，您好")).to_be_visible()
    assert page.locator(".cc-wx-hero").evaluate("e => e.scrollHeight <= e.clientHeight")
