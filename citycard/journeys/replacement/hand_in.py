"""Hand in the old card (交回旧卡, S9): with the application for its change, or later, while the new one is being made."""

from datetime import datetime

from citycard import bank, cards
from citycard.audit import Actor, perform
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.staff import Permission

from ..decision.reading import Standing, standing_of
from ..decision.rules import check
from ..pins.rules import check_card_number
from ..telling import case_of, tell
from ..visiting import check_guardian
from .facts import HandInReceipt
from .place import check_place

SERVICE = "card-replace"


def hand_in_card(*, by: Actor, key: str, at: datetime, person_id: int, comes: Comes, card_number_shown: str) -> HandInReceipt:
    """Take in the old card of a change that was asked for before: it ends now, its account stays (S9).

    At the community for its residents without a unit, at the card hall for everybody. Refuses: what the decision table refuses
    (NoChangeUnderWay, LostCardNotHandedIn, BankSideFrozen …); GuardianNotNeeded; ReplacedThroughUnit, NotOfThisCommunity;
    CardNumberDiffers; DocumentMissing.
    """
    inputs = {"comes": comes, "shown": card_number_shown.strip().upper()}
    with perform(act="hand_in_card", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return HandInReceipt.from_json(act.replay)
        on = in_china(at).date()
        cards.lock_live_cards(person_id)
        stands = standing_of(person_id, on=on)
        check(Permission.HAND_IN_CARD, stands.situation, channel=by.channel, comes=comes)
        check_guardian(SERVICE, stands.holder, comes=comes, on=on)
        check_place(stands.holder, by=by)
        old = check_card_number(stands.current, shown=card_number_shown)
        cards.check_papers(service=SERVICE, case=case_of(stands.holder, comes=comes, on=on), by=by)
        end_handed_in(old, stands, at=at)
        tell(act, "old_card_handed_in", stands.holder)
        act.note(card_id=old.id, comes=comes)
        return act.done(
            HandInReceipt(number=act.number("JK"), person_id=person_id, card_id=old.id, card_number_masked=old.card_number_masked)
        )


def end_handed_in(card: cards.CardFacts, stands: Standing, *, at: datetime) -> None:
    """S9: the old card is on the desk: it ends; its bank side closes, the account stays open. Refuses BankSideFrozen."""
    if stands.sides[card.card_number].is_frozen:
        raise bank.BankSideFrozen
    cards.end_card(card_id=card.id, reason=cards.HANDED_IN, at=at)
    bank.close_card_side(card_number=card.card_number, at=at)
