"""The old card of a change, handed in after the application (收旧卡, S9): at the community and the card hall."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import journeys
from citycard.channels.desk.forms import put_on
from citycard.channels.desk.pin_sheet import PinSheet, sheet_context, sheet_of
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.told import tell
from citycard.channels.staffing import key_of, staff_page
from citycard.shared import clock
from citycard.staff import Permission

SERVICE, HAND_IN = "card-replace", "hand-in"


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.HAND_IN_CARD)
def hand_in(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take the old card in; what may not be handed in is told before any paper is asked for."""
    title = _("收换卡的旧卡")
    who, purpose = open_file(request, person_id, what="hand_in_card", act=title)
    if request.method == "GET":
        desk = desk_of(request)
        stands = journeys.standing_of(person_id, on=clock.today())
        journeys.check_for_somebody(Permission.HAND_IN_CARD, stands.situation, channel=desk.channel)
        journeys.check_place(who, by=desk.actor())
    sheet = sheet_of(request, who, service=SERVICE)
    if request.method == "POST" and sheet.is_complete and _take(request, sheet, purpose.text):
        return redirect("desk:person", person_id)
    context = sheet_context(request, sheet, title=title, label=_("谁来办")) | {"purpose": shown_purpose(who.id, purpose)}
    context |= {"button": _("确认收回，旧卡作废"), "effects": HAND_IN}
    return render(request, "desk/pin_sheet.html", context, status=200 if request.method == "GET" else 400)


def _take(request: HttpRequest, sheet: PinSheet, purpose: str) -> bool:
    """Do it; another card's number goes back onto the form."""
    try:
        receipt = journeys.hand_in_card(
            by=desk_of(request).actor(documents=sheet.shown(), purpose=purpose),
            key=key_of(request),
            at=clock.now(),
            person_id=sheet.who.id,
            comes=sheet.comes,
            card_number_shown=sheet.card_number,
        )
    except journeys.CardNumberDiffers as refusal:
        put_on(sheet.form, refusal)
        return False
    tell(request, _("旧卡已收回作废，已发短信"), number=receipt.number, receipt=receipt)
    return True
