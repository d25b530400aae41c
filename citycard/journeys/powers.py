"""Let somebody act for a holder (登记委托代办), and take that back (S13.1): at a community or the card hall, with both IDs."""

from dataclasses import dataclass
from datetime import date, datetime

from citycard import cards, people
from citycard.audit import Act, Actor, Receipt, perform
from citycard.people import PersonFacts, PowerFacts, PowerProof, case_of
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.staff import Permission

from .acting_for import SELF_SERVICE
from .refusals import NotForWhoComes
from .telling import day_words, tell

SERVICE = "power-register"
PROOF = {Comes.HOLDER: PowerProof.HOLDER_PRESENT, Comes.AGENT: PowerProof.POWER_OF_ATTORNEY}


@dataclass(frozen=True, kw_only=True)
class PowerReceipt(Receipt):
    """A power was registered, or taken back: from `ends_on` on it is none. None: it has no last day."""

    number: str
    power_id: int
    holder_id: int
    agent_id: int
    starts_on: date
    ends_on: date | None


def register_power(
    *,
    by: Actor,
    key: str,
    at: datetime,
    holder_id: int,
    agent_id: int,
    relation: str,
    comes: Comes,
    starts_on: date,
    ends_on: date | None = None,
) -> PowerReceipt:
    """Enter who may act for a holder, from `starts_on` up to, but without, `ends_on` (S13.1); the holder is told.

    Both came (`comes` holder), or the agent alone with a power of attorney (委托书); both IDs were seen.
    Refuses: what `people.give_power` refuses, NotForWhoComes, DocumentMissing.
    """
    inputs = {"agent_id": agent_id, "relation": relation, "comes": comes, "starts_on": starts_on, "ends_on": ends_on}
    with perform(act="register_power", by=by, key=key, at=at, person_id=holder_id, inputs=inputs) as act:
        if act.replay is not None:
            return PowerReceipt.from_json(act.replay)
        on = in_china(at).date()
        proof = PROOF.get(comes, PowerProof.POWER_OF_ATTORNEY)
        days = {"starts_on": starts_on, "ends_on": ends_on, "on": on}
        given = people.give_power(holder_id=holder_id, agent_id=agent_id, relation=relation, proof=proof, **days)
        _check_papers(given.holder, by=by, comes=comes, on=on)
        tell(act, "power_registered", given.holder, agent=given.agent.name, start=day_words(given.span.start))
        act.note(agent_id=agent_id, comes=comes, starts_on=starts_on, ends_on=ends_on)
        return _done(act, given)


def _check_papers(holder: PersonFacts, *, by: Actor, comes: Comes, on: date) -> None:
    """S13.1: the holder is there, or the agent with a power of attorney; whoever has a guardian was refused before."""
    if comes not in PROOF:
        raise NotForWhoComes(permission=Permission.REGISTER_POWER.value, comes="|".join(sorted(PROOF)))
    cards.check_papers(service=SERVICE, case=case_of(holder, comes=comes, on=on), by=by)


def end_power(*, by: Actor, key: str, at: datetime, power_id: int) -> PowerReceipt:
    """Take a power back (撤销委托, S13.1): at a desk, or online by its holder; the agent may give it up too.

    Both are told by SMS, whoever did it. Refuses PowerUnknown: also to somebody whom the power does not concern.
    """
    with perform(act="end_power", by=by, key=key, at=at, inputs={"power_id": power_id}) as act:
        if act.replay is not None:
            return PowerReceipt.from_json(act.replay)
        found = people.power(power_id)
        if by.channel in SELF_SERVICE and by.person_id not in (found.holder.id, found.agent.id):
            raise people.PowerUnknown
        act.about(found.holder.id)
        ended, day = people.take_power_back(power_id=power_id, on=in_china(at).date()), day_words(in_china(at).date())
        tell(act, "power_ended", ended.holder, agent=ended.agent.name, day=day)
        tell(act, "power_ended_agent", ended.agent, whose=ended.holder.name, day=day)
        act.note(agent_id=ended.agent.id, ends_on=ended.span.end)
        return _done(act, ended)


def _done(act: Act, power: PowerFacts) -> PowerReceipt:
    return act.done(
        PowerReceipt(
            number=act.number("WQ"),
            power_id=power.id,
            holder_id=power.holder.id,
            agent_id=power.agent.id,
            starts_on=power.span.start,
            ends_on=power.span.end,
        )
    )
