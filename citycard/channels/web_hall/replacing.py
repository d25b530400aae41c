"""What is asked before a card is replaced online (网上补卡、换卡, S9.2): pure answers and the list of tasks made from them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycard import cards
from citycard.cards import Cause
from citycard.journeys import Standing
from citycard.policy import integer_of
from citycard.shared import clock

from .serving import Served
from .tracker import day_words

CAUSES = (
    (Cause.DAMAGED.value, gettext_lazy("卡坏了，读不出或断了")),
    (Cause.EXPIRED.value, gettext_lazy("快到期或已经到期")),
    (Cause.DATA.value, gettext_lazy("卡上的姓名、号码等资料变了")),
)


class Step(StrEnum):
    """One thing to do before the application: why, the photo, where and which phone, everything once more."""

    WHY = "why"
    PHOTO = "photo"
    PICKUP = "pickup"
    CHECK = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered so far; `photo` is a new one in base64, empty for the old one. `key` makes the application one (A3)."""

    key: str = field(default_factory=lambda: uuid4().hex)
    cause: str = ""
    is_photo_chosen: bool = False
    photo: str = field(default="", repr=False)
    office_id: int | None = None
    phone: str = field(default="", repr=False)

    def kept(self) -> dict[str, object]:
        """The answers as a session keeps them."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Whose card is replaced, as lost or changed, and what was answered."""

    whose: Served
    standing: Standing
    card: cards.CardFacts
    answers: Answers

    @property
    def is_lost(self) -> bool:
        """True for a card reported lost (补卡); else it is changed (换卡)."""
        return self.card.loss != "none"

    @property
    def has_photo(self) -> bool:
        """True when the card that is replaced was made with a photo."""
        return bool(cards.photo_of(self.card.application_id))

    @property
    def needs_photo(self) -> bool:
        """True for everybody but a small child (S3)."""
        on = clock.today()
        return self.whose.person.age_on(on) >= integer_of("photo.needed_from_age", on=on)

    @property
    def is_done(self) -> Mapping[Step, bool]:
        """Which steps are answered."""
        mine = self.answers
        return {
            Step.WHY: self.is_lost or bool(mine.cause),
            Step.PHOTO: mine.is_photo_chosen,
            Step.PICKUP: mine.office_id is not None and bool(mine.phone),
        }

    @property
    def is_complete(self) -> bool:
        """True when everything is answered and the application can be handed in."""
        return all(self.is_done.values())

    @property
    def way(self) -> str:
        """The address of the list of tasks."""
        return f"{self.whose.way}replace/"


def answers_of(kept: Mapping[str, Any]) -> Answers:
    """The answers that a session kept."""
    return Answers(**kept)


def answered(answers: Answers, **changes: object) -> Answers:
    """The answers with these changed."""
    return replace(answers, **changes)  # pyright: ignore[reportArgumentType] the fields' own names


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the list: what, a small word under it, where it is done, and how far it is."""

    title: str | Promise
    small: str | Promise
    href: str
    tone: str
    word: str | Promise


def tasks_of(asking: Asking) -> tuple[tuple[str | Promise, tuple[Task, ...]], ...]:
    """The tasks in three groups, as the list shows them: first what must be so, then what is asked, then the check."""
    return (
        (_("1. 先确认"), (_first(asking),)),
        (_("2. 您的照片和领卡地点"), (_photo(asking), _pickup(asking))),
        (_("3. 核对和提交"), (_check(asking),)),
    )


def counts_of(asking: Asking) -> tuple[int, int]:
    """How many of the four things are done, and how many are left."""
    done = sum(asking.is_done.values())
    return done, 4 - done


def _first(asking: Asking) -> Task:
    if asking.is_lost:
        since = asking.card.lost_at
        small = _("%(day)s挂失") % {"day": day_words(since.date())} if since else ""
        return Task(_("挂失社保账户"), small, "", "ok", _("做完了"))
    said = dict(CAUSES).get(asking.answers.cause, "")
    return _task(_("为什么换卡"), said or _("卡坏了、快到期，或者资料变了"), asking, Step.WHY)


def _photo(asking: Asking) -> Task:
    small = _("用原来那张，或者重新拍")
    if asking.answers.is_photo_chosen:
        small = _("换一张新的") if asking.answers.photo else _("用原来那张")
    return _task(_("照片"), small, asking, Step.PHOTO)


def _pickup(asking: Asking) -> Task:
    return _task(_("领卡地点和手机"), _("做好后只能在这个网点领；寄出以前可以改"), asking, Step.PICKUP)


def _check(asking: Asking) -> Task:
    if not asking.is_complete:
        return Task(_("核对并提交"), _("前面都做完，才能提交"), "", "off", _("还不能做"))
    return Task(_("核对并提交"), _("看一遍，没错就提交"), f"{asking.way}{Step.CHECK}/", "info", _("还没做"))


def _task(title: str, small: str | Promise, asking: Asking, step: Step) -> Task:
    is_done = asking.is_done[step]
    return Task(title, small, f"{asking.way}{step}/", "ok" if is_done else "info", _("做完了") if is_done else _("还没做"))
