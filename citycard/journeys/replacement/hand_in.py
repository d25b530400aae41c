"""Hand in the old card (交回旧卡, S9): with the application for its change, or later, while the new one is being made."""

from datetime import date, datetime

from citycard import bank, cards
from citycard.audit import Actor, perform
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.staff import Permission

from ..decision.reading import Standing, judged_standing
from ..facts import IdentityShown
from ..pins.rules import check_card_number
from ..telling import tell
from ..visiting import check_who_comes
from .facts import HandInReceipt
from .place import check_place

SERVICE = "card-replace"
P = Permission


def hand_in_card(
    *,
    by: Actor,
    key: str,
    at: datetime,
    person_id: int,
    comes: Comes,
    card_number_shown: str,
    identity: IdentityShown | None = None,
) -> HandInReceipt:
    """Take in the old card of a change that was asked for before: it ends now, its account stays (S9).

    At the community for its residents without a unit, at the card hall for everybody; `identity` is the ID of a guardian who
    comes. Refuses: what the decision table refuses (NoChangeUnderWay, LostCardNotHandedIn, BankSideFrozen …);
    ReplacedThroughUnit, NotOfThisCommunity; CardNumberDiffers; what `check_who_comes` refuses.
    """
    inputs = {"comes": comes, "shown": card_number_shown.strip().upper(), "identity": identity}
    with perform(act="hand_in_card", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return HandInReceipt.from_json(act.replay)
        on = in_china(at).date()
        stands, old = _on_the_desk(person_id, by=by, comes=comes, shown=card_number_shown, on=on)
        holder = stands.holder
        check_who_comes(P.HAND_IN_CARD, service=SERVICE, holder=holder, by=by, comes=comes, identity=identity, on=on)
        end_handed_in(old, stands, at=at)
        tell(act, "old_card_handed_in", holder)
        act.note(card_id=old.id, comes=comes)
        return act.done(
            HandInReceipt(number=act.number("JK"), person_id=person_id, card_id=old.id, card_number_masked=old.card_number_masked)
        )


def _on_the_desk(person_id: int, *, by: Actor, comes: Comes, shown: str, on: date) -> tuple[Standing, cards.CardFacts]:
    """Lock the cards, then look where the person stands, whether the table and this place allow it, and that it is this card."""
    stands = judged_standing(P.HAND_IN_CARD, person_id=person_id, channel=by.channel, comes=comes, on=on)
    check_place(stands.holder, by=by)
    return stands, check_card_number(stands.current, shown=shown)


def end_handed_in(card: cards.CardFacts, stands: Standing, *, at: datetime) -> None:
    """S9: the old card is on the desk: it ends; its bank side closes, the account stays open. Refuses BankSideFrozen."""
    if stands.sides[card.card_number].is_frozen:
        raise bank.BankSideFrozen
    cards.end_card(card_id=card.id, reason=cards.HANDED_IN, at=at)
    bank.close_card_side(card_number=card.card_number, at=at)
