"""Cancel the social function (注销社保功能, S11.2): at the card hall, after the refunds; the bank closes on the clearance slip."""

from datetime import datetime

from citycard import bank, cards, medical
from citycard.audit import Act, Actor, perform
from citycard.policy import Comes
from citycard.shared.money import yuan
from citycard.staff import Permission

from ..decision.reading import Standing
from ..facts import IdentityShown
from .facts import ClearanceReceipt
from .papers import begin, refunds_told, tell_the_living, who_came
from .refusals import MedicalMoneyCameIn


def cancel_social(
    *, by: Actor, key: str, at: datetime, person_id: int, comes: Comes, identity: IdentityShown | None = None
) -> ClearanceReceipt:
    """Cancel the social function of every card of the person, and issue the clearance slip (清户通知书, S11.2).

    An open application is withdrawn, or, once sent out, its card ends when it comes; an old medical card that still served is
    void. From now on the account takes money in and waits to be closed. Who never had an account is done with this.
    Refuses: what `begin` refuses (RefundsOpen …); MedicalMoneyCameIn.
    """
    inputs = {"comes": comes, "identity": identity}
    with perform(act="cancel_social", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return ClearanceReceipt.from_json(act.replay)
        stands = begin(Permission.CANCEL_SOCIAL, by=by, at=at, person_id=person_id, comes=comes, identity=identity)
        _check_medical_money(person_id)
        came = who_came(by, comes=comes, identity=identity)
        act.note(comes=comes, came=came, refunds=refunds_told(stands))
        return act.done(_cancel(act, stands, came=came))


def _cancel(act: Act, stands: Standing, *, came: str) -> ClearanceReceipt:
    """The social function ends with its slip; a living holder is told."""
    person_id, number, is_closed = stands.holder.id, act.number("QH"), stands.account is None
    done = cards.cancel_social_sides(person_id=person_id, clearance_number=number, at=act.at)
    medical.void_for_cancellation(person_id=person_id, at=act.at)
    if is_closed:
        cards.close_cancellation(person_id=person_id, at=act.at)
    tell_the_living(act, "card_cancelled" if is_closed else "social_cancelled", stands, number=number)
    act.note(cards=len(done.social), withdrawn=done.withdrawn, in_making=len(done.in_making))
    return ClearanceReceipt(
        number=number,
        person_id=person_id,
        cancelled_at=act.at,
        cards_cancelled=len(done.social),
        withdrawn=done.withdrawn,
        in_making=bool(done.in_making),
        is_closed=is_closed,
        came=came,
    )


def _check_medical_money(person_id: int) -> None:
    """S11.2: what came onto the medical account since the refunds were settled is refunded first; nothing moves it until the act ends.

    Refuses MedicalMoneyCameIn.
    """
    money = medical.lock_medical_money(person_id=person_id)
    if money.stands_fen:
        raise MedicalMoneyCameIn(amount=yuan(money.stands_fen))


def end_void_cards(*, shipment_id: int, at: datetime) -> int:
    """Inside an act: end the arrived cards of people who cancelled meanwhile, and what the bank had opened for them (S11.2).

    An account that waits to be closed on a clearance slip is left to the bank's counter, also when nothing stands on it.
    """
    ended = cards.end_void_cards(shipment_id=shipment_id, at=at)
    for side in bank.card_sides(ended):
        bank.close_card_side(card_number=side.card_number, at=at)
        if not _waits_for_the_bank(side.card_number):
            bank.close_if_empty(holder_number=side.holder_number, at=at)
    return len(ended)


def _waits_for_the_bank(card_number: str) -> bool:
    card = cards.find_card(card_number)
    return card is not None and cards.cancellation_of(card.person_id) is not None
