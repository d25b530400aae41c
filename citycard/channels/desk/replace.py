"""Replacing a lost card, changing a damaged, expiring or outdated one, at the community (补卡、换卡, S9.1)."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import cards, journeys
from citycard.audit import Actor, Channel, ShownDocument
from citycard.cards import Cause
from citycard.channels.days import day
from citycard.channels.desk.comer import case_words, comer_form, put_on_comer, who_comes
from citycard.channels.desk.forms import ApplyForm, put_on
from citycard.channels.desk.papers import Checklist, checklist, coming
from citycard.channels.desk.photo import as_text, photo_sent
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.sheet import Sheet
from citycard.channels.desk.told import tell
from citycard.channels.messages import field_error
from citycard.channels.refusals import language
from citycard.channels.staffing import key_of, staff_page
from citycard.journeys import OldCard, ReplacementAsked, ReplacementReceipt, Standing
from citycard.people import OfficeKind, PersonFacts, case_of, offices
from citycard.policy import Comes, integer_of
from citycard.shared import clock
from citycard.shared.money import Fen, yuan
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

SERVICE, OLD_CARD_PAPER, LOOK = "card-replace", "old_card_handed_in", "look"
HANDED_IN = ShownDocument(kind="social_card", holder="applicant")
CAUSES = (
    (Cause.DAMAGED.value, gettext_lazy("卡坏了，读不出或断了")),
    (Cause.EXPIRED.value, gettext_lazy("快到期或已经到期")),
    (Cause.DATA.value, gettext_lazy("卡上的姓名、号码等资料变了")),
)
OLD_CARDS = (
    (OldCard.HANDED_IN.value, gettext_lazy("当面交回，旧卡现在就作废")),
    (OldCard.UNUSABLE.value, gettext_lazy("看过，确认不能用；旧卡在新卡激活时作废")),
)


class ReplaceForm(ApplyForm):
    """Phone and branch of the new card."""


class ChangeForm(ApplyForm):
    """Why the card is changed, what becomes of the old one, phone and branch."""

    cause = forms.ChoiceField(label=gettext_lazy("为什么换卡？"), choices=CAUSES, widget=forms.RadioSelect)
    old_card = forms.ChoiceField(label=gettext_lazy("旧卡怎么处理？"), choices=OLD_CARDS, widget=forms.RadioSelect)
    field_order = ("cause", "old_card", "phone", "office")


@dataclass
class ReplaceSheet(Sheet[ApplyForm]):
    """The form as it stands: what was sent, what is missing, and a new photo if one was sent."""

    photo: bytes | None = None
    photo_problem: str = ""

    @property
    def is_complete(self) -> bool:
        """True when every field is good, every paper was seen and no photo is wrong."""
        return super().is_complete and not self.photo_problem

    def shown(self) -> tuple[ShownDocument, ...]:
        """The papers seen; a card that was handed in is one of them."""
        handed_in = self.form.cleaned_data.get("old_card") == OldCard.HANDED_IN
        return super().shown() + ((HANDED_IN,) if handed_in else ())


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.REPLACE_LOST_CARD)
def replace_lost(request: HttpRequest, person_id: int) -> HttpResponse:
    """Apply in place of a card that is reported lost (补卡)."""
    return _page(request, person_id, act=Permission.REPLACE_LOST_CARD)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.CHANGE_CARD)
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """Apply in place of a card that is damaged, expiring or outdated (换卡)."""
    return _page(request, person_id, act=Permission.CHANGE_CARD)


def _page(request: HttpRequest, person_id: int, *, act: Permission) -> HttpResponse:
    is_lost = act is Permission.REPLACE_LOST_CARD
    words = gettext_noop("办理补卡") if is_lost else gettext_noop("办理换卡")
    who, purpose = open_file(request, person_id, what=act.value, act=words)
    stands = journeys.standing_of(person_id, on=clock.today())
    if request.method == "GET":
        journeys.check_for_somebody(act, stands.situation, channel=Channel.COMMUNITY)
        journeys.check_place(who, by=desk_of(request).actor())
    sheet = _sheet(request, who, is_lost=is_lost)
    is_sent = request.method == "POST" and LOOK not in request.POST
    if is_sent and sheet.is_complete:
        receipt = _submit(request, sheet, desk_of(request).actor(documents=sheet.shown(), purpose=purpose.text), is_lost=is_lost)
        if receipt is not None:
            tell(request, _done_words(receipt), number=receipt.number, receipt=receipt)
            return redirect("desk:application", receipt.application_id)
    context = _context(request, sheet, stands, is_lost=is_lost, is_sent=is_sent)
    context["purpose"] = shown_purpose(who.id, purpose)
    return render(request, "desk/replace.html", context, status=400 if is_sent or sheet.photo_problem else 200)


def _sheet(request: HttpRequest, who: PersonFacts, *, is_lost: bool) -> ReplaceSheet:
    on = clock.today()
    sent = request.POST if request.method == "POST" else None
    judged = None if sent is not None and LOOK in sent else sent
    comes, every = coming(SERVICE, who, wanted=who_comes(request.GET, who), on=on)
    allowed = tuple(one for one in every if one is not Comes.UNIT)  # a unit applies in its own hall (S9.3)
    comes = comes if comes in allowed else allowed[0]
    known = {"phone": who.phone} if sent is None else sent.dict()
    kind = ReplaceForm if is_lost else ChangeForm
    form = kind(judged, initial=known, branches=offices(kind=OfficeKind.BANK_BRANCH))
    lines = checklist(SERVICE, case_of(who, comes=comes, on=on), sent).lines
    papers = Checklist(lines=tuple(line for line in lines if line.id != OLD_CARD_PAPER))
    sheet = ReplaceSheet(who, comes, allowed, papers, form, comer_form(judged, who=who, comes=comes, typed=sent))
    if sent is not None:
        try:
            sheet.photo = photo_sent(request)
        except Refusal as refusal:
            sheet.photo_problem = field_error(refusal, language())
    return sheet


def _submit(request: HttpRequest, sheet: ReplaceSheet, by: Actor, *, is_lost: bool) -> ReplacementReceipt | None:
    """Hand the application in; a refusal that concerns a field goes back onto the form."""
    data = sheet.form.cleaned_data
    asked = ReplacementAsked(pickup_office_id=int(data["office"]), phone=data["phone"], photo=sheet.photo)
    act = {"by": by, "key": key_of(request), "at": clock.now(), "person_id": sheet.who.id, "comes": sheet.comes, "asked": asked}
    act["identity"] = sheet.identity
    try:
        if is_lost:
            return journeys.replace_lost_card(**act)
        return journeys.change_card(**act, cause=Cause(data["cause"]), old_card=OldCard(data["old_card"]))
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


def _done_words(receipt: ReplacementReceipt) -> str:
    """What the next page says: the application, and what became of the old card at once."""
    if receipt.cause is Cause.LOST:
        return _("补卡已受理，旧卡两个账户都已停用")
    return _("换卡已受理，旧卡已收回作废") if receipt.is_old_card_ended else _("换卡已受理，旧卡在新卡激活时作废")


def _context(request: HttpRequest, sheet: ReplaceSheet, stands: Standing, *, is_lost: bool, is_sent: bool) -> dict[str, object]:
    who, title = sheet.who, _("补卡") if is_lost else _("换卡")
    old = next(reversed(stands.in_hand), None)
    kept = cards.photo_of(old.application_id) if old is not None and sheet.photo is None else None
    return case_words(who, comes=sheet.comes, allowed=sheet.allowed, label=_("谁来办")) | {
        "title": title,
        "place": _places(has_comer=sheet.comer is not None, is_lost=is_lost),
        "is_lost": is_lost,
        "sheet": sheet,
        "who": who,
        "form": sheet.form,
        "comer": sheet.comer,
        "papers": sheet.papers,
        "missing": [line.name for line in sheet.papers.missing],
        "is_sent": is_sent,
        "old": old,
        "lost_on": day(old.lost_at) if old is not None else "",
        "fee": yuan(Fen(integer_of("cards.replacement_fee_fen", on=clock.today()))),
        "is_free": integer_of("cards.replacement_fee_fen", on=clock.today()) == 0,
        "photo_text": as_text(sheet.photo or kept),
        "photo_kept": as_text(sheet.photo),
        "key": key_of(request),
        "crumbs": [(who.name, reverse("desk:person", args=[who.id])), (title, "")],
    }


def _places(*, has_comer: bool, is_lost: bool) -> dict[str, int]:
    """The numbers of the sections behind the papers, which are the second."""
    sections = (*(("comer",) if has_comer else ()), *(() if is_lost else ("old",)), "photo", "way")
    return {name: number for number, name in enumerate(sections, start=3)}
