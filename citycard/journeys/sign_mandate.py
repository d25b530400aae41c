"""Sign a debit mandate (签自动缴款授权书) at the bank, after activation: in the same visit or later (S2.3, S16.5, S17)."""

from datetime import datetime

from citycard import bank, cards, mandates, notices, people
from citycard.audit import Actor, perform
from citycard.policy import Comes
from citycard.shared.clock import in_china

from .facts import MandateReceipt
from .telling import case_of, day_words

SERVICE = "mandate-sign"


def sign_mandate(*, by: Actor, key: str, at: datetime, person_id: int, comes: Comes = Comes.HOLDER) -> MandateReceipt:
    """Let contributions be debited from the card's bank account; other banks' mandates end when this one takes effect (S16.5).

    Papers come with `by`. Refuses: PersonDead, DocumentMissing, MandateOnlyForIndividuals, MandateNeedsActiveAccount,
    MandateAlreadySigned.
    """
    with perform(act="sign_mandate", by=by, key=key, at=at, person_id=person_id, inputs={"comes": comes}) as act:
        if act.replay is not None:
            return MandateReceipt.from_json(act.replay)
        on = in_china(at).date()
        holder = people.person(person_id)
        people.check_alive(person=holder, on=on)
        cards.check_papers(service=SERVICE, case=case_of(holder, comes=comes, on=on), by=by)
        account = bank.account_of(holder.social_number)
        signed = mandates.sign(
            person_id=person_id,
            category=holder.category,
            account_number=account.number if account else "",
            is_account_active=has_active_card(person_id),
            signed_on=on,
        )
        notices.queue(
            template="mandate_signed",
            to_phone=holder.phone,
            params={"name": holder.name, "effective_on": day_words(signed.effective_on)},
            key=f"mandate_signed:{act.id}",
            at=at,
            person_id=person_id,
        )
        act.note(effective_on=signed.effective_on, ended_banks=signed.ended_banks)
        return act.done(
            MandateReceipt(
                number=act.number("WT"),
                person_id=person_id,
                signed_on=on,
                effective_on=signed.effective_on,
                ended_banks=signed.ended_banks,
            )
        )


def has_active_card(person_id: int) -> bool:
    """S17: a mandate needs an active account, and an account is active once a card on it is."""
    card = cards.card_of(person_id)
    side = bank.card_side(card.card_number) if card else None
    return side is not None and side.state == "active"
