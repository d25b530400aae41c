"""A card that is put into a terminal or laid on a counter (出示的卡): found by its number, judged by the decision table."""

from dataclasses import replace
from datetime import date

from citycard import cards
from citycard.audit import Channel
from citycard.people import check_alive
from citycard.policy import Comes
from citycard.staff import Permission

from ..decision.reading import Standing, locked_standing, stand_of
from ..decision.rules import check, check_for_somebody
from .refusals import CardNoLongerInUse


def standing_of_presented(card_number: str, *, on: date) -> tuple[Standing, cards.CardFacts]:
    """Lock the live cards of whoever the presented card belongs to; return where the person stands, and the card as it is then.

    Refuses: CardUnknown.
    """
    found = cards.find_card(card_number)
    if found is None:
        raise cards.CardUnknown
    standing = locked_standing(found.person_id, on=on)
    return standing, next((one for one in standing.held if one.id == found.id), found)


def check_presented(
    act: Permission, standing: Standing, card: cards.CardFacts, *, channel: Channel, on: date, comes: Comes | None = None
) -> None:
    """Ask the decision table about this very card, as the one in use; without `comes`, for whoever may come.

    Refuses: PersonDead, CardNoLongerInUse, what the table refuses.
    """
    check_alive(person=standing.holder, on=on)
    if all(one.id != card.id for one in standing.held):
        raise CardNoLongerInUse(card_number=card.card_number_masked)
    as_current = replace(standing.situation, current=stand_of(card, standing.sides.get(card.card_number), on=on))
    if comes is None:
        check_for_somebody(act, as_current, channel=channel)
    else:
        check(act, as_current, channel=channel, comes=comes)
