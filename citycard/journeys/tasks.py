"""The worker's entry points of the journeys. Each day's work is done at the first run of that day in China."""

from procrastinate.contrib.django import app

from citycard.audit import Actor, Channel
from citycard.pins import forget_spent_pads
from citycard.shared import clock

from .advance_mandates import advance_mandates
from .announce_pickup import start_old_card_clocks
from .expire_old_medical_cards import expire_old_medical_cards
from .replacement.remind_renewals import remind_renewals

SYSTEM = Actor(channel=Channel.SYSTEM, account_id=None, label="system")


@app.periodic(cron="* * * * * */20", periodic_id="journeys.clocks")
@app.task(name="journeys.start_old_card_clocks", queueing_lock="journeys.clocks", pass_context=False)
def start_clocks(timestamp: int) -> None:  # noqa: ARG001 the minute it stands for; the clock says the rest
    """Start the old cards' six months for pickup notices that have just been sent (S5.2)."""
    start_old_card_clocks(by=SYSTEM, at=clock.now())


@app.periodic(cron="*/5 * * * *", periodic_id="journeys.daily")
@app.task(name="journeys.daily", queueing_lock="journeys.daily", pass_context=False)
def daily(timestamp: int) -> None:  # noqa: ARG001 the minute it stands for; the clock says the rest
    """Do the day's work on old medical cards, mandates and cards that run out; a second time it does nothing (S5.2, S16.5, S9)."""
    expire_old_medical_cards(by=SYSTEM, at=clock.now())
    advance_mandates(by=SYSTEM, at=clock.now())
    remind_renewals(by=SYSTEM, at=clock.now())
    forget_spent_pads(at=clock.now())
