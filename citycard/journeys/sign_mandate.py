"""Sign a debit mandate (签自动缴款授权书) at the bank, after activation: in the same visit or later (S2.3, S16.5, S17)."""

from datetime import datetime

from citycard import cards, mandates
from citycard.audit import Actor, perform
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.staff import Permission

from .decision.reading import standing_of
from .decision.rules import check
from .facts import MandateReceipt
from .telling import case_of, day_words, tell

SERVICE = "mandate-sign"


def sign_mandate(*, by: Actor, key: str, at: datetime, person_id: int, comes: Comes = Comes.HOLDER) -> MandateReceipt:
    """Let contributions be debited from the card's bank account; other banks' mandates end when this one takes effect (S16.5).

    Papers come with `by`. Refuses: what the decision table refuses (PersonDead, CardCancelled), DocumentMissing,
    MandateOnlyForIndividuals, MandateNeedsActiveAccount, MandateAlreadySigned.
    """
    with perform(act="sign_mandate", by=by, key=key, at=at, person_id=person_id, inputs={"comes": comes}) as act:
        if act.replay is not None:
            return MandateReceipt.from_json(act.replay)
        on = in_china(at).date()
        cards.lock_live_cards(person_id)  # closing and a death lock them too: whoever comes second sees the other (S11)
        stands = standing_of(person_id, on=on)
        check(Permission.SIGN_MANDATE, stands.situation, channel=by.channel, comes=comes)
        cards.check_papers(service=SERVICE, case=case_of(stands.holder, comes=comes, on=on), by=by)
        signed = mandates.sign(
            person_id=person_id,
            category=stands.holder.category,
            account_number=stands.account.number if stands.account else "",
            is_account_active=any(side.state == "active" for side in stands.sides.values()),
            signed_on=on,
        )
        tell(act, "mandate_signed", stands.holder, effective_on=day_words(signed.effective_on))
        act.note(effective_on=signed.effective_on, ended_banks=signed.ended_banks)
        told = {"effective_on": signed.effective_on, "ended_banks": signed.ended_banks}
        return act.done(MandateReceipt(number=act.number("WT"), person_id=person_id, signed_on=on, **told))
