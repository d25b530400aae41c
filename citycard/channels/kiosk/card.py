"""My card at the machine (查我的社保卡): both functions, masked, and what comes next (S12.1)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from citycard import cards, journeys
from citycard.audit import Channel
from citycard.channels.card_state import bank_side, social_side
from citycard.channels.kiosk.visit import show, visitor_of, visitor_page
from citycard.channels.web_hall.tracker import tracker
from citycard.policy import Comes
from citycard.shared import clock
from citycard.staff import Permission


@require_safe
@visitor_page
def card(request: HttpRequest) -> HttpResponse:
    """Show the card in use, and how far the making of a new one is."""
    person_id, on = visitor_of(request).who.id, clock.today()
    stands = journeys.standing_of(person_id, on=on)
    made = cards.standing(person_id)
    is_making = made.card is not None and made.card.collected_at is None
    context = {
        "card": stands.current,
        "social": social_side(stands.current, on=on),
        "bank": bank_side(stands.current, stands.sides.get(stands.current.card_number) if stands.current else None, on=on),
        "may_report": journeys.may(Permission.REPORT_LOSS, stands.situation, channel=Channel.KIOSK, comes=Comes.HOLDER),
        "steps": tracker(made.steps, card=made.card) if is_making or (made.application and made.application.is_open) else [],
    }
    return show(request, "card", context)
