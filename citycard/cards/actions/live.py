"""Lock a person's cards: the first thing that every act on a card in use does, so that of two at once the second sees the first."""

from citycard.shared.kept_query import fetch
from citycard.shared.sql import load


def lock_live_cards(person_id: int) -> tuple[int, ...]:
    """Lock every live card of the person, the lowest id first, until the end of the act; return their ids (S6.2, S7).

    Whoever wants more locks takes them after these: social sides, temporary card, cancellation, bank card sides, mandates, PINs.
    """
    rows = fetch(load("citycard.cards", "lock_live_cards.sql"), {"person_id": person_id})
    return tuple(row[0] for row in rows)
