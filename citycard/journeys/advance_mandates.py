"""The mandates, day by day: signed ones take effect, those of other banks end (S16.5)."""

from datetime import datetime

from citycard import bank, mandates
from citycard.audit import Actor, perform
from citycard.shared.clock import in_china

from .facts import MandateDayReceipt


def advance_mandates(*, by: Actor, at: datetime) -> MandateDayReceipt:
    """Let the states of the mandates follow their dates, once a day however often it is asked for (S16.5, A3).

    One whose day comes while the card is reported lost waits until the report is taken back or a new card is active (S7.1).
    """
    on = in_china(at).date()
    with perform(act="advance_mandates", by=by, key=f"mandates:{on}", at=at, inputs={"day": on}) as act:
        if act.replay is not None:
            return MandateDayReceipt.from_json(act.replay)
        done = mandates.advance(on=on)
        waiting = mandates.suspend_begun(mandate_ids=done.begun, account_numbers=bank.accounts_reported_lost())
        act.note(started=done.started, ended=done.ended, waiting=waiting)
        return act.done(MandateDayReceipt(number=act.number("WT"), day=on, started_count=done.started, ended_count=done.ended))
