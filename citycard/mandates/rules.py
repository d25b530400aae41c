"""Pure decisions about mandates: from when they count (S16.5), and who may sign one (S2.3, S17)."""

from datetime import date, timedelta

from citycard.shared.constraints import refusal_for
from citycard.shared.period import Month
from citycard.shared.refusal import Refusal

from .facts import EndedMandate
from .states import ENDED, ENDING, IN_FORCE, SIGNED, SUSPENDED

INDIVIDUALS = frozenset({"self_employed"})  # 个体 / 灵活就业: they pay their own contributions


class MandateOnlyForIndividuals(Refusal):
    """Only who pays for himself signs a mandate; fact `category`."""

    rule = "S2.3"


class MandateNeedsActiveAccount(Refusal):
    """A mandate needs an active bank account: the card is activated first, in the same visit."""

    rule = "S17"


@refusal_for("mandates_mandate_one_live")
class MandateAlreadySigned(Refusal):
    """There is a mandate at this bank already; facts `signed_on`, `effective_on`."""

    rule = "S16.5"


def first_day(signed_on: date, *, next_day_until: int) -> date:
    """S16.5: the first day of a mandate signed on `signed_on`.

    Signed up to day `next_day_until` of the month: the next day. Signed later: the first of the next month.
    """
    if signed_on.day <= next_day_until:
        return signed_on + timedelta(days=1)
    return (Month.of(signed_on) + 1).first_day


def may_sign(category: str) -> bool:
    """S2.3: individuals (个体、灵活就业) sign a mandate."""
    return category in INDIVIDUALS


def state_again(was: EndedMandate, *, effective_on: date, on: date, is_reported_lost: bool) -> str:
    """S11.1, S16.5, S7.1: the state on a day of a mandate that was ended by mistake: what it would be without that end."""
    if was.ends_on is not None:
        return ENDED if was.ends_on <= on else ENDING
    if effective_on > on:
        return SIGNED
    return SUSPENDED if is_reported_lost else IN_FORCE


def check_sign(*, category: str, is_account_active: bool, signed_on: date | None, effective_on: date | None) -> None:
    """Refuse a mandate that cannot be signed; the dates are those of a live mandate at this bank, if there is one.

    Refuses, in this order: MandateOnlyForIndividuals, MandateNeedsActiveAccount, MandateAlreadySigned.
    """
    if not may_sign(category):
        raise MandateOnlyForIndividuals(category=category)
    if not is_account_active:
        raise MandateNeedsActiveAccount
    if signed_on is not None and effective_on is not None:
        raise MandateAlreadySigned(signed_on=signed_on, effective_on=effective_on)
