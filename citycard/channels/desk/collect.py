"""Handing a card over at the branch (领卡, S4.2): the case, its papers, the face, the card, and what happens then."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard import cards
from citycard.audit import ActFilter, acts
from citycard.channels.card_state import bank_side, social_side
from citycard.channels.days import day
from citycard.channels.desk.comer import Comer, comer_form, who_comes
from citycard.channels.desk.forms import NUMBER_INPUT, put_on
from citycard.channels.desk.papers import checklist, coming
from citycard.channels.desk.photo import as_text
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.sheet import Sheet
from citycard.channels.desk.told import take_told, tell
from citycard.channels.staffing import key_of, staff_page
from citycard.channels.typed import row_number
from citycard.people import PersonFacts, case_of
from citycard.policy import Comes, integer_of
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

SERVICE = "card-collect"
LISTED = 25
SAME, OTHER, UNSURE = "same", "other", "unsure"
FACES = ((SAME, gettext_lazy("是")), (OTHER, gettext_lazy("不是")), (UNSURE, gettext_lazy("拿不准，请主管看")))


def same_face(refused: Promise) -> Callable[[forms.Form], str]:
    """Return a form's check of the face: only the same one goes on; `refused` says what cannot be done, and who may."""

    def clean_face(form: forms.Form) -> str:
        face = str(form.cleaned_data["face"])
        if face == OTHER:
            raise forms.ValidationError(refused)
        if face == UNSURE:
            raise forms.ValidationError(gettext_lazy("请主管到柜台看过，定下来再选“是”或“不是”"))
        return face

    return clean_face


class HandOverForm(forms.Form):
    """The face and the card."""

    face = forms.ChoiceField(label=gettext_lazy("来的人和证件照片是同一个人吗？"), choices=FACES, widget=forms.RadioSelect)
    card_number = forms.CharField(
        label=gettext_lazy("扫卡封或输入社会保障卡号"),
        max_length=20,
        help_text=gettext_lazy("卡面上 9 位，字母开头"),
        widget=forms.TextInput(attrs=NUMBER_INPUT),
    )

    clean_face = same_face(gettext_lazy("不是同一个人，不能领。请本人来，或带齐代办的材料"))


@dataclass
class HandOverSheet(Sheet[HandOverForm]):
    """The form as it stands, and the card that is handed over."""

    card: cards.CardFacts

    @property
    def taker(self) -> Comer:
        """Who takes the card."""
        return self.who_came or Comer(name=self.who.name, number=self.who.social_number, relation="本人")


@never_cache
@require_safe
@staff_page(Permission.COLLECT)
def pickups(request: HttpRequest) -> HttpResponse:
    """List the cards that wait at this branch; the next page begins after the last line."""
    desk = desk_of(request)
    office_id = desk.posting.office_id
    after_id = row_number(request.GET.get("after")) or 0
    lines = cards.cards_waiting(office_id, after_id=after_id, limit=LISTED) if office_id else ()
    more = lines[-1].card_id if len(lines) == LISTED else None
    context = {"lines": lines, "more": more, "told": take_told(request), "place": desk.place}
    return render(request, "desk/pickups.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.COLLECT)
def collect(request: HttpRequest, card_id: int) -> HttpResponse:
    """Hand one card over."""
    card = cards.card(card_id)
    who, purpose = open_file(request, card.person_id, what="collect", act=gettext_noop("办理领卡"))
    sheet = _sheet(request, who, card)
    if request.method == "GET":
        desk = desk_of(request)
        office_id = desk.posting.office_id or 0
        cards.check_may_collect(card=card, office_id=office_id, unit_name=who.unit_name, card_number_shown=card.card_number)
    elif sheet.is_complete and _hand_over(request, sheet, purpose.text):
        return redirect("desk:collected", card.id)
    context = _context(request, sheet) | {"purpose": shown_purpose(who.id, purpose)}
    return render(request, "desk/collect.html", context, status=200 if request.method == "GET" else 400)


@never_cache
@require_safe
@staff_page(Permission.COLLECT)
def collected(request: HttpRequest, card_id: int) -> HttpResponse:
    """What is so now: who has the card, since when, and what is still to be done."""
    card = cards.card(card_id)
    who, purpose = open_file(request, card.person_id, what="collected", act=gettext_noop("办理领卡"))
    handed = cards.handovers_of(card.id)
    if not handed:
        return redirect("desk:collect", card.id)
    may_activate = desk_of(request).may(Permission.ACTIVATE) and card.social_state == "sealed"
    context = {
        "who": who,
        "card": card,
        "taken": handed[-1],
        "number": next((one.number for one in acts(ActFilter(act="cards.collect", person_id=who.id), limit=1)), ""),
        "told": take_told(request),
        "may_activate": may_activate,
        "crumbs": [(_("领卡"), reverse("desk:pickups")), (who.name, "")],
        "purpose": shown_purpose(who.id, purpose),
    }
    return render(request, "desk/collected.html", context)


def _sheet(request: HttpRequest, who: PersonFacts, card: cards.CardFacts) -> HandOverSheet:
    on = clock.today()
    sent = request.POST if request.method == "POST" else None
    comes, allowed = coming(SERVICE, who, wanted=who_comes(request.GET, who), on=on)
    papers = checklist(SERVICE, case_of(who, comes=comes, on=on), sent)
    return HandOverSheet(who, comes, allowed, papers, HandOverForm(sent), comer_form(sent, who=who, comes=comes), card)


def _hand_over(request: HttpRequest, sheet: HandOverSheet, purpose: str) -> bool:
    """Do it; a refusal that names a field goes back onto the form."""
    desk, came = desk_of(request), sheet.taker
    try:
        receipt = cards.collect(
            by=desk.actor(documents=sheet.shown(), purpose=purpose),
            key=key_of(request),
            at=clock.now(),
            card_id=sheet.card.id,
            office_id=desk.posting.office_id or 0,
            comes=sheet.comes,
            collector=cards.Collector(name=came.name, number=came.number, relation=came.relation),
            card_number_shown=sheet.form.cleaned_data["card_number"],
        )
    except Refusal as refusal:
        if not refusal.field:
            raise
        put_on(sheet.form, refusal)
        return False
    tell(request, _("卡已领取"), number=receipt.number, receipt=receipt)
    return True


def _context(request: HttpRequest, sheet: HandOverSheet) -> dict[str, object]:
    who, card = sheet.who, sheet.card
    label = {Comes.HOLDER: _("本人领"), Comes.GUARDIAN: _("由监护人代领"), Comes.AGENT: _("由代办人代领")}
    handed, application = replace(card, state="with_holder"), cards.application(card.application_id)
    return sheet.drawn(request, title=_("办理领卡"), label=_("谁来领")) | {
        "card": card,
        "came_name": who.name if sheet.comer is None else "",
        "how": label.get(sheet.comes, ""),
        "photo_text": as_text(cards.photo_of(card.application_id)),
        "batch_number": application.batch_number,
        "notified": day(card.notified_on) if card.notified_on else "",
        "is_replacement": application.is_replacement,
        "fee_fen": _fee_fen(application),
        "social": social_side(handed, on=clock.today()),
        "bank": bank_side(handed, None, on=clock.today()),
        "crumbs": [(_("领卡"), reverse("desk:pickups")), (who.name, reverse("desk:person", args=[who.id])), (_("办理领卡"), "")],
    }


def _fee_fen(application: cards.ApplicationFacts) -> int:
    """S4.3, S9: what the policy asks for a first card or a replacement; nothing for one that was made wrong."""
    if application.kind is cards.Kind.REMAKE:
        return 0
    return integer_of("cards.replacement_fee_fen" if application.is_replacement else "cards.first_card_fee_fen", on=clock.today())
