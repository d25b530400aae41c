"""The card room's decisions that the acts cannot show: what the city's own values hide (S4.3, S9)."""

import pytest

from citycard.cards import Kind
from citycard.cards.rules import fee_fen, progress_label


@pytest.mark.parametrize(("kind", "fee"), [(Kind.FIRST, 100), (Kind.LOST, 2000), (Kind.CHANGED, 2000), (Kind.REMAKE, 0)])
def test_each_kind_has_its_own_fee(kind: Kind, fee: int) -> None:
    """S4.3, S9: the first card and a replacement each by its value; a remake is our fault and free, whatever the values say."""
    assert fee_fen(kind=kind, first_fen=100, replacement_fen=2000) == fee


@pytest.mark.parametrize(
    ("application", "card", "said"),
    [
        ("submitted", None, "待审核"),
        ("batched", "numbered", "制卡中"),
        ("batched", "stocked", "制卡中"),
        ("batched", "dispatched", "已寄出"),
        ("batched", "awaiting_pickup", "待领取"),
        ("batched", "with_unit", "单位已代领"),
        ("accepted", "with_holder", "已审核"),
    ],
)
def test_who_waits_is_told_where_the_card_is(application: str, card: str | None, said: str) -> None:
    """S4.4: the steps inside the factory are one word; from the dispatch on it is the card that counts; another card in hand is not."""
    assert progress_label(application_state=application, card_state=card) == said
