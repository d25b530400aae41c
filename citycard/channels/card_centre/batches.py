"""Production batches: make, look, close, roll back; the lines that failed."""

from typing import cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from citycard import cards
from citycard.channels.staffing import StaffRequest, key_of, new_key, staff_page
from citycard.channels.typed import row_number
from citycard.policy import city, integer_of
from citycard.shared import clock
from citycard.staff import Permission

from .steps import steps_of, what_next

PAGE = 15
MOVES = {"stock": cards.stock_batch, "close": cards.close_batch, "roll-back": cards.roll_back_batch}


class MakeForm(forms.Form):
    """How many accepted applications go into the next batch."""

    key = forms.CharField(widget=forms.HiddenInput)
    limit = forms.IntegerField(label=gettext_lazy("最多放多少张卡"), min_value=1)


@require_safe
@staff_page(Permission.MAKE_BATCH)
def listing(request: HttpRequest) -> HttpResponse:
    """List the batches, newest first, with the form for the next one."""
    limit = integer_of("cards.batch_limit", on=clock.today())
    accepted = cards.waiting_counts()["accepted"]
    form = MakeForm(initial={"key": new_key(), "limit": min(limit, accepted) or limit})
    return _list(request, form, accepted)


@require_POST
@staff_page(Permission.MAKE_BATCH)
def make(request: HttpRequest) -> HttpResponse:
    """Make the next batch: one bank, one factory, a card number for every card (S1.3)."""
    form = MakeForm(request.POST)
    if not form.is_valid():
        return _list(request, form, cards.waiting_counts()["accepted"], status=400)
    desk, pack, data = cast(StaffRequest, request).desk, city(), form.cleaned_data
    receipt = cards.make_batch(
        by=desk.actor(),
        key=data["key"],
        at=clock.now(),
        bank=pack.bank_code,
        factory=pack.factory_code,
        limit=data["limit"],
    )
    messages.success(
        request,
        _("批次 %(number)s 已建，%(count)s 张卡都有了卡号。") % {"number": receipt.number, "count": f"{receipt.card_count:,}"},
    )
    return redirect("card_centre:batch", receipt.batch_id)


@require_safe
@staff_page(Permission.MAKE_BATCH)
def one(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show a batch: where it stands, what is next, its files, its failed lines."""
    batch = cards.batch(batch_id)
    files = cards.files_of(batch_id)
    context = {
        "batch": batch,
        "state_label": cards.BATCH.label(batch.state),
        "steps": steps_of(batch, files),
        "next": what_next(batch),
        "files": files,
        "failed": cards.failed_lines(batch_id=batch_id),
        "key": new_key(),
    }
    return render(request, "card_centre/batch.html", context)


@require_POST
@staff_page(Permission.STOCK_CARDS)
def move(request: HttpRequest, batch_id: int, step: str) -> HttpResponse:
    """Take a batch one step on: into the store, closed, or rolled back."""
    if step not in MOVES:
        raise Http404
    desk = cast(StaffRequest, request).desk
    receipt = MOVES[step](by=desk.actor(), key=key_of(request), at=clock.now(), batch_id=batch_id)
    number = cards.batch(batch_id).number
    messages.success(request, _("批次 %(number)s：%(state)s。") % {"number": number, "state": cards.BATCH.label(receipt.state)})
    return redirect("card_centre:batch", batch_id)


@require_safe
@staff_page(Permission.MAKE_BATCH)
def failed(request: HttpRequest) -> HttpResponse:
    """List the cards that were lost in making, with the reason and what became of the application."""
    return render(request, "card_centre/failed.html", {"failed": cards.failed_lines()})


def _labelled(found: tuple[cards.BatchFacts, ...]) -> list[tuple[cards.BatchFacts, str]]:
    return [(one, cards.BATCH.label(one.state)) for one in found]


def _list(request: HttpRequest, form: MakeForm, accepted: int, status: int = 200) -> HttpResponse:
    done = cards.batches(is_open=False, before_id=row_number(request.GET.get("before")), limit=PAGE)
    context = {
        "open": _labelled(cards.batches(is_open=True)),
        "done": _labelled(done),
        "more": done[-1].id if len(done) == PAGE else None,
        "form": form,
        "accepted": accepted,
    }
    return render(request, "card_centre/batches.html", context, status=status)
