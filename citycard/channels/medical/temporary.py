"""A temporary card at a hospital (临时卡): admitted or settled by its number, refused for everything else (S10.2)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard import cards, journeys
from citycard.channels.desk.forms import NUMBER_INPUT, put_on
from citycard.channels.desk.purpose import desk_of
from citycard.channels.staffing import key_of, staff_page
from citycard.journeys import TemporaryUse, TemporaryUseReceipt
from citycard.people import person
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

RESULT = "medical_temporary"
USES = {
    TemporaryUse.HOSPITAL_STAY: _("住院登记"),
    TemporaryUse.SETTLEMENT: _("出院结算"),
    TemporaryUse.OUTPATIENT: _("门诊"),
    TemporaryUse.MEDICINE: _("买药"),
}


class TemporaryForm(forms.Form):
    """The number on the temporary card, and what it is presented for."""

    temporary_number = forms.CharField(
        label=_("临时卡号码"), max_length=20, help_text=_("照卡面输，例如 LS000001"), widget=forms.TextInput(attrs=NUMBER_INPUT)
    )
    use = forms.ChoiceField(
        label=_("办什么"), choices=[(one.value, word) for one, word in USES.items()], widget=forms.RadioSelect
    )


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.USE_TEMPORARY_CARD)
def temporary(request: HttpRequest) -> HttpResponse:
    """Read the card, say for what, and get yes or no with the reason; a pharmacy is refused (S10.2)."""
    desk = desk_of(request)
    form = TemporaryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = cards.find_temporary_card(form.cleaned_data["temporary_number"])
        if found is not None:
            desk.check_not_own(found.person_id)
        try:
            receipt = journeys.use_temporary_card(
                by=desk.actor(terminal=desk.place[:40]),
                key=key_of(request),
                at=clock.now(),
                temporary_number=form.cleaned_data["temporary_number"],
                use=TemporaryUse(form.cleaned_data["use"]),
            )
        except Refusal as refusal:
            if refusal.field not in form.fields:
                raise
            put_on(form, refusal)
        else:
            request.session[RESULT] = {"receipt": receipt.to_json(), "replayed": receipt.replayed}
            return redirect("medical:temporary_used")
    context = {"form": form, "key": key_of(request)}
    return render(request, "medical/temporary.html", context, status=400 if form.errors else 200)


@never_cache
@require_safe
@staff_page(Permission.USE_TEMPORARY_CARD)
def used(request: HttpRequest) -> HttpResponse:
    """Whose card it is, to be compared with who stands here, and for what it was taken."""
    result = request.session.get(RESULT)
    if result is None:
        return redirect("medical:temporary")
    receipt = TemporaryUseReceipt.from_json(result["receipt"])
    context = {"receipt": receipt, "who": person(receipt.person_id), "use": USES[receipt.use], "replayed": result["replayed"]}
    return render(request, "medical/temporary_used.html", context)
