"""Applying in person at the community (S3.2): the facts of the case, the papers they ask for, photo, phone, branch."""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import cards
from citycard.audit import Actor
from citycard.channels.desk.comer import case_words, comer_form, put_on_comer, who_comes
from citycard.channels.desk.forms import ApplyForm, put_on
from citycard.channels.desk.papers import checklist, coming
from citycard.channels.desk.photo import as_text, photo_sent
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.sheet import Sheet
from citycard.channels.desk.told import tell
from citycard.channels.messages import field_error
from citycard.channels.refusals import language
from citycard.channels.staffing import key_of, staff_page
from citycard.people import OfficeKind, PersonFacts, case_of, offices
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

SERVICE, LOOK = "card-apply", "look"


@dataclass
class ApplySheet(Sheet[ApplyForm]):
    """The form as it stands: what was sent, what is missing, and the photo that was looked at."""

    photo: bytes | None = None
    photo_problem: str = ""
    problems: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """True when every field is good, every paper was seen and no photo is wrong."""
        return super().is_complete and not self.photo_problem


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.SUBMIT_APPLICATION)
def apply(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take an application at this community."""
    who, purpose = open_file(request, person_id, what="apply", act=gettext_noop("办理申请社保卡"))
    if request.method == "GET":
        _check_may_begin(who)
    sheet = _sheet(request, who)
    if request.method == "POST" and LOOK not in request.POST and sheet.is_complete:
        receipt = _submit(request, sheet, desk_of(request).actor(documents=sheet.shown(), purpose=purpose.text))
        if receipt is not None:
            tell(request, _("申请已受理"), number=receipt.number, receipt=receipt)
            return redirect("desk:application", receipt.application_id)
    is_sent = request.method == "POST" and LOOK not in request.POST
    context = _context(request, sheet, is_sent=is_sent) | {"purpose": shown_purpose(who.id, purpose)}
    return render(request, "desk/apply.html", context, status=400 if is_sent or sheet.photo_problem else 200)


def _check_may_begin(who: PersonFacts) -> None:
    """Say at once what would be refused at the end anyway. Refuses: DuplicateApplication, HasCardAlready, AppliesThroughUnit."""
    cards.check_may_apply(open_one=cards.open_application(who.id), live_card=cards.card_of(who.id), kind=cards.Kind.FIRST)
    if who.unit_id is not None:
        raise cards.AppliesThroughUnit(unit=who.unit_name)


def _sheet(request: HttpRequest, who: PersonFacts) -> ApplySheet:
    on = clock.today()
    sent = request.POST if request.method == "POST" else None
    is_look = sent is not None and LOOK in sent  # only the photo is to be looked at: what else stands there is not judged yet
    judged = None if is_look else sent
    comes, allowed = coming(SERVICE, who, wanted=who_comes(request.GET, who), on=on)
    known = {"phone": who.phone} if sent is None else sent.dict()
    form = ApplyForm(judged, initial=known, branches=offices(kind=OfficeKind.BANK_BRANCH))
    papers = checklist(SERVICE, case_of(who, comes=comes, on=on), sent)
    sheet = ApplySheet(who, comes, allowed, papers, form, comer_form(judged, who=who, comes=comes, typed=sent))
    if sent is not None:
        _look_at_photo(request, sheet)
    return sheet


def _look_at_photo(request: HttpRequest, sheet: ApplySheet) -> None:
    try:
        sheet.photo = photo_sent(request)
    except Refusal as refusal:
        sheet.photo_problem = field_error(refusal, language())
    if sheet.photo is None and not sheet.photo_problem and _needs_photo(sheet.who):
        sheet.photo_problem = field_error(cards.PhotoMissing(), language())


def _needs_photo(who: PersonFacts) -> bool:
    on = clock.today()
    return who.age_on(on) >= integer_of("photo.needed_from_age", on=on)


def _submit(request: HttpRequest, sheet: ApplySheet, by: Actor) -> cards.ApplicationReceipt | None:
    """Hand the application in; a refusal that concerns a field goes back onto the form."""
    data = sheet.form.cleaned_data
    try:
        return cards.submit_application(
            by=by,
            key=key_of(request),
            at=clock.now(),
            person_id=sheet.who.id,
            pickup_office_id=int(data["office"]),
            phone=data["phone"],
            photo=sheet.photo,
            office_id=by.office_id,
            comes=sheet.comes,
            guardian_number=sheet.identity.number if sheet.identity is not None else "",
        )
    except Refusal as refusal:
        if put_on_comer(sheet.comer, refusal):
            return None
        if refusal.field == "photo":
            sheet.photo_problem = field_error(refusal, language())
        elif refusal.field:
            put_on(sheet.form, refusal)
        else:
            raise
    return None


def _context(request: HttpRequest, sheet: ApplySheet, *, is_sent: bool) -> dict[str, object]:
    who = sheet.who
    missing = [line.name for line in sheet.papers.missing]
    if sheet.photo is None and (_needs_photo(who) or sheet.photo_problem):
        missing.append(_("相片"))
    crumbs = [(who.name, reverse("desk:person", args=[who.id])), (_("申请社保卡"), "")]
    is_free = integer_of("cards.first_card_fee_fen", on=clock.today()) == 0
    return case_words(who, comes=sheet.comes, allowed=sheet.allowed, label=_("谁来申请")) | {
        "sheet": sheet,
        "who": who,
        "form": sheet.form,
        "comer": sheet.comer,
        "papers": sheet.papers,
        "missing": missing,
        "is_sent": is_sent,
        "is_free": is_free,
        "needs_photo": _needs_photo(who),
        "photo_text": as_text(sheet.photo),
        "key": key_of(request),
        "crumbs": crumbs,
    }
