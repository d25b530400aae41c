"""The decision table walked completely: every situation a card can come to, against the model of the rulebook (S4–S13).

The model (`life`, `life_after`) was written without the table. From nothing it goes wherever an allowed act or a turn of the
world leads, thousands of situations; in each the table must answer every act, place and person as the model does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

import pytest

from citycard import journeys as j
from citycard.audit import Channel
from citycard.journeys import BankSide, CardStand, Ending, Loss, Place, Situation, Social, Temporary
from citycard.policy import Comes
from citycard.shared.refusal import Refusal
from citycard.staff import Permission
from tests.journeys import life
from tests.journeys.life import ANYBODY, NO_CARD, NOTHING, PLACES, UNIT
from tests.journeys.life_after import WORLD, after, freeze, handed_in, medical_money

P, C = Permission, Channel


@dataclass(frozen=True, slots=True)
class Step:
    """One way from a situation to another: which act, where, by whom; a turn of the world has its name alone."""

    name: str
    channel: Channel | None
    comes: Comes | None
    to: Situation


@cache
def walked() -> dict[Situation, tuple[Step, ...]]:
    """Every situation that can be reached from nothing, with every step out of it."""
    found: dict[Situation, tuple[Step, ...]] = {}
    waiting = [NOTHING]
    while waiting:
        now = waiting.pop()
        if now not in found:
            found[now] = tuple(_steps(now))
            waiting.extend(step.to for step in found[now])
    return found


def _steps(now: Situation) -> Iterable[Step]:
    for act, places in PLACES.items():
        for channel, who in places.items():
            able = [comes for comes in who if life.allows(now, act, channel, comes)]
            to = after(now, act, channel) if able else now
            for comes in able:
                yield Step(act.value, channel, comes, to)
                if act is P.CHANGE_CARD and channel is C.COMMUNITY and not now.current.bank_frozen:
                    yield Step("hand_in", channel, comes, handed_in(now))
    for turn in WORLD:
        to = turn(now)
        if to is not None:
            yield Step(turn.__name__, None, None, to)


def test_the_walk_goes_everywhere() -> None:
    """S4–S13: each act and each turn is taken somewhere, each value of each word is met."""
    steps = {step.name for found in walked().values() for step in found}
    assert steps >= {act.value for act in j.TABLE} | {turn.__name__ for turn in WORLD}
    assert {now.ending for now in walked()} == set(Ending) and {now.temporary for now in walked()} == set(Temporary)
    assert {now.current.social for now in walked()} == set(Social) and {now.current.loss for now in walked()} == set(Loss)
    assert {now.successor.place for now in walked()} == set(Place)
    assert len(walked()) > 4000


def test_places_and_people_are_the_rulebooks() -> None:
    """S4–S13, S13.2: the same acts on the same channels for the same people, and nowhere else, whatever the situation."""
    assert {act: {at: set(who) for at, who in line.at.items()} for act, line in j.TABLE.items()} == PLACES


def test_the_table_says_what_the_rulebook_says_in_every_situation() -> None:
    """S4–S13: in each reachable situation every act at every place of its own, whoever comes, is allowed by both or by neither."""
    asked = [(act, channel, comes) for act, places in PLACES.items() for channel in places for comes in ANYBODY | {UNIT}]
    apart = [
        (act.value, channel.value, comes.value, now)
        for now in walked()
        for act, channel, comes in asked
        if j.may(act, now, channel=channel, comes=comes) != life.allows(now, act, channel, comes)
    ]
    assert apart[:3] == []


def test_a_death_is_told_before_anything_else() -> None:
    """S11.1, A4: in each situation after a death it is the death that refuses what the living do, whoever comes to whatever place."""
    deaths = {replace(now, is_dead=False): now for now in walked() if now.is_dead}.values()
    asked = [
        (act, channel, comes) for act in PLACES for channel in C for comes in ANYBODY | {UNIT} if life.is_for_the_living(act)
    ]
    told = {_told(now, act, channel, comes) for now in deaths for act, channel, comes in asked}
    assert told == {("person_dead", "S11.1")}
    own = [(act, channel, comes) for act in life.AFTER_DEATH for channel, who in PLACES[act].items() for comes in who]
    told = {_told(now, *one) for now in deaths for one in own if one[2] is not Comes.AGENT}
    assert told == {("person_dead", "S11.1")}


def _told(now: Situation, act: Permission, channel: Channel, comes: Comes) -> tuple[str, str] | None:
    """What the table says no with, and by which rule."""
    try:
        j.check(act, now, channel=channel, comes=comes)
    except Refusal as refusal:
        return refusal.code, refusal.rule
    return None


# What may never be, whatever was done before.
FORBIDDEN: dict[str, Callable[[Situation], bool]] = {
    "S9: two cards in use": lambda now: now.successor.social is Social.ACTIVE or now.successor.bank is BankSide.ACTIVE,
    "S5.1: one half of a card in use": lambda now: any(
        (card.social is Social.ACTIVE) != (card.bank is BankSide.ACTIVE)
        for card in life.in_hand(now)
        if card.social is not Social.CANCELLED
    ),
    "S7.1: the bank's side reported and a social one that still works not": lambda now: any(
        card.bank_lost and card.loss is Loss.NONE and card.social is not Social.CANCELLED for card in life.in_hand(now)
    ),
    "S9: a successor that nobody asked for": lambda now: now.successor != NO_CARD and not now.is_replacing,
    "S3: two cards being made": lambda now: Place.MAKING in (now.current.place,) and now.successor != NO_CARD,
    "S11.2: cancelled with a temporary card out": lambda now: (
        now.ending is Ending.SOCIAL_CANCELLED and now.temporary is not Temporary.NONE
    ),
    "S11.2: cancelled and still in use": lambda now: now.ending is Ending.SOCIAL_CANCELLED and life.works(now.current),
    "S11.2: a cancelled card without a cancellation": lambda now: (
        now.current.social is Social.CANCELLED and now.ending is not Ending.SOCIAL_CANCELLED
    ),
    "S11.1: an application of the dead that no file has left": lambda now: (
        now.is_dead and now.has_application and not life.is_sent(now)
    ),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_no_forbidden_situation_is_reached(name: str) -> None:
    """S3, S5.1, S7.1, S9, S11.1, S11.2."""
    assert next((now for now in walked() if FORBIDDEN[name](now)), None) is None


def _loss_is_lighter(before: CardStand, later: CardStand) -> bool:
    order = list(Loss)
    is_same = before.place is Place.IN_HAND and later.place is Place.IN_HAND
    return is_same and (order.index(later.loss) < order.index(before.loss) or (before.bank_lost and not later.bank_lost))


STEPS_NEVER: dict[str, Callable[[Situation, Step], bool]] = {
    "S8.3: taken back with a replacement under way": lambda now, step: (
        now.is_replacing and step.name != "activate" and _loss_is_lighter(now.current, step.to.current)
    ),
    "S10.3: collected or activated with a temporary card out": lambda now, step: (
        now.temporary is not Temporary.NONE and step.name in ("collect", "collect_by_unit_agent", "activate")
    ),
    "S6, S8: a lock gone with the loss": lambda now, step: (
        step.name in ("report_loss", "take_back_loss")
        and (now.current.pin_locked, now.current.bank_pin_locked) != (step.to.current.pin_locked, step.to.current.bank_pin_locked)
    ),
    "S6.2: the bank's side moved by a social PIN": lambda now, step: (
        step.name == "lock_social_pin" and now.current.bank_pin_locked != step.to.current.bank_pin_locked
    ),
    "S11.2: a cancelled card back": lambda now, step: (
        now.current.social is Social.CANCELLED and step.to.current.social not in (Social.CANCELLED, Social.NONE)
    ),
    "S11.1: the dead alive, but by two signatures": lambda now, step: (
        now.is_dead and not step.to.is_dead and step.name != P.PREPARE_TAKE_BACK_DEATH
    ),
    "S13.2: activated by an agent": lambda now, step: step.name == "activate" and step.comes is Comes.AGENT,
}


@pytest.mark.parametrize("name", STEPS_NEVER)
def test_no_forbidden_step_is_taken(name: str) -> None:
    """S6.2, S8.3, S10.3, S11.1, S11.2, S13.2."""
    taken = ((now, step) for now, steps in walked().items() for step in steps)
    assert next(((now, step) for now, step in taken if STEPS_NEVER[name](now, step)), None) is None


def _leading_to(is_goal: Callable[[Situation], bool], may_take: Callable[[Situation, Step], bool]) -> set[Situation]:
    """Every situation from which a goal can be reached by the steps that may be taken."""
    into: dict[Situation, set[Situation]] = {}
    for now, steps in walked().items():
        for step in steps:
            if may_take(now, step):
                into.setdefault(step.to, set()).add(now)
    leading = {now for now in walked() if is_goal(now)}
    waiting = list(leading)
    while waiting:
        new = into.get(waiting.pop(), set()) - leading
        leading |= new
        waiting.extend(new)
    return leading


def _is_in_order(now: Situation) -> bool:
    """A card in use with nothing reported, locked, frozen, under way or out."""
    plain = CardStand(place=Place.IN_HAND, social=Social.ACTIVE, bank=BankSide.ACTIVE)
    return now == Situation(current=plain, has_account=True)


def test_no_dead_end_for_the_living() -> None:
    """A4, S4–S13: from every situation the holder alone comes back to a card in order; only a court's freeze must be waited for."""

    def takes(_: Situation, step: Step) -> bool:
        return step.comes in (None, Comes.HOLDER) and step.name != P.RECORD_DEATH

    stuck = {now for now in walked() if not now.is_dead} - _leading_to(_is_in_order, takes)
    assert next(iter(stuck), None) is None


def test_no_dead_end_after_a_death() -> None:
    """S11: whatever was under way, an agent brings it to its end: no card, account, temporary card or medical money, nothing open."""

    def takes(now: Situation, step: Step) -> bool:
        return now.is_dead and step.to.is_dead and step.name != medical_money.__name__

    over = Situation(is_dead=True)
    stuck = {now for now in walked() if now.is_dead} - _leading_to(lambda now: now == over, takes)
    assert next(iter(stuck), None) is None


def test_a_freeze_is_the_only_thing_that_waits_for_others() -> None:
    """S11.2: without the end of the freeze a frozen account is not closed; everything else needs nobody but the holder."""
    thawed = {now for now in walked() if not now.is_dead and not now.current.bank_frozen}

    def takes(_: Situation, step: Step) -> bool:
        return step.comes in (None, Comes.HOLDER) and step.name not in (P.RECORD_DEATH, freeze.__name__)

    assert next(iter(thawed - _leading_to(_is_in_order, takes)), None) is None
