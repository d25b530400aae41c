"""Rows taken for writing. Order, so that nobody waits in a circle: batch, then application, then card, then what `live` names.

`no_key`: no key is ever changed, so a row that only points at a locked one (a temporary card at its application) need not wait.
"""

from django.db.models import F

from citycard.audit import Act

from ..facts import ApplicationFacts
from ..models import Application, Batch, Card
from ..queries.applications import application_facts
from ..refusals import ApplicationChanged, ApplicationUnknown, BatchUnknown, CardUnknown


def locked_application(application_id: int) -> tuple[Application, ApplicationFacts]:
    """Lock an application, and its batch before it, so that an export cannot slip in between. Refuses ApplicationUnknown."""
    seen = Application.objects.filter(pk=application_id).values_list("batch_id", flat=True).first()
    if seen is not None:
        Batch.objects.select_for_update().filter(pk=seen).first()
    row = Application.objects.select_for_update(of=("self",), no_key=True).filter(pk=application_id).first()
    if row is None:
        raise ApplicationUnknown
    if row.batch_id != seen:
        raise ApplicationChanged
    return row, application_facts(row)


def opened_application(act: Act, application_id: int, *, version: int | None) -> tuple[Application, ApplicationFacts]:
    """Lock the application an act is about, as the clerk saw it. Refuses ApplicationUnknown, ApplicationChanged."""
    row, facts = locked_application(application_id)
    act.about(row.person_id)
    if version is not None and row.version != version:
        raise ApplicationChanged
    return row, facts


def save_application(row: Application, *fields: str) -> None:
    """Write these fields and count the version up."""
    changes = {field: getattr(row, field) for field in fields}
    Application.objects.filter(pk=row.pk).update(version=F("version") + 1, **changes)


def locked_batch(batch_id: int) -> Batch:
    """Lock a batch. Refuses BatchUnknown."""
    row = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if row is None:
        raise BatchUnknown
    return row


def locked_card(card_id: int) -> Card:
    """Lock a card with its application (locked before it). Refuses CardUnknown."""
    application_id = Card.objects.filter(pk=card_id).values_list("application_id", flat=True).first()
    if application_id is None:
        raise CardUnknown
    Application.objects.select_for_update(no_key=True).filter(pk=application_id).first()
    return Card.objects.select_for_update(of=("self",), no_key=True).select_related("pickup_office", "social").get(pk=card_id)
