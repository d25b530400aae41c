"""What the journeys change in the register: a power given or taken back (S13)."""

from datetime import date

from citycard.policy import integer_of

from .facts import PersonFacts
from .models import Person, Power
from .power_queries import power_facts
from .powers import PowerFacts, PowerProof, check_power
from .queries import facts_of
from .refusals import PersonUnknown, PowerKnown, PowerUnknown

REVOKED = "revoked"


def give_power(
    *,
    holder_id: int,
    agent_id: int,
    relation: str,
    proof: PowerProof,
    starts_on: date,
    ends_on: date | None,
    on: date,
) -> PowerFacts:
    """Inside an act: enter who may act for a holder, from `starts_on` up to, but without, `ends_on` (委托代办, S13.1).

    One line a holder and agent: what has ended is renewed in its place, the record keeps what was.
    Refuses: PersonUnknown, what `powers.check_power` refuses, PowerKnown.
    """
    both = locked_people(holder_id, agent_id)
    ages = {
        "adult_age": integer_of("people.guardian_until_age", on=on),
        "agent_age": integer_of("people.majority_age", on=on),
    }
    check_power(holder=both[holder_id], agent=both[agent_id], starts_on=starts_on, ends_on=ends_on, on=on, **ages)
    row = _renewed(holder_id, agent_id, on=on)
    row.relation, row.proof, row.starts_on, row.ends_on, row.end_reason = relation.strip(), proof.value, starts_on, ends_on, ""
    row.save()
    return power_facts(row)


def take_power_back(*, power_id: int, on: date) -> PowerFacts:
    """Inside an act: from this day on the agent may nothing more (撤销委托, S13.1). Refuses PowerUnknown.

    One that has yet to begin becomes a power of no day, over at once: it bars no other. The record keeps its first day.
    """
    row = Power.objects.select_for_update().filter(pk=power_id).first()
    if row is None or (row.ends_on is not None and row.ends_on <= on):
        raise PowerUnknown
    row.starts_on, row.ends_on, row.end_reason = min(on, row.starts_on), on, REVOKED
    row.save(update_fields=("starts_on", "ends_on", "end_reason"))
    return power_facts(row)


def locked_people(*person_ids: int) -> dict[int, PersonFacts]:
    """Lock people, lowest id first, and return their facts. Refuses PersonUnknown."""
    rows = Person.objects.select_for_update().filter(pk__in=set(person_ids)).order_by("pk")
    found = {row.pk: facts_of(row) for row in rows}
    if not found.keys() >= set(person_ids):
        raise PersonUnknown
    return found


def _renewed(holder_id: int, agent_id: int, *, on: date) -> Power:
    """The line of this holder and agent: a new one, or the one that has ended. Refuses PowerKnown."""
    row = Power.objects.select_related("holder", "agent").filter(holder_id=holder_id, agent_id=agent_id).first()
    if row is None:
        return Power(holder_id=holder_id, agent_id=agent_id)
    if power_facts(row).ended_on(on) is None:
        raise PowerKnown(starts_on=row.starts_on)
    return row
