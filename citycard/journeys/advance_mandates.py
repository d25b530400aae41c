"""The mandates, day by day: signed ones take effect, those of other banks end (S16.5)."""

from datetime import datetime

from citycard import mandates
from citycard.audit import Actor, perform
from citycard.shared.clock import in_china

from .facts import MandateDayReceipt


def advance_mandates(*, by: Actor, at: datetime) -> MandateDayReceipt:
    """Let the states of the mandates follow their dates, once a day however often it is asked for (S16.5, A3)."""
    on = in_china(at).date()
    with perform(act="advance_mandates", by=by, key=f"mandates:{on}", at=at, inputs={"day": on}) as act:
        if act.replay is not None:
            return MandateDayReceipt.from_json(act.replay)
        done = mandates.advance(on=on)
        act.note(started=done.started, ended=done.ended)
        return act.done(MandateDayReceipt(number=act.number("WT"), day=on, started_count=done.started, ended_count=done.ended))
