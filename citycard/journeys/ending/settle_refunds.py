"""Record that the one-time refunds are finished (一次性退费结清, S11.2): the agency's part, before anything is cancelled."""

from collections.abc import Sequence
from datetime import datetime

from citycard import cards, medical
from citycard.audit import Actor, perform
from citycard.cards import Leaving, Refund, RefundKind
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.shared.money import Fen, yuan
from citycard.staff import Permission

from ..decision.reading import Standing
from ..facts import IdentityShown
from .facts import RefundsReceipt
from .papers import begin
from .refusals import DeathNotRecorded, MedicalMoneyLeft, ReasonNotDeath


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

    Refuses: what `begin` refuses; ReasonNotDeath, DeathNotRecorded; RefundUnanswered, RefundIncomplete; MedicalMoneyLeft.
    """
    inputs = {"comes": comes, "reason": reason, "refunds": tuple(refunds), "identity": identity}
    with perform(act="settle_refunds", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return RefundsReceipt.from_json(act.replay)
        stands = begin(Permission.SETTLE_REFUNDS, by=by, at=at, person_id=person_id, comes=comes, identity=identity)
        _check_reason(stands, reason)
        cards.check_refunds(tuple(refunds), on=in_china(at).date())
        _check_medical(person_id, refunds)
        cards.settle(person_id=person_id, reason=reason, refunds=refunds, at=at)
        total, count = sum(one.amount_fen for one in refunds), sum(one.is_due for one in refunds)
        act.note(reason=reason, comes=comes, total_fen=total, receipts=[one.receipt for one in refunds if one.is_due])
        return act.done(
            RefundsReceipt(number=act.number("TF"), person_id=person_id, reason=reason, refund_count=count, total_fen=Fen(total))
        )


def _check_reason(stands: Standing, reason: Leaving) -> None:
    if stands.situation.is_dead and reason is not Leaving.DIED:
        raise ReasonNotDeath
    if not stands.situation.is_dead and reason is Leaving.DIED:
        raise DeathNotRecorded


def _check_medical(person_id: int, refunds: Sequence[Refund]) -> None:
    """S11.2: a medical refund is due while money stands on the personal account of the new card. Refuses MedicalMoneyLeft."""
    account = medical.personal_account(person_id)
    is_paid = any(one.kind is RefundKind.MEDICAL and one.is_due for one in refunds)
    if account is not None and account.balance_fen > 0 and not is_paid:
        raise MedicalMoneyLeft(amount=yuan(account.balance_fen))
