"""Applications: the open one of a person, and those that wait for the card centre."""

from django.db.models import Q

from citycard.shared.kept_query import KeptQuery
from citycard.shared.numbers import mask

from ..facts import ApplicationFacts, Cause, Kind, Source, WaitingApplication
from ..models import Application
from ..refusals import ApplicationUnknown

LISTED = 50


def open_application(person_id: int) -> ApplicationFacts | None:
    """Return the person's open application, or None."""
    rows = _open(person=person_id)
    return application_facts(rows[0]) if rows else None


_open = KeptQuery(lambda person: Application.objects.select_related("batch").filter(person_id=person, closed_at__isnull=True))


def application(application_id: int) -> ApplicationFacts:
    """Return an application. Refuses ApplicationUnknown."""
    row = Application.objects.select_related("batch").filter(pk=application_id).first()
    if row is None:
        raise ApplicationUnknown
    return application_facts(row)


def applications_of(person_id: int) -> tuple[ApplicationFacts, ...]:
    """Return every application of a person, newest first."""
    rows = Application.objects.select_related("batch").filter(person_id=person_id).order_by("-pk")
    return tuple(application_facts(row) for row in rows)


def applications_waiting(
    *, state: str = "submitted", unit_id: int | None = None, after_id: int = 0, limit: int = LISTED
) -> tuple[WaitingApplication, ...]:
    """Return applications to be checked (`submitted`) or batched (`accepted`), by id; the next page begins after the last id."""
    wanted = Application.waiting(state) & Q(pk__gt=after_id)
    if unit_id is not None:
        wanted &= Q(unit_id=unit_id)
    places = ("person", "unit", "office", "pickup_office")
    rows = Application.objects.select_related(*places).filter(wanted).order_by("pk")[:limit]
    return tuple(_waiting(row) for row in rows)


def applications_of_unit(unit_id: int, *, after_id: int = 0, limit: int = LISTED) -> tuple[WaitingApplication, ...]:
    """Return a unit's open applications in any state, by id (S3.1)."""
    wanted = Q(unit_id=unit_id, closed_at__isnull=True, pk__gt=after_id)
    places = ("person", "unit", "office", "pickup_office")
    rows = Application.objects.select_related(*places).filter(wanted).order_by("pk")[:limit]
    return tuple(_waiting(row) for row in rows)


def waiting_counts() -> dict[str, int]:
    """Return how many applications wait to be checked (`submitted`) and to be batched (`accepted`)."""
    return {state: Application.objects.filter(Application.waiting(state)).count() for state in ("submitted", "accepted")}


def photo_of(application_id: int) -> bytes | None:
    """Return the checked portrait of an application as JPEG, or None."""
    row = Application.objects.select_related("photo").filter(pk=application_id).first()
    if row is None:
        raise ApplicationUnknown
    return bytes(row.photo.content) if row.photo else None


def application_facts(row: Application) -> ApplicationFacts:
    """Return the frozen facts of a row loaded with its batch."""
    return ApplicationFacts(
        id=row.pk,
        number=row.number,
        person_id=row.person_id,
        kind=Kind(row.kind),
        source=Source(row.source),
        state=row.state,
        reason=row.reason,
        unit_id=row.unit_id,
        office_id=row.office_id,
        pickup_office_id=row.pickup_office_id,
        phone=row.phone,
        has_photo=row.photo_id is not None,
        batch_id=row.batch_id,
        batch_state=row.batch.state if row.batch else None,
        batch_number=row.batch.number if row.batch else "",
        replaces_id=row.replaces_id,
        cause=Cause(row.cause),
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        closed_at=row.closed_at,
        version=row.version,
    )


def _waiting(row: Application) -> WaitingApplication:
    return WaitingApplication(
        id=row.pk,
        number=row.number,
        person_id=row.person_id,
        name=row.person.name,
        number_masked=mask.mask_citizen(row.person.social_number),
        kind=row.kind,
        source=row.source,
        state=row.state,
        reason=row.reason,
        unit_name=row.unit.name if row.unit else "",
        office_name=row.office.name if row.office else "",
        pickup_office_name=row.pickup_office.name,
        has_photo=row.photo_id is not None,
        submitted_at=row.submitted_at,
    )
