"""The questions about who acts for whom; one statement each."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from citycard.policy import integer_of
from citycard.shared.kept_query import KeptQuery
from citycard.shared.one_trip import Ask, Rows
from citycard.shared.period import Span
from citycard.shared.questions import Question, answer
from citycard.shared.sql import load

from .facts import GuardianFacts
from .models import Power
from .powers import PowerFacts, check_guardian, check_in_force
from .queries import PERSON_WIDTH, facts_of, facts_of_columns, guardians_of, guardianship_between
from .refusals import NoPower, NotTheGuardian, PowerUnknown
from .rules import is_in_force


def agents_of(person_id: int, *, on: date) -> tuple[PowerFacts, ...]:
    """Return who may act for the person on a day, by power (S13.1)."""
    return answer(agents_asked(person_id, on=on))


def agents_asked(person_id: int, *, on: date) -> Question[tuple[PowerFacts, ...]]:
    """The same as a question that goes with others."""
    return Question((_given.ask(person=person_id),), lambda rows: _on(_given.told(rows), on))


def represented_by(person_id: int, *, on: date) -> tuple[PowerFacts, ...]:
    """Return for whom the person may act on a day, by power (替家人办, S13.1)."""
    return _on(_held(person=person_id), on)


def powers_of(person_id: int) -> tuple[PowerFacts, ...]:
    """Return every power that the person gave, also those that ended or have yet to begin, the newest first."""
    return tuple(power_facts(row) for row in _given(person=person_id))


def stands_in_for(person_id: int, *, on: date) -> tuple[GuardianFacts | PowerFacts, ...]:
    """Return for whom the person may act on a day, as guardian or by power (S13), in one statement; wards first."""
    return answer(stands_in_for_asked(person_id, on=on))


def stands_in_for_asked(person_id: int, *, on: date) -> Question[tuple[GuardianFacts | PowerFacts, ...]]:
    """The same as a question that goes with others."""

    def told(rows: Rows) -> tuple[GuardianFacts | PowerFacts, ...]:
        age = integer_of("people.guardian_until_age", on=on)
        found = (_either(row) for row in rows)
        return tuple(one for one in found if _holds(one, on=on, until_age=age))

    return Question((Ask(load("citycard.people", "represented.sql"), {"person_id": person_id}),), told)


def _holds(one: GuardianFacts | PowerFacts, *, on: date, until_age: int) -> bool:
    if isinstance(one, PowerFacts):
        return one.is_in_force_on(on)
    return is_in_force(guardian=one.guardian, ward=one.ward, span=one.span, on=on, adult_age=until_age)


def _either(row: tuple[Any, ...]) -> GuardianFacts | PowerFacts:
    kind, line, relation, proof, starts_on, ends_on, end_reason = row[:7]
    other, own = facts_of_columns(row[7 : 7 + PERSON_WIDTH]), facts_of_columns(row[7 + PERSON_WIDTH :])
    span = Span(starts_on, ends_on)
    if kind == "guardian":
        return GuardianFacts(guardian=own, ward=other, relation=relation, proof=proof, span=span)
    return PowerFacts(id=line, holder=other, agent=own, relation=relation, proof=proof, span=span, end_reason=end_reason)


def power(power_id: int) -> PowerFacts:
    """Return one power, whatever its days. Refuses PowerUnknown."""
    row = _powers(Q(pk=power_id)).first()
    if row is None:
        raise PowerUnknown
    return power_facts(row)


def power_between(*, holder_id: int, agent_id: int) -> PowerFacts | None:
    """Return the power of the agent for the holder, whatever its days, or None."""
    row = _powers(Q(holder_id=holder_id, agent_id=agent_id)).first()
    return None if row is None else power_facts(row)


def check_agent(*, holder_id: int, agent_id: int, on: date) -> PowerFacts:
    """S13.1: return the power by which the agent acts for the holder on a day. Refuses NoPower, PowerEnded, PowerNotYet."""
    found = power_between(holder_id=holder_id, agent_id=agent_id)
    if found is None:
        raise NoPower
    check_in_force(found, on=on)
    return found


def check_guards(*, ward_id: int, guardian_id: int, on: date) -> None:
    """S13.2: the guardian acts for the ward on a day. Refuses NoPower, GuardianshipEnded."""
    found = guardianship_between(ward_id=ward_id, guardian_id=guardian_id)
    if found is None:
        raise NoPower
    check_guardian(found, on=on, until_age=integer_of("people.guardian_until_age", on=on))


def check_guardian_registered(*, ward_id: int, number: str, on: date, rule: str) -> None:
    """S13.2: where guardians are on the register that day, the ID that was read is one of theirs; with none it is not compared.

    Refuses NotTheGuardian, by the `rule` of the act.
    """
    known = guardians_of(ward_id, on=on)
    if known and all(one.guardian.social_number != number.strip().upper() for one in known):
        raise NotTheGuardian().by_rule(rule)


def power_facts(row: Power) -> PowerFacts:
    """Return the frozen facts of a row loaded with both people."""
    return PowerFacts(
        id=row.pk,
        holder=facts_of(row.holder),
        agent=facts_of(row.agent),
        relation=row.relation,
        proof=row.proof,
        span=Span(row.starts_on, row.ends_on),
        end_reason=row.end_reason,
    )


def _powers(of: Q) -> QuerySet[Power]:
    both = [f"{who}__{place}" for who in ("holder", "agent") for place in ("community", "unit")]
    return Power.objects.select_related(*both).filter(of).order_by("-starts_on", "-pk")


_given = KeptQuery(lambda person: _powers(Q(holder_id=person)))
_held = KeptQuery(lambda person: _powers(Q(agent_id=person)))


def _on(rows: Iterable[Power], on: date) -> tuple[PowerFacts, ...]:
    return tuple(one for one in map(power_facts, rows) if one.is_in_force_on(on))
