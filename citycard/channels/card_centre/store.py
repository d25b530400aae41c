"""The store: what waits in it, and sending it to halls and branches."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from citycard import cards
from citycard.channels.staffing import StaffRequest, key_of, new_key, staff_page
from citycard.channels.typed import row_number
from citycard.shared import clock
from citycard.staff import Permission

PAGE = 15


@require_safe
@staff_page(Permission.DISPATCH_CARDS)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the stocked cards by office and batch, the shipments on their way, and those that arrived, newest first."""
    on_way = cards.shipments(is_open=True, before_id=row_number(request.GET.get("way")), limit=PAGE)
    arrived = cards.shipments(is_open=False, before_id=row_number(request.GET.get("arrived")), limit=PAGE)
    context = {
        "lines": cards.stock(),
        "on_way": on_way,
        "more_on_way": on_way[-1].id if len(on_way) == PAGE else None,
        "arrived": arrived,
        "more_arrived": arrived[-1].id if len(arrived) == PAGE else None,
        "key": new_key(),
    }
    return render(request, "card_centre/store.html", context)


@require_POST
@staff_page(Permission.DISPATCH_CARDS)
def send(request: HttpRequest) -> HttpResponse:
    """Send the cards of one office, of a batch or all of them."""
    desk = cast(StaffRequest, request).desk
    receipt = cards.dispatch(
        by=desk.actor(),
        key=key_of(request),
        at=clock.now(),
        office_id=row_number(request.POST.get("office")) or 0,
        batch_id=row_number(request.POST.get("batch")),
    )
    said = _("分拨单 %(number)s：%(count)s 张卡已寄出。") % {"number": receipt.number, "count": f"{receipt.card_count:,}"}
    messages.success(request, said)
    return redirect("card_centre:shipment", receipt.shipment_id)


@require_safe
@staff_page(Permission.DISPATCH_CARDS)
def shipment_page(request: HttpRequest, shipment_id: int) -> HttpResponse:
    """Show a shipment with its cards by box and slot, to be printed and to travel with them."""
    context = {"shipment": cards.shipment(shipment_id), "cards": cards.cards_of_shipment(shipment_id)}
    return render(request, "card_centre/shipment.html", context)
