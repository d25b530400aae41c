"""Reporting a loss at a counter (挂失, S7.1, S7.2): the case, its papers, the face, then what is now and what remains at the bank."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard import cards, journeys
from citycard.audit import Channel
from citycard.channels.card_state import after_death, bank_side, social_side
from citycard.channels.desk.collect import FACES, same_face
from citycard.channels.desk.comer import comer_form, who_comes
from citycard.channels.desk.forms import put_on
from citycard.channels.desk.papers import checklist, coming
from citycard.channels.desk.photo import as_text
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.sheet import Sheet
from citycard.channels.loss import words
from citycard.channels.loss.steps import LossCase, loss_case
from citycard.channels.messages import field_error
from citycard.channels.refusals import language
from citycard.channels.staffing import key_of, staff_page
from citycard.journeys import HowLost, LossReceipt, Lost
from citycard.people import PersonFacts, case_of
from citycard.policy import Comes
from citycard.shared import clock
from citycard.shared.numbers import mobile
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

SERVICE = "loss-report"
DONE = "desk_loss"


class LossForm(forms.Form):
    """The face, which card, how it was lost, and whom to tell besides the holder."""

    face = forms.ChoiceField(label=gettext_lazy("来的人和证件照片是同一个人吗？"), choices=FACES, widget=forms.RadioSelect)
    what = forms.ChoiceField(label=gettext_lazy("哪张卡丢了？"), widget=forms.RadioSelect)
    how = forms.ChoiceField(label=gettext_lazy("怎么没的？"), widget=forms.RadioSelect)
    tell_also = forms.CharField(
        label=gettext_lazy("结果另外发到哪个手机？"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("登记的手机一定会收到短信；要再告诉别人的才填"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    clean_face = same_face(gettext_lazy("不是同一个人，不能挂失。请本人来，或带齐代办的材料"))

    def clean_tell_also(self) -> str:
        """The 11 digits, told with whatever else is wrong; empty when nobody else is to be told."""
        try:
            return mobile.validate(str(self.cleaned_data["tell_also"])) if self.cleaned_data["tell_also"] else ""
        except Refusal as refusal:
            raise forms.ValidationError(field_error(refusal, language())) from refusal

    def __init__(self, data: QueryDict | None, *, case: LossCase) -> None:
        super().__init__(data, initial={"how": HowLost.UNKNOWN.value, "what": case.choices[0].value})
        self.fields["how"].choices = words.how_words()
        self.fields["what"].choices = words.choice_words(case)
        if len(case.choices) == 1:
            del self.fields["what"]
        self.only = case.choices[0]

    def lost(self) -> Lost:
        """What is reported; only for a valid form."""
        return Lost(self.cleaned_data.get("what", self.only.value))


@dataclass
class LossSheet(Sheet[LossForm]):
    """The form as it stands, and what may be lost."""

    case: LossCase


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.REPORT_LOSS)
def report_loss(request: HttpRequest, person_id: int) -> HttpResponse:
    """Report the loss; whoever has nothing to report is told so before any paper is asked for."""
    who, purpose = open_file(request, person_id, what="report_loss", act=_("办理挂失"))
    sheet = _sheet(request, who)
    if request.method == "POST" and sheet.is_complete and _report(request, sheet, purpose.text):
        return redirect("desk:loss_done", who.id)
    context = _context(request, sheet) | {"purpose": shown_purpose(who.id, purpose)}
    return render(request, "desk/loss.html", context, status=400 if request.method == "POST" else 200)


@never_cache
@require_safe
@staff_page(Permission.REPORT_LOSS)
def loss_done(request: HttpRequest, person_id: int) -> HttpResponse:
    """What is now, since when, and what is still to be done at the bank: to be read out and printed."""
    who, purpose = open_file(request, person_id, what="report_loss", act=_("办理挂失"))
    kept = request.session.get(DONE)
    if kept is None or kept["person_id"] != who.id:
        return redirect("desk:person", who.id)
    receipt = LossReceipt.from_json(kept["receipt"])
    context = {
        "who": who,
        "receipt": receipt,
        "said": words.told_words(receipt),
        "replayed": kept["replayed"],
        "told": _("、").join(receipt.told),
        "is_bank": desk_of(request).channel is Channel.BANK_BRANCH,
        "crumbs": [(who.name, reverse("desk:person", args=[who.id])), (_("挂失"), "")],
        "purpose": shown_purpose(who.id, purpose),
    }
    return render(request, "desk/loss_done.html", context)


def wanted_comer(request: HttpRequest, who: PersonFacts) -> str:
    """Who is said to have come; for the dead an agent unless somebody says otherwise."""
    is_alive = who.is_alive_on(clock.today())
    return who_comes(request.GET, who) if is_alive else request.GET.get("comes", str(Comes.AGENT))


def _sheet(request: HttpRequest, who: PersonFacts) -> LossSheet:
    on, sent = clock.today(), request.POST if request.method == "POST" else None
    comes, allowed = coming(SERVICE, who, wanted=wanted_comer(request, who), on=on)
    standing = journeys.standing_of(who.id, on=on)
    case = loss_case(standing, channel=desk_of(request).channel, comes=comes, on=on)
    papers = checklist(SERVICE, case_of(who, comes=comes, on=on), sent)
    return LossSheet(who, comes, allowed, papers, LossForm(sent, case=case), comer_form(sent, who=who, comes=comes), case)


def _report(request: HttpRequest, sheet: LossSheet, purpose: str) -> bool:
    """Do it; a refusal that names a field goes back onto the form."""
    data = sheet.form.cleaned_data
    try:
        receipt = journeys.report_loss(
            by=desk_of(request).actor(documents=sheet.shown(), purpose=purpose),
            key=key_of(request),
            at=clock.now(),
            person_id=sheet.who.id,
            comes=sheet.case.comes,
            what=sheet.form.lost(),
            how=HowLost(data["how"]),
            tell_also=data["tell_also"],
        )
    except Refusal as refusal:
        if refusal.field != "mobile":
            raise
        put_on(sheet.form, refusal.at_field("tell_also"))
        return False
    request.session[DONE] = {"person_id": sheet.who.id, "receipt": receipt.to_json(), "replayed": receipt.replayed}
    return True


def _context(request: HttpRequest, sheet: LossSheet) -> dict[str, object]:
    channel = desk_of(request).channel
    card = next(iter(sheet.case.in_hand), None)
    stands = sheet.case.standing
    side = stands.sides.get(card.card_number) if card else None
    is_dead = stands.situation.is_dead  # the bank holds the account already: nobody is sent there to report it (S11.1)
    return sheet.drawn(request, title=_("挂失"), label=_("谁来挂失")) | {
        "photo_text": as_text(cards.photo_of(card.application_id)) if card else "",
        "rows": words.lost_rows(sheet.case, sheet.case.choices[0])[2:],
        "is_bank": channel is Channel.BANK_BRANCH,
        "is_formal": channel in (Channel.BANK_BRANCH, Channel.CARD_HALL),
        "has_card": card is not None,
        "bank_is_open": not is_dead and any(one.bank_is_open for one in stands.situation.in_hand),
        "social": after_death(card, on=clock.today()) if is_dead else social_side(card, on=clock.today()),
        "bank": bank_side(card, side, on=clock.today()),
    }
