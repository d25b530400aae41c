"""Report the loss at the machine (挂失): one question, one button, effective at once (S7.2)."""

from datetime import datetime

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
        told = {"loss": receipt.number, "already": receipt.already, "since": receipt.since.isoformat()}
        request.session[KEPT] = request.session[KEPT] | told
        return redirect("kiosk:loss_done")
    stands = journeys.standing_of(visitor.who.id, on=at.date())
    journeys.check(Permission.REPORT_LOSS, stands.situation, channel=Channel.KIOSK, comes=Comes.HOLDER)
    return show(request, "loss", {"held": stands.in_hand, "key": new_key()})


@require_http_methods(["GET"])
@visitor_page
def loss_done(request: HttpRequest) -> HttpResponse:
    """What is now, since when, and what is still to be done at the bank."""
    kept = request.session[KEPT]
    if "loss" not in kept:
        return redirect("kiosk:loss")
    stands = journeys.standing_of(visitor_of(request).who.id, on=clock.today())
    context = {
        "number": kept["loss"],
        "already": kept["already"],
        "since": datetime.fromisoformat(kept["since"]),
        "bank_to_do": stands.bank_to_do,
    }
    return show(request, "loss_done", context)
