"""The counters in a real browser: a resident applies, comes for the card, and leaves with it activated."""

import re
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from citycard.cards.models import Application, Card
from citycard.staff.models import Operator
from tests.e2e.looking import Look
from tests.factories import (
    PASSWORD,
    make_application,
    make_card,
    make_card_of,
    make_child,
    make_office,
    make_old_card,
    make_operator,
    make_person,
    make_unit,
)

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_from_application_to_activation(page: Page, live: str, look: Look) -> None:
    """S3.2, S4.2, S5.1: the community takes the application; the branch hands the card over and activates it."""
    community, branch = make_office(kind="community"), make_office(kind="bank_branch")
    person = make_person(name="王芳", community=community)
    make_old_card(person=person)

    sign_in(page, live, make_operator(role="community_clerk", office=community, name="周敏"))
    look("home")
    apply_at_the_community(page, branch.pk, look)
    page.get_by_role("button", name="退出").click()
    card = make_card_of(application=Application.objects.get(person=person))  # made and sent: told in the card centre's stories

    sign_in(page, live, make_operator(role="bank_teller", office=branch, name="孙丽"))
    collect_at_the_branch(page, card, look)
    check_person_and_card(page, card, look)
    set_the_pin(page, look)
    look("activated")
    sign_the_mandate(page, look)
    look("person")
    page.get_by_role("link", name="办理记录").first.click()
    look("record")


def sign_the_mandate(page: Page, look: Look) -> None:
    """S2.3: read it, compare the face, sign on paper, confirm; then the paper with its number."""
    page.get_by_role("link", name="看授权书，现在签").click()
    expect(page.get_by_text("激活时，您看过下面勾上的原件")).to_be_visible()
    page.get_by_role("button", name="确认签署").click()
    look("mandate-missing")
    page.get_by_label("是", exact=True).check()
    page.get_by_label("来的人看过授权书的每一条，在纸上签了字").check()
    page.get_by_role("button", name="确认签署").click()
    expect(page.get_by_text("自动缴款授权已签")).to_be_visible()
    look("mandate-paper")
    page.get_by_role("link", name="回到这个人").click()


def apply_at_the_community(page: Page, branch_id: int, look: Look) -> None:
    """Find the person, say why, and take the application with paper, photo, phone and branch."""
    page.get_by_label("找人或找卡").fill("王")
    page.get_by_role("button", name="查找").click()
    look("search")
    page.get_by_role("link", name=re.compile("打开.*王芳")).click()
    look("purpose")
    say_why(page)
    page.get_by_role("link", name=re.compile("办理.*申请社保卡")).click()
    look("apply")
    missing = page.locator("[data-missing]")
    expect(missing).to_contain_text("还差 2 项")
    page.get_by_label("身份证、户口簿或别的有效证件", exact=True).check()
    expect(missing).to_contain_text("还差 1 项")  # told as it is ticked, not only when it is sent
    expect(page.get_by_text("已核 1 / 共 1")).to_be_visible()
    page.get_by_label("选相片文件").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": a_portrait()})
    expect(missing).to_be_hidden()
    page.get_by_role("button", name="检查并预览").click()
    expect(page.get_by_alt_text("王芳的相片")).to_be_visible()
    page.get_by_label("到哪个银行网点领卡").select_option(str(branch_id))
    look("apply-ready")
    page.get_by_role("button", name="确认，受理申请").click()
    expect(page.get_by_role("heading", name="申请已受理")).to_be_visible()
    look("application")


def collect_at_the_branch(page: Page, card: Card, look: Look) -> None:
    """Hand the card over against the ID card, the face and the number on the envelope."""
    page.get_by_role("link", name="领卡", exact=True).first.click()
    look("pickups")
    page.get_by_role("link", name=re.compile("办理领卡.*王芳")).click()
    look("collect")
    page.get_by_label("持卡人居民身份证", exact=True).check()
    page.get_by_label("是", exact=True).check()
    page.get_by_label("扫卡封或输入社会保障卡号").fill(card.card_number)
    page.get_by_role("button", name="确认领卡").click()
    look("collected")


def check_person_and_card(page: Page, card: Card, look: Look) -> None:
    """The first two steps of the activation."""
    page.get_by_role("link", name="接着激活").click()
    look("activate-person")
    page.get_by_label("持卡人有效身份证件", exact=True).check()
    page.get_by_label("证件上的号码").fill(card.person.social_number)
    page.get_by_label("是", exact=True).check()
    page.get_by_role("button", name="本人核对无误，去核对卡片").click()
    look("activate-card")
    page.get_by_label("新社保卡", exact=True).check()
    page.get_by_label("读卡或输入社会保障卡号").fill(card.card_number)
    page.get_by_role("button", name="卡片核对无误，请设银行密码").click()


def set_the_pin(page: Page, look: Look) -> None:
    """The third step: twice on the pad, then confirm."""
    look("activate-pin")
    press(page, "258013")
    expect(page.get_by_role("heading", name="请再输一遍银行密码")).to_be_visible()
    press(page, "258013")
    expect(page.get_by_role("heading", name="两遍都输完了")).to_be_visible()
    look("activate-ready")
    page.get_by_role("button", name="确认激活").click()
    expect(page.get_by_role("heading", name="激活完成，三件事已一起生效")).to_be_visible()


def press(page: Page, digits: str) -> None:
    """Press the digits on the pad, wherever they are; the pad is new after each."""
    for digit in digits:
        before = page.locator("input[name=pad]").first.input_value()
        page.locator(".cc-keys").get_by_role("button", name=digit, exact=True).click()
        expect(page.locator("input[name=pad]").first).not_to_have_value(before)


def test_a_childs_card_at_the_branch(page: Page, live: str, look: Look) -> None:
    """S4.2 ②, S13.2: the papers of a child's case, with the guardian who is on the register; a refusal in the staff's frame."""
    branch = make_office(kind="bank_branch")
    father = make_person(name="陈建国", sex="1")
    child = make_child(guardian=father, category="resident")
    card = make_card(person=child, office=branch)
    waiting = make_card(person=make_person(name="李秀兰"), state="dispatched", office=branch)

    sign_in(page, live, make_operator(role="bank_teller", office=branch))
    page.goto(f"{live}/desk/shipments/")
    look("shipments")
    page.get_by_role("button", name=re.compile("点清了，签收并通知")).click()
    expect(page.get_by_text("1 条取卡通知已交给短信")).to_be_visible()
    page.goto(f"{live}/desk/pickups/{card.pk}/")
    page.get_by_label("户口簿", exact=True).first.check()
    page.get_by_label("监护人有效身份证件", exact=True).check()
    page.get_by_label("是", exact=True).check()
    page.get_by_label("扫卡封或输入社会保障卡号").fill(card.card_number)
    page.get_by_role("button", name="确认领卡").click()
    expect(page.get_by_role("heading", name="还差 1 项")).to_be_visible()
    look("collect-child")
    page.get_by_label("监护关系证明", exact=True).check()
    page.get_by_role("button", name="确认领卡").click()
    expect(page.get_by_text("陈建国，父亲")).to_be_visible()
    page.goto(f"{live}/desk/activations/{card.pk}/")
    look("activate-child")
    page.goto(f"{live}/desk/activations/")
    look("activations")
    page.goto(f"{live}/desk/activations/{waiting.pk}/")
    look("refusal")
    page.goto(f"{live}/desk/cards/{waiting.pk}/wrong-face/")
    look("wrong-face")
    page.goto(f"{live}/desk/person/{make_card(state='active').person_id}/mandate/")
    look("mandate")


def test_a_units_cards_at_the_card_hall(page: Page, live: str, look: Look) -> None:
    """S4.1: list by box and slot, letter and ID, and the list to sign."""
    hall, unit = make_office(kind="card_hall"), make_unit()
    for name in ("张伟", "李娜", "王强"):
        make_card(person=make_person(name=name, unit=unit, category="employee"), office=hall)
    sign_in(page, live, make_operator(role="card_hall_clerk", office=hall, name="赵敏"))
    page.goto(f"{live}/desk/unit-pickups/")
    look("unit-pickups")
    page.get_by_role("link", name=re.compile("办理")).last.click()
    look("unit-pickup")
    page.goto(f"{live}/desk/unit-pickups/{unit.pk}/list/")
    expect(page.get_by_role("cell", name="王强").or_(page.get_by_role("rowheader", name="王强"))).to_be_visible()
    look("hand-over-list")


def test_the_small_pages_of_the_community(page: Page, live: str, look: Look) -> None:
    """S1.2, S3, S4.2: registering with its errors, a child's papers, and putting right what stands there."""
    community = make_office(kind="community")
    child = make_child(community=community, category="resident")
    sign_in(page, live, make_operator(role="community_clerk", office=community))
    page.goto(f"{live}/desk/register/")
    page.get_by_role("button", name="登记，接着办申请").click()
    look("register-errors")
    page.goto(f"{live}/desk/person/{child.pk}/apply/")
    look("apply-child")
    page.goto(f"{live}/desk/person/{child.pk}/id-card/")
    look("id-card")
    page.goto(f"{live}/desk/person/{child.pk}/guardian/")
    look("guardian")
    application = make_application(person=child)
    page.goto(f"{live}/desk/application/{application.pk}/correct/")
    look("correct")
    page.goto(f"{live}/desk/application/{application.pk}/withdraw/")
    look("withdraw")
    page.goto(f"{live}/desk/person/{child.pk}/history/")
    expect(page.get_by_text("查看资料").first).to_be_visible()
    look("history")
