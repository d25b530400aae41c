"""Pure decisions of the journeys: who may activate which card with which ID (S5.1, S13.2)."""

from citycard.people import GuardianNotNeeded, NotTheGuardian
from citycard.policy import Comes

from .facts import CardShown, Visit
from .refusals import (
    ActivationNotByAgent,
    CardNotCollected,
    CardNotThisPersons,
    CardNumberDiffers,
    IdentityExpired,
    IdentityNotValidKind,
    IdentityOfSomeoneElse,
)


def check_visit(visit: Visit) -> None:
    """S5.1, S6.3, S8.2, S13.2: the holder in person, or the legal guardian of a minor or a ward, with a valid ID of their own.

    Refuses, in this order: ActivationNotByAgent, GuardianNotNeeded, NotTheGuardian; by the rule that asks for the ID,
    IdentityOfSomeoneElse, IdentityNotValidKind, IdentityExpired.
    """
    if visit.comes not in (Comes.HOLDER, Comes.GUARDIAN):
        raise ActivationNotByAgent
    number = visit.identity.number.strip().upper()
    if visit.comes is Comes.GUARDIAN:
        if not visit.has_guardian:
            raise GuardianNotNeeded(age=visit.holder.age_on(visit.on))
        if all(guardian.social_number != number for guardian in visit.guardians):
            raise NotTheGuardian
    elif visit.holder.social_number != number:
        raise IdentityOfSomeoneElse().by_rule(visit.rule)
    if visit.identity.kind not in visit.identity_kinds:
        raise IdentityNotValidKind(kind=visit.identity.kind).by_rule(visit.rule)
    if visit.identity.valid_until is not None and visit.identity.valid_until < visit.on:
        raise IdentityExpired(valid_until=visit.identity.valid_until).by_rule(visit.rule)


def check_card_shown(card: CardShown, *, person_id: int) -> None:
    """S5.1: the person's own card, in their hands, and it is this card.

    Refuses, in this order: CardNotThisPersons, CardNotCollected, CardNumberDiffers.
    """
    if card.belongs_to != person_id:
        raise CardNotThisPersons
    if card.state != "with_holder":
        raise CardNotCollected(state_label=card.state_label)
    if card.shown_number.strip().upper() != card.card_number:
        raise CardNumberDiffers
