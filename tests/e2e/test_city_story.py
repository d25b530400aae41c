"""A newcomer's walk: roster → batch → files → stock → notice → collection → activation, all of it in the pages."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from citycard.staff.models import Operator
from tests import factories
from tests.e2e.looking import Look

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "姓名,社会保障号码,联系手机\n"


def sign_in(page: Page, live: str, operator: Operator, start: str) -> None:
    """Sign the one before out by forgetting the cookies, and the next one in."""
    page.context.clear_cookies()
    page.goto(f"{live}/desk/login/?next={start}")
    page.get_by_label("工号").fill(operator.staff_no)
    page.get_by_label("登录口令").fill(factories.PASSWORD)
    page.get_by_role("button", name="登录工作台").click()


def downloaded(page: Page, button: str) -> Path:
    """Press `button` and return the file it gives, under its own name."""
    with page.expect_download() as started:
        page.get_by_role("button", name=button).or_(page.get_by_role("link", name=button)).first.click()
    place = Path(started.value.path()).parent / started.value.suggested_filename
    started.value.save_as(place)
    return place


def upload(page: Page, label: str, file: Path, button: str) -> None:
    """Choose a file and send it."""
    page.get_by_label(label).set_input_files(file)
    page.get_by_role("button", name=button).click()


def test_from_roster_to_activation(page: Page, live: str, look: Look, settings: LazySettings) -> None:
    """S3.1, S1.3, S1.4, S4.1, S5.1: every hand a card passes through, each at its own page."""
    page.set_default_timeout(15000)
    settings.DEMO = True
    hall = factories.make_office(kind="card_hall")
    unit = factories.make_unit(name="抚顺示例机械有限公司（示例）")
    number = factories.citizen_number(born=date(1990, 3, 4), serial=7)
    roster = f"{HEAD}陈建国,{number},13600000001\n".encode("gb18030")
    clerk = factories.make_operator(role="employer_clerk", unit=unit, name="周岩")

    sign_in(page, live, clerk, "/units/rosters/")
    page.get_by_label("选名册文件").set_input_files({"name": "名册.csv", "mimeType": "text/csv", "buffer": roster})
    page.get_by_role("button", name="上传，开始核对").click()
    expect(page.get_by_role("heading", name="已给 1 人申请社保卡")).to_be_visible()

    batch = make_the_batch(page, live, look)
    take_through_the_bank(page, live, batch, look)
    take_through_the_factory(page, live, batch, look)
    receive_and_hand_out(page, live, hall_clerk=factories.make_operator(role="card_hall_clerk", office=hall, name="赵敏"))
    hand_over_in_the_unit(page, live, clerk)
    activate(page, live, number)


def make_the_batch(page: Page, live: str, look: Look) -> str:
    """S3: check the application, make the batch; return its address."""
    centre = factories.make_operator(role="card_centre_clerk", office=factories.make_office(kind="card_centre"), name="何静")
    sign_in(page, live, centre, "/card-centre/")
    look("queue")
    page.get_by_role("checkbox", name=re.compile("^勾选")).check()  # no photo: looked at, then ticked by hand
    page.get_by_role("button", name="勾选的核对通过").click()
    page.get_by_role("link", name="去建批次").click()
    look("batches")
    page.get_by_role("button", name="建批次、配卡号").click()
    look("batch")
    return page.url


def take_through_the_bank(page: Page, live: str, batch: str, look: Look) -> None:
    """S3, S1.5: out to the bank, opened there, and back."""
    to_bank = downloaded(page, "下载 CSV 文件")
    cookies = page.context.cookies()
    bank = factories.make_operator(role="bank_back_office", office=factories.make_office(kind="bank_branch"), name="吴丹")
    sign_in(page, live, bank, "/card-centre/bank/")
    upload(page, "预开户文件", to_bank, "核对并预开户")
    look("bank-office")
    back = downloaded(page, "下载回盘")
    page.context.clear_cookies()
    page.context.add_cookies(cookies)  # the card centre's own browser
    page.goto(batch)
    page.get_by_role("link", name="上传回盘文件").click()
    look("take")
    upload(page, "回盘文件", back, "核对并写入")
    expect(page.get_by_text("文件已写入：1 张成功，0 张失败")).to_be_visible()


def take_through_the_factory(page: Page, live: str, batch: str, look: Look) -> None:
    """S3, S1.4: out to the sample factory and back; stocked and dispatched."""
    to_factory = downloaded(page, "下载 CSV 文件")
    page.goto(f"{live}/demo/factory/")
    look("factory")
    page.get_by_label("制卡文件").set_input_files(to_factory)
    back = downloaded(page, "做卡，下载回盘文件")
    page.goto(batch)
    page.get_by_role("link", name="上传回盘文件").click()
    upload(page, "回盘文件", back, "核对并写入")
    page.get_by_role("button", name="点清了，入库").click()
    page.get_by_role("link", name="去分拨").click()
    look("store")
    page.get_by_role("button", name=re.compile("^寄出")).click()
    look("shipment")


def receive_and_hand_out(page: Page, live: str, hall_clerk: Operator) -> None:
    """S4.1: the hall signs for the shipment, and hands the unit's cards to its agent."""
    sign_in(page, live, hall_clerk, "/desk/")
    page.get_by_role("link", name="到货签收", exact=True).first.click()
    page.get_by_role("button", name=re.compile("点清了，签收并通知")).click()
    page.get_by_role("link", name="单位领卡", exact=True).first.click()
    page.get_by_role("link", name=re.compile("抚顺示例机械")).first.click()
    page.get_by_label("取卡人姓名").fill("吴丹")
    page.get_by_label("取卡人身份证号码").fill(factories.citizen_number(born=date(1987, 7, 7), serial=3))
    for paper in page.get_by_role("checkbox").all():
        paper.check()
    page.get_by_role("button", name="确认，卡交给取卡人").click()
    expect(page.get_by_text(re.compile("1 张卡已交给取卡人"))).to_be_visible()


def hand_over_in_the_unit(page: Page, live: str, clerk: Operator) -> None:
    """S4.1: the unit records that the card is with its holder."""
    sign_in(page, live, clerk, "/units/hand-over/")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="登记：勾选的卡已交给本人").click()
    expect(page.get_by_text("已登记 1 张卡发到本人手里")).to_be_visible()


def activate(page: Page, live: str, number: str) -> None:
    """S5.1, S5.3: four steps at the bank."""
    teller = factories.make_operator(role="bank_teller", office=factories.make_office(kind="bank_branch"), name="孙丽")
    sign_in(page, live, teller, "/desk/")
    page.get_by_label("找人或找卡").fill(number)
    page.get_by_role("button", name="查找").click()
    page.get_by_label("本人来窗口办事").check()
    page.get_by_role("button", name="记下事由，打开资料").click()
    page.get_by_role("link", name=re.compile("办理.*激活")).first.click()
    page.get_by_label("持卡人有效身份证件", exact=True).check()
    page.get_by_label("证件上的号码").fill(number)
    page.get_by_label("是", exact=True).check()
    page.get_by_role("button", name="本人核对无误，去核对卡片").click()
    page.get_by_label("新社保卡", exact=True).check()
    page.get_by_label("读卡或输入社会保障卡号").fill(card_number(number))
    page.get_by_role("button", name="卡片核对无误，请设银行密码").click()
    for _entry in range(2):
        for digit in "258013":
            before = page.locator("input[name=pad]").first.input_value()
            page.locator(".cc-keys").get_by_role("button", name=digit, exact=True).click()
            expect(page.locator("input[name=pad]").first).not_to_have_value(before)
    page.get_by_role("button", name="确认激活").click()
    expect(page.get_by_role("heading", name=re.compile("激活完成"))).to_be_visible()


def card_number(number: str) -> str:
    """The number printed on the plastic, which the teller's reader would give."""
    from citycard.cards import card_of
    from citycard.people import find_person

    person = find_person(number)
    assert person is not None
    card = card_of(person.id)
    assert card is not None
    return card.card_number
