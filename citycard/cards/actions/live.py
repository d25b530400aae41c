"""Lock a person's cards: the first thing that every act on a card in use does, so that of two at once the second sees the first."""

from citycard.shared.kept_query import fetch
from citycard.shared.one_trip import Ask
from citycard.shared.sql import load


def lock_live_cards(person_id: int) -> tuple[int, ...]:
    """Lock every live card of the person, the lowest id first, until the end of the act; return their ids (S6.2, S7).

    Whoever wants more locks takes them after these: social sides, temporary card, cancellation, bank card sides, mandates, PINs.
    """
    asked = ask_lock_live_cards(person_id)
    return tuple(row[0] for row in fetch(asked.text, asked.values))


def ask_lock_live_cards(person_id: int) -> Ask:
    """Return the same lock as a statement for an act that takes it with its beginning."""
    return Ask(load("citycard.cards", "lock_live_cards.sql"), {"person_id": person_id})
