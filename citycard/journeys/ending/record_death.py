"""Record a death (登记去世, S11.1): from that day the card serves nobody; what ran on by itself stops; the rest is an agent's."""

from datetime import date, datetime

from citycard import bank, benefits, cards, mandates, people
from citycard.audit import Actor, perform
from citycard.people import PersonFacts
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.staff import Permission

from ..decision.needs import SOMETHING_TO_CANCEL
from ..decision.reading import standing_of
from ..telling import day_words, tell
from .facts import DeathReceipt, Stopped
from .papers import begin

SERVICE = "death-record"
DIED = "died"


def record_death(*, by: Actor, key: str, at: datetime, person_id: int, died_on: date) -> DeathReceipt:
    """Enter the day of a death, on the death record and by an agent (S11.1, S13.1).

    The bank is told at once: the account pays nothing out until it is closed, wherever its cards are. From the day of the death
    mandates and pension stop, powers and guardianships end; an open application that no file has left yet is
    withdrawn, a card that is being made is handed to nobody and ends with the cancellation. Refuses: what the decision table
    refuses; DocumentMissing; PersonDead, DeathInFuture, DeathBeforeBirth.
    """
    with perform(act="record_death", by=by, key=key, at=at, person_id=person_id, inputs={"died_on": died_on}) as act:
        if act.replay is not None:
            return DeathReceipt.from_json(act.replay)
        on = in_china(at).date()
        stands = begin(Permission.RECORD_DEATH, by=by, at=at, person_id=person_id, comes=Comes.AGENT, service=SERVICE)
        stopped = _stop_what_runs(stands.holder, died_on=died_on, at=at)
        people.keep_death(person_id=person_id, died_on=died_on, at=at, ended=stopped.to_json())
        tell(act, "death_recorded", stands.holder, day=day_words(died_on))  # the family reads it, and says so if it is wrong
        is_to_cancel = SOMETHING_TO_CANCEL.holds(standing_of(person_id, on=on).situation, by.channel)
        receipt = _receipt(act.number("SW"), person_id, died_on, stopped, is_to_cancel=is_to_cancel)
        act.note(
            died_on=died_on, mandates=receipt.mandate_banks, pension=receipt.pension_banks, powers=receipt.powers_ended,
            withdrawn=stopped.withdrawn, held=stopped.is_account_held,
        )  # fmt: skip
        return act.done(receipt)


def _stop_what_runs(holder: PersonFacts, *, died_on: date, at: datetime) -> Stopped:
    """S11.1: the register, the open application, the bank's account, then what ran on it; in the order in which all lock."""
    return Stopped(
        bonds=people.mark_dead(person_id=holder.id, died_on=died_on, on=in_china(at).date()),
        withdrawn=cards.withdraw_unsent(person_id=holder.id, at=at),
        is_account_held=bank.hold_account(holder_number=holder.social_number, at=at),
        mandates=mandates.end_all(person_id=holder.id, on=died_on, reason=DIED),
        pensions=benefits.stop_pension(person_id=holder.id, on=died_on),
    )


def _receipt(number: str, person_id: int, died_on: date, stopped: Stopped, *, is_to_cancel: bool) -> DeathReceipt:
    return DeathReceipt(
        number=number,
        person_id=person_id,
        died_on=died_on,
        mandate_banks=tuple(sorted(one.bank for one in stopped.mandates)),
        pension_banks=tuple(sorted({one.bank for one in stopped.pensions})),
        powers_ended=len(stopped.bonds.powers),
        guardianships_ended=len(stopped.bonds.guardianships),
        withdrawn=stopped.withdrawn,
        is_to_cancel=is_to_cancel,
        is_account_held=stopped.is_account_held,
    )
