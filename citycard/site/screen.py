"""What every page needs to know about the reader's choices: letters, light, language, and the clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from citycard.shared import clock

MODE_COOKIE = "cc_mode"
THEME_COOKIE = "cc_theme"
MODES = ("default", "elder")
THEMES = ("light", "dark")
# A name that nobody has said is looked for in every layer of the context, and then in three more ways.
_UNSAID: dict[str, object] = dict.fromkeys(
    ("audience", "back", "can_hint", "crumbs", "css", "is_sent", "listed", "plain", "q", "search_hint"), ""
)
_PLACES = {"guides": "guides", "where": "where", "my-card": "my-card", "": "home"}


@dataclass(frozen=True)
class Screen:
    """The frame of one page: `mode` (大字版 or standard), `theme`, demo strip, clock, current place."""

    mode: str
    theme: str
    demo: bool
    now: datetime
    shifted: bool
    place: str


def _choice(request: HttpRequest, cookie: str, known: tuple[str, ...]) -> str:
    value = request.COOKIES.get(cookie, "")
    return value if value in known else known[0]


def screen(request: HttpRequest) -> dict[str, object]:
    """Context processor: `screen` for every template, and nothing for what the frames ask and most pages do not say."""
    first = request.path.split("/")[1]
    return _UNSAID | {
        "screen": Screen(
            mode=_choice(request, MODE_COOKIE, MODES),
            theme=_choice(request, THEME_COOKIE, THEMES),
            demo=settings.DEMO,
            now=clock.now(),
            shifted=clock.offset() != timedelta(0),
            place=_PLACES.get(first, ""),
        )
    }
