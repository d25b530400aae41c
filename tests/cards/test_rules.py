"""The card room's decisions that the acts cannot show: what the city's own values hide (S4.3, S9)."""

import pytest

from citycard.cards import Kind
from citycard.cards.rules import fee_fen


@pytest.mark.parametrize(("kind", "fee"), [(Kind.FIRST, 100), (Kind.LOST, 2000), (Kind.CHANGED, 2000), (Kind.REMAKE, 0)])
def test_each_kind_has_its_own_fee(kind: Kind, fee: int) -> None:
    """S4.3, S9: the first card and a replacement each by its value; a remake is our fault and free, whatever the values say."""
    assert fee_fen(kind=kind, first_fen=100, replacement_fen=2000) == fee
