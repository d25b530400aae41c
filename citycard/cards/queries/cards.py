"""Cards: the one a person has, all they ever had, one by its id or number."""

from dataclasses import fields
from typing import Any, cast

from django.db import connection
from django.db.models import QuerySet

from citycard.shared.kept_query import KeptQuery, fetch
from citycard.shared.one_trip import Ask, Rows
from citycard.shared.questions import Question, answer
from citycard.shared.sql import load

from ..facts import CardFacts, HandoverFacts
from ..models import Card, Handover
from ..refusals import CardUnknown

_FACTS = tuple(part.name for part in fields(CardFacts))


def card_of(person_id: int) -> CardFacts | None:
    """Return the person's live card: the current one, or the one being made if there is no other; None without any."""
    rows = _live(person=person_id)
    return card_facts(rows[0]) if rows else None


def live_cards(person_id: int) -> tuple[CardFacts, ...]:
    """Return the person's live cards: the current one first, then the one that is to replace it (S9)."""
    asked = ask_live_cards(person_id)
    return live_cards_told(fetch(asked.text, asked.values))


def ask_live_cards(person_id: int) -> Ask:
    """Return the question for the live cards, for an act that asks it with its beginning; `live_cards_told` reads it."""
    return Ask(load("citycard.cards", "live_cards.sql"), {"person_id": person_id})


def live_cards_told(rows: Rows) -> tuple[CardFacts, ...]:
    """Return the live cards, the current one first."""
    return tuple(CardFacts(**dict(zip(_FACTS, row, strict=True))) for row in rows)


def cards_of(person_id: int) -> tuple[CardFacts, ...]:
    """Return every card of the person, newest first, ended ones too."""
    return answer(cards_asked(person_id))


def cards_asked(person_id: int) -> Question[tuple[CardFacts, ...]]:
    """The same as a question that goes with others."""
    return Question((_every.ask(person=person_id),), lambda rows: tuple(card_facts(row) for row in _every.told(rows)))


def card(card_id: int) -> CardFacts:
    """Return a card. Refuses CardUnknown."""
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.cards", "card.sql"), {"card_id": card_id})
        row = cast(tuple[object, ...] | None, cursor.fetchone())
    if row is None:
        raise CardUnknown
    return CardFacts(**dict(zip(_FACTS, row, strict=True)))  # pyright: ignore[reportArgumentType]  # in the fields' order


def find_card(card_number: str) -> CardFacts | None:
    """Return the card with this social security card number (社会保障卡号), or None."""
    row = _with_places().filter(card_number=card_number.strip().upper()).first()
    return card_facts(row) if row else None


def people_by_number(text: str) -> tuple[int, ...]:
    """Return the ids of the people whom a card number or an application number means; for `people.search`."""
    from ..models import Application

    number = text.strip().upper()
    if len(number) == 9:
        return tuple(Card.objects.filter(card_number=number).values_list("person_id", flat=True))
    if number.startswith("SQ"):
        return tuple(Application.objects.filter(number=number).values_list("person_id", flat=True))
    return ()


def handovers_of(card_id: int) -> tuple[HandoverFacts, ...]:
    """Return who took the card, in order (S4.1, S4.2)."""
    rows = Handover.objects.filter(card_id=card_id).order_by("pk")
    return tuple(
        HandoverFacts(
            card_id=row.card_id,
            taken_by=row.taken_by,
            name=row.name,
            number_masked=row.number_masked,
            relation=row.relation,
            at=row.at,
        )
        for row in rows
    )


def _with_places() -> QuerySet[Card]:
    return Card.objects.select_related("social", "pickup_office")


_live = KeptQuery(lambda person: _with_places().filter(person_id=person, ended_at__isnull=True).order_by("role"))
_every = KeptQuery(lambda person: _with_places().filter(person_id=person).order_by("-pk"))


def card_facts(row: Card) -> CardFacts:
    """Return the frozen facts of a row loaded with its social side and office."""
    social: Any = getattr(row, "social", None)
    return CardFacts(
        id=row.pk,
        application_id=row.application_id,
        person_id=row.person_id,
        batch_id=row.batch_id,
        role=row.role,
        state=row.state,
        card_number=row.card_number,
        bank_card_number=row.bank_card_number,
        account_number=row.account_number,
        chip_code=row.chip_code,
        social_state=social.state if social else None,
        loss=social.loss if social else "none",
        pin_locked=social.pin_locked if social else False,
        issued_on=row.issued_on,
        valid_until=row.valid_until,
        box=row.box,
        slot=row.slot,
        pickup_office_id=row.pickup_office_id,
        pickup_office_name=row.pickup_office.name,
        unit_id=row.unit_id,
        notified_on=row.notified_on,
        collected_at=row.collected_at,
        activated_at=social.activated_at if social else None,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        lost_at=social.lost_at if social else None,
        formal_at=social.formal_at if social else None,
    )
