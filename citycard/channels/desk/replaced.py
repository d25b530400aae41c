"""The card whose place a new one takes (补换卡, S9), for the pages that hand the new one over and activate it."""

from dataclasses import dataclass

from citycard import bank, cards


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacedCard:
    """The old card: its masked number, and whether its bank function was ever in use, so that the account is open already."""

    card_number_masked: str
    was_in_use: bool


def replaced_by(card: cards.CardFacts) -> ReplacedCard | None:
    """Return the card that this one replaces; None for a first card. It stays the answer once the old one has ended."""
    replaces_id = cards.application(card.application_id).replaces_id
    if replaces_id is None:
        return None
    old = cards.card(replaces_id)
    side = bank.card_side(old.card_number)
    return ReplacedCard(card_number_masked=old.card_number_masked, was_in_use=side is not None and side.activated_at is not None)
