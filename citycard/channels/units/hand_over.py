"""Hand the cards over in the unit, and record each (发卡登记, S4.1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard import cards
from citycard.channels.desk.told import take_told, tell
from citycard.channels.staffing import key_of, new_key, staff_page
from citycard.channels.typed import row_number
from citycard.shared import clock
from citycard.staff import Permission

from .own import desk_of, own_unit

AT_ONCE = 200  # ticks that one form carries; the rest comes with the next


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.HAND_OVER_IN_UNIT)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Tick who has the card in hand; the record says that the unit handed it over, when and by whom (A2)."""
    unit = own_unit(request, Permission.HAND_OVER_IN_UNIT)
    ticked = [number for text in request.POST.getlist("card") if (number := row_number(text)) is not None]
    if request.method == "POST" and ticked:
        key = key_of(request)
        receipt = cards.hand_over_in_unit(by=desk_of(request).actor(), key=key, at=clock.now(), unit_id=unit.id, card_ids=ticked)
        tell(request, _("已登记 %(n)s 张卡发到本人手里") % {"n": receipt.card_count}, number=receipt.number, receipt=receipt)
        return redirect("units:hand_over")
    lines = cards.unit_cards_in_hand(unit.id, limit=AT_ONCE + 1)
    context = {
        "lines": lines[:AT_ONCE],
        "has_more": len(lines) > AT_ONCE,
        "nothing_ticked": request.method == "POST",
        "key": new_key(),
        "told": take_told(request),
    }
    return render(request, "units/hand_over.html", context, status=400 if request.method == "POST" else 200)


@never_cache
@require_safe
@staff_page(Permission.HAND_OVER_IN_UNIT)
def sign_list(request: HttpRequest) -> HttpResponse:
    """Show the list that people sign when they take their cards, for printing."""
    unit = own_unit(request, Permission.HAND_OVER_IN_UNIT)
    crumbs = [(_("发卡登记"), reverse("units:hand_over")), (_("签收表"), "")]
    context = {"unit": unit, "lines": cards.unit_cards_in_hand(unit.id), "today": clock.today(), "crumbs": crumbs}
    return render(request, "units/sign_list.html", context)
