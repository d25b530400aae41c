"""The hall's temporary cards (临时卡库存): taken in by number range, and who has one (S10)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import cards
from citycard.channels.desk.forms import put_on
from citycard.channels.desk.purpose import desk_of
from citycard.channels.desk.told import take_told, tell
from citycard.channels.staffing import key_of, staff_page
from citycard.shared import clock
from citycard.shared.money import Fen, yuan
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

NUMBER = {"autocomplete": "off", "class": "cc-id", "spellcheck": "false"}


class RangeForm(forms.Form):
    """The first and the last number of a range."""

    first = forms.CharField(
        label=gettext_lazy("起号"), max_length=20, help_text=gettext_lazy("照卡面，例如 LS000001"),
        widget=forms.TextInput(attrs=NUMBER),
    )  # fmt: skip
    last = forms.CharField(
        label=gettext_lazy("止号"), max_length=20, help_text=gettext_lazy("和起号一样长；一张的，起止相同"),
        widget=forms.TextInput(attrs=NUMBER),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.STOCK_TEMPORARY_CARDS)
def stock(request: HttpRequest) -> HttpResponse:
    """Show the stock and the cards that are out; take a range in."""
    office_id = desk_of(request).posting.office_id or 0
    form = RangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = cards.stock_temporary_cards(
                by=desk_of(request).actor(),
                key=key_of(request),
                at=clock.now(),
                office_id=office_id,
                first=form.cleaned_data["first"],
                last=form.cleaned_data["last"],
            )
        except Refusal as refusal:
            if not refusal.field:
                raise
            put_on(form, refusal)
        else:
            tell(request, _("%(count)s 张临时卡已入库") % {"count": receipt.card_count}, number=receipt.number, receipt=receipt)
            return redirect("desk:temporary_stock")
    held = cards.temporary_stock(office_id)
    out = [{"line": line, "fee": "" if line.fee_fen is None else yuan(Fen(line.fee_fen))} for line in held.out]
    context = {"form": form, "stock": held, "out": out, "key": key_of(request), "told": take_told(request)}
    return render(request, "desk/temporary_stock.html", context, status=400 if form.errors else 200)
