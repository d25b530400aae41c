"""Alive, but recorded as dead: two operators at two counters, in a real browser (S11.1, A2)."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from citycard.people import person
from citycard.staff.models import Operator
from tests.e2e.looking import Look
from tests.e2e.test_desk import sign_in
from tests.e2e.test_ending import tick_papers
from tests.factories import TODAY, make_card, make_office, make_operator, make_person
from tests.journeys.endings import DAY, die

pytestmark = pytest.mark.django_db(transaction=True)


def arrive(page: Page, live: str, operator: Operator, path: str) -> None:
    """Another operator sits down and opens a page."""
    page.context.clear_cookies()
    sign_in(page, live, operator)
    page.goto(f"{live}{path}")


def test_s11_1_alive_but_recorded_as_dead(page: Page, live: str, look: Look) -> None:
    """S11.1, A2: prepared at the community, refused once, prepared anew, approved at the hall, a receipt to print."""
    community, hall = make_office(kind="community"), make_office(kind="card_hall")
    born = {"name": "石玉兰", "born": date(1952, 9, 17), "category": "retiree", "community": community}
    who = make_card(person=make_person(**born), state="active").person
    die(who, died_on=TODAY - DAY)
    first = make_operator(role="community_clerk", office=community, name="刘洋")
    second = make_operator(role="card_hall_clerk", office=hall, name="赵敏")
    prepared(page, live, first, who.pk, look)
    arrive(page, live, second, "/desk/")
    page.get_by_role("link", name="去办").click()
    look("approvals")
    page.get_by_role("link", name="打开复核").click()
    page.get_by_role("button", name="不通过，去世登记不变").click()
    look("approval-without-reason")
    page.get_by_label("为什么不通过？").fill("看不清人像，请本人再来一次")
    page.get_by_role("button", name="不通过，去世登记不变").click()
    expect(page.get_by_text("现在没有等复核的事")).to_be_visible()
    assert person(who.pk).died_on is not None
    prepared(page, live, first, who.pk, look)
    arrive(page, live, second, "/desk/approvals/")
    page.get_by_role("link", name="打开复核").click()
    look("approval")
    page.get_by_role("button", name="复核通过，撤销去世登记").click()
    expect(page.get_by_role("heading", name="撤销去世登记回执")).to_be_visible()
    look("taken-back")
    assert person(who.pk).died_on is None


def prepared(page: Page, live: str, operator: Operator, person_id: int, look: Look) -> None:
    """The person stands at the community with the own ID; the clerk prepares, and can only withdraw."""
    arrive(page, live, operator, f"/desk/person/{person_id}/death/take-back/")
    page.get_by_role("button", name="提请，等另一位经办人复核").click()
    look("take-back-missing")
    tick_papers(page)
    page.locator("input[name=face][value=same]").check()
    page.get_by_label("怎么登错的？").fill("同名的人去世，登记时点错了人")
    page.get_by_role("button", name="提请，等另一位经办人复核").click()
    expect(page.get_by_role("heading", name="撤销误登的去世，等复核")).to_be_visible()
    look("waits-for-second")
    page.get_by_role("link", name="看提请的内容").click()
    expect(page.get_by_role("button", name="撤回提请")).to_be_visible()
    expect(page.get_by_role("button", name="复核通过")).to_have_count(0)
    look("approval-own")
