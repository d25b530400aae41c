"""Activate the card (激活): S5.1's three effects in one transaction, with S2.1, S2.2 and, if wished, S2.3.

A card that replaces another one takes its place in the same transaction: the old one ends, the account stays (S9). A half of
it never stands: whatever fails on the way undoes everything, and two tellers at once end with one activation.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from citycard import bank, benefits, cards, mandates, medical, people, pins
from citycard.audit import Act, Actor, Channel, perform
from citycard.people import PersonFacts, case_of
from citycard.pins import PadEntry, PinEntry
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.shared.money import Fen, yuan
from citycard.staff import Permission

from .decision.reading import Standing, locked_standing, standing_of
from .decision.rules import check
from .facts import ActivationReceipt, CardShown, IdentityShown
from .rules import check_card_shown
from .telling import day_words, tell
from .visiting import check_identity

SERVICE = "card-activate"


@dataclass(frozen=True, slots=True)
class Effects:
    """What the activation did in each room."""

    side: bank.ActivatedSide
    old_card: medical.VoidReceipt
    pension: benefits.PensionSwitch | None
    mandate: mandates.SignedMandate | None
    replaced: "Replaced | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """The card whose place the new one takes (S9): its masked number, empty when it had ended before, and the mandates that go on."""

    card_number_masked: str
    resumed_mandates: int


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
    may sign the debit mandate at once (S2.3). A card that replaces another takes its place on the same account: mandates go on,
    the old plastic ends (S9). Refuses: what `check_may_activate` refuses; DocumentMissing; PinsDiffer,
    PinForbidden and the pad's refusals; for the mandate what `mandates.sign` refuses.
    """
    inputs = {"card_id": card_id, "comes": comes, "sign_mandate": sign_mandate, "identity": identity, "shown": card_number_shown}
    with perform(act="activate", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return ActivationReceipt.from_json(act.replay)
        on = in_china(at).date()
        stands, card = locked_standing(person_id, on=on), cards.card(card_id)
        holder = stands.holder
        check_who_and_what(holder=holder, card=card, comes=comes, identity=identity, shown=card_number_shown, on=on)
        check_sides(holder=holder, card=card)
        check(Permission.ACTIVATE, stands.situation, channel=by.channel, comes=comes)
        cards.check_papers(service=SERVICE, case=case_of(holder, comes=comes, on=on), by=by)
        pin = pins.agreed(pins.spend_pad(pin_first, at=at), pins.spend_pad(pin_second, at=at))
        effects = _take_effect(stands, card=card, pin=pin, sign_mandate=sign_mandate, at=at)
        _tell(act, holder=holder, effects=effects)
        act.note(card_id=card_id, comes=comes, **_noted(effects))
        return act.done(_receipt(act, card=card, effects=effects))


def check_may_activate(
    *, person_id: int, card_id: int, comes: Comes, identity: IdentityShown, card_number_shown: str, on: date
) -> None:
    """S5.1, S13.2: every condition on people, papers and card, for a page to ask before the PIN is entered.

    Refuses what `check_who_and_what`, `check_sides` and the decision table refuse: TemporaryCardOut (S10.3), CardCancelled.
    """
    stands, card = standing_of(person_id, on=on), cards.card(card_id)
    holder = stands.holder
    check_who_and_what(holder=holder, card=card, comes=comes, identity=identity, shown=card_number_shown, on=on)
    check_sides(holder=holder, card=card)
    check(Permission.ACTIVATE, stands.situation, channel=Channel.BANK_BRANCH, comes=comes)


def check_who_and_what(
    *, holder: PersonFacts, card: cards.CardFacts, comes: Comes, identity: IdentityShown, shown: str, on: date
) -> None:
    """S5.1, S13.2: who came, with which ID and which card.

    Refuses: PersonDead; ActivationNotByAgent, GuardianNotNeeded, NotTheGuardian, IdentityOfSomeoneElse,
    IdentityNotValidKind, IdentityExpired; CardNotThisPersons, CardNotCollected, CardNumberDiffers.
    """
    people.check_alive(person=holder, on=on)
    check_identity(service=SERVICE, holder=holder, comes=comes, identity=identity, on=on)
    check_card_shown(_card_shown(card, shown), person_id=holder.id)


def check_sides(*, holder: PersonFacts, card: cards.CardFacts) -> None:
    """S5.1: both functions still wait for this. Refuses: CardReportedLost, BankSideUnknown, BankSideAlreadyActive and the like."""
    side = bank.card_side(card.card_number)
    if card.loss != "none":
        raise cards.CardReportedLost.of(at_bank=side is not None and side.is_lost)
    if side is None:
        raise bank.BankSideUnknown
    activated_on = in_china(side.activated_at).date() if side.activated_at else None
    bank.check_activation(side, holder_number=holder.social_number, activated_on=activated_on)


def _card_shown(card: cards.CardFacts, shown: str) -> CardShown:
    return CardShown(
        belongs_to=card.person_id,
        state=card.state,
        state_label=cards.CARD.label(card.state),
        card_number=card.card_number,
        shown_number=shown,
    )


def _take_effect(stands: Standing, *, card: cards.CardFacts, pin: PinEntry, sign_mandate: bool, at: datetime) -> Effects:
    """The old card goes first, then the bank side opens, then everything that follows by itself."""
    on, holder = in_china(at).date(), stands.holder
    replaced = _take_its_place(stands, card, at=at) if card.role == "successor" else None
    side = bank.activate_card_side(card_number=card.card_number, holder_number=holder.social_number, pin=pin, at=at)
    cards.activate_social_side(card_id=card.id, at=at)
    if replaced is None:
        mandates.resume(person_id=holder.id)  # one that waited since a card was lost whose replacement was then withdrawn (S9)
    old_card = medical.void_for_activation(person_id=holder.id, at=at) if replaced is None else _void_once(holder.id, at=at)
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
    return Effects(side=side, old_card=old_card, pension=pension, mandate=mandate, replaced=replaced)


def _take_its_place(stands: Standing, card: cards.CardFacts, *, at: datetime) -> Replaced:
    """S9: the old plastic ends and its social function is superseded; its bank side closes, and the account gets the new card."""
    old = next((one for one in stands.held if one.id != card.id), None)
    if old is not None:
        is_lost = cards.application(card.application_id).cause is cards.Cause.LOST
        cards.end_card(card_id=old.id, reason=cards.REPLACED if is_lost else cards.CHANGED, at=at)
        if old.card_number in stands.sides:
            bank.close_card_side(card_number=old.card_number, at=at)
    cards.become_current(card_id=card.id)
    resumed = mandates.resume(person_id=card.person_id)
    return Replaced(card_number_masked=old.card_number_masked if old else "", resumed_mandates=resumed)


def _void_once(person_id: int, *, at: datetime) -> medical.VoidReceipt:
    """S2.1: the old medical card's money moves exactly once; with a later card of the same person there is nothing to say of it."""
    before = medical.lock_old_card(person_id)
    done = medical.void_for_activation(person_id=person_id, at=at)
    if before is None or before.state == "valid" or before.balance_fen:
        return done
    return replace(done, old_card_id=None, moved_fen=Fen(0))


def _tell(act: Act, *, holder: PersonFacts, effects: Effects) -> None:
    """Queue the messages in the same transaction: they exist exactly when the activation does."""
    messages: list[tuple[str, dict[str, str]]] = []
    if effects.replaced is not None and effects.old_card.old_card_id is None:
        messages.append(("replacement_activated", {}))
    elif effects.old_card.old_card_id is None:
        messages.append(("card_activated_first", {}))
    else:
        messages.append(("card_activated", {"amount": yuan(effects.old_card.moved_fen)}))
    if effects.pension is not None:
        messages.append(("pension_bank_switched", {}))
    if effects.mandate is not None:
        messages.append(("mandate_signed", {"effective_on": day_words(effects.mandate.effective_on)}))
    for template, words in messages:
        tell(act, template, holder, **words)


def _noted(effects: Effects) -> dict[str, object]:
    """What a page of later must know of the effects, so that it never tells one that there was not."""
    return {
        "moved_fen": effects.old_card.moved_fen,
        "has_old_card": effects.old_card.old_card_id is not None,
        "is_pension_switched": effects.pension is not None,
    }


def _receipt(act: Act, *, card: cards.CardFacts, effects: Effects) -> ActivationReceipt:
    pension, mandate, replaced = effects.pension, effects.mandate, effects.replaced
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
        is_replacement=replaced is not None,
        replaced_card_masked=replaced.card_number_masked if replaced else "",
        resumed_mandates=replaced.resumed_mandates if replaced else 0,
    )
