"""The decision table itself, one line an act: where, by whom, and under which conditions in order of precedence (S4–S13).

Every act of a card asks `check` before it moves anything, so the page that shows what may be done, the published table and the
act can not disagree. Which papers are needed is the catalogue's matter; what a city may change is dated policy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from citycard.audit import Channel
from citycard.policy import Comes
from citycard.staff import Permission

from ..refusals import NoCardInHand, NotForWhoComes, NotOnThisChannel
from . import needs as n
from .facts import Situation

P, C = Permission, Channel
ALONE = frozenset({Comes.HOLDER})
FAMILY = frozenset({Comes.HOLDER, Comes.GUARDIAN})
ANYONE = frozenset({Comes.HOLDER, Comes.GUARDIAN, Comes.AGENT})
UNIT = frozenset({Comes.UNIT})
ADULTS = frozenset({Comes.HOLDER, Comes.AGENT})
AGENT = frozenset({Comes.AGENT})


@dataclass(frozen=True, slots=True)
class Line:
    """One act of the table: the channels that do it and who may come there, and what must hold, the weightiest first."""

    rule: str
    at: Mapping[Channel, frozenset[Comes]]
    needs: tuple[n.Need, ...]


TABLE: dict[Permission, Line] = {
    P.COLLECT: Line("S4.2", {C.BANK_BRANCH: ANYONE}, (n.ALIVE, n.NOT_CANCELLED, n.WAITING, n.NO_TEMPORARY_OUT)),
    P.COLLECT_BY_UNIT_AGENT: Line("S4.1", {C.CARD_HALL: UNIT}, (n.ALIVE, n.NOT_CANCELLED, n.WAITING, n.NO_TEMPORARY_OUT)),
    P.ACTIVATE: Line(
        "S5.1",
        {C.BANK_BRANCH: FAMILY},
        (n.ALIVE, n.NOT_CANCELLED, n.NEW_IN_HAND, n.NEW_SEALED, n.NEW_NOT_LOST, n.NEW_IN_DATE, n.NOT_FROZEN, n.NO_TEMPORARY_OUT),
    ),
    P.VERIFY_SOCIAL_PIN: Line(
        "S6.2",
        {C.MEDICAL: ANYONE, C.PHARMACY: ANYONE},
        (n.ALIVE, n.NOT_CANCELLED, n.USABLE_IN_HAND, n.NOT_LOST, n.IN_DATE, n.SOCIAL_ACTIVE, n.PIN_NOT_LOCKED),
    ),
    P.CHANGE_SOCIAL_PIN: Line(
        "S5.3",
        {C.COMMUNITY: FAMILY, C.MEDICAL: ALONE, C.KIOSK: ALONE},
        (n.ALIVE, n.NOT_CANCELLED, n.USABLE_IN_HAND, n.NOT_LOST, n.IN_DATE, n.SOCIAL_ACTIVE, n.PIN_NOT_LOCKED),
    ),
    P.RESET_SOCIAL_PIN: Line(
        "S6.1", {C.CARD_HALL: ANYONE}, (n.ALIVE, n.NOT_CANCELLED, n.USABLE_IN_HAND, n.NOT_LOST, n.IN_DATE, n.SOCIAL_ACTIVE)
    ),
    P.RESET_BANK_PIN: Line(
        "S6.3", {C.BANK_BRANCH: FAMILY}, (n.ALIVE, n.NOT_CANCELLED, n.USABLE_IN_HAND, n.NOT_LOST, n.IN_DATE, n.BANK_ACTIVE)
    ),
    P.UNLOCK_BANK_PIN: Line(
        "S6.3",
        {C.BANK_BRANCH: FAMILY},
        (n.ALIVE, n.NOT_CANCELLED, n.USABLE_IN_HAND, n.NOT_LOST, n.IN_DATE, n.BANK_ACTIVE, n.BANK_PIN_LOCKED),
    ),
    P.SIGN_MANDATE: Line("S2.3", {C.BANK_BRANCH: ANYONE}, (n.ALIVE, n.NOT_CANCELLED)),
    P.REPORT_LOSS: Line(  # S7 wants a repeat allowed: it changes nothing and says so, so a card already reported bars nothing
        "S7",
        {
            C.BANK_BRANCH: ANYONE,
            C.COMMUNITY: ANYONE,
            C.CARD_HALL: ANYONE,
            C.WEB_HALL: ANYONE,
            C.WECHAT: ANYONE,
            C.KIOSK: FAMILY,
            C.IVR: ALONE,
        },
        (n.SOMETHING_TO_REPORT, n.IN_HAND),
    ),
    P.TAKE_BACK_LOSS: Line(
        "S8",
        {C.CARD_HALL: ANYONE, C.BANK_BRANCH: FAMILY},
        (
            n.ALIVE,
            n.NOT_CANCELLED,
            n.IN_HAND,
            n.REPORTED,
            n.NOT_REPLACING,
            n.BANK_TAKES_BACK_BOTH,
            n.HALL_TAKES_BACK_SOCIAL,
        ),
    ),
    P.REPLACE_LOST_CARD: Line(
        "S9",
        {C.COMMUNITY: ANYONE, C.WEB_HALL: ANYONE, C.WECHAT: ANYONE, C.UNIT_HALL: UNIT},
        (n.ALIVE, n.NOT_CANCELLED, n.IN_HAND, n.NO_APPLICATION, n.LOSS_REPORTED),
    ),
    P.CHANGE_CARD: Line(
        "S9",
        {C.COMMUNITY: ANYONE, C.WEB_HALL: ANYONE, C.WECHAT: ANYONE, C.UNIT_HALL: UNIT},
        (n.ALIVE, n.NOT_CANCELLED, n.IN_HAND, n.NO_APPLICATION, n.LOSS_NOT_REPORTED),
    ),
    P.HAND_IN_CARD: Line(
        "S9",
        {C.COMMUNITY: ANYONE, C.CARD_HALL: ANYONE},
        (n.ALIVE, n.NOT_CANCELLED, n.USABLE_IN_HAND, n.CHANGING, n.OLD_NOT_REPORTED, n.NOT_FROZEN),
    ),
    P.ISSUE_TEMPORARY_CARD: Line("S10.1", {C.CARD_HALL: ANYONE}, (n.ALIVE, n.NOT_CANCELLED, n.NO_TEMPORARY_YET, n.REPLACING)),
    P.RETURN_TEMPORARY_CARD: Line("S10.3", {C.CARD_HALL: ANYONE}, (n.TEMPORARY_ISSUED,)),
    P.REPORT_TEMPORARY_CARD_LOST: Line("S10.4", {C.CARD_HALL: ANYONE}, (n.TEMPORARY_ISSUED,)),
    P.SETTLE_TEMPORARY_FEE: Line("S10.4", {C.CARD_HALL: ANYONE}, (n.TEMPORARY_FEE_DUE,)),
    P.USE_TEMPORARY_CARD: Line("S10.2", {C.MEDICAL: ANYONE}, (n.ALIVE, n.TEMPORARY_ISSUED, n.REPLACING)),
    P.RECORD_DEATH: Line("S11.1", {C.AGENCY: AGENT, C.CARD_HALL: AGENT}, (n.NOT_KNOWN_DEAD,)),
    P.PREPARE_TAKE_BACK_DEATH: Line(  # whom the register calls dead comes in person, or somebody with the paper that says so
        "S11.1", {C.COMMUNITY: ADULTS, C.CARD_HALL: ADULTS, C.AGENCY: ADULTS}, (n.KNOWN_DEAD,)
    ),
    P.SETTLE_REFUNDS: Line("S11.2", {C.AGENCY: ANYONE}, (n.NOT_CANCELLED, n.SOMETHING_TO_CANCEL)),
    P.CANCEL_SOCIAL: Line(
        "S11.2", {C.CARD_HALL: ANYONE}, (n.NOT_CANCELLED, n.SOMETHING_TO_CANCEL, n.SETTLED, n.NO_TEMPORARY_OUT)
    ),
    P.CLOSE_ACCOUNT: Line("S11.2", {C.BANK_BRANCH: ANYONE}, (n.HAS_ACCOUNT, n.CLEARED, n.NOT_FROZEN)),
}


def is_for_the_dead(act: Permission) -> bool:
    """S11.1: what may still be done for somebody whose death is recorded: the end of the card, a loss, a temporary card."""
    return act in TABLE and not {n.ALIVE, n.NOT_KNOWN_DEAD}.intersection(TABLE[act].needs)


def check(act: Permission, situation: Situation, *, channel: Channel, comes: Comes) -> None:
    """Refuse what may not be done now: what `check_where` refuses, then the line's own refusals in their order (A4)."""
    check_where(act, situation, channel=channel, comes=comes)
    for need in TABLE[act].needs:
        if not need.holds(situation, channel):
            refusal = need.refusal(situation)
            raise refusal.by_rule(TABLE[act].rule) if isinstance(refusal, NoCardInHand) else refusal


def check_where(act: Permission, situation: Situation, *, channel: Channel, comes: Comes) -> None:
    """The first half of `check`: whether the holder lives, for what only the living do; where, and by whom.

    Refuses: PersonDead, by its own rule and before anything else (S11.1); NotOnThisChannel, NotForWhoComes, by the act's.
    """
    line = TABLE[act]
    if n.ALIVE in line.needs and not n.ALIVE.holds(situation, channel):
        raise n.ALIVE.refusal(situation)
    who = line.at.get(channel)
    if who is None:
        raise NotOnThisChannel(permission=act.value, channel="|".join(sorted(line.at))).by_rule(line.rule)
    if comes not in who:
        raise NotForWhoComes(permission=act.value, comes="|".join(sorted(who))).by_rule(line.rule)
    if not _may_come(line, comes, situation):
        raise n.ALIVE.refusal(situation)


def check_for_somebody(act: Permission, situation: Situation, *, channel: Channel) -> None:
    """As `check`, while nobody has said yet who comes: for whoever may come to this channel."""
    line = TABLE[act]
    who = sorted(line.at.get(channel, ALONE), key=tuple(Comes).index)
    able = (one for one in who if _may_come(line, one, situation))
    check(act, situation, channel=channel, comes=next(able, who[0]))


def may(act: Permission, situation: Situation, *, channel: Channel, comes: Comes) -> bool:
    """True when `check` would refuse nothing."""
    line = TABLE[act]
    is_theirs = comes in line.at.get(channel, ()) and _may_come(line, comes, situation)
    return is_theirs and all(need.holds(situation, channel) for need in line.needs)


def _may_come(line: Line, comes: Comes, situation: Situation) -> bool:
    """S11.1, S13: the dead do not come, and nobody is their guardian any more; agents and units do.

    Only for the death itself: whoever comes to say that it never was, lives.
    """
    return not (situation.is_dead and comes in FAMILY) or n.KNOWN_DEAD in line.needs


def allowed(situation: Situation, *, channel: Channel, comes: Comes) -> tuple[Permission, ...]:
    """Every act of the table that this person may do on this channel now, in the order of a card's life."""
    return tuple(act for act in TABLE if may(act, situation, channel=channel, comes=comes))


def channels_of_table() -> tuple[Channel, ...]:
    """Every channel on which some act of the table is done."""
    return tuple(dict.fromkeys(chain.from_iterable(line.at for line in TABLE.values())))
