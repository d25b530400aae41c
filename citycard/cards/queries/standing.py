"""Where a person stands with the card (办到哪一步): application, card and steps together, in three statements and one trip."""

from collections.abc import Sequence

from citycard.shared.kept_query import KeptQuery
from citycard.shared.one_trip import Rows
from citycard.shared.questions import Question, answer

from ..facts import Standing
from ..models import Application, Card, ExchangeFile
from ..reasons import ROLLED_BACK
from .applications import application_facts
from .cards import card_facts
from .progress import FILES, NEWEST, steps_of

_MADE = ("social", "shipment", "pickup_office")
_cards = KeptQuery(lambda person: Card.objects.select_related(*_MADE).filter(person_id=person).order_by("-pk"))


def standing(person_id: int) -> Standing:
    """Return the newest application, the live card and the steps of making (S4.4), and why a card failed that is made again.

    The same as `applications_of`, `card_of` and `progress` together, for pages that need all three.
    """
    return answer(standing_asked(person_id))


def standing_asked(person_id: int) -> Question[Standing]:
    """The same as a question that goes with others."""

    def told(newest: Rows, held: Rows, files: Rows) -> Standing:
        return _standing(NEWEST.told(newest), _cards.told(held), FILES.told(files))

    return Question((NEWEST.ask(person=person_id), _cards.ask(person=person_id), FILES.ask(person=person_id)), told)


def _standing(newest: Sequence[Application], rows: Sequence[Card], files: Sequence[ExchangeFile]) -> Standing:
    application = next(iter(newest), None)
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
        steps=steps_of(application, kept, files),
        failed_because=spoiled.end_reason if spoiled and kept is None and application.closed_at is None else "",
    )
