"""A real browser on a real server: loopback only, no console error, axe at hand."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.e2e.looking import REASONS, TABLET, WIDTHS, Axe, Faults, Look, Shot, Wide

# Playwright's loop runs in the test's own thread; Django must still let that thread prepare data.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("CITYCARD_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
SHOTS = os.environ.get("CITYCARD_SHOTS", "")
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only the breaches leave the browser: the hundreds of things found right took longer on the way than axe to find them.
BREACHES = """async ([tags, contrast]) => {
    const rules = {'color-contrast': {enabled: contrast}};
    const {violations} = await axe.run({runOnly: {type: 'tag', values: tags}, rules, resultTypes: ['violations']});
    const line = (one, node) => `${one.id}: ${node.html.slice(0, 160)} | ${node.failureSummary.slice(0, 300)}`;
    return violations.flatMap(one => one.nodes.map(node => line(one, node)));
}"""
LOOPBACK = {"localhost", "127.0.0.1", ""}
REFUSED_ON_PURPOSE = "Failed to load resource: the server responded with a status of 4"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The Chromium of the machine; without one the browser tests are skipped and say so."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt-get install chromium fonts-noto-cjk")
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A reader in China who has asked for no movement."""
    return {
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "reduced_motion": "reduce",
        "viewport": {"width": 1280, "height": 900},
    }


@contextmanager
def watched(page: Page) -> Iterator[Page]:
    """Fail the test when the page asks anything of another host or writes an error to the console."""
    remote: list[str] = []
    errors: list[str] = []
    listeners: dict[Any, Any] = {
        "request": lambda asked: remote.append(asked.url) if urlsplit(asked.url).hostname not in {*LOOPBACK, None} else None,
        "console": lambda said: errors.append(said.text) if said.type == "error" else None,
        "pageerror": lambda error: errors.append(str(error)),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield page
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    assert remote == []
    assert [text for text in errors if not text.startswith(REFUSED_ON_PURPOSE)] == []


@pytest.fixture(scope="session")
def window(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """The one window of this worker: opening one costs as much as eight pages."""
    context = browser.new_context(**browser_context_args)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(window: Page, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """The worker's window as if it were new: nobody is signed in, nothing is open, the usual size."""
    window.set_viewport_size(browser_context_args["viewport"])
    with watched(window):
        yield window
        window.goto("about:blank")  # also ends whatever the last page still asks for
        window.emulate_media(media="null")
        window.context.clear_cookies()


@pytest.fixture
def own_page(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A window of the test's own, where a second reader sits, or where something would stay behind in the worker's: another clock."""
    context = browser.new_context(**browser_context_args)
    with watched(context.new_page()) as page:
        yield page
    context.close()


@pytest.fixture
def live(live_server: Any) -> str:
    """The address of the whole house, served on loopback over the test database."""
    return str(live_server.url)


@pytest.fixture(scope="session")
def frames() -> Iterator[str]:
    """The address of a server without a database, for the pages that ask nothing of one (`/style/`, 404)."""
    server = LiveServer("127.0.0.1")
    yield str(server.url)
    server.stop()


@pytest.fixture
def axe() -> Axe:
    """Return a function that lists a page's breaches of WCAG 2.2 A/AA and of good practice, one line each."""

    def breaches(page: Page, *, contrast: bool = True) -> list[str]:
        if page.evaluate("typeof axe === 'undefined'"):
            page.evaluate(AXE)
        found: list[str] = page.evaluate(BREACHES, [RULES, contrast])
        return found

    return breaches


@pytest.fixture
def shot() -> Shot:
    """Return a function that keeps a picture of the whole page for the eye to judge, when CITYCARD_SHOTS names a folder for it."""

    def take(page: Page, name: str) -> None:
        if SHOTS:
            page.screenshot(path=Path(SHOTS, f"{name}.png"), full_page=True)

    return take


@pytest.fixture
def faults(axe: Axe, shot: Shot, scrolls_sideways: Wide, request: pytest.FixtureRequest) -> Faults:
    """Return a function that lists what axe finds in a page at each width, and where it is wider than its window."""

    def at_every_width(page: Page, name: str, *, widths: tuple[int, ...] = WIDTHS, unfold: str = REASONS) -> list[str]:
        found: list[str] = []
        page.evaluate("folds => document.querySelectorAll(folds).forEach(one => one.open = true)", unfold)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            shot(page, f"{request.path.stem.removeprefix('test_')}-{name}-{width}")
            contrast = width != TABLET  # the dearest question; the tablet's colours are the desk's (test_style)
            found += [f"{name} at {width}: {breach}" for breach in axe(page, contrast=contrast)]
            found += [f"{name} is wider than {width} px"] if scrolls_sideways(page) else []
        return found

    return at_every_width


@pytest.fixture
def look(page: Page, faults: Faults) -> Look:
    """Return a function that finds no fault with a page."""

    def judge(name: str, seen: Page | None = None) -> None:
        assert faults(seen or page, name) == []

    return judge


@pytest.fixture
def scrolls_sideways() -> Wide:
    """Return a function that says whether the page is wider than its window."""

    def wider(page: Page) -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))

    return wider
