"""Record a death (登记去世, S11.1): from that day the card serves nobody; what ran on by itself stops; the rest is an agent's."""

from datetime import date, datetime

from citycard import benefits, cards, mandates, notices, people
from citycard.audit import Act, Actor, perform
from citycard.people import PersonFacts
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.staff import Permission

from ..decision.needs import SOMETHING_TO_CANCEL
from ..decision.reading import Standing, standing_of
from ..decision.rules import check
from ..telling import case_of, day_words
from .facts import DeathReceipt

SERVICE = "death-record"
DIED = "died"


def record_death(*, by: Actor, key: str, at: datetime, person_id: int, died_on: date) -> DeathReceipt:
    """Enter the day of a death, on the death record and by an agent (S11.1, S13.1).

    That day mandates and pension stop, powers and guardianships end; an open application that no file has left yet is
    withdrawn, a card that is being made is handed to nobody and ends with the cancellation. Refuses: what the decision table
    refuses; DocumentMissing; PersonDead, DeathInFuture, DeathBeforeBirth.
    """
    with perform(act="record_death", by=by, key=key, at=at, person_id=person_id, inputs={"died_on": died_on}) as act:
        if act.replay is not None:
            return DeathReceipt.from_json(act.replay)
        on = in_china(at).date()
        stands = _checked(by=by, person_id=person_id, on=on)
        ends = people.mark_dead(person_id=person_id, died_on=died_on, on=on)
        withdrawn = cards.withdraw_unsent(person_id=person_id, at=at)
        banks = mandates.end_all(person_id=person_id, on=died_on, reason=DIED)
        paid_by = benefits.stop_pension(person_id=person_id, on=died_on)
        _tell(act, stands.holder, died_on)
        act.note(died_on=died_on, mandates=banks, pension=paid_by, powers=ends.powers, withdrawn=withdrawn)
        receipt = DeathReceipt(
            number=act.number("SW"),
            person_id=person_id,
            died_on=died_on,
            mandate_banks=banks,
            pension_banks=paid_by,
            powers_ended=ends.powers,
            guardianships_ended=ends.guardianships,
            withdrawn=withdrawn,
            is_to_cancel=SOMETHING_TO_CANCEL.holds(standing_of(person_id, on=on).situation, by.channel),
        )
        return act.done(receipt)


def _checked(*, by: Actor, person_id: int, on: date) -> Standing:
    """Lock what may be under way and the cards, ask the table, look at the death record and the agent's ID."""
    cards.lock_application(person_id)
    cards.lock_live_cards(person_id)
    stands = standing_of(person_id, on=on)
    check(Permission.RECORD_DEATH, stands.situation, channel=by.channel, comes=Comes.AGENT)
    cards.check_papers(service=SERVICE, case=case_of(stands.holder, comes=Comes.AGENT, on=on), by=by)
    return stands


def _tell(act: Act, holder: PersonFacts, died_on: date) -> None:
    """The family reads it on the phone on file; who finds it wrong can say so at once."""
    notices.queue(
        template="death_recorded",
        to_phone=holder.phone,
        params={"name": holder.name, "day": day_words(died_on)},
        key=f"death_recorded:{act.id}",
        at=act.at,
        person_id=holder.id,
    )
