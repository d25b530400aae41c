"""Which acts a desk may do for a person now, and why not the others: the same rules that the acts themselves obey (A4)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from citycard import bank, cards, mandates, medical, people, staff
from citycard.audit import Channel
from citycard.cards import ApplicationFacts, CardFacts
from citycard.mandates import MandateFacts
from citycard.people import PersonFacts
from citycard.policy import services_guarding
from citycard.shared.clock import in_china
from citycard.shared.refusal import Refusal
from citycard.staff import ApprovalFacts, OperatorFacts, Permission, PostingFacts

from .decision.reading import Standing, standing_of
from .decision.rules import TABLE, check_for_somebody
from .pins.refusals import OldCardReportedLost
from .refusals import CardNotCollected, NoApplicationOpen, NoCardYet


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCase:
    """What a desk has on the table: where the person stands with cards and account, and the live mandate."""

    standing: Standing
    mandate: MandateFacts | None
    on: date
    old_card: medical.OldCardFacts | None = None
    waiting: ApprovalFacts | None = None

    @property
    def holder(self) -> PersonFacts:
        """Whose card it is."""
        return self.standing.holder

    @property
    def card(self) -> CardFacts | None:
        """The card in use, or on its way if there is no other."""
        return self.standing.current or self.standing.successor

    @property
    def application(self) -> ApplicationFacts | None:
        """The open application."""
        return self.standing.application

    @property
    def side(self) -> bank.BankSideFacts | None:
        """The bank function of the card."""
        return self.standing.sides.get(self.card.card_number) if self.card else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActChoice:
    """One act of the catalogue: allowed now, or refused with the reason."""

    act: Permission
    refusal: Refusal | None

    @property
    def is_allowed(self) -> bool:
        """True when the desk may begin it now."""
        return self.refusal is None

    @property
    def service_id(self) -> str:
        """The service that guards the act; empty when none does."""
        return next((one.id for one in services_guarding(self.act.value)), "")


Check = Callable[[DeskCase, PostingFacts], None]


def case_on_desk(person_id: int, *, on: date) -> DeskCase:
    """Gather the case in six statements; of the dead also what waits for its second signature."""
    standing = standing_of(person_id, on=on)
    is_dead, act = standing.situation.is_dead, Permission.APPROVE_TAKE_BACK_DEATH
    return DeskCase(
        standing=standing,
        mandate=mandates.live_mandate(person_id=person_id),
        on=on,
        old_card=medical.old_card(person_id),
        waiting=staff.approval_waiting(person_id=person_id, act=act) if is_dead else None,
    )


def decide(*, case: DeskCase, operator: OperatorFacts, posting: PostingFacts | None = None) -> tuple[ActChoice, ...]:
    """Every act for a person that some desk does, in the order of a card's life, each allowed or refused with its reason.

    First who may do it at all (NotPermitted says where it is done), then what the act itself would refuse; an operator of
    several postings acts by the one given. It reads nothing: no statement goes to the database.
    """
    if posting is not None:
        operator = replace(operator, postings=(posting,))
    return tuple(ActChoice(act=act, refusal=_refusal(act, case, operator)) for act in ACTS)


def _refusal(act: Permission, case: DeskCase, operator: OperatorFacts) -> Refusal | None:
    """What the act would be refused for: first the room's own reasons, which are the more exact ones, then the table's."""
    try:
        posting = staff.require(operator, act)
        staff.check_not_own(operator, posting, person_id=case.holder.id)
        if act in CHECKS:
            CHECKS[act](case, posting)
        channel = staff.ROLE_CHANNELS[posting.role]
        if _is_for_old_card(act, case, channel):
            _check_old_card(act, case)
        elif act in TABLE:
            check_for_somebody(act, case.standing.situation, channel=channel)
    except Refusal as refusal:
        return refusal
    return None


def _is_for_old_card(act: Permission, case: DeskCase, channel: Channel) -> bool:
    """S6.1, S7.2, S8.1: PIN and loss of an old medical card, which the table of the new cards does not know; never at the bank."""
    old = case.old_card
    if old is None or not old.is_valid_on(case.on) or case.standing.situation.is_dead:
        return False
    if act is Permission.REPORT_LOSS:
        return not old.loss and channel in (Channel.COMMUNITY, Channel.CARD_HALL)
    if act is Permission.RESET_SOCIAL_PIN:
        return channel is Channel.CARD_HALL
    return act is Permission.TAKE_BACK_LOSS and old.loss and channel is Channel.CARD_HALL


def _check_old_card(act: Permission, case: DeskCase) -> None:
    """S6.1: for its PIN the old card lies on the counter, so one that is reported lost was found: the report is taken back first (S8)."""
    if act is Permission.RESET_SOCIAL_PIN and case.old_card is not None and case.old_card.loss:
        raise OldCardReportedLost


def _may_apply(case: DeskCase, posting: PostingFacts) -> None:
    people.check_alive(person=case.holder, on=case.on)
    under_way = case.standing.cancellation
    cards.check_not_cancelling(state=under_way.state if under_way else None)
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
    application = _application(case)
    made = next((card for card in case.standing.held if card.application_id == application.id), None)
    cards.check_may_change_branch(application=application, card=made)


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
    side = case.standing.sides.get(card.card_number)
    if card.loss != "none":
        raise cards.CardReportedLost.of(at_bank=side is not None and side.is_lost)
    if side is None:
        raise bank.BankSideUnknown
    activated_on = in_china(side.activated_at).date() if side.activated_at else None
    bank.check_activation(side, holder_number=case.holder.social_number, activated_on=activated_on)


def _may_sign(case: DeskCase, _: PostingFacts) -> None:
    people.check_alive(person=case.holder, on=case.on)
    mandates.check_sign(
        category=case.holder.category,
        is_account_active=case.side is not None and case.side.state == "active",
        signed_on=case.mandate.signed_on if case.mandate else None,
        effective_on=case.mandate.effective_on if case.mandate else None,
    )


def _may_take_back_death(case: DeskCase, _: PostingFacts) -> None:
    if case.waiting is not None:
        raise staff.ApprovalWaiting


def _card(case: DeskCase) -> CardFacts:
    """The card that is collected or activated next."""
    if case.standing.newest is None:
        raise NoCardYet
    return case.standing.newest


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
    Permission.PREPARE_TAKE_BACK_DEATH: _may_take_back_death,
}
DESKS = frozenset({Channel.COMMUNITY, Channel.CARD_HALL, Channel.BANK_BRANCH, Channel.AGENCY})
ABOUT_DEATH = frozenset({Permission.PREPARE_TAKE_BACK_DEATH})  # what undoes an end is offered behind it, not first
OF_DESKS = tuple(act for act, line in TABLE.items() if DESKS.intersection(line.at))
ACTS = tuple(dict.fromkeys((*(act for act in CHECKS if act not in ABOUT_DEATH), *OF_DESKS)))
