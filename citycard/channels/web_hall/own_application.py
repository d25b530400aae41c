"""The holder's own application: another branch, or taken back, while there is time (S3)."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import cards, people
from citycard.channels.refusals import onto_form
from citycard.channels.staffing import new_key
from citycard.shared import clock

from .forms import BranchForm, WithdrawForm
from .holding import HolderRequest, holder_page
from .my_card import DONE, way_of
from .refusals import NoOwnApplication
from .serving import served


@never_cache
@require_http_methods(["GET", "POST"])
@holder_page
def change_branch(request: HttpRequest, for_id: int | None = None) -> HttpResponse:
    """Ask for another branch, and change it until the card is dispatched. Refuses what `served` refuses, and what the verb refuses."""
    open_one = _application(cast(HolderRequest, request), for_id)
    form = BranchForm(request.POST or None, offices=people.offices(kind="bank_branch"), initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            receipt = cards.change_pickup_office(
                by=cast(HolderRequest, request).holder.actor(purpose=_purpose(request, for_id)),
                key=data["key"],
                at=clock.now(),
                application_id=open_one.id,
                office_id=data["office"],
            )
        except (cards.NothingToChange, cards.PickupOfficeNotSuitable) as refusal:
            onto_form(form, refusal.at_field("office"))
        else:
            return _done(request, for_id, title=_("领卡网点改好了"), receipt=receipt)
    now_at = people.office(open_one.pickup_office_id)
    context = {"form": form, "application": open_one, "now_at": now_at, "way": way_of(for_id), "back": way_of(for_id)}
    return render(request, "web_hall/branch.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@holder_page
def withdraw(request: HttpRequest, for_id: int | None = None) -> HttpResponse:
    """Take the application back until its batch is sent out. Refuses what `served` refuses, and what the verb refuses."""
    is_again = request.method == "POST" and bool(request.POST.get("application", "").isdecimal())
    open_one = _application(cast(HolderRequest, request), for_id, wanted=int(request.POST["application"]) if is_again else None)
    form = WithdrawForm(request.POST or None, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        receipt = cards.withdraw_application(
            by=cast(HolderRequest, request).holder.actor(purpose=_purpose(request, for_id)),
            key=form.cleaned_data["key"],
            at=clock.now(),
            application_id=open_one.id,
        )
        return _done(request, for_id, title=_("申请已撤回"), receipt=receipt)
    context = {"form": form, "application": open_one, "back": way_of(for_id)}
    return render(request, "web_hall/withdraw.html", context, status=400 if form.errors else 200)


def _application(request: HolderRequest, for_id: int | None, *, wanted: int | None = None) -> cards.ApplicationFacts:
    """The person's newest own application; a form sent twice means the one it was shown for.

    Refuses what `served` refuses, NoOwnApplication.
    """
    whose = served(request.holder, for_id, on=clock.today())
    for one in cards.applications_of(whose.person.id):
        is_it = one.id == wanted if wanted is not None else one.is_open
        if is_it and one.source is cards.Source.INDIVIDUAL:
            return one
    raise NoOwnApplication


def _purpose(request: HttpRequest, for_id: int | None) -> str:
    return served(cast(HolderRequest, request).holder, for_id, on=clock.today()).purpose


def _done(request: HttpRequest, for_id: int | None, *, title: str, receipt: cards.ApplicationReceipt) -> HttpResponse:
    request.session[DONE] = {"title": title, "number": receipt.number, "replayed": receipt.replayed}
    return redirect(way_of(for_id))
