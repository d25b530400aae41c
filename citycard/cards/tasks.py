"""Job entry points of the card room."""

from procrastinate.contrib.django import app

from citycard.shared import clock

from .actions.roster import check_roster


@app.task(name="cards.check_roster", pass_context=False)
def check_roster_to_the_end(roster_id: int) -> None:
    """Check a roster piece by piece until every row is judged; a page that asks meanwhile sees how far it is."""
    while check_roster(roster_id=roster_id, at=clock.now()).is_checking:
        pass
