"""Take a death back that was recorded by mistake (撤销误登的去世, S11.1): one operator prepares it, another approves (A2).

The person never died, so what the death stopped runs again as if it had not been stopped, wherever nothing else has happened
since; what is over is named with the next step (decision 98).
"""

from datetime import date, datetime

from citycard import bank, benefits, cards, mandates, medical, people, staff
from citycard.audit import Act, Actor, perform
from citycard.mandates import OUR_BANK
from citycard.people import DeathFacts
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.shared.money import Fen
from citycard.staff import ApprovalFacts, Permission

from ..decision.facts import Ending
from ..decision.reading import Standing, locked_standing
from ..decision.rules import check
from ..telling import day_words, tell
from .facts import DeathTakenBackReceipt, Left, PreparedReceipt, Stopped
from .papers import begin
from .record_death import DIED

SERVICE = "death-correct"
P = Permission


def prepare_take_back_death(*, by: Actor, key: str, at: datetime, person_id: int, comes: Comes, reason: str) -> PreparedReceipt:
    """Put before a second operator that this person lives: who came with which papers, and how the mistake came about (S11.1).

    Nothing changes yet. Refuses: what the decision table refuses (DeathNotKnown …), DocumentMissing, ApprovalWaiting.
    """
    inputs = {"comes": comes, "reason": reason}
    with perform(act="prepare_take_back_death", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return PreparedReceipt.from_json(act.replay)
        begin(P.PREPARE_TAKE_BACK_DEATH, by=by, at=at, person_id=person_id, comes=comes, service=SERVICE)
        waiting = staff.prepare_approval(
            act=P.APPROVE_TAKE_BACK_DEATH, person_id=person_id, comes=comes, reason=reason, by=by, at=at
        )
        act.note(comes=comes, reason=waiting.reason, approval_id=waiting.id)
        return _left_as_it_was(act, waiting)


def approve_take_back_death(*, by: Actor, key: str, at: datetime, approval_id: int) -> DeathTakenBackReceipt:
    """The second signature: the day of death leaves the register, the hold the account; what can run again does; an SMS says so.

    Of two who approve at once one does it. Refuses: ApprovalUnknown, ApprovalDecided, ApprovalOwn; what the decision table
    refuses of what was prepared.
    """
    with perform(act="approve_take_back_death", by=by, key=key, at=at, inputs={"approval_id": approval_id}) as act:
        if act.replay is not None:
            return DeathTakenBackReceipt.from_json(act.replay)
        found = staff.approval(approval_id)
        act.about(found.person_id)
        cards.lock_application(found.person_id)
        stands = locked_standing(found.person_id, on=in_china(at).date())
        approved = staff.decide_approval(approval_id=approval_id, event="approve", by=by, at=at)
        check(P.PREPARE_TAKE_BACK_DEATH, stands.situation, channel=approved.channel, comes=Comes(approved.comes))
        receipt = _run_again(act, stands, approved)
        tell(act, "death_taken_back", stands.holder, day=day_words(receipt.died_on), number=receipt.number)
        act.note(
            approval_id=approval_id, prepared=approved.prepared_label, died_on=receipt.died_on, left=receipt.left,
            mandates=receipt.mandate_banks, pension=receipt.pension_banks, released=receipt.is_account_released,
            powers=receipt.powers, guardianships=receipt.guardianships, withdrawn=receipt.withdrawn,
            clearance_number=receipt.clearance_number, medical_back_fen=receipt.medical_back_fen,
        )  # fmt: skip
        return act.done(receipt)


def refuse_take_back_death(*, by: Actor, key: str, at: datetime, approval_id: int, reason: str) -> PreparedReceipt:
    """The second operator does not sign, and says why; the death stands, and an SMS says what to bring (A4).

    Refuses: ApprovalUnknown, ApprovalDecided, ApprovalOwn.
    """
    inputs = {"approval_id": approval_id, "reason": reason}
    with perform(act="refuse_take_back_death", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return PreparedReceipt.from_json(act.replay)
        refused = staff.decide_approval(approval_id=approval_id, event="refuse", by=by, at=at, reason=reason)
        act.about(refused.person_id)
        tell(act, "death_not_taken_back", people.person(refused.person_id), number=act.number("CX"))
        act.note(approval_id=approval_id, prepared=refused.prepared_label, reason=refused.decided_reason)
        return _left_as_it_was(act, refused)


def withdraw_take_back_death(*, by: Actor, key: str, at: datetime, approval_id: int) -> PreparedReceipt:
    """Who prepared it takes it off the list again; the death stands. Refuses: ApprovalUnknown, ApprovalDecided, ApprovalNotYours."""
    with perform(act="withdraw_take_back_death", by=by, key=key, at=at, inputs={"approval_id": approval_id}) as act:
        if act.replay is not None:
            return PreparedReceipt.from_json(act.replay)
        withdrawn = staff.decide_approval(approval_id=approval_id, event="withdraw", by=by, at=at)
        act.about(withdrawn.person_id)
        act.note(approval_id=approval_id)
        return _left_as_it_was(act, withdrawn)


def left_to_do(stands: Standing, death: DeathFacts | None) -> tuple[Left, ...]:
    """S11.2: what has happened since the death was recorded and is over for good, so that the person has something to do."""
    stopped, since = _stopped(death), death.recorded_at if death else None
    ended, under_way = cards.ended_of(stands.holder.id), stands.cancellation
    is_closed = since is not None and ended is not None and ended.closed_at >= since
    is_cancelled = is_closed or stands.situation.ending is Ending.SOCIAL_CANCELLED
    is_refunded = is_closed or (under_way is not None and under_way.reason == DIED)
    is_account_gone = stopped.is_account_held and stands.account is None
    left = {
        Left.APPLICATION: bool(stopped.withdrawn),
        Left.REFUNDS: is_refunded,
        Left.SOCIAL: is_cancelled,
        Left.ACCOUNT: is_account_gone,
        Left.MANDATE: is_account_gone and any(one.bank == OUR_BANK for one in stopped.mandates),
        Left.PENSION: is_account_gone and any(one.bank == OUR_BANK and one.ends_on is None for one in stopped.pensions),
    }
    return tuple(one for one, is_left in left.items() if is_left)


def _run_again(act: Act, stands: Standing, approved: ApprovalFacts) -> DeathTakenBackReceipt:
    """The register, the settled refunds, the bank's account, what ran on it, then the medical money; in the order in which all lock."""
    person_id, on, number = stands.holder.id, in_china(act.at).date(), stands.holder.social_number
    death, died_on = people.death_of(person_id), _day_of_death(stands)
    stopped, left = _stopped(death), left_to_do(stands, death)
    revived = people.mark_alive(person_id=person_id, ends=stopped.bonds, at=act.at, on=on)
    settlement_ids = cards.lapse_refunds_of_death(person_id=person_id, at=act.at)
    is_released = bank.release_account(holder_number=number)
    mandate_banks, pension_banks = _again_on(stands, stopped, died_on=died_on, on=on)
    medical_back = Fen(sum(medical.take_back_refund(settlement_id=one, at=act.at) for one in settlement_ids))
    slip = stands.cancellation.clearance_number if stands.cancellation else None
    return DeathTakenBackReceipt(
        number=act.number("HF"),
        person_id=person_id,
        approval_id=approved.id,
        died_on=died_on,
        prepared_label=approved.prepared_label,
        approved_label=approved.decided_label,
        at=act.at,
        is_account_released=is_released,
        mandate_banks=mandate_banks,
        pension_banks=pension_banks,
        powers=revived.powers,
        guardianships=revived.guardianships,
        left=left,
        withdrawn=stopped.withdrawn,
        clearance_number=slip or "",
        medical_back_fen=medical_back,
    )


def _again_on(stands: Standing, stopped: Stopped, *, died_on: date, on: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The banks at which mandates, and at which the pension, go on; at our bank only on the account that is still open."""
    ours = stands.account.number if stands.account else ""
    again = mandates.take_up_again(
        ended=stopped.mandates,
        ended_on=died_on,
        reason=DIED,
        on=on,
        our_account=ours,
        is_reported_lost=any(card.bank_lost for card in stands.situation.in_hand),
    )
    paying = benefits.pay_again(stopped=stopped.pensions, stopped_on=died_on, on=on, our_bank=OUR_BANK, our_account=ours)
    return tuple(sorted(one.bank for one in again)), tuple(sorted({one.bank for one in paying}))


def _day_of_death(stands: Standing) -> date:
    if stands.holder.died_on is None:
        raise people.DeathNotKnown
    return stands.holder.died_on


def _stopped(death: DeathFacts | None) -> Stopped:
    """What the death stopped; nothing is known of a death that came with what the city had before."""
    return Stopped.from_json(death.ended) if death else Stopped()


def _left_as_it_was(act: Act, one: ApprovalFacts) -> PreparedReceipt:
    return act.done(PreparedReceipt(number=act.number("CX"), person_id=one.person_id, approval_id=one.id, state=one.state))
