"""Report the loss at the machine (挂失): one question, one button, effective at once (S7.2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from citycard import journeys
from citycard.audit import Channel
from citycard.channels.kiosk.visit import KEPT, show, visitor_of, visitor_page
from citycard.channels.staffing import key_of, new_key
from citycard.policy import Comes
from citycard.shared import clock
from citycard.staff import Permission


@require_http_methods(["GET", "POST"])
@visitor_page
def loss(request: HttpRequest) -> HttpResponse:
    """Ask once more, then report. Refuses what the decision table refuses."""
    visitor, at = visitor_of(request), clock.now()
    if request.method == "POST":
        receipt = journeys.report_loss(by=visitor.actor(), key=key_of(request), at=at, person_id=visitor.who.id)
        request.session[KEPT] = request.session[KEPT] | {"loss": receipt.number, "already": receipt.already}
        return redirect("kiosk:loss_done")
    stands = journeys.standing_of(visitor.who.id, on=at.date())
    journeys.check(Permission.REPORT_LOSS, stands.situation, channel=Channel.KIOSK, comes=Comes.HOLDER)
    return show(request, "loss", {"held": stands.in_hand, "key": new_key()})


@require_http_methods(["GET"])
@visitor_page
def loss_done(request: HttpRequest) -> HttpResponse:
    """What is now, since when, and what is still to be done at the bank."""
    kept = request.session[KEPT]
    stands = journeys.standing_of(visitor_of(request).who.id, on=clock.today())
    bank_to_do = any(side.state == "active" and not side.is_lost for side in stands.sides.values())
    context = {"number": kept.get("loss"), "already": kept.get("already"), "bank_to_do": bank_to_do, "now": clock.now()}
    return show(request, "loss_done", context) if "loss" in kept else redirect("kiosk:loss")
