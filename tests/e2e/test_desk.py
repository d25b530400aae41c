"""The counters in a real browser: a resident applies, comes for the card, and leaves with it activated."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from citycard.cards.models import Application, Card
from citycard.staff.models import Operator
from tests.factories import (
    PASSWORD,
    make_card_of,
    make_office,
    make_old_card,
    make_operator,
    make_person,
)

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [360, 768, 1280]
Axe = Callable[[Page], list[str]]
Shot = Callable[[Page, str], Path]
Wide = Callable[[Page], bool]


def a_portrait() -> bytes:
    """Return a drawn portrait of the right shape; nobody's face."""
    picture = Image.new("RGB", (358, 441), "#dce8e5")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((110, 90, 248, 250), fill="#8cc5ba")
    pen.ellipse((20, 280, 338, 620), fill="#1b8273")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def sign_in(page: Page, live: str, operator: Operator) -> None:
    """Sign an operator in through the page."""
    page.goto(f"{live}/desk/login/")
    page.get_by_label("工号").fill(operator.staff_no)
    page.get_by_label("登录口令").fill(PASSWORD)
    page.get_by_role("button", name="登录工作台").click()


def say_why(page: Page) -> None:
    """Choose the usual purpose."""
    page.get_by_label("本人来窗口办事").check()
    page.get_by_role("button", name="记下事由，打开资料").click()


@pytest.fixture
def look(page: Page, axe: Axe, shot: Shot, scrolls_sideways: Wide) -> Callable[[str], None]:
    """Return a function that takes the picture of this page at three widths and finds nothing wrong with it."""

    def at_every_width(name: str) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("document.querySelectorAll('.cc-why').forEach(one => one.open = true)")
            shot(page, f"desk-{name}-{width}")
            assert axe(page) == [], name
            assert not scrolls_sideways(page), f"{name} at {width}"

    return at_every_width


def test_from_application_to_activation(page: Page, live: str, look: Callable[[str], None]) -> None:
    """S3.2, S4.2, S5.1: the community takes the application; the branch hands the card over and activates it."""
    community, branch = make_office(kind="community"), make_office(kind="bank_branch")
    clerk = make_operator(role="community_clerk", office=community, name="周敏")
    teller = make_operator(role="bank_teller", office=branch, name="孙丽")
    person = make_person(name="王芳", community=community)
    make_old_card(person=person)

    sign_in(page, live, clerk)
    look("home")
    page.get_by_label("找人或找卡").fill("王")
    page.get_by_role("button", name="查找").click()
    look("search")
    page.get_by_role("link", name=re.compile("打开.*王芳")).click()
    look("purpose")
    say_why(page)
    page.get_by_role("link", name=re.compile("办理.*申请社保卡")).click()
    look("apply")
    page.get_by_label("身份证、户口簿或别的有效证件", exact=True).check()
    page.get_by_label("选相片文件").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": a_portrait()})
    page.get_by_role("button", name="检查并预览").click()
    expect(page.get_by_alt_text("王芳的相片")).to_be_visible()
    page.get_by_label("到哪个银行网点领卡").select_option(str(branch.pk))
    look("apply-ready")
    page.get_by_role("button", name="确认，受理申请").click()
    expect(page.get_by_role("heading", name="申请已受理")).to_be_visible()
    look("application")
    make_card_of(application=Application.objects.get(person=person))  # made and sent: told in the card centre's stories
    page.get_by_role("button", name="退出").click()

    sign_in(page, live, teller)
    page.get_by_role("link", name="领卡", exact=True).first.click()
    look("pickups")
    page.get_by_role("link", name=re.compile("办理领卡.*王芳")).click()
    look("collect")
    page.get_by_label("持卡人居民身份证", exact=True).check()
    page.get_by_label("是", exact=True).check()
    page.get_by_label("扫卡封或输入社会保障卡号").fill(Card.objects.get(person=person).card_number)
    page.get_by_role("button", name="确认领卡").click()
    look("collected")
    page.get_by_role("link", name="接着激活").click()
    look("activate-person")
    page.get_by_label("持卡人有效身份证件", exact=True).check()
    page.get_by_label("证件上的号码").fill(person.social_number)
    page.get_by_label("是", exact=True).check()
    page.get_by_role("button", name="本人核对无误，去核对卡片").click()
    look("activate-card")
    page.get_by_label("新社保卡", exact=True).check()
    page.get_by_label("读卡或输入社会保障卡号").fill(Card.objects.get(person=person).card_number)
    page.get_by_role("button", name="卡片核对无误，请设银行密码").click()
    look("activate-pin")
    press(page, "258013")
    expect(page.get_by_role("heading", name="请再输一遍银行密码")).to_be_visible()
    press(page, "258013")
    expect(page.get_by_role("heading", name="两遍都输完了")).to_be_visible()
    look("activate-ready")
    page.get_by_role("button", name="确认激活").click()
    expect(page.get_by_role("heading", name="激活完成，三件事已一起生效")).to_be_visible()
    look("activated")
    page.get_by_role("button", name="现在签").click()
    expect(page.get_by_text("自动缴款授权已签")).to_be_visible()
    look("person")
    page.get_by_role("link", name="办理记录").first.click()
    look("record")


def press(page: Page, digits: str) -> None:
    """Press the digits on the pad, wherever they are; the pad is new after each."""
    for digit in digits:
        before = page.locator("input[name=pad]").first.input_value()
        page.locator(".cc-keys").get_by_role("button", name=digit, exact=True).click()
        expect(page.locator("input[name=pad]").first).not_to_have_value(before)
