"""The questions of a loss report, one a page (S7.2): pure step functions that web hall, WeChat and kiosk share.

A screen keeps `Answers` between two pages, shows the question of `next_step`, and hands what was chosen to `answered`. Nothing is
reported before the last step is confirmed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import uuid4

from citycard import cards, journeys, medical
from citycard.audit import Channel
from citycard.journeys import HowLost, Lost, Standing
from citycard.medical import OldCardFacts
from citycard.people import PersonFacts
from citycard.policy import Comes
from citycard.shared.numbers import mobile
from citycard.shared.refusal import Refusal
from citycard.staff import Permission


class Step(StrEnum):
    """One page: which card, how it was lost, whom to tell besides, and everything once more."""

    WHAT = "what"
    HOW = "how"
    PHONE = "phone"
    CHECK = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class LossCase:
    """Whose loss, who asks, and what can be lost: the cards in hand, an old medical card that still works."""

    standing: Standing
    comes: Comes
    old_card: OldCardFacts | None
    choices: tuple[Lost, ...]

    @property
    def person(self) -> PersonFacts:
        """Whose card it is."""
        return self.standing.holder

    @property
    def in_hand(self) -> tuple[cards.CardFacts, ...]:
        """The social security cards that a report covers, every one of them."""
        return self.standing.in_hand

    @property
    def steps(self) -> tuple[Step, ...]:
        """The pages of this case; which card is asked only where there is a choice."""
        asked = (Step.WHAT,) if len(self.choices) > 1 else ()
        return (*asked, Step.HOW, Step.PHONE, Step.CHECK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered so far; None is not asked yet, an empty phone is “nobody else”. `key` makes the report one (A3)."""

    key: str = field(default_factory=lambda: uuid4().hex)
    what: str | None = None
    how: str | None = None
    phone: str | None = field(default=None, repr=False)

    def kept(self) -> dict[str, str | None]:
        """The answers as a session keeps them."""
        return asdict(self)


def loss_case(standing: Standing, *, channel: Channel, comes: Comes, on: date) -> LossCase:
    """Return what can be reported here. Refuses what the decision table refuses, when there is nothing."""
    old = medical.old_card(standing.holder.id)
    usable = old if old is not None and old.is_valid_on(on) and channel is not Channel.BANK_BRANCH else None
    try:
        journeys.check(Permission.REPORT_LOSS, standing.situation, channel=channel, comes=comes)
    except Refusal:
        if usable is None or standing.situation.in_hand:
            raise
        choices: tuple[Lost, ...] = (Lost.OLD_CARD,)
    else:
        choices = (Lost.CARD,) if usable is None else (Lost.CARD, Lost.OLD_CARD, Lost.BOTH)
    return LossCase(standing=standing, comes=comes, old_card=usable, choices=choices)


def answers_of(kept: Mapping[str, str | None]) -> Answers:
    """Return the answers that a session kept."""
    return Answers(**kept)  # pyright: ignore[reportArgumentType]  # as `kept` wrote them


def answered(case: LossCase, answers: Answers, step: Step, value: str) -> Answers:
    """Return the answers with this one; what is no answer leaves the question open. Refuses a phone that cannot be one."""
    if step is Step.WHAT and value in case.choices:
        return replace(answers, what=value)
    if step is Step.HOW and value in set(HowLost):
        return replace(answers, how=value)
    if step is Step.PHONE:
        return replace(answers, phone=mobile.validate(value) if value.strip() else "")
    return answers


def next_step(case: LossCase, answers: Answers) -> Step:
    """Return the first question that is still open; the last page when none is."""
    said = {Step.WHAT: answers.what, Step.HOW: answers.how, Step.PHONE: answers.phone}
    return next((step for step in case.steps if step is not Step.CHECK and said[step] is None), Step.CHECK)


def place_of(case: LossCase, step: Step) -> tuple[int, int]:
    """Return “step 2 of 3”: the number of the page, and how many there are."""
    return case.steps.index(step) + 1, len(case.steps)


def what_of(case: LossCase, answers: Answers) -> Lost:
    """Return what is reported: as answered, or the only thing that can be."""
    return Lost(answers.what) if answers.what in case.choices else case.choices[0]
