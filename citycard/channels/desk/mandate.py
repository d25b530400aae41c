"""Signing the debit mandate (自动缴款授权书) at the branch, in the visit of the activation or later (S2.3, S16.5)."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import bank, cards, journeys, mandates
from citycard.channels.days import day
from citycard.channels.desk.collect import FACES, same_face
from citycard.channels.desk.comer import comer_form, put_on_comer, who_comes
from citycard.channels.desk.mandate_paper import effect_of_signing
from citycard.channels.desk.papers import checklist, coming
from citycard.channels.desk.photo import as_text
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.seen import SeenPapers, seen_at_activation
from citycard.channels.desk.sheet import Sheet
from citycard.channels.desk.told import tell
from citycard.channels.staffing import key_of, staff_page
from citycard.people import PersonFacts, case_of
from citycard.shared import clock
from citycard.staff import Permission

SERVICE = "mandate-sign"


class SignForm(forms.Form):
    """The face, and the signature on the paper."""

    face = forms.ChoiceField(label=gettext_lazy("来的人和证件照片是同一个人吗？"), choices=FACES, widget=forms.RadioSelect)
    is_signed = forms.BooleanField(
        label=gettext_lazy("来的人看过授权书的每一条，在纸上签了字"),
        help_text=gettext_lazy("先打印授权书，请来的人看完再签"),
    )

    clean_face = same_face(gettext_lazy("不是同一个人，不能签授权书。请本人来，或带齐代办的材料"))


@dataclass
class SignSheet(Sheet[SignForm]):
    """The form as it stands; `seen` are the papers that this operator saw when the card was activated today."""

    seen: SeenPapers | None


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.SIGN_MANDATE)
def mandate(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show what is to be signed and sign it; who may not is told before any paper is asked for."""
    who, purpose = open_file(request, person_id, what="mandate", act=gettext_noop("签自动缴款授权书"))
    is_sent = request.method == "POST"
    if not is_sent:
        check_may_sign(who)
    sheet = _sheet(request, who)
    if is_sent and sheet.is_complete and _sign(request, sheet, purpose.text):
        return redirect("desk:mandate_paper", who.id)
    context = _context(request, sheet) | {"purpose": shown_purpose(who.id, purpose)}
    return render(request, "desk/mandate.html", context, status=400 if is_sent else 200)


def check_may_sign(who: PersonFacts) -> None:
    """Say at once what would be refused at the end. Refuses what `mandates.check_sign` refuses."""
    card = cards.card_of(who.id)
    side = bank.card_side(card.card_number) if card else None
    live = mandates.live_mandate(person_id=who.id)
    mandates.check_sign(
        category=who.category,
        is_account_active=side is not None and side.state == "active",
        signed_on=live.signed_on if live else None,
        effective_on=live.effective_on if live else None,
    )


def _sheet(request: HttpRequest, who: PersonFacts) -> SignSheet:
    on = clock.today()
    sent = request.POST if request.method == "POST" else None
    comes, allowed = coming(SERVICE, who, wanted=who_comes(request.GET, who), on=on)
    case = case_of(who, comes=comes, on=on)
    seen = seen_at_activation(who, comes=comes, by=desk_of(request).operator, needed=checklist(SERVICE, case))
    papers = checklist(SERVICE, case, sent if sent is not None or seen is None else seen.ticked)
    return SignSheet(who, comes, allowed, papers, SignForm(sent), comer_form(sent, who=who, comes=comes), seen)


def _context(request: HttpRequest, sheet: SignSheet) -> dict[str, object]:
    who, card = sheet.who, cards.card_of(sheet.who.id)
    return sheet.drawn(request, title=_("签自动缴款授权书"), label=_("谁来签")) | {
        "seen": sheet.seen,
        "side": bank.card_side(card.card_number) if card else None,
        "photo_text": as_text(cards.photo_of(card.application_id)) if card else "",
        "effect": effect_of_signing(who.id, clock.today()),
    }


def _sign(request: HttpRequest, sheet: SignSheet, purpose: str) -> bool:
    """Sign it; a number that is no registered guardian's goes back onto the form."""
    try:
        receipt = journeys.sign_mandate(
            by=desk_of(request).actor(documents=sheet.shown(), purpose=purpose),
            key=key_of(request),
            at=clock.now(),
            person_id=sheet.who.id,
            comes=sheet.comes,
            identity=sheet.identity,
        )
    except journeys.NotTheGuardian as refusal:
        put_on_comer(sheet.comer, refusal)
        return False
    title = _("自动缴款授权已签，%(first)s起生效") % {"first": day(receipt.effective_on)}
    tell(request, title, number=receipt.number, receipt=receipt)
    return True
