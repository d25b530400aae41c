"""Activate the card (激活): S5.1's three effects in one transaction, with S2.1, S2.2 and, if wished, S2.3.

A half of it never stands: whatever fails on the way undoes everything, and two tellers at once end with one activation.
"""

from dataclasses import dataclass
from datetime import date, datetime

from citycard import bank, benefits, cards, mandates, medical, notices, people, pins, policy
from citycard.audit import Act, Actor, perform
from citycard.people import PersonFacts
from citycard.pins import PadEntry, PinEntry
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.shared.money import yuan

from .facts import ActivationReceipt, CardShown, IdentityShown, Visit
from .rules import check_card_shown, check_visit
from .telling import case_of, day_words

SERVICE = "card-activate"
IDENTITY = {Comes.HOLDER: "holder_valid_id", Comes.GUARDIAN: "bank_guardian_id"}  # requirements of policy/papers.yaml


@dataclass(frozen=True, slots=True)
class Effects:
    """What the activation did in each room."""

    side: bank.ActivatedSide
    old_card: medical.VoidReceipt
    pension: benefits.PensionSwitch | None
    mandate: mandates.SignedMandate | None


def activate(
    *,
    by: Actor,
    key: str,
    at: datetime,
    person_id: int,
    card_id: int,
    comes: Comes,
    identity: IdentityShown,
    card_number_shown: str,
    pin_first: PinEntry | PadEntry,
    pin_second: PinEntry | PadEntry,
    sign_mandate: bool = False,
) -> ActivationReceipt:
    """Activate the financial function and set the bank PIN; the social function follows, the old medical card ends (S5.1).

    `identity` is the holder's valid ID, or the guardian's who comes for a minor or a ward; the papers of the catalogue come
    with `by`. The old card's balance moves exactly once (S2.1), a retiree's pension bank switches (S2.2), and an individual
    may sign the debit mandate at once (S2.3). Refuses: what `check_may_activate` refuses; DocumentMissing; PinsDiffer,
    PinForbidden and the pad's refusals; for the mandate what `mandates.sign` refuses.
    """
    inputs = {"card_id": card_id, "comes": comes, "sign_mandate": sign_mandate, "identity": identity, "shown": card_number_shown}
    with perform(act="activate", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return ActivationReceipt.from_json(act.replay)
        on = in_china(at).date()
        holder, card = people.person(person_id), cards.card(card_id)
        check_who_and_what(holder=holder, card=card, comes=comes, identity=identity, shown=card_number_shown, on=on)
        cards.check_papers(service=SERVICE, case=case_of(holder, comes=comes, on=on), by=by)
        pin = pins.agreed(pins.spend_pad(pin_first, at=at), pins.spend_pad(pin_second, at=at))
        effects = _take_effect(holder=holder, card=card, pin=pin, sign_mandate=sign_mandate, at=at)
        _tell(act, holder=holder, effects=effects)
        act.note(card_id=card_id, moved_fen=effects.old_card.moved_fen, comes=comes)
        return act.done(_receipt(act, card=card, effects=effects))


def check_may_activate(
    *, person_id: int, card_id: int, comes: Comes, identity: IdentityShown, card_number_shown: str, on: date
) -> None:
    """S5.1, S13.2: every condition on people, papers and card, for a page to ask before the PIN is entered.

    Refuses what `check_who_and_what` and `check_sides` refuse.
    """
    holder, card = people.person(person_id), cards.card(card_id)
    check_who_and_what(holder=holder, card=card, comes=comes, identity=identity, shown=card_number_shown, on=on)
    check_sides(holder=holder, card=card)


def check_who_and_what(
    *, holder: PersonFacts, card: cards.CardFacts, comes: Comes, identity: IdentityShown, shown: str, on: date
) -> None:
    """S5.1, S13.2: who came, with which ID and which card.

    Refuses: PersonDead; ActivationNotByAgent, GuardianNotNeeded, NotTheGuardian, IdentityOfSomeoneElse,
    IdentityNotValidKind, IdentityExpired; CardNotThisPersons, CardNotCollected, CardNumberDiffers.
    """
    people.check_alive(person=holder, on=on)
    check_visit(_visit(holder, comes, identity, on))
    check_card_shown(_card_shown(card, shown), person_id=holder.id)


def check_sides(*, holder: PersonFacts, card: cards.CardFacts) -> None:
    """S5.1: both functions still wait for this. Refuses: CardReportedLost, BankSideUnknown, BankSideAlreadyActive and the like."""
    if card.loss != "none":
        raise cards.CardReportedLost
    side = bank.card_side(card.card_number)
    if side is None:
        raise bank.BankSideUnknown
    activated_on = in_china(side.activated_at).date() if side.activated_at else None
    bank.check_activation(side, holder_number=holder.social_number, activated_on=activated_on)


def _visit(holder: PersonFacts, comes: Comes, identity: IdentityShown, on: date) -> Visit:
    allowed = policy.who_may_come(SERVICE, age_on_day=holder.age_on(on), is_ward=holder.is_ward, on=on)
    needed = policy.documents_for(SERVICE, case_of(holder, comes=comes, on=on))
    papers = (one for one in needed if one.id == IDENTITY.get(comes))
    guardians = people.guardians_of(holder.id, on=on) if comes is Comes.GUARDIAN else ()
    return Visit(
        comes=comes,
        holder=holder,
        guardians=tuple(one.guardian for one in guardians),
        has_guardian=Comes.GUARDIAN in allowed,
        identity=identity,
        identity_kinds=frozenset(paper.kind for one in papers for paper in one.any_of),
        on=on,
    )


def _card_shown(card: cards.CardFacts, shown: str) -> CardShown:
    return CardShown(
        belongs_to=card.person_id,
        state=card.state,
        state_label=cards.CARD.label(card.state),
        card_number=card.card_number,
        shown_number=shown,
    )


def _take_effect(*, holder: PersonFacts, card: cards.CardFacts, pin: PinEntry, sign_mandate: bool, at: datetime) -> Effects:
    """The bank first: its row's lock decides between two tellers. Then everything that follows by itself."""
    on = in_china(at).date()
    side = bank.activate_card_side(card_number=card.card_number, holder_number=holder.social_number, pin=pin, at=at)
    cards.activate_social_side(card_id=card.id, at=at)
    old_card = medical.void_for_activation(person_id=holder.id, at=at)
    pension = benefits.switch_pension_bank(
        person_id=holder.id, category=holder.category, bank=mandates.OUR_BANK, account_number=side.account_number, on=on
    )
    mandate = None
    if sign_mandate:
        mandate = mandates.sign(
            person_id=holder.id,
            category=holder.category,
            account_number=side.account_number,
            is_account_active=True,
            signed_on=on,
        )
    return Effects(side=side, old_card=old_card, pension=pension, mandate=mandate)


def _tell(act: Act, *, holder: PersonFacts, effects: Effects) -> None:
    """Queue the messages in the same transaction: they exist exactly when the activation does."""
    messages: list[tuple[str, dict[str, str]]] = []
    if effects.old_card.old_card_id is None:
        messages.append(("card_activated_first", {"name": holder.name}))
    else:
        messages.append(("card_activated", {"name": holder.name, "amount": yuan(effects.old_card.moved_fen)}))
    if effects.pension is not None:
        messages.append(("pension_bank_switched", {"name": holder.name}))
    if effects.mandate is not None:
        messages.append(("mandate_signed", {"name": holder.name, "effective_on": day_words(effects.mandate.effective_on)}))
    for template, params in messages:
        notices.queue(
            template=template,
            to_phone=holder.phone,
            params=params,
            key=f"{template}:{act.id}",
            at=act.at,
            person_id=holder.id,
        )


def _receipt(act: Act, *, card: cards.CardFacts, effects: Effects) -> ActivationReceipt:
    pension, mandate = effects.pension, effects.mandate
    return ActivationReceipt(
        number=act.number("JH"),
        person_id=card.person_id,
        card_id=card.id,
        activated_at=act.at,
        bank_card_masked=effects.side.number_masked,
        card_number_masked=card.card_number_masked,
        balance_fen=effects.side.balance_fen,
        has_old_card=effects.old_card.old_card_id is not None,
        moved_fen=effects.old_card.moved_fen,
        pension_from_bank=pension.from_bank if pension else "",
        pension_pay_day=pension.pay_day if pension else 0,
        mandate_effective_on=mandate.effective_on if mandate else None,
        mandate_ends_banks=mandate.ended_banks if mandate else (),
    )
