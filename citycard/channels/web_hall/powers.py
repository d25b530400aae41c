"""Who acts for me (谁能替我办): the powers that the holder gave, to be seen and taken back online (S13.1)."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from citycard import journeys, people
from citycard.channels.staffing import key_of, new_key
from citycard.shared import clock

from .holding import HolderRequest, holder_page
from .my_card import DONE
from .serving import living, represented


@never_cache
@require_safe
@holder_page
def powers(request: HttpRequest) -> HttpResponse:
    """Show who may act for the holder, and for whom the holder may act. Refuses HolderDead."""
    holder, on = cast(HolderRequest, request).holder, clock.today()
    living(holder, on=on)
    rows = [
        {"power": one, "ends_on": one.ended_on(on) or one.span.end, "is_over": one.ended_on(on) is not None,
         "is_in_force": one.is_in_force_on(on), "key": new_key()}
        for one in people.powers_of(holder.person_id)
    ]  # fmt: skip
    context = {
        "rows": rows,
        "represents": represented(holder, on=on),
        "held": people.represented_by(holder.person_id, on=on),
        "done": request.session.pop(DONE, None),
        "key": new_key(),
    }
    return render(request, "web_hall/powers.html", context)


@require_POST
@holder_page
def end(request: HttpRequest, power_id: int) -> HttpResponse:
    """Take a power back, or give one up. Refuses HolderDead, PowerUnknown."""
    holder = cast(HolderRequest, request).holder
    living(holder, on=clock.today())
    receipt = journeys.end_power(by=holder.actor(), key=key_of(request), at=clock.now(), power_id=power_id)
    request.session[DONE] = {"title": _("委托已撤销，今天起不能再办"), "number": receipt.number, "replayed": receipt.replayed}
    return redirect("web_hall:powers")
