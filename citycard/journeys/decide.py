"""Which acts a desk may do for a person now, and why not the others: the same rules that the acts themselves obey (A4)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from citycard import bank, cards, mandates, people, staff
from citycard.cards import ApplicationFacts, CardFacts
from citycard.mandates import MandateFacts
from citycard.people import PersonFacts
from citycard.policy import services_guarding
from citycard.shared.clock import in_china
from citycard.shared.refusal import Refusal
from citycard.staff import OperatorFacts, Permission, PostingFacts

from .refusals import CardNotCollected, NoApplicationOpen, NoCardYet


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCase:
    """What a desk has on the table: the person, the live card, the open application, the bank side and the live mandate."""

    holder: PersonFacts
    card: CardFacts | None
    application: ApplicationFacts | None
    side: bank.BankSideFacts | None
    mandate: MandateFacts | None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ActChoice:
    """One act of the catalogue: allowed now, or refused with the reason. `service_id` is the service that guards it."""

    act: Permission
    service_id: str
    refusal: Refusal | None

    @property
    def is_allowed(self) -> bool:
        """True when the desk may begin it now."""
        return self.refusal is None


Check = Callable[[DeskCase, PostingFacts], None]


def case_on_desk(person_id: int, *, on: date) -> DeskCase:
    """Gather the case in five statements."""
    holder = people.person(person_id)
    card = cards.card_of(person_id)
    return DeskCase(
        holder=holder,
        card=card,
        application=cards.open_application(person_id),
        side=bank.card_side(card.card_number) if card and card.bank_card_number else None,
        mandate=mandates.live_mandate(person_id=person_id),
        on=on,
    )


def decide(*, case: DeskCase, operator: OperatorFacts, posting: PostingFacts | None = None) -> tuple[ActChoice, ...]:
    """Every act for a person that some desk does, in the order of a card's life, each allowed or refused with its reason.

    First who may do it at all (NotPermitted says where it is done), then what the act itself would refuse; an operator of
    several postings acts by the one given. It reads nothing: no statement goes to the database.
    """
    if posting is not None:
        operator = replace(operator, postings=(posting,))
    return tuple(
        ActChoice(act=act, service_id=_service(act), refusal=_refusal(act, check, case, operator))
        for act, check in CHECKS.items()
    )


def _refusal(act: Permission, check: Check, case: DeskCase, operator: OperatorFacts) -> Refusal | None:
    try:
        check(case, staff.require(operator, act))
    except Refusal as refusal:
        return refusal
    return None


def _service(act: Permission) -> str:
    guarding = services_guarding(act.value)
    return guarding[0].id if guarding else ""


def _may_apply(case: DeskCase, posting: PostingFacts) -> None:
    people.check_alive(person=case.holder, on=case.on)
    cards.check_may_apply(open_one=case.application, live_card=case.card, kind=cards.Kind.FIRST)
    holder = case.holder
    applicant = cards.Applicant(
        unit_id=holder.unit_id,
        unit_name=holder.unit_name,
        community_id=holder.community_id,
        community_name=holder.community_name,
        age=holder.age_on(case.on),
        at_unit_id=posting.unit_id,
        at_office_id=posting.office_id,
    )
    source = cards.Source.UNIT if posting.unit_id is not None else cards.Source.INDIVIDUAL
    cards.check_right_place(applicant=applicant, source=source)


def _may_correct(case: DeskCase, _: PostingFacts) -> None:
    cards.check_may_correct(application=_application(case))


def _may_change_branch(case: DeskCase, _: PostingFacts) -> None:
    cards.check_may_change_branch(application=_application(case), card=case.card)


def _may_collect_for_unit(case: DeskCase, _: PostingFacts) -> None:
    card = _card(case)
    if card.unit_id is None or card.state != "awaiting_pickup":
        raise cards.CardNotReady(state_label=cards.CARD.label(card.state))


def _may_collect(case: DeskCase, posting: PostingFacts) -> None:
    card = _card(case)
    cards.check_may_collect(
        card=card,
        office_id=posting.office_id or 0,
        unit_name=case.holder.unit_name,
        card_number_shown=card.card_number,
    )


def _may_remake(case: DeskCase, _: PostingFacts) -> None:
    cards.check_may_remake(card=_card(case))


def _may_activate(case: DeskCase, _: PostingFacts) -> None:
    people.check_alive(person=case.holder, on=case.on)
    card = _card(case)
    if card.state != "with_holder":
        raise CardNotCollected(state_label=cards.CARD.label(card.state))
    if card.loss != "none":
        raise cards.CardReportedLost
    if case.side is None:
        raise bank.BankSideUnknown
    activated_on = in_china(case.side.activated_at).date() if case.side.activated_at else None
    bank.check_activation(case.side, holder_number=case.holder.social_number, activated_on=activated_on)


def _may_sign(case: DeskCase, _: PostingFacts) -> None:
    people.check_alive(person=case.holder, on=case.on)
    mandates.check_sign(
        category=case.holder.category,
        is_account_active=case.side is not None and case.side.state == "active",
        signed_on=case.mandate.signed_on if case.mandate else None,
        effective_on=case.mandate.effective_on if case.mandate else None,
    )


def _card(case: DeskCase) -> CardFacts:
    if case.card is None:
        raise NoCardYet
    return case.card


def _application(case: DeskCase) -> ApplicationFacts:
    if case.application is None:
        raise NoApplicationOpen
    return case.application


CHECKS: dict[Permission, Check] = {
    Permission.SUBMIT_APPLICATION: _may_apply,
    Permission.CORRECT_APPLICATION: _may_correct,
    Permission.CHANGE_PICKUP_OFFICE: _may_change_branch,
    Permission.WITHDRAW_APPLICATION: _may_correct,
    Permission.COLLECT_BY_UNIT_AGENT: _may_collect_for_unit,
    Permission.COLLECT: _may_collect,
    Permission.REPORT_WRONG_FACE: _may_remake,
    Permission.ACTIVATE: _may_activate,
    Permission.SIGN_MANDATE: _may_sign,
}
