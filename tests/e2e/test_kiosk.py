"""The self-service machine in a real browser of 1080×1920: every screen fits, is read by axe, has targets for fingers, and forgets."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from citycard.notices import DemoInbox, send_due
from citycard.notices import inbox as messages_of
from citycard.shared import clock
from tests.e2e.looking import Axe, Shot
from tests.factories import make_card, make_office, make_person

pytestmark = pytest.mark.django_db(transaction=True)
SCREEN = {"width": 1080, "height": 1920}
FINGER = 88  # px: the smallest target on the machine


@pytest.fixture
def wang(transactional_db: None) -> Iterator[SimpleNamespace]:
    branch = make_office(kind="bank_branch")
    make_office(kind="card_hall")
    person = make_person()
    make_card(person=person, state="active", office=branch)
    yield person
    connections.close_all()


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= 1080 && document.documentElement.scrollHeight <= 1920"))


def _small_targets(page: Page) -> list[str]:
    found = page.locator("main a:visible, main button:visible, .cc-k-out a:visible, .cc-k-out button:visible")
    boxes = [(found.nth(place), found.nth(place).bounding_box()) for place in range(found.count())]
    return [target.inner_text() for target, box in boxes if box is not None and box["height"] < FINGER]


def _show_who(page: Page, live: str, person: SimpleNamespace, errand: str) -> None:
    """Type number, phone and code on the keys of the screen."""
    page.goto(f"{live}/kiosk/{errand}/")
    for label, text in (("社会保障号码", person.social_number), ("手机", person.phone)):
        page.get_by_label(label).click()
        for sign in text:
            page.locator(f"[data-type='{sign}']").click()
    page.get_by_role("button", name="发验证码").click()
    page.wait_for_url("**/code/")
    send_due(at=clock.now(), port=DemoInbox())
    code = re.search(r"\d{6}", messages_of(phone=person.phone)[0].text)
    assert code is not None
    for sign in code.group():
        page.locator(f"[data-type='{sign}']").click()
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url(f"{live}/kiosk/{errand}/")


def test_every_screen_fits_and_can_be_read(live: str, wang: SimpleNamespace, page: Page, axe: Axe, shot: Shot) -> None:
    """S5.3, S7.2, S12.1: the screens before and after somebody has shown who they are."""
    page.set_viewport_size(SCREEN)

    def look(name: str) -> None:
        shot(page, f"kiosk-{name}")
        assert axe(page) == [], name
        assert _fits(page), name
        assert _small_targets(page) == [], name

    for name in ("", "where", "forgotten", "left", "who/loss"):
        page.goto(f"{live}/kiosk/{name}/".replace("//", "/").replace(":/", "://"))
        look(name.replace("/", "-") or "front")
    _show_who(page, live, wang, "pin")
    look("pin")
    page.locator(".cc-keys button", has_text=re.compile("^0$")).click()
    expect(page.locator(".cc-dots .on")).to_have_count(1)
    page.goto(f"{live}/kiosk/card/")
    look("card")
    page.goto(f"{live}/kiosk/loss/")
    look("loss")
    page.get_by_role("button", name="确认挂失社保账户").click()
    expect(page.get_by_role("heading", name="社保账户已挂失")).to_be_visible()
    look("loss-done")
    page.goto(f"{live}/kiosk/pin/")
    expect(page.get_by_role("heading", name="您可以")).to_be_visible()
    look("refused")


def test_a_machine_left_open_forgets_by_itself(live: str, wang: SimpleNamespace, own_page: Page) -> None:
    """A2: the clock on the screen runs down and the visit ends; a touch in between starts it again."""
    page = own_page
    page.clock.install()
    page.set_viewport_size(SCREEN)
    _show_who(page, live, wang, "card")
    page.clock.run_for(35_000)
    page.locator("h1").click()
    page.clock.run_for(35_000)
    expect(page.get_by_role("heading", name="我的社保卡")).to_be_visible()
    page.clock.run_for(61_000)
    page.wait_for_url("**/kiosk/left/")
    page.go_back()
    page.wait_for_url("**/kiosk/who/card/")
