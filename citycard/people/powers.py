"""Acting for somebody (替家人办): powers of agents and how they and guardianships end, by date, by age, by death (S13)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from citycard.shared.period import Span, add_months

from .facts import GuardianFacts, PersonFacts
from .refusals import (
    AgentIsWard,
    AgentTooYoung,
    DeathBeforeBirth,
    DeathInFuture,
    GuardianshipEnded,
    HolderHasGuardian,
    PowerDaysWrong,
    PowerEnded,
    PowerNotYet,
    PowerOfOneself,
)
from .rules import check_alive, is_of_age, needs_guardian


class PowerProof(StrEnum):
    """How a power was given: the holder stood there, or signed a power of attorney (委托书)."""

    HOLDER_PRESENT = "holder_present"
    POWER_OF_ATTORNEY = "power_of_attorney"


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerFacts:
    """A power of an agent (委托代办): both people, how it was given, its days, and why it ended if not by its date."""

    id: int
    holder: PersonFacts
    agent: PersonFacts
    relation: str
    proof: str
    span: Span
    end_reason: str

    def is_in_force_on(self, day: date) -> bool:
        """True on its days while both live; a power of a person who is a ward by now has lost its ground."""
        both_live = self.holder.is_alive_on(day) and self.agent.is_alive_on(day)
        return day in self.span and both_live and not self.holder.is_ward and not self.agent.is_ward

    def ended_on(self, day: date) -> date | None:
        """Return the first day without the power if that is not after `day`; None while it holds or has yet to begin."""
        ends = (self.span.end, self.holder.died_on, self.agent.died_on)
        first = min((one for one in ends if one is not None), default=None)
        return first if first is not None and first <= day else None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedBond:
    """A power or a guardianship that a death ended, with the end that it had before: its last day but one, and why."""

    id: int
    ends_on: date | None
    end_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathEnds:
    """What a death ended in the register: powers given or held, and guardianships, each as it was before."""

    powers: tuple[EndedBond, ...] = ()
    guardianships: tuple[EndedBond, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathFacts:
    """A death on the register (去世登记): its day, when it was recorded, and what ended with it, in the words of who recorded it."""

    id: int
    person_id: int
    died_on: date
    recorded_at: datetime
    ended: dict[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revived:
    """What holds again in the register after a death was taken back: powers given or held, and guardianships in force."""

    powers: int
    guardianships: int


def check_power(
    *, holder: PersonFacts, agent: PersonFacts, starts_on: date, ends_on: date | None, on: date, adult_age: int, agent_age: int
) -> None:
    """S13.1: who may give whom a power, and for which days. `adult_age`: from it a person acts alone; `agent_age`: for others.

    Refuses PowerOfOneself, PersonDead, HolderHasGuardian, AgentIsWard, AgentTooYoung, PowerDaysWrong.
    """
    if holder.id == agent.id:
        raise PowerOfOneself
    for person in (holder, agent):
        check_alive(person=person, on=on)
    if needs_guardian(person=holder, on=on, adult_age=adult_age):
        raise HolderHasGuardian
    if agent.is_ward:
        raise AgentIsWard
    if not is_of_age(person=agent, on=on, adult_age=agent_age):
        raise AgentTooYoung(age=agent.age_on(on), adult_age=agent_age)
    if starts_on < on or (ends_on is not None and ends_on <= starts_on):
        raise PowerDaysWrong


def check_in_force(power: PowerFacts, *, on: date) -> None:
    """S13.1: an agent acts on the days of the power only. Refuses PowerEnded, PowerNotYet."""
    if power.is_in_force_on(on):
        return
    ended_on = power.ended_on(on)
    if ended_on is None and on < power.span.start:
        raise PowerNotYet(starts_on=power.span.start)
    raise PowerEnded(ended_on=ended_on or on)


def check_guardian(guardianship: GuardianFacts, *, on: date, until_age: int) -> None:
    """S13.2: a guardian acts while the guardianship lasts: a child's to the birthday of `until_age`. Refuses GuardianshipEnded."""
    ends = [guardianship.span.end, guardianship.guardian.died_on, guardianship.ward.died_on]
    if not guardianship.ward.is_ward:
        ends.append(add_months(guardianship.ward.birth_date, 12 * until_age))
    over = [one for one in ends if one is not None and one <= on]
    if over:
        raise GuardianshipEnded(ended_on=min(over))


def check_death(*, person: PersonFacts, died_on: date, on: date) -> None:
    """S11.1: a death is a day of the past or today, in the person's life. Refuses DeathInFuture, DeathBeforeBirth."""
    if died_on > on:
        raise DeathInFuture(died_on=died_on)
    if died_on < person.birth_date:
        raise DeathBeforeBirth(died_on=died_on)
