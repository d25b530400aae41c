"""Job entry points of the record of acts."""

from procrastinate.contrib.django import app

from citycard.shared.clock import now

from .actions.seal import seal_new_acts


@app.periodic(cron="* * * * * */10", periodic_id="seal")
@app.task(name="audit.seal", queueing_lock="audit.seal", pass_context=False)
def seal(timestamp: int) -> None:
    """Seal what was done since the last run, every ten seconds; a run that is late leaves no queue behind it."""
    del timestamp
    seal_new_acts(at=now())
