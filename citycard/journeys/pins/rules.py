"""Pure decisions about PINs at the counters: what a pharmacy may use a card for, and which card it is."""

from datetime import date

from citycard.cards import CardFacts
from citycard.medical import OldCardFacts

from ..refusals import CardNumberDiffers, NoCardInHand
from .facts import CardUse
from .refusals import OldCardPinLocked, OldCardReportedLost, OldCardVoid, UseNotAtPharmacy


def check_use(use: CardUse, *, at_pharmacy: bool) -> None:
    """S2.1: a pharmacy uses a card for medicine only. Refuses UseNotAtPharmacy."""
    if at_pharmacy and use is not CardUse.MEDICINE:
        raise UseNotAtPharmacy(use=use.value)


def check_card_number(card: CardFacts | None, *, shown: str) -> CardFacts:
    """The number read from the plastic is this card's. Refuses NoCardInHand, CardNumberDiffers."""
    if card is None:
        raise NoCardInHand
    if shown.strip().upper() != card.card_number:
        raise CardNumberDiffers
    return card


def check_old_card(card: OldCardFacts, *, on: date, attempts: int) -> None:
    """S5.2, S6.2: an old medical card that still serves. Refuses OldCardVoid, OldCardReportedLost, OldCardPinLocked."""
    if not card.is_valid_on(on):
        raise OldCardVoid
    if card.loss:
        raise OldCardReportedLost
    if card.pin_locked:
        raise OldCardPinLocked(tries=attempts)
