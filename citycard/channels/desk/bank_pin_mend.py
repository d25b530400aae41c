"""The bank PIN at the counter (银行密码挂失重设、解锁, S6.3): the holder in person, or the guardian of a minor or a ward."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from citycard import cards, journeys
from citycard.channels import pin_pads
from citycard.channels.desk.forms import put_on
from citycard.channels.desk.pin_sheet import Counter, PinSheet, sheet_page
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.told import tell
from citycard.channels.desk.visit import Visit, keep_visit, visit_of
from citycard.channels.messages import field_error
from citycard.channels.refusals import language
from citycard.channels.staffing import key_of, staff_page
from citycard.people import guardians_of
from citycard.policy import Comes
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

P = Permission
SERVICE = "bank-pin"
ENTRIES = (pin_pads.NEW, pin_pads.AGAIN)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.UNLOCK_BANK_PIN)
def unlock(request: HttpRequest, person_id: int) -> HttpResponse:
    """Unlock a bank PIN that its holder still knows."""
    act = Counter(
        what="unlock_bank_pin",
        title=_("解锁银行密码"),
        service=SERVICE,
        effects="unlock",
        button=_("确认解锁"),
        do=_unlock,
        at_bank=True,
    )
    return sheet_page(request, person_id, act)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.RESET_BANK_PIN)
def reset(request: HttpRequest, person_id: int) -> HttpResponse:
    """Step 1 of a PIN loss report: who came, with which ID and card."""
    act = Counter(
        what="reset_bank_pin",
        title=_("银行密码挂失、重设"),
        service=SERVICE,
        effects=SERVICE,
        button=_("核对无误，请设新密码"),
        do=_begin_reset,
        onward="desk:reset_bank_pin_pads",
        at_bank=True,
    )
    return sheet_page(request, person_id, act)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.RESET_BANK_PIN)
def reset_pads(request: HttpRequest, person_id: int) -> HttpResponse:
    """Step 2: the new PIN, twice; then loss report and new PIN in one act."""
    title, card = _("银行密码挂失、重设"), cards.card_of(person_id)
    visit = visit_of(request, card.id) if card else None
    if visit is None or not visit.card_at:
        return redirect("desk:reset_bank_pin", person_id)
    who, purpose = open_file(request, person_id, what="reset_bank_pin", act=title)
    subject, problem = f"desk-bank:{visit.card_id}", ""
    if "confirm" in request.POST:
        try:
            receipt = _reset(request, visit, subject, purpose.text)
        except pin_pads.PAD_PROBLEMS as refusal:
            problem = field_error(refusal, language())
        else:
            tell(request, _("银行密码已重设，已发短信"), number=receipt.number, receipt=receipt)
            return redirect("desk:person", person_id)
    pads = pin_pads.fresh(subject, ENTRIES, problem=problem) if problem else pin_pads.pressed(request, subject, ENTRIES)
    crumbs = [(who.name, reverse("desk:person", args=[who.id])), (title, "")]
    context = {"who": who, "title": title, "is_social": False, "crumbs": crumbs, "pads": pads, "confirm": _("确认重设密码")}
    context["purpose"] = shown_purpose(who.id, purpose)
    return render(request, "desk/pin_pads.html", context, status=400 if pads.problem else 200)


def _unlock(request: HttpRequest, sheet: PinSheet, purpose: str) -> bool:
    """Do it; a refusal that names a field goes back onto the form."""
    try:
        receipt = journeys.unlock_bank_pin(
            by=desk_of(request).actor(documents=sheet.shown(), purpose=purpose),
            key=key_of(request),
            at=clock.now(),
            person_id=sheet.who.id,
            comes=sheet.comes,
            identity=sheet.identity_at_bank,
            card_number_shown=sheet.card_number,
        )
    except Refusal as refusal:
        return _onto(sheet, refusal)
    tell(request, _("银行密码已解锁，密码没有变"), number=receipt.number, receipt=receipt)
    return True


def _begin_reset(request: HttpRequest, sheet: PinSheet, _purpose: str) -> bool:
    """Every condition on people, papers and card, before the PIN is entered; then the visit is kept."""
    who, identity = sheet.who, sheet.identity_at_bank
    try:
        standing, _side = journeys.check_may_mend_pin(
            P.RESET_BANK_PIN,
            person_id=who.id,
            channel=desk_of(request).channel,
            comes=sheet.comes,
            identity=identity,
            card_number_shown=sheet.card_number,
            on=clock.today(),
        )
    except Refusal as refusal:
        return _onto(sheet, refusal)
    guardians = guardians_of(who.id, on=clock.today()) if sheet.comes is Comes.GUARDIAN else ()
    whose = next((one.guardian.id for one in guardians if one.guardian.social_number == identity.number), who.id)
    card_id = standing.current.id if standing.current else 0
    visit = Visit.begin(card_id=card_id, person_id=who.id, comes=sheet.comes, identity=identity, identity_of=whose)
    keep_visit(request, visit.with_card(sheet.shown(), clock.now()))
    return True


def _reset(request: HttpRequest, visit: Visit, subject: str, purpose: str) -> journeys.BankPinReceipt:
    first, second = pin_pads.entries(request, subject, ENTRIES)
    return journeys.reset_bank_pin(
        by=desk_of(request).actor(documents=visit.shown, purpose=purpose),
        key=visit.key,
        at=clock.now(),
        person_id=visit.person_id,
        comes=Comes(visit.comes),
        identity=visit.identity(),
        card_number_shown=cards.card(visit.card_id).card_number,
        pin_first=first,
        pin_second=second,
    )


def _onto(sheet: PinSheet, refusal: Refusal) -> bool:
    if isinstance(refusal, journeys.NotTheGuardian):
        refusal.field = "identity_number"
    if refusal.field not in sheet.form.fields:
        raise refusal
    put_on(sheet.form, refusal)
    return False
