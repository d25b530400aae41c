"""Apply for one person of the unit (逐个申请, S3.1), and enter one who is not on the register yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import cards
from citycard.channels.desk.told import take_told, tell
from citycard.channels.staffing import key_of, staff_page
from citycard.people import Newcomer, RegistrationReceipt, find_person, register_person
from citycard.shared import clock
from citycard.staff import Permission

from .forms import ApplyForm, NewPersonForm, uploaded_photo
from .own import desk_of, done_or_said, own_person, own_unit

CATEGORY = {"employer": "employee", "school": "student"}


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.SUBMIT_ROSTER)
def apply(request: HttpRequest, person_id: int) -> HttpResponse:
    """Apply for a card for one of the unit's people; sent twice, the form acts once (A3)."""
    who = own_person(request, person_id, Permission.SUBMIT_APPLICATION)
    key = key_of(request)
    form = ApplyForm(request.POST or None, request.FILES or None, initial={"phone": who.phone})
    if request.method == "POST" and form.is_valid():
        receipt = done_or_said(form, lambda: _submit(request, person_id, form, key))
        if receipt is not None:
            tell(request, _("申请已经收下"), number=receipt.number, receipt=receipt)
            return redirect("units:application", receipt.application_id)
    crumbs = [
        (_("本单位人员"), reverse("units:people")),
        (who.name, reverse("units:person", args=[person_id])),
        (_("申请社保卡"), ""),
    ]
    context = {"form": form, "who": who, "key": key, "crumbs": crumbs, "told": take_told(request)}
    return render(request, "units/apply.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.SUBMIT_ROSTER)
def new_person(request: HttpRequest) -> HttpResponse:
    """Enter a newcomer of the unit on the register, then go on to the application."""
    unit = own_unit(request, Permission.REGISTER_PERSON)
    key = key_of(request)
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        known = find_person(form.cleaned_data["social_number"])
        if known is not None and known.unit_id == unit.id:
            return redirect("units:person", known.id)
        receipt = done_or_said(form, lambda: _register(request, form, key))
        if receipt is not None:
            warning = "" if receipt.division_known else _("号码的前六位不是现在的行政区划，请再核对一遍。")
            tell(request, _("已经登记，接着申请"), number=receipt.number, receipt=receipt, warning=warning)
            return redirect("units:apply", receipt.person_id)
    crumbs = [(_("本单位人员"), reverse("units:people")), (_("登记新人"), "")]
    return render(
        request, "units/new_person.html", {"form": form, "key": key, "crumbs": crumbs}, status=400 if form.errors else 200
    )


def _submit(request: HttpRequest, person_id: int, form: ApplyForm, key: str) -> "cards.ApplicationReceipt":
    desk = desk_of(request)
    return cards.submit_application(
        by=desk.actor(),
        key=key,
        at=clock.now(),
        person_id=person_id,
        pickup_office_id=form.hall_id(),
        phone=form.cleaned_data["phone"],
        photo=uploaded_photo(form),
        source=cards.Source.UNIT,
        unit_id=desk.posting.unit_id,
    )


def _register(request: HttpRequest, form: NewPersonForm, key: str) -> RegistrationReceipt:
    desk, data = desk_of(request), form.cleaned_data
    unit = own_unit(request, Permission.REGISTER_PERSON)
    has_card, valid_until = cards.read_validity(data["id_valid_until"], on=clock.today())
    newcomer = Newcomer(
        social_number=data["social_number"],
        name=data["name"],
        phone=data["phone"],
        category=CATEGORY[unit.kind],
        unit_id=unit.id,
        has_id_card=has_card is not None,
        id_valid_until=valid_until,
    )
    return register_person(by=desk.actor(), key=key, at=clock.now(), newcomer=newcomer)
