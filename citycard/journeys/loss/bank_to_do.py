"""What is still to be done at the bank (还差银行挂失): cards whose social function is reported lost and whose bank function is open."""

from dataclasses import dataclass
from datetime import datetime

from citycard import bank, cards
from citycard.shared.numbers import mask


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfReported:
    """One card of which half is reported: since when, and how (`loss`)."""

    card_number_masked: str
    loss: str
    since: datetime


def half_reported(*, limit: int = 8) -> tuple[int, tuple[HalfReported, ...]]:
    """Return how many cards are reported lost on the social side only while the bank's is open, and the oldest of them (S7.2).

    Two statements: the bureau asks the bank about its own lost cards, neither reads the other's tables.
    """
    lost = cards.reported_lost()
    still_open = bank.open_cards([one.card_number for one in lost])
    half = [one for one in lost if one.card_number in still_open]
    lines = (
        HalfReported(card_number_masked=mask.mask_card(one.card_number), loss=one.loss, since=one.since) for one in half[:limit]
    )
    return len(half), tuple(lines)
