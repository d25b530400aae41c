"""Taking a loss report back at a counter (解除挂失, S8): the card that was found lies there; what was so before comes back."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard import cards, journeys, medical
from citycard.audit import Channel
from citycard.channels.card_state import bank_side, social_side
from citycard.channels.desk.activate import PersonForm
from citycard.channels.desk.collect import FACES, same_face
from citycard.channels.desk.comer import comer_form, put_on_comer
from citycard.channels.desk.forms import NUMBER_INPUT, put_on
from citycard.channels.desk.loss import wanted_comer
from citycard.channels.desk.papers import Checklist, checklist, coming
from citycard.channels.desk.photo import as_text
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.sheet import Sheet
from citycard.channels.staffing import key_of, staff_page
from citycard.journeys import Lost, Standing, TakeBackReceipt
from citycard.people import PersonFacts, case_of
from citycard.policy import Comes
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

SERVICE = "loss-withdraw"
DONE = "desk_found"
FOUND, CARD, OLD_CARD = "found_card", "social_card", "old_medical_card"  # the paper, and its two kinds


class FoundForm(forms.Form):
    """The face, and the card that was found."""

    face = forms.ChoiceField(label=gettext_lazy("来的人和证件照片是同一个人吗？"), choices=FACES, widget=forms.RadioSelect)
    card_number = forms.CharField(
        label=gettext_lazy("读卡或输入找到的卡的卡号"),
        max_length=20,
        help_text=gettext_lazy("社保卡是卡面上 9 位，字母开头；原医保卡照卡面输入"),
        widget=forms.TextInput(attrs=NUMBER_INPUT),
    )

    clean_face = same_face(gettext_lazy("不是同一个人，不能解除挂失。请本人来，或带齐代办的材料"))


class BankFoundForm(PersonForm):
    """At the bank the valid ID of who came is read too: it is the holder's, or the guardian's (S8.2)."""

    card_number = FoundForm.base_fields["card_number"]

    clean_face = same_face(gettext_lazy("不是同一个人，不能解除挂失。请本人或登记的监护人带自己的证件来"))


@dataclass
class FoundSheet(Sheet[FoundForm | BankFoundForm]):
    """The form as it stands; at the bank the ID says who came, elsewhere `comer` does."""

    standing: Standing
    what: Lost


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.TAKE_BACK_LOSS)
def take_back_loss(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take the report back; what this counter may not take back is told before any paper is asked for."""
    who, purpose = open_file(request, person_id, what="take_back_loss", act=_("办理解除挂失"))
    sheet = _sheet(request, who)
    if request.method == "POST" and sheet.is_complete and _take_back(request, sheet, purpose.text):
        return redirect("desk:found_done", who.id)
    context = _context(request, sheet) | {"purpose": shown_purpose(who.id, purpose)}
    return render(request, "desk/found.html", context, status=400 if request.method == "POST" else 200)


@never_cache
@require_safe
@staff_page(Permission.TAKE_BACK_LOSS)
def found_done(request: HttpRequest, person_id: int) -> HttpResponse:
    """What works again, and what is still locked."""
    who, purpose = open_file(request, person_id, what="take_back_loss", act=_("办理解除挂失"))
    kept = request.session.get(DONE)
    if kept is None or kept["person_id"] != who.id:
        return redirect("desk:person", who.id)
    on = clock.today()
    standing = journeys.standing_of(who.id, on=on)
    card = standing.current
    context = {
        "who": who,
        "receipt": TakeBackReceipt.from_json(kept["receipt"]),
        "replayed": kept["replayed"],
        "social": social_side(card, on=on),
        "bank": bank_side(card, standing.sides.get(card.card_number) if card else None, on=on),
        "crumbs": [(who.name, reverse("desk:person", args=[who.id])), (_("解除挂失"), "")],
        "purpose": shown_purpose(who.id, purpose),
    }
    return render(request, "desk/found_done.html", context)


def _sheet(request: HttpRequest, who: PersonFacts) -> FoundSheet:
    on, sent = clock.today(), request.POST if request.method == "POST" else None
    comes, known = coming(SERVICE, who, wanted=wanted_comer(request, who), on=on)
    here = journeys.TABLE[Permission.TAKE_BACK_LOSS].at[desk_of(request).channel]  # no agent at the bank (S8.2)
    allowed = tuple(one for one in known if one in here)
    standing = journeys.standing_of(who.id, on=on)
    what = _what(request, standing, comes)
    at_bank = desk_of(request).channel is Channel.BANK_BRANCH
    papers = _papers(checklist(SERVICE, case_of(who, comes=comes, on=on), sent), what=what, at_bank=at_bank)
    if at_bank:
        return FoundSheet(who, comes, allowed, papers, BankFoundForm(sent), None, standing, what)
    comer = comer_form(sent, who=who, comes=comes)
    return FoundSheet(who, comes, allowed, papers, FoundForm(sent), comer, standing, what)


def _papers(every: Checklist, *, what: Lost, at_bank: bool) -> Checklist:
    """The papers with the rule by which this counter takes the report back (S8.1, S8.2), and only the card that is reported."""
    kind, rule = OLD_CARD if what is Lost.OLD_CARD else CARD, "S8.2" if at_bank else "S8.1"
    lines = (replace(one, rule=rule) if one.rule.startswith("S8") else one for one in every.lines)
    found = (replace(one, kinds=_only(one.kinds, kind), kind=kind) if one.id == FOUND else one for one in lines)
    return Checklist(lines=tuple(found))


def _only(kinds: tuple[tuple[str, str], ...], kind: str) -> tuple[tuple[str, str], ...]:
    return tuple(one for one in kinds if one[0] == kind)


def _what(request: HttpRequest, standing: Standing, comes: Comes) -> Lost:
    """The social security card, unless only the old medical card is reported or it is chosen. Refuses what the table refuses."""
    channel, old = desk_of(request).channel, medical.old_card(standing.holder.id)
    has_old = old is not None and old.loss and old.is_valid_on(clock.today()) and channel is Channel.CARD_HALL
    is_reported = any(card.is_reported for card in standing.situation.in_hand)
    if has_old and (not is_reported or request.GET.get("what") == Lost.OLD_CARD):
        return Lost.OLD_CARD
    journeys.check(Permission.TAKE_BACK_LOSS, standing.situation, channel=channel, comes=comes)
    return Lost.CARD


def _take_back(request: HttpRequest, sheet: FoundSheet, purpose: str) -> bool:
    """Do it; a refusal that names a field goes back onto the form."""
    act: dict[str, Any] = {
        "by": desk_of(request).actor(documents=sheet.shown(), purpose=purpose),
        "key": key_of(request),
        "at": clock.now(),
        "person_id": sheet.who.id,
        "comes": sheet.comes,
        "card_number_shown": sheet.form.cleaned_data["card_number"],
        "identity": sheet.identity,
    }
    try:
        is_card = sheet.what is Lost.CARD
        receipt = journeys.take_back_loss(**act) if is_card else journeys.take_back_old_card_loss(**act)
    except Refusal as refusal:
        if put_on_comer(sheet.comer, refusal):
            return False
        if isinstance(refusal, journeys.NotTheGuardian):
            refusal.field = "identity_number"
        if refusal.field not in sheet.form.fields:
            raise
        put_on(sheet.form, refusal)
        return False
    request.session[DONE] = {"person_id": sheet.who.id, "receipt": receipt.to_json(), "replayed": receipt.replayed}
    return True


def _context(request: HttpRequest, sheet: FoundSheet) -> dict[str, object]:
    card = sheet.standing.current or sheet.standing.successor
    side = sheet.standing.sides.get(card.card_number) if card else None
    return sheet.drawn(request, title=_("解除挂失"), label=_("谁来解除")) | {
        "photo_text": as_text(cards.photo_of(card.application_id)) if card else "",
        "is_old_card": sheet.what is Lost.OLD_CARD,
        "is_bank": desk_of(request).channel is Channel.BANK_BRANCH,
        "social": social_side(card, on=clock.today()),
        "bank": bank_side(card, side, on=clock.today()),
        "pin_locked": card is not None and card.pin_locked,
        "bank_pin_locked": side is not None and side.is_pin_locked,
    }
