"""Every part of the screens, on every width, in every mode: readable by machine, no wider than the window."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import Axe, Faults, Shot, Wide

FRAMES = ["", "staff/", "journey/"]
STYLES = Path(__file__).resolve().parents[2] / "citycard/site/static/cc/citycard.css"
PHONE = "(max-width:40rem)"


@pytest.mark.parametrize("frame", FRAMES)
def test_parts_pass_axe_and_fit(frames: str, page: Page, faults: Faults, frame: str) -> None:
    """Zero axe violations and no sideways scroll at 360, 768 and 1280 px; every refusal's details open."""
    page.goto(f"{frames}/style/{frame}")
    assert faults(page, frame.strip("/") or "citizen") == []


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("choice", ["mode/elder", "theme/dark", "lang/en"])
def test_modes_pass_axe_and_fit(
    frames: str,
    page: Page,
    axe: Axe,
    shot: Shot,
    scrolls_sideways: Wide,
    frame: str,
    choice: str,
) -> None:
    """大字版, dark and English are links that bring the reader back to the same page."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{frames}/{choice}/?next=/style/{frame}")
    assert page.url == f"{frames}/style/{frame}"
    shot(page, f"style-{frame.strip('/') or 'citizen'}-{choice.replace('/', '-')}")
    assert axe(page) == []
    assert not scrolls_sideways(page)


def test_a_tablet_has_the_colours_of_the_desk() -> None:
    """Only a phone has colours of its own, so what is read well at a desk is not judged again for contrast on a tablet."""
    blocks = re.findall(r"@media ([^{]*width[^{]*?) \{((?:[^{}]*\{[^{}]*\})*)", STYLES.read_text(encoding="utf-8"))
    coloured = {size for size, rules in blocks if re.search("color|background|opacity|filter", rules)}
    assert coloured == {PHONE}


def test_a_chart_is_drawn_from_its_table(frames: str, page: Page) -> None:
    """The table is the only source; the script draws it and folds it away."""
    page.goto(f"{frames}/style/")
    expect(page.locator(".cc-chart.is-on canvas")).to_have_count(3)
    expect(page.locator(".cc-data[open]")).to_have_count(0)


def test_without_javascript_the_table_stands_open(frames: str, browser: object) -> None:
    """No script, no canvas: the table is read instead, and nothing of the page is missing."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{frames}/style/")
    expect(page.locator(".cc-data[open] table")).to_have_count(3)
    expect(page.locator(".cc-chart").first).to_be_hidden()
    context.close()


def test_the_error_summary_leads_to_the_field(frames: str, page: Page) -> None:
    """The summary has the focus first, and its link brings the reader to the wrong field."""
    page.goto(f"{frames}/style/journey/")
    expect(page.locator(".cc-err")).to_be_focused()
    page.locator(".cc-err a").first.click()
    expect(page.get_by_label("手机号码")).to_be_focused()
    expect(page.get_by_label("手机号码")).to_have_attribute("aria-describedby", "id_mobile-h id_mobile-e")


def test_the_first_tab_stop_leads_past_the_header(frames: str, page: Page) -> None:
    """The skip link is first for the keyboard."""
    page.goto(f"{frames}/style/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_page_that_is_not_there_has_a_way_on(frames: str, page: Page, axe: Axe) -> None:
    """404 is calm, in the house's frame, with a next step."""
    answer = page.goto(f"{frames}/no-such-page/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("link", name="回到首页")).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize("place", ["about/", "about/accessibility/", "about/privacy/"])
def test_the_pages_about_the_site_read_well_on_a_phone(frames: str, page: Page, axe: Axe, shot: Shot, place: str) -> None:
    """Each has its own title and main heading, and passes axe."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{frames}/{place}")
    shot(page, place.strip("/").replace("/", "-"))
    expect(page.locator("h1")).to_have_count(1)
    assert page.title().endswith(" - 社保卡服务")
    assert axe(page) == []
