"""What is still to be done at the bank (还差银行挂失): cards whose social function is reported lost and whose bank function is open."""

from dataclasses import dataclass
from datetime import date, datetime

from citycard import bank, cards
from citycard.shared.numbers import mask


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfReported:
    """One card of which half is reported: since when, how (`loss`), and since when formally."""

    card_number_masked: str
    loss: str
    since: datetime
    formal_since: datetime | None


def half_reported(*, on: date, limit: int = 8) -> tuple[int, tuple[HalfReported, ...]]:
    """Return how many cards are reported lost on the social side only while the bank's is open, and the oldest of them (S7.2).

    A card out of date that day takes no money out any more, so nothing of it is still to be done (S9).
    Two statements: the bureau asks the bank about its own lost cards, neither reads the other's tables.
    """
    lost = cards.reported_lost(on=on)
    still_open = bank.open_cards([one.card_number for one in lost])
    half = [one for one in lost if one.card_number in still_open]
    return len(half), tuple(_line(one) for one in half[:limit])


def _line(one: cards.LostLine) -> HalfReported:
    return HalfReported(
        card_number_masked=mask.mask_card(one.card_number), loss=one.loss, since=one.since, formal_since=one.formal_since
    )
