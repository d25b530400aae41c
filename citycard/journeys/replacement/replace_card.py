"""Replace a card (补卡、换卡, S9): a lost one after its report, one that is damaged, expiring or no longer true.

The new card is made as the first one was; account, mandates and pension bank belong to the account and stay with it. From the
application on a loss cannot be taken back (S8.3). What the activation of the new card does is in `activate`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from citycard import bank, cards, mandates
from citycard.audit import Act, Actor, Channel, perform
from citycard.cards import CardFacts, Cause, Source
from citycard.policy import Comes, integer_of
from citycard.shared.clock import in_china
from citycard.shared.money import yuan
from citycard.staff import Permission

from ..acting_for import check_acts_for
from ..decision.reading import Standing, judged_standing
from ..facts import IdentityShown
from ..telling import tell
from ..visiting import check_who_comes
from .facts import OldCard, ReplacementAsked, ReplacementReceipt
from .hand_in import SERVICE, end_handed_in
from .place import check_place
from .refusals import CardNotExpiring, HandInAtDesk

P = Permission
OLD_CARD = frozenset({"old_card_handed_in"})  # the paper of the catalogue that only a card handed in is


@dataclass(frozen=True, slots=True, kw_only=True)
class OldSide:
    """What became of the old card at the moment of the application."""

    is_bank_blocked: bool = False
    is_ended: bool = False
    suspended: int = 0


def replace_lost_card(
    *,
    by: Actor,
    key: str,
    at: datetime,
    person_id: int,
    comes: Comes,
    asked: ReplacementAsked,
    identity: IdentityShown | None = None,
) -> ReplacementReceipt:
    """Apply for a card in place of a lost one (补卡); the loss has been reported before (S9, S9.1–S9.3).

    The old card's bank function is blocked at this moment by telling the bank, and the mandate waits. `identity` is the ID of a
    guardian who comes to the community. Refuses: what the decision table refuses; ReplacedThroughUnit, NotOfThisCommunity,
    NotOfThisUnit; at the community what `check_who_comes` refuses; what `cards.apply_for_successor` refuses.
    """
    inputs = {"comes": comes, "asked": asked, "identity": identity}
    with perform(act="replace_lost_card", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return ReplacementReceipt.from_json(act.replay)
        stands = _checked(
            P.REPLACE_LOST_CARD, by=by, at=at, person_id=person_id, comes=comes, identity=identity, without=OLD_CARD
        )
        target = _target(stands)
        applied = _apply(act, stands, asked=asked, cause=Cause.LOST, comes=comes)
        _end_unused(target, stands, at=at)
        old = _block(stands, at=at)
        return _done(act, stands, cause=Cause.LOST, applied=applied, old=old)


def change_card(
    *,
    by: Actor,
    key: str,
    at: datetime,
    person_id: int,
    comes: Comes,
    cause: Cause,
    old_card: OldCard,
    asked: ReplacementAsked,
    identity: IdentityShown | None = None,
) -> ReplacementReceipt:
    """Apply for a card in place of one that is damaged, expiring, or bears outdated data (换卡, S9, S9.1–S9.3).

    Handed in at the desk, the old card ends at once; declared unusable, it stands until the new one is activated. Refuses:
    what `replace_lost_card` refuses; CardNotExpiring, HandInAtDesk.
    """
    inputs = {"comes": comes, "cause": cause, "old_card": old_card, "asked": asked, "identity": identity}
    with perform(act="change_card", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return ReplacementReceipt.from_json(act.replay)
        without = OLD_CARD if old_card is OldCard.UNUSABLE else frozenset[str]()
        stands = _checked(P.CHANGE_CARD, by=by, at=at, person_id=person_id, comes=comes, identity=identity, without=without)
        target = _target(stands)
        _check_change(target, cause=cause, old_card=old_card, by=by, on=in_china(at).date())
        applied = _apply(act, stands, asked=asked, cause=cause, comes=comes)
        _end_unused(target, stands, at=at)
        if is_ended := old_card is OldCard.HANDED_IN and target.role == "current":
            end_handed_in(target, stands, at=at)
        return _done(act, stands, cause=cause, applied=applied, old=OldSide(is_ended=is_ended))


def _check_change(target: CardFacts, *, cause: Cause, old_card: OldCard, by: Actor, on: date) -> None:
    """S9: why a card may be changed, and where it is handed in. Refuses CardNotExpiring, HandInAtDesk."""
    if cause not in (Cause.DAMAGED, Cause.EXPIRED, Cause.DATA):
        raise ValueError("a changed card is damaged, expired or outdated")
    if cause is Cause.EXPIRED:
        check_expiring(target, on=on)
    if old_card is OldCard.HANDED_IN and by.channel is not Channel.COMMUNITY:
        raise HandInAtDesk


def check_expiring(card: CardFacts, *, on: date) -> None:
    """S9: a card is renewed once its last day is near or past. Refuses CardNotExpiring."""
    days = integer_of("cards.renewal_days", on=on)
    if card.valid_until is not None and on < card.valid_until - timedelta(days=days):
        raise CardNotExpiring(valid_until=card.valid_until, renew_from=card.valid_until - timedelta(days=days))


def _checked(
    act: Permission,
    *,
    by: Actor,
    at: datetime,
    person_id: int,
    comes: Comes,
    identity: IdentityShown | None,
    without: frozenset[str],
) -> Standing:
    """Lock the cards, then look where the person stands, and ask the table; the papers are looked at where papers are shown."""
    on = in_china(at).date()
    stands = judged_standing(act, person_id=person_id, channel=by.channel, comes=comes, on=on)
    check_acts_for(by=by, person_id=person_id, comes=comes, on=on)
    check_place(stands.holder, by=by)
    if by.channel is Channel.COMMUNITY:
        who = stands.holder
        check_who_comes(act, service=SERVICE, holder=who, by=by, comes=comes, identity=identity, on=on, without=without)
    return stands


def _target(stands: Standing) -> CardFacts:
    """The card that is replaced: of two in hand the new one; the table has seen that there is one."""
    return stands.in_hand[-1]


def _apply(act: Act, stands: Standing, *, asked: ReplacementAsked, cause: Cause, comes: Comes) -> cards.AppliedFor:
    by, target = act.by, _target(stands)
    is_unit = by.channel is Channel.UNIT_HALL
    replacement = cards.Replacement(
        replaces_id=stands.current.id if stands.current else target.id,
        cause=cause,
        source=Source.UNIT if is_unit else Source.INDIVIDUAL,
        office_id=by.office_id,
        unit_id=by.unit_id if is_unit else None,
        pickup_office_id=asked.pickup_office_id,
        phone=asked.phone,
        photo=asked.photo,
    )
    act.note(cause=cause, comes=comes, replaces_id=replacement.replaces_id)
    return cards.apply_for_successor(who=stands.holder, asked=replacement, number=act.number("SQ"), at=act.at)


def _end_unused(target: CardFacts, stands: Standing, *, at: datetime) -> None:
    """A new card that was lost or damaged before it was ever activated ends now: another one takes its place."""
    if target.role != "successor":
        return
    cards.end_card(card_id=target.id, reason=cards.GONE_UNUSED, at=at)
    if target.card_number in stands.sides:
        bank.close_card_side(card_number=target.card_number, at=at)


def _block(stands: Standing, *, at: datetime) -> OldSide:
    """S9: tell the bank, which blocks the lost card's bank function; the mandate on it waits for the new card (S7.1)."""
    current = stands.current
    if current is None or current.card_number not in stands.sides or current.loss == "none":
        return OldSide()
    is_blocked = bank.report_card_lost(card_number=current.card_number, at=at)
    return OldSide(is_bank_blocked=is_blocked, suspended=mandates.suspend(person_id=stands.holder.id))


def _done(act: Act, stands: Standing, *, cause: Cause, applied: cards.AppliedFor, old: OldSide) -> ReplacementReceipt:
    holder = stands.holder
    template = "replacement_lost" if cause is Cause.LOST else "replacement_handed_in" if old.is_ended else "replacement_changed"
    tell(act, template, holder, number=applied.number, office=applied.pickup_name)
    act.note(fee=yuan(applied.fee_fen), is_bank_blocked=old.is_bank_blocked, is_old_card_ended=old.is_ended)
    return act.done(
        ReplacementReceipt(
            number=applied.number,
            application_id=applied.application_id,
            person_id=holder.id,
            cause=cause,
            state="submitted",
            fee_fen=applied.fee_fen,
            pickup_name=applied.pickup_name,
            is_bank_blocked=old.is_bank_blocked,
            is_old_card_ended=old.is_ended,
            suspended_mandates=old.suspended,
        )
    )
