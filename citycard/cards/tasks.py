"""Job entry points of the card room."""

from procrastinate.contrib.django import app

from citycard.shared.clock import now

from .actions.roster import check_roster


@app.task(name="cards.check_roster", pass_context=False)
def check_roster_job(roster_id: int) -> None:
    """Check a roster that a unit sent (S3.1)."""
    check_roster(roster_id=roster_id, at=now())
