"""Report a loss (挂失) on one of the seven ways: at the bank both functions, everywhere else the social one (S7.1, S7.2).

Whatever is authorised after the report's commit is refused: every authorisation locks the person's cards first, as this does.
"""

from dataclasses import dataclass
from datetime import datetime

from citycard import bank, cards, mandates, medical, notices
from citycard.audit import Act, Actor, Channel, perform
from citycard.medical import OldCardFacts
from citycard.people import case_of
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.shared.numbers import mask, mobile
from citycard.staff import Permission

from ..acting_for import SELF_SERVICE, check_acts_for
from ..decision.facts import Loss
from ..decision.reading import Standing, ask_locked_standing, stand_of, standing_told
from ..decision.rules import check, check_where
from ..telling import moment_words
from ..visiting import check_guardian
from .facts import HowLost, LossReceipt, Lost, LostCard
from .refusals import NoOldCardToReport, OldCardNotAtBank

SERVICE = "loss-report"
FORMAL = frozenset({Channel.CARD_HALL, Channel.BANK_BRANCH})  # 正式挂失; every other way is 临时挂失


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What the report changed: social functions and bank functions by card, mandates, the old card."""

    social: frozenset[int]
    bank: frozenset[int]
    mandates: int
    old_card: bool

    @property
    def is_anything(self) -> bool:
        """False for a repeat, which changes nothing."""
        return bool(self.social or self.bank or self.old_card)


def report_loss(
    *,
    by: Actor,
    key: str,
    at: datetime,
    person_id: int,
    comes: Comes = Comes.HOLDER,
    what: Lost = Lost.CARD,
    how: HowLost = HowLost.UNKNOWN,
    tell_also: str = "",
    social_number: str = "",
) -> LossReceipt:
    """Report every card that the holder has lost, at once and on every channel; the old medical card too if asked (S7.1, S7.2).

    Formal at card hall and bank, temporary elsewhere; a repeat says so and changes nothing but temporary to formal. The holder is
    told by SMS, and `tell_also`, another mobile number. Papers come with `by` at a desk; whoever comes with a child's or ward's
    is not compared with the register, since a report only protects. `social_number` is the holder's, where the caller has read it:
    then the bank is asked a trip earlier, and nothing else changes. Refuses: NoPower and its like; what the decision table
    refuses; GuardianNotNeeded, OldCardNotAtBank, NoOldCardToReport; DocumentMissing; what `mobile.validate` refuses.
    """
    inputs = {"comes": comes, "what": what, "how": how, "tell_also": tell_also}
    asks = ask_locked_standing(person_id, social_number=social_number)
    with perform(act="report_loss", by=by, key=key, at=at, person_id=person_id, inputs=inputs, asks=asks) as act:
        if act.replay is not None:
            return LossReceipt.from_json(act.replay)
        stands = standing_told(act.answers[1:], on=in_china(at).date(), social_number=social_number)
        old = check_may_report(stands, by=by, comes=comes, what=what, at=at)
        changed = _report(stands, by=by, what=what, old=old, at=at)
        told = _write(act, stands, changed=changed, tell_also=mobile.validate(tell_also) if tell_also else "")
        receipt = _receipt(act, stands, what=what, old=old, changed=changed, told=told)
        act.note(
            what=what, how=how, comes=comes, already=receipt.already, formal=by.channel in FORMAL, bank=receipt.bank_reported
        )
        return act.done(receipt)


def check_may_report(stands: Standing, *, by: Actor, comes: Comes, what: Lost, at: datetime) -> OldCardFacts | None:
    """S7: who asks, for which card, where, on which papers. Return the old medical card, locked, if it is reported.

    Refuses as `report_loss`; GuardianNotNeeded.
    """
    on = in_china(at).date()
    check_acts_for(by=by, person_id=stands.holder.id, comes=comes, on=on)
    ask = check if what.has_card else check_where
    ask(Permission.REPORT_LOSS, stands.situation, channel=by.channel, comes=comes)
    if by.channel not in SELF_SERVICE:
        check_guardian(SERVICE, stands.holder, comes=comes, on=on)
        cards.check_papers(service=SERVICE, case=case_of(stands.holder, comes=comes, on=on), by=by)
    if not what.has_old_card:
        return None
    if by.channel is Channel.BANK_BRANCH:
        raise OldCardNotAtBank
    old = medical.lock_old_card(stands.holder.id)
    if old is None or not old.is_valid_on(on):
        raise NoOldCardToReport
    return old


def _report(stands: Standing, *, by: Actor, what: Lost, old: OldCardFacts | None, at: datetime) -> Changed:
    """Report at the bank and on the old card, and say which social functions change: `_write` does that with the messages."""
    in_hand = stands.in_hand if what.has_card else ()
    blocked: set[int] = set()
    if by.channel is Channel.BANK_BRANCH:
        known = [one for one in in_hand if one.card_number in stands.sides]
        blocked = {one.id for one in known if bank.report_card_lost(card_number=one.card_number, at=at)}
    return Changed(
        social=frozenset(cards.cards_to_report(in_hand, at_desk=by.channel in FORMAL)),
        bank=frozenset(blocked),
        mandates=mandates.suspend(person_id=stands.holder.id) if blocked else 0,
        old_card=old is not None and medical.report_old_card_loss(old_card_id=old.id, at=at),
    )


def _lost_card(card: cards.CardFacts, stands: Standing, *, changed: Changed, formal: bool, at: datetime) -> LostCard:
    """How the card stands now: read before the report, and changed by it."""
    side = stands.sides.get(card.card_number)
    stood = stand_of(card, side, on=in_china(at).date())
    reported = Loss.FORMAL if formal else Loss.TEMPORARY
    is_new = card.id in changed.social
    return LostCard(
        card_number_masked=card.card_number_masked,
        loss=reported if is_new else stood.loss,
        since=card.lost_at or at,
        bank_since=at if card.id in changed.bank else side.lost_at if side is not None and side.is_lost else None,
        bank_is_open=stood.bank_is_open and card.id not in changed.bank,
        formal_since=at if is_new and formal else card.formal_at,
        is_out_of_date=stood.is_out_of_date,
    )


def _receipt(
    act: Act, stands: Standing, *, what: Lost, old: OldCardFacts | None, changed: Changed, told: tuple[str, ...]
) -> LossReceipt:
    formal = act.by.channel in FORMAL
    in_hand = stands.in_hand if what.has_card else ()
    lost = tuple(_lost_card(card, stands, changed=changed, formal=formal, at=act.at) for card in in_hand)
    old_since = (old.lost_at or act.at) if old is not None else None
    bank_to_do = any(card.bank_is_open for card in lost)
    return LossReceipt(
        number=act.number("GS"),
        person_id=stands.holder.id,
        what=what,
        at=act.at,
        since=min([card.since for card in lost] + ([old_since] if old_since else [])),
        cards=lost,
        old_card_since=old_since,
        already=not changed.is_anything,
        became_formal=any(card.id in changed.social and card.loss == Loss.TEMPORARY for card in in_hand),
        bank_reported=not bank_to_do and any(card.bank_since is not None for card in lost),
        bank_to_do=bank_to_do,
        suspended_mandates=changed.mandates,
        told=told,
    )


def _write(act: Act, stands: Standing, *, changed: Changed, tell_also: str) -> tuple[str, ...]:
    """Report the social functions and queue the messages, with the record; a repeat does neither. Return the masked phones."""
    if not changed.is_anything:
        return ()
    holder, template = stands.holder, _template(stands, changed=changed)
    for card_id in sorted(changed.social):
        act.write(cards.ask_report_social_loss(card_id=card_id, at_desk=act.by.channel in FORMAL, at=act.at))
    params = {"name": holder.name, "time": moment_words(act.at), "number": act.number("GS")}
    phones = [holder.phone] if tell_also in ("", holder.phone) else [holder.phone, tell_also]
    for place, phone in enumerate(phones):
        key = f"loss_reported:{act.id}:{place}"
        order = notices.NoticeOrder(key=key, to_phone=phone, params=params, person_id=holder.id)
        act.write(notices.ask_queue(template=template, order=order, at=act.at))
    return tuple(mask.mask_mobile(phone) for phone in phones if phone)


def _template(stands: Standing, *, changed: Changed) -> str:
    """Both functions, the social one with the bank's still to be reported, the social one alone, or the old medical card."""
    if changed.bank:
        return "loss_reported_both"
    if not changed.social:
        return "loss_reported_old_card"
    is_open = any(card.bank_is_open for card in stands.situation.in_hand)
    return "loss_reported_social" if is_open else "loss_reported_one"
