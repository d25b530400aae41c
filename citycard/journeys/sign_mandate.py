"""Sign a debit mandate (签自动缴款授权书) at the bank, after activation: in the same visit or later (S2.3, S16.5, S17)."""

from datetime import datetime

from citycard import mandates
from citycard.audit import Actor, perform
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.staff import Permission

from .decision.reading import judged_standing
from .facts import IdentityShown, MandateReceipt
from .telling import day_words, tell
from .visiting import check_who_comes

SERVICE = "mandate-sign"
P = Permission


def sign_mandate(
    *, by: Actor, key: str, at: datetime, person_id: int, comes: Comes = Comes.HOLDER, identity: IdentityShown | None = None
) -> MandateReceipt:
    """Let contributions be debited from the card's bank account; other banks' mandates end when this one takes effect (S16.5).

    Papers come with `by`; `identity` is the ID of a guardian who comes. Refuses: what the decision table refuses (PersonDead,
    CardCancelled) and `check_who_comes`; MandateOnlyForIndividuals, MandateNeedsActiveAccount, MandateAlreadySigned.
    """
    inputs = {"comes": comes, "identity": identity}
    with perform(act="sign_mandate", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return MandateReceipt.from_json(act.replay)
        on = in_china(at).date()
        stands = judged_standing(P.SIGN_MANDATE, person_id=person_id, channel=by.channel, comes=comes, on=on)
        holder = stands.holder
        check_who_comes(P.SIGN_MANDATE, service=SERVICE, holder=holder, by=by, comes=comes, identity=identity, on=on)
        signed = mandates.sign(
            person_id=person_id,
            category=holder.category,
            account_number=stands.account.number if stands.account else "",
            is_account_active=any(side.state == "active" for side in stands.sides.values()),
            signed_on=on,
        )
        tell(act, "mandate_signed", holder, effective_on=day_words(signed.effective_on))
        act.note(effective_on=signed.effective_on, ended_banks=signed.ended_banks)
        told = {"effective_on": signed.effective_on, "ended_banks": signed.ended_banks}
        return act.done(MandateReceipt(number=act.number("WT"), person_id=person_id, signed_on=on, **told))
