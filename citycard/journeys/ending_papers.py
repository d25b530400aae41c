"""Which papers of the catalogue's entry a place asks for when a card ends: one entry, three places, the living and the dead (S11)."""

from citycard.audit import Channel

from .decision.reading import Standing

SERVICE = "card-cancel"
SLIP = frozenset({"clearance_slip"})
CARD = frozenset({"social_card"})
OF_THE_LIVING = frozenset({"holder_valid_id", "child_valid_id"})
OF_THE_DEAD = frozenset({"death_record"})


def papers_left_out(stands: Standing, *, channel: Channel) -> frozenset[str]:
    """S11.2, S13.1: the requirements that this place, or this case, has no use for.

    The bank alone asks for the slip; a card that is lost, or not in hand, cannot be shown; the agency needs none. After a
    death the death record stands for the holder's own ID.
    """
    out = OF_THE_LIVING if stands.situation.is_dead else OF_THE_DEAD
    if channel is not Channel.BANK_BRANCH:
        out |= SLIP
    if channel is Channel.AGENCY or not has_card_to_show(stands):
        out |= CARD
    return out


def has_card_to_show(stands: Standing) -> bool:
    """True when a card is in hand that nobody has reported lost."""
    return any(card.is_in_hand and not card.is_reported for card in (stands.situation.current, stands.situation.successor))
