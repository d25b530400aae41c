"""The store and the road (库存、分拨、签收): where finished cards lie, dispatch, receive and announce (S3, S4)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from citycard import cards, journeys
from citycard.shared import clock
from citycard.staff import Permission, require

from .answers import told
from .group import Group
from .kinds import Id, In, Limit, Listed
from .who import actor_of, desk_of, key_of

P = Permission
group = Group(_("库存和分拨"))


class DispatchIn(In):
    """The stocked cards for one office: of a batch, or all there are."""

    office_id: Id
    batch_id: Id | None = None


@group.look("/stock", title=_("库存"), gives=Listed[cards.StockLine], may=(P.STOCK_CARDS, P.DISPATCH_CARDS))
def stock(request: HttpRequest, office_id: Id | None = None) -> HttpResponse:
    """How many stocked cards wait for which office, by batch."""
    return told(Listed[cards.StockLine](items=cards.stock(office_id=office_id)))


@group.act("POST", "/shipments", title=_("分拨"), gives=cards.ShipmentReceipt, status=201, may=(P.DISPATCH_CARDS,))
def dispatch(request: HttpRequest, body: DispatchIn) -> HttpResponse:
    """Send the cards for one office on their way. Refuses OfficeUnknown, NothingToDispatch."""
    receipt = cards.dispatch(
        by=actor_of(request), key=key_of(request), at=clock.now(), office_id=body.office_id, batch_id=body.batch_id
    )
    return told(receipt, status=201)


@group.look("/shipments", title=_("分拨单"), gives=Listed[cards.ShipmentFacts], may=(P.DISPATCH_CARDS, P.RECEIVE_SHIPMENT))
def shipments(request: HttpRequest, is_open: bool | None = None, limit: Limit = 50) -> HttpResponse:
    """Shipments, newest first: all of them at the card centre, one's own at a hall or branch."""
    return told(Listed[cards.ShipmentFacts](items=cards.shipments(office_id=_own_office(request), is_open=is_open, limit=limit)))


@group.look(
    "/shipments/{int:shipment_id}", title=_("一张分拨单"), gives=cards.ShipmentFacts, may=(P.DISPATCH_CARDS, P.RECEIVE_SHIPMENT)
)
def shipment(request: HttpRequest, shipment_id: Id) -> HttpResponse:
    """One shipment. Refuses ShipmentUnknown, NotYourOffice."""
    return told(_own(request, shipment_id))


@group.look(
    "/shipments/{int:shipment_id}/cards",
    title=_("分拨单里的卡"),
    gives=Listed[cards.CardLine],
    may=(P.DISPATCH_CARDS, P.RECEIVE_SHIPMENT),
)
def cards_of(request: HttpRequest, shipment_id: Id) -> HttpResponse:
    """The cards of a shipment that nobody has collected yet, by box and slot; numbers are masked."""
    _own(request, shipment_id)
    return told(Listed[cards.CardLine](items=cards.cards_of_shipment(shipment_id)))


@group.act(
    "POST", "/shipments/{int:shipment_id}/receive", title=_("到货签收"), gives=journeys.PickupReceipt, may=(P.RECEIVE_SHIPMENT,)
)
def receive(request: HttpRequest, shipment_id: Id) -> HttpResponse:
    """Take a shipment in at one's own office; holders and units are told in the same act (S4.1, S4.2).

    Refuses ShipmentUnknown, ShipmentOfOtherOffice, ShipmentReceived.
    """
    receipt = journeys.announce_pickup(by=actor_of(request), key=key_of(request), at=clock.now(), shipment_id=shipment_id)
    return told(receipt)


def _own_office(request: HttpRequest) -> int | None:
    desk = desk_of(request)
    return None if desk.may(P.DISPATCH_CARDS) else desk.posting.office_id


def _own(request: HttpRequest, shipment_id: int) -> cards.ShipmentFacts:
    found = cards.shipment(shipment_id)
    if _own_office(request) is not None:
        require(desk_of(request).operator, P.RECEIVE_SHIPMENT, office_id=found.office_id)
    return found
