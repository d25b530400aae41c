"""The old card of a change, handed in after the application (收旧卡, S9): at the community and the card hall."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import journeys
from citycard.channels.desk.pin_sheet import Counter, PinSheet, done_with_card, sheet_page
from citycard.channels.desk.purpose import desk_of
from citycard.channels.desk.told import tell
from citycard.channels.staffing import staff_page
from citycard.people import PersonFacts
from citycard.shared import clock
from citycard.staff import Permission

SERVICE, HAND_IN = "card-replace", "hand-in"


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.HAND_IN_CARD)
def hand_in(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take the old card in; what may not be handed in is told before any paper is asked for."""
    act = Counter(
        what="hand_in_card",
        title=_("收换卡的旧卡"),
        service=SERVICE,
        effects=HAND_IN,
        button=_("确认收回，旧卡作废"),
        do=_take,
        check=_check,
        known_only=True,
    )
    return sheet_page(request, person_id, act)


def _check(request: HttpRequest, who: PersonFacts) -> None:
    """S9, S9.1: a change is under way, and this is a place for this person. Refuses what the table and `check_place` refuse."""
    desk = desk_of(request)
    stands = journeys.standing_of(who.id, on=clock.today())
    journeys.check_for_somebody(Permission.HAND_IN_CARD, stands.situation, channel=desk.channel)
    journeys.check_place(who, by=desk.actor())


def _take(request: HttpRequest, sheet: PinSheet, purpose: str) -> bool:
    """Do it; another card's number goes back onto the form."""
    receipt = done_with_card(request, sheet, purpose, journeys.hand_in_card)
    if receipt is None:
        return False
    tell(request, _("旧卡已收回作废，已发短信"), number=receipt.number, receipt=receipt)
    return True
