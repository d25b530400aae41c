"""The loss of the social function (社保账户挂失) and taking it back (解除挂失): inner verbs of the journeys (S7, S8).

The caller has locked the person's cards, so of two reports at once the second sees the first.
"""

from collections.abc import Sequence
from datetime import datetime

from citycard.shared.one_trip import Ask
from citycard.shared.sql import load
from citycard.shared.states import Move

from ..facts import CardFacts
from ..models import SocialSide
from ..states import LOSS

REPORTABLE = ("sealed", "active")


def cards_to_report(cards: Sequence[CardFacts], *, at_desk: bool) -> tuple[int, ...]:
    """Return the ids of those cards whose social function a report changes: a repeat changes none (S7)."""
    sources = {move.source for move in _moves(at_desk=at_desk)}
    return tuple(card.id for card in cards if card.social_state in REPORTABLE and card.loss in sources)


def ask_report_social_loss(*, card_id: int, at_desk: bool, at: datetime) -> Ask:
    """Report a social function lost: at a desk for good (正式挂失), else for the time being (临时挂失) (S7).

    It is one of `cards_to_report`, under the same lock; PostgreSQL undoes the act if it finds the card otherwise.
    """
    moves = _moves(at_desk=at_desk)
    sources = [move.source for move in moves]
    values = {"card_id": card_id, "sources": sources, "loss": moves[0].target, "is_formal": at_desk, "at": at}
    return Ask(load("citycard.cards", "report_loss.sql"), values)


def _moves(*, at_desk: bool) -> list[Move]:
    event = "report_at_desk" if at_desk else "report_remotely"
    return [move for move in LOSS.moves if move.event == event]


def take_back_social_loss(*, card_ids: Sequence[int]) -> frozenset[int]:
    """Take the reports back and return what changed; a PIN that was locked before stays locked (S8.1)."""
    reported = [move.source for move in LOSS.moves if move.event == "take_back"]
    rows = SocialSide.objects.select_for_update().filter(card_id__in=card_ids, loss__in=reported).order_by("pk")
    found = [row.pk for row in rows]
    SocialSide.objects.filter(pk__in=found).update(loss=LOSS.initial, lost_at=None, formal_at=None)
    return frozenset(found)
