"""Who replaces or changes whose card (S9.1–S9.3): pure."""

from citycard import cards
from citycard.audit import Actor, Channel
from citycard.people import PersonFacts

from .refusals import ReplacedThroughUnit


def check_place(holder: PersonFacts, *, by: Actor) -> None:
    """S9.1–S9.3: the community for its residents without a unit, a unit for its own people, online for anyone.

    Refuses ReplacedThroughUnit, NotOfThisCommunity, NotOfThisUnit.
    """
    if by.channel is Channel.UNIT_HALL and (holder.unit_id is None or holder.unit_id != by.unit_id):
        raise cards.NotOfThisUnit
    if by.channel is not Channel.COMMUNITY:
        return
    if holder.unit_id is not None:
        raise ReplacedThroughUnit(unit=holder.unit_name)
    if by.office_id is not None and holder.community_id != by.office_id:
        raise cards.NotOfThisCommunity(community=holder.community_name)
