"""Cards that arrive at a hall or branch (到货签收): taken in, and their holders and units told (S4)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from citycard import cards, journeys
from citycard.channels.desk.purpose import desk_of
from citycard.channels.desk.told import take_told, tell
from citycard.channels.staffing import key_of, new_key, staff_page
from citycard.shared import clock
from citycard.staff import Permission

RECENT = 20


@never_cache
@require_safe
@staff_page(Permission.RECEIVE_SHIPMENT)
def shipments(request: HttpRequest) -> HttpResponse:
    """List what is on its way to this office, and what came lately."""
    office_id = desk_of(request).posting.office_id
    on_way = cards.shipments(office_id=office_id, is_open=True)
    context = {
        "on_way": [{"shipment": one, "key": new_key()} for one in on_way],
        "received": cards.shipments(office_id=office_id, is_open=False, limit=RECENT),
        "told": take_told(request),
        "place": desk_of(request).place,
    }
    return render(request, "desk/shipments.html", context)


@require_POST
@staff_page(Permission.RECEIVE_SHIPMENT)
def receive(request: HttpRequest, shipment_id: int) -> HttpResponse:
    """Take a shipment in and announce the pickup; another office's shipment is refused."""
    by = desk_of(request).actor(purpose=gettext_noop("到货签收"))
    receipt = journeys.announce_pickup(by=by, key=key_of(request), at=clock.now(), shipment_id=shipment_id)
    counts = {"cards": receipt.card_count, "notices": receipt.notice_count}
    title = _("已签收 %(cards)s 张卡，%(notices)s 条取卡通知已交给短信") % counts
    tell(request, title, number=receipt.number, receipt=receipt)
    return redirect("desk:shipments")
