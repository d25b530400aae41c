"""A unit's day: a roster with bad rows, mended and applied; cards fetched and handed over; every page readable by machine."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Page, expect

from citycard.cards.models import Roster
from citycard.channels.units import rosters
from citycard.people.models import Unit
from tests import factories
from tests.e2e.looking import Axe, Faults, Shot

NAMED = str.maketrans({"/": "-", "{": "", "}": ""})


def number(row: int) -> str:
    return factories.citizen_number(born=date(1990, 3, 4), serial=row)


def roster(*rows: tuple[str, ...]) -> dict[str, Any]:
    book = Workbook()
    assert book.active is not None
    for row in (("姓名", "社会保障号码", "联系手机"), *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "秋季名册.xlsx", "mimeType": kind, "buffer": out.getvalue()}


@pytest.fixture
def unit(transactional_db: None) -> Unit:
    factories.make_office(kind="card_hall")
    return factories.make_unit(name="抚顺示例机械有限公司（示例）")


@pytest.fixture
def clerk(live: str, unit: Unit, page: Page) -> Page:
    """A browser in which the unit's clerk has signed in."""
    sign_in(live, unit, page)
    return page


def sign_in(live: str, unit: Unit, page: Page) -> None:
    operator = factories.make_operator(role="employer_clerk", unit=unit, name="周岩")
    page.goto(f"{live}/units/")
    page.get_by_label("工号").fill(operator.staff_no)
    page.get_by_label("登录口令").fill(factories.PASSWORD)
    page.get_by_role("button", name="登录工作台").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(unit.name)


def test_a_roster_with_bad_rows_is_mended_and_applied(clerk: Page, live: str) -> None:
    """S3.1: upload → reasons → download the bad rows → mend them there → upload that file → applied, nobody twice."""
    clerk.get_by_role("navigation").get_by_role("link", name="名册批量申请").first.click()
    bad = [("王5", number(1), "13600000001"), ("赵敏", number(2), "1360000"), ("=SUM(1)", "210400199003040020", "13600000003")]
    good = [("陈一诺", number(row), f"136000000{row:02d}") for row in range(10, 22)]
    clerk.get_by_label("选名册文件").set_input_files(roster(*bad, *good))
    clerk.get_by_role("button", name="上传，开始核对").click()
    expect(clerk.get_by_role("heading", name="有 3 行有问题，这份名册一行也没有写入")).to_be_visible()
    with clerk.expect_download() as started:
        clerk.get_by_role("link", name="下载有问题的行（Excel）").click()
    book = load_workbook(io.BytesIO(Path(started.value.path()).read_bytes()))
    rows = list(book.worksheets[0].iter_rows(values_only=True))[1:]
    reasons = [row[7] for row in rows]
    assert "数字" in reasons[0] and "11 位" in reasons[1] and "；" in reasons[2]
    assert rows[2][0] == "'=SUM(1)"
    mended = [("王五", number(1), "13600000001"), ("赵敏", number(2), "13600000002"), ("孙力", number(3), "13600000003")]
    clerk.get_by_role("link", name="改好了，重新上传").click()
    clerk.get_by_label("选名册文件").set_input_files(roster(*mended, *good))
    clerk.get_by_role("button", name="上传，开始核对").click()
    expect(clerk.get_by_role("heading", name="已给 15 人申请社保卡")).to_be_visible()
    clerk.goto(f"{live}/units/people/?show=under-way")
    expect(clerk.get_by_role("row")).to_have_count(16)


def test_a_long_check_moves_its_bar_and_ends_by_itself(clerk: Page, live: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """S3.1: the bar is asked for by htmx, each look lends the check a moment, and at the end the result comes by itself."""
    monkeypatch.setattr(rosters, "A_LITTLE", 0.001)
    clerk.goto(f"{live}/units/rosters/")
    text = "姓名,社会保障号码,联系手机\n" + "".join(f"陈一诺,21040019900304{row:04d},13600000001\n" for row in range(1200))
    file = {"name": "全员名册.csv", "mimeType": "text/csv", "buffer": text.encode("gb18030")}
    clerk.get_by_label("选名册文件").set_input_files(file)
    clerk.get_by_role("button", name="上传，开始核对").click()
    expect(clerk.get_by_role("progressbar", name="正在核对名册")).to_have_attribute("value", "500")
    expect(clerk.get_by_role("heading", name="名册结果")).to_be_visible(timeout=15_000)


def test_cards_fetched_and_handed_over(clerk: Page, live: str, unit: Unit) -> None:
    """S4.1: letter for the agent, then each card ticked when it is in its holder's hands."""
    waiting = factories.make_person(name="孙力", unit=unit, category="employee")
    hall = factories.make_office(kind="card_hall", name="新抚卡服务大厅（示例）")
    factories.make_card(person=waiting, state="awaiting_pickup", office=hall)
    held = factories.make_person(name="赵敏", unit=unit, category="employee")
    factories.make_card(person=held, state="with_unit", office=hall)
    clerk.goto(f"{live}/units/pickup/")
    clerk.get_by_label("取卡人姓名").fill("周岩")
    clerk.get_by_label("取卡人公民身份号码").fill(number(9))
    clerk.get_by_role("button", name="生成介绍信").click()
    expect(clerk.get_by_role("heading", name="单位介绍信")).to_be_visible()
    expect(clerk.get_by_role("button", name="打印")).to_be_visible()
    clerk.goto(f"{live}/units/hand-over/")
    clerk.get_by_label("赵敏").check()
    clerk.get_by_role("button", name="登记：勾选的卡已交给本人").click()
    expect(clerk.get_by_role("heading", name="已登记 1 张卡发到本人手里")).to_be_visible()
    expect(clerk.get_by_label("赵敏")).to_have_count(0)


def test_without_javascript_a_roster_is_uploaded_and_judged(live: str, unit: Unit, browser: Browser) -> None:
    """The hall works with forms and links alone; the bar has a link that asks again."""
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport={"width": 360, "height": 800})
    page = context.new_page()
    sign_in(live, unit, page)
    page.goto(f"{live}/units/rosters/")
    page.get_by_label("选名册文件").set_input_files(roster(("陈一诺", number(1), "13600000001")))
    page.get_by_role("button", name="上传，开始核对").click()
    expect(page.get_by_role("heading", name="已给 1 人申请社保卡")).to_be_visible()
    context.close()


def furnish(unit: Unit) -> dict[str, int]:
    """Give the unit somebody at every stage, and one roster applied and one refused."""
    from citycard import cards

    clerk = factories.actor_for(factories.make_operator(role="employer_clerk", unit=unit, name="周岩"))
    hall = factories.make_office(kind="card_hall", name="卡服务大厅二部（示例）")
    who = {state: factories.make_person(name=name, unit=unit, category="employee") for state, name in NAMES.items()}
    for state in ("in_production", "awaiting_pickup", "with_unit", "active"):
        factories.make_card(person=who[state], state=state, office=hall)
    application = factories.make_application(person=who["submitted"])
    rows = [
        cards.RosterLine(
            row_no=row, name="陈一诺" if row % 4 else "王5", social_number=number(row), phone="13600000001" if row % 6 else "136"
        )
        for row in range(2, 30)
    ]
    found = {}
    for key, lines in (("refused", rows), ("applied", [row for row in rows if row.row_no % 4 and row.row_no % 6])):
        receipt = cards.receive_roster(
            by=clerk,
            key=key,
            at=factories.NOW,
            unit_id=unit.pk,
            file_name="秋季名册.xlsx",
            sha256=key.encode(),
            lines=lines,
            pickup_office_id=hall.pk,
        )
        cards.check_roster(roster_id=receipt.roster_id, at=factories.NOW)
        found[key] = receipt.roster_id
    checking = Roster.objects.create(
        number="MC20261123-000999",
        unit=unit,
        pickup_office=hall,
        file_name="全员名册.xlsx",
        sha256=b"3",
        applies_good_rows=False,
        state="checking",
        row_count=5000,
        done_count=1500,
        received_at=factories.NOW,
        channel="unit_hall",
        operator_label="周岩",
    )
    return found | {
        "checking": checking.pk,
        "person": who["submitted"].pk,
        "making": who["in_production"].pk,
        "new": who["none"].pk,
        "application": application.pk,
    }


NAMES = {
    "none": "李秀兰",
    "submitted": "阿依古丽·买买提",
    "in_production": "钱贵",
    "awaiting_pickup": "孙力",
    "with_unit": "赵敏",
    "active": "周未",
}
PAGES = (
    "", "people/", "people/new/", "people/{person}/", "people/{making}/", "people/{new}/apply/", "applications/",
    "applications/{application}/",
    "applications/{application}/correct/", "applications/{application}/withdraw/", "rosters/", "rosters/{refused}/", "rosters/{applied}/",
    "rosters/{checking}/", "photos/", "pickup/", "hand-over/", "hand-over/sign-list/",
)  # fmt: skip


def test_every_page_passes_axe_and_fits(live: str, unit: Unit, clerk: Page, faults: Faults) -> None:
    """Zero axe violations and no sideways scroll at 360, 768 and 1280 px, with every reason unfolded."""
    ids = furnish(unit)
    found: list[str] = []
    for path in PAGES:
        answer = clerk.goto(f"{live}/units/{path.format(**ids)}")
        assert answer is not None and answer.ok, path
        found += faults(clerk, path.strip("/").translate(NAMED) or "home")
    assert found == []


@pytest.mark.parametrize("choice", ["theme/dark", "lang/en"])
def test_the_other_modes_pass_axe(live: str, unit: Unit, clerk: Page, axe: Axe, shot: Shot, choice: str) -> None:
    """Dark, and English."""
    ids = furnish(unit)
    clerk.goto(f"{live}/{choice}/?next=/units/")
    for path in ("", "people/", "rosters/{refused}/"):
        clerk.goto(f"{live}/units/{path.format(**ids)}")
        shot(clerk, f"units-{choice.replace('/', '-')}-{path.split('/')[0] or 'home'}")
        assert axe(clerk) == []


def test_errors_are_said_at_the_field_and_read_by_machine(live: str, unit: Unit, clerk: Page, axe: Axe, shot: Shot) -> None:
    """A4: summary with focus, sentence at the field, a letter ready for print."""
    clerk.goto(f"{live}/units/people/new/")
    clerk.get_by_role("button", name="登记，接着申请").click()
    expect(clerk.locator(".cc-err")).to_be_focused()
    assert axe(clerk) == []
    furnish(unit)
    clerk.goto(f"{live}/units/pickup/")
    clerk.get_by_label("取卡人姓名").fill("周岩")
    clerk.get_by_label("取卡人公民身份号码").fill(number(9))
    clerk.get_by_role("button", name="生成介绍信").click()
    shot(clerk, "units-letter-1280")
    assert axe(clerk) == []
    clerk.emulate_media(media="print")
    shot(clerk, "units-letter-print")
