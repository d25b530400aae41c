"""Where a person stands with the card (办到哪一步): application, card and steps together, in three statements."""

from citycard.shared.kept_query import KeptQuery

from ..facts import Standing
from ..models import Card
from ..reasons import ROLLED_BACK
from .applications import application_facts
from .cards import card_facts
from .progress import newest_application, steps_of

_MADE = ("social", "shipment", "pickup_office")
_cards = KeptQuery(lambda person: Card.objects.select_related(*_MADE).filter(person_id=person).order_by("-pk"))


def standing(person_id: int) -> Standing:
    """Return the newest application, the live card and the steps of making (S4.4), and why a card failed that is made again.

    The same as `applications_of`, `card_of` and `progress` together, for pages that need all three.
    """
    application = newest_application(person_id)
    rows = _cards(person=person_id)
    live = sorted((row for row in rows if row.ended_at is None), key=lambda row: row.role)
    if application is None:
        return Standing(application=None, card=card_facts(live[0]) if live else None, steps=(), failed_because="")
    made = [row for row in rows if row.application_id == application.pk]
    kept = next((row for row in made if row.state != "spoiled"), None)
    spoiled = next((row for row in made if row.state == "spoiled" and row.end_reason != ROLLED_BACK), None)
    return Standing(
        application=application_facts(application),
        card=card_facts(live[0]) if live else None,
        successor=card_facts(live[1]) if len(live) > 1 else None,
        steps=steps_of(application, kept),
        failed_because=spoiled.end_reason if spoiled and kept is None and application.closed_at is None else "",
    )
