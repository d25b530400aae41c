"""Temporary cards (临时卡): the hall's stock, lending, taking back, loss and cost; use at a hospital (S10)."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from citycard import cards, journeys
from citycard.journeys import TemporaryCardReceipt, TemporaryUse, TemporaryUseReceipt
from citycard.shared import clock
from citycard.staff import Permission

from .answers import told
from .group import Group
from .kinds import PLAIN, Count, Id, In, Name
from .visits import AtCounterIn, ComerIn, at_counter, without_papers
from .who import actor_of, desk_of, key_of

P = Permission
group = Group(_("临时卡"))
TemporaryNumber = Annotated[str, Field(min_length=1, max_length=20, pattern=PLAIN, examples=["LS000001"])]


class StockIn(In):
    """A range of numbers as printed on the cards."""

    first: TemporaryNumber
    last: TemporaryNumber


class LendIn(AtCounterIn):
    """Which card, for the stay at which hospital, on which papers (a valid ID and the proof of admission).

    `identity` is asked of a guardian: the ID that was read, which the register must know.
    """

    temporary_number: TemporaryNumber
    hospital: Name


class SettleIn(ComerIn):
    """The amount paid, in fen; it must be what is due."""

    paid_fen: Count


class UseIn(In):
    """The number read from the card, and what it is presented for."""

    temporary_number: TemporaryNumber
    use: Annotated[TemporaryUse, Field(strict=False)]


@group.look("/temporary-cards", title=_("本厅的临时卡"), gives=cards.TemporaryStock, may=(P.STOCK_TEMPORARY_CARDS,))
def in_hall(request: HttpRequest) -> HttpResponse:
    """How many lie in stock, the next number, and who has one; numbers of people are masked."""
    return told(cards.temporary_stock(_office(request)))


@group.act(
    "POST", "/temporary-cards", title=_("临时卡入库"), gives=cards.TemporaryStockReceipt, status=201,
    may=(P.STOCK_TEMPORARY_CARDS,),
)  # fmt: skip
def stock(request: HttpRequest, body: StockIn) -> HttpResponse:
    """Take a range into the hall's books, whole or not at all. Refuses what `cards.stock_temporary_cards` refuses."""
    receipt = cards.stock_temporary_cards(
        by=actor_of(request),
        key=key_of(request),
        at=clock.now(),
        office_id=_office(request),
        first=body.first,
        last=body.last,
    )
    return told(receipt, status=201)


@group.act(
    "POST", "/people/{int:person_id}/temporary-card", title=_("领用临时卡"), gives=TemporaryCardReceipt, status=201,
    may=(P.ISSUE_TEMPORARY_CARD,),
)  # fmt: skip
def lend(request: HttpRequest, person_id: Id, body: LendIn) -> HttpResponse:
    """Lend a temporary card to a person in hospital whose replacement is under way (S10.1)."""
    act = at_counter(request, person_id, body, P.ISSUE_TEMPORARY_CARD)
    receipt = journeys.issue_temporary_card(**act, temporary_number=body.temporary_number, hospital=body.hospital)
    return told(receipt, status=201)


@group.act(
    "POST", "/people/{int:person_id}/temporary-card/return", title=_("交还临时卡"), gives=TemporaryCardReceipt,
    may=(P.RETURN_TEMPORARY_CARD,),
)  # fmt: skip
def hand_back(request: HttpRequest, person_id: Id, body: ComerIn) -> HttpResponse:
    """Take the temporary card back into this hall's stock (S10.3)."""
    return told(journeys.return_temporary_card(**without_papers(request, person_id, body, P.RETURN_TEMPORARY_CARD)))


@group.act(
    "POST", "/people/{int:person_id}/temporary-card/lost", title=_("临时卡遗失或损坏"), gives=TemporaryCardReceipt,
    may=(P.REPORT_TEMPORARY_CARD_LOST,),
)  # fmt: skip
def lost(request: HttpRequest, person_id: Id, body: ComerIn) -> HttpResponse:
    """Record that it is lost or damaged; `fee_fen` is null while no cost is set (S10.4)."""
    return told(journeys.report_temporary_card_lost(**without_papers(request, person_id, body, P.REPORT_TEMPORARY_CARD_LOST)))


@group.act(
    "POST", "/people/{int:person_id}/temporary-card/settle", title=_("结清临时卡工本费"), gives=TemporaryCardReceipt,
    may=(P.SETTLE_TEMPORARY_FEE,),
)  # fmt: skip
def settle(request: HttpRequest, person_id: Id, body: SettleIn) -> HttpResponse:
    """Take the cost of a lost one; then the new card can be collected (S10.3, S10.4)."""
    act = without_papers(request, person_id, body, P.SETTLE_TEMPORARY_FEE)
    return told(journeys.settle_temporary_fee(**act, paid_fen=body.paid_fen))


@group.act("POST", "/temporary-cards/use", title=_("使用临时卡"), gives=TemporaryUseReceipt, may=(P.USE_TEMPORARY_CARD,))
def use(request: HttpRequest, body: UseIn) -> HttpResponse:
    """Use a temporary card at a hospital, for stay or settlement only; a pharmacy is refused (S10.2)."""
    receipt = journeys.use_temporary_card(
        by=actor_of(request), key=key_of(request), at=clock.now(), temporary_number=body.temporary_number, use=body.use
    )
    return told(receipt)


def _office(request: HttpRequest) -> int:
    return desk_of(request).posting.office_id or 0
