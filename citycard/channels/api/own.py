"""The holder's own card (我的卡): where it stands and what to do, also for those one acts for; another branch, taken back (S4.4, S13)."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from citycard import cards
from citycard.channels.web_hall.card_page import CardPage
from citycard.channels.web_hall.my_card import open_page
from citycard.channels.web_hall.next_steps import next_steps
from citycard.channels.web_hall.refusals import NoOwnApplication
from citycard.channels.web_hall.serving import represented, served
from citycard.channels.web_hall.stages import stage_of
from citycard.policy import Comes
from citycard.shared import clock

from .answers import told
from .applications import BranchIn, WithdrawIn
from .group import Group
from .kinds import Id, Listed, Out
from .shapes import ActLineOut, ApplicationOut, BankSideOut, CardOut, PersonOut, StepOut, card_out
from .who import TERMINAL, holder_of, key_of

group = Group(_("我的卡"))


class TaskOut(Out):
    """One thing to do next (您要做的)."""

    title: str
    text: str
    rules: tuple[str, ...]
    href: str


class MyCardOut(Out):
    """One's own card, or a ward's; money in fen."""

    person: PersonOut
    stage: str
    bank_to_do: bool
    card: CardOut | None
    bank_side: BankSideOut | None
    application: ApplicationOut | None
    failed_because: str
    steps: tuple[StepOut, ...]
    pickup_office_id: int | None
    to_do: tuple[TaskOut, ...]
    old_card_fen: int | None
    old_card_last_valid_on: date | None
    medical_account_fen: int | None
    pension_bank: str | None
    mandate_effective_on: date | None


class RepresentedOut(Out):
    """Somebody for whom the holder may act (替家人办): as the guardian, or by a power."""

    person: PersonOut
    comes: Comes
    relation: str


@group.look("/my-card", title=_("我的卡"), gives=MyCardOut, is_own=True)
def my_card(request: HttpRequest) -> HttpResponse:
    """The holder's card: both functions, progress, what to do next."""
    return told(_drawn(open_page(holder_of(request), None)))


@group.look("/my-card/timeline", title=_("我的办理经过"), gives=Listed[ActLineOut], is_own=True)
def timeline(request: HttpRequest) -> HttpResponse:
    """What was done for the holder, and who looked at the data (A2, S12)."""
    page = open_page(holder_of(request), None)
    return told(Listed[ActLineOut](items=tuple(ActLineOut.of(line) for line in page.lines)))


@group.look("/my-card/represented", title=_("我替谁办"), gives=Listed[RepresentedOut], is_own=True)
def represented_people(request: HttpRequest) -> HttpResponse:
    """For whom the holder may act today: wards, and those who gave a power (S13)."""
    on = clock.today()
    found = represented(holder_of(request), on=on)
    items = tuple(RepresentedOut(person=PersonOut.of(one.person, on), comes=one.comes, relation=one.relation) for one in found)
    return told(Listed[RepresentedOut](items=items))


@group.look("/my-card/represented/{int:for_id}", title=_("我替他办的人的卡"), gives=MyCardOut, is_own=True)
def represented_card(request: HttpRequest, for_id: Id) -> HttpResponse:
    """Such a person's card; the look is in the record (S12). Refuses NoPower, PowerEnded, PowerNotYet, GuardianshipEnded."""
    return told(_drawn(open_page(holder_of(request), for_id)))


@group.act("POST", "/my-card/pickup-office", title=_("改我的领卡网点"), gives=cards.ApplicationReceipt, is_own=True)
def change_branch(request: HttpRequest, body: BranchIn, for_id: Id | None = None) -> HttpResponse:
    """Collect at another branch, until the card is dispatched. Refuses what `served` and the verb refuse, NoOwnApplication."""
    holder = holder_of(request)
    receipt = cards.change_pickup_office(
        by=holder.actor(purpose=_purpose(request, for_id)),
        key=key_of(request),
        at=clock.now(),
        application_id=_application_id(request, for_id),
        office_id=body.office_id,
        version=body.version,
    )
    return told(receipt)


@group.act("POST", "/my-card/withdraw", title=_("撤回我的申请"), gives=cards.ApplicationReceipt, is_own=True)
def withdraw(request: HttpRequest, body: WithdrawIn, for_id: Id | None = None) -> HttpResponse:
    """Take one's own application back until its batch is exported. Refuses what `served` and the verb refuse, NoOwnApplication."""
    receipt = cards.withdraw_application(
        by=holder_of(request).actor(purpose=_purpose(request, for_id)),
        key=key_of(request),
        at=clock.now(),
        application_id=_application_id(request, for_id),
        version=body.version,
    )
    return told(receipt)


def _application_id(request: HttpRequest, for_id: int | None) -> int:
    """The newest application that the person handed in; a repeat of a withdrawal means the closed one (A3)."""
    person_id = served(holder_of(request), for_id, on=clock.today()).person.id
    own = [one for one in cards.applications_of(person_id) if one.source is cards.Source.INDIVIDUAL]
    if not own:
        raise NoOwnApplication
    return own[0].id


def _purpose(request: HttpRequest, for_id: int | None) -> str:
    return served(holder_of(request), for_id, on=clock.today()).purpose or TERMINAL


def _drawn(page: CardPage) -> MyCardOut:
    stage = stage_of(card=page.coming, application=page.application, on=page.on, is_closing=page.is_closing)
    return MyCardOut(
        person=PersonOut.of(page.person, page.on),
        stage=str(stage),
        bank_to_do=page.bank_to_do,
        card=card_out(page.card),
        bank_side=BankSideOut.of(page.bank_side, with_balance=False) if page.bank_side else None,
        application=ApplicationOut.of(page.application) if page.application else None,
        failed_because=page.failed_because,
        steps=tuple(StepOut.of(step) for step in page.steps),
        pickup_office_id=page.pickup.id if page.pickup else None,
        to_do=tuple(TaskOut.model_validate(task) for task in next_steps(page, stage)),
        old_card_fen=page.old_card.balance_fen if page.old_card else None,
        old_card_last_valid_on=page.old_card.last_valid_on if page.old_card else None,
        medical_account_fen=page.medical_account.balance_fen if page.medical_account else None,
        pension_bank=page.pension.bank if page.pension else None,
        mandate_effective_on=page.mandate.effective_on if page.mandate else None,
    )
