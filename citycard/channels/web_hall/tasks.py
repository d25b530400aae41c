"""The worker's entry point of the web hall."""

from procrastinate.contrib.django import app

from citycard.shared import clock

from .actions import forget_old


@app.periodic(cron="40 3 * * *", periodic_id="web_hall")
@app.task(name="web_hall.forget_old", queueing_lock="web_hall.forget_old", pass_context=False)
def forget_old_codes(timestamp: int) -> None:
    """Delete yesterday's login codes and counts of knocks."""
    forget_old(at=clock.now())
