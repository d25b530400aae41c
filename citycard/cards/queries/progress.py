"""How far the making of a person's card is (办理进度, S4.4): asked at the community, in the web hall, by phone."""

from collections.abc import Iterable
from datetime import date, datetime

from citycard.shared.clock import in_china
from citycard.shared.kept_query import KeptQuery

from ..facts import Step, StepState
from ..models import Application, Card, ExchangeFile

STEPS = ("applied", "checked", "bank_opened", "produced", "dispatched", "arrived", "collected", "activated")


def progress(person_id: int) -> tuple[Step, ...]:
    """Return the steps of the person's newest application, done ones with their day; empty if they never applied."""
    application = next(iter(NEWEST(person=person_id)), None)
    return () if application is None else steps_of(application, _card_of(application), FILES(person=person_id))


def steps_of(application: Application, card: Card | None, files: Iterable[ExchangeFile]) -> tuple[Step, ...]:
    """Return the steps of one application and of the card made for it, both loaded with their places; `files` are the person's."""
    days = _days(application, card, files)
    places = _places(application, card)
    done = 0
    while done < len(STEPS) and days[STEPS[done]] is not None:
        done += 1
    is_stopped = application.state in ("withdrawn", "rejected")
    return tuple(
        Step(name=name, state=_state(index, done, is_stopped), done_on=days[name], place=places.get(name, ""))
        for index, name in enumerate(STEPS)
        if not is_stopped or index < done
    )


# A person's newest application with its places, and the files exchanged of the batches that the person's cards were made in.
_PLACES = ("office", "unit", "pickup_office", "batch")
NEWEST = KeptQuery(lambda person: Application.objects.select_related(*_PLACES).filter(person_id=person).order_by("-pk")[:1])
FILES = KeptQuery(
    lambda person: ExchangeFile.objects.filter(
        batch_id__in=Card.objects.filter(person_id=person).order_by().values("batch_id")
    ).only("batch_id", "kind", "at")
)


def _card_of(application: Application) -> Card | None:
    cards = Card.objects.select_related("social", "shipment", "pickup_office")
    rows = cards.filter(person_id=application.person_id, application_id=application.pk)
    return rows.exclude(state="spoiled").order_by("-pk").first()


def _days(application: Application, card: Card | None, files: Iterable[ExchangeFile]) -> dict[str, date | None]:
    """The day of each step; a card that was taken back is not counted while its application waits again."""
    days: dict[str, datetime | None] = dict.fromkeys(STEPS)
    days["applied"], days["checked"] = application.submitted_at, application.accepted_at
    if card is None or application.batch_id != card.batch_id:
        return {name: _day(at) for name, at in days.items()}
    returned = {file.kind: file.at for file in files if file.batch_id == card.batch_id}
    social = getattr(card, "social", None)
    days["bank_opened"] = returned.get("bank_in") if card.bank_card_number else None
    days["dispatched"] = card.shipment.sent_at if card.shipment else None
    days["arrived"] = card.shipment.received_at if card.shipment else None
    days["collected"] = card.collected_at
    days["activated"] = social.activated_at if social else None
    return {name: _day(at) for name, at in days.items()} | {"produced": card.issued_on}


def _day(at: datetime | None) -> date | None:
    return None if at is None else in_china(at).date()


def _places(application: Application, card: Card | None) -> dict[str, str]:
    office = card.pickup_office.name if card else application.pickup_office.name
    applied = application.unit.name if application.unit else application.office.name if application.office else ""
    return {"applied": applied, "dispatched": office, "arrived": office, "collected": office}


def _state(index: int, done: int, is_stopped: bool) -> StepState:
    if index < done:
        return StepState.DONE
    return StepState.NOW if index == done and not is_stopped else StepState.TODO
