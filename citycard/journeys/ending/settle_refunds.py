"""Record that the one-time refunds are finished (一次性退费结清, S11.2): the agency's part, before anything is cancelled."""

from collections.abc import Sequence
from datetime import datetime

from citycard import cards, medical
from citycard.audit import Act, Actor, perform
from citycard.cards import Leaving, Refund, RefundKind
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.shared.money import Fen
from citycard.staff import Permission

from ..decision.reading import Standing
from ..facts import IdentityShown
from .facts import RefundsReceipt
from .papers import begin, who_came
from .refusals import DeathNotRecorded, ReasonNotDeath
from .rules import check_medical_refund


def settle_refunds(
    *,
    by: Actor,
    key: str,
    at: datetime,
    person_id: int,
    comes: Comes,
    reason: Leaving,
    refunds: Sequence[Refund],
    identity: IdentityShown | None = None,
) -> RefundsReceipt:
    """Keep the receipts of pension, medical and other refunds, each paid or none due (S11.2); until the hall acts they may be
    corrected by recording them again.

    The medical refund is all that stands on the personal account and the old card; it is booked in the medical book here, once
    (decision 101). The others are paid by their own systems. Refuses: what `begin` refuses; ReasonNotDeath, DeathNotRecorded;
    RefundUnanswered, RefundIncomplete; MedicalMoneyLeft, MedicalRefundDiffers, NoMedicalMoney.
    """
    inputs = {"comes": comes, "reason": reason, "refunds": tuple(refunds), "identity": identity}
    with perform(act="settle_refunds", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return RefundsReceipt.from_json(act.replay)
        stands = begin(Permission.SETTLE_REFUNDS, by=by, at=at, person_id=person_id, comes=comes, identity=identity)
        _check_reason(stands, reason)
        cards.check_refunds(tuple(refunds), on=in_china(at).date())
        came = who_came(by, comes=comes, identity=identity)
        act.note(comes=comes, came=came)
        return act.done(_settle(act, person_id, reason=reason, refunds=refunds, came=came))


def _settle(act: Act, person_id: int, *, reason: Leaving, refunds: Sequence[Refund], came: str) -> RefundsReceipt:
    """The receipts are kept, and the medical refund is booked out."""
    settlement_id = cards.settle(person_id=person_id, reason=reason, refunds=refunds, at=act.at)
    booked = _refund_medical(act, person_id, settlement_id, refunds)
    paid = [one for one in refunds if one.is_due]
    total = Fen(sum(one.amount_fen for one in paid))
    act.note(reason=reason, total_fen=total, receipts=[one.receipt for one in paid], medical_booked_fen=booked)
    return RefundsReceipt(
        number=act.number("TF"),
        person_id=person_id,
        reason=reason,
        refund_count=len(paid),
        total_fen=total,
        medical_booked_fen=booked,
        came=came,
    )


def _refund_medical(act: Act, person_id: int, settlement_id: int, refunds: Sequence[Refund]) -> Fen:
    """S11.2: look under the lock whether the medical refund is what stands there, and book it out; return what was booked now."""
    money = medical.lock_medical_money(person_id=person_id, settlement_id=settlement_id)
    given = sum(one.amount_fen for one in refunds if one.kind is RefundKind.MEDICAL)
    check_medical_refund(due_fen=money.due_fen, given_fen=given)
    return medical.refund_medical(person_id=person_id, settlement_id=settlement_id, key=str(act.id), at=act.at)


def _check_reason(stands: Standing, reason: Leaving) -> None:
    if stands.situation.is_dead and reason is not Leaving.DIED:
        raise ReasonNotDeath
    if not stands.situation.is_dead and reason is Leaving.DIED:
        raise DeathNotRecorded
