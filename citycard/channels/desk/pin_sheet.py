"""What a counter looks at before anything is done with a PIN or an old card (PIN、旧卡).

Who comes, the papers, the card, at the bank the valid ID and the face.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycard import cards, journeys
from citycard.channels.desk.activate import PersonForm
from citycard.channels.desk.comer import comer_form, put_on_comer, who_comes
from citycard.channels.desk.forms import NUMBER_INPUT, put_on
from citycard.channels.desk.papers import checklist, coming
from citycard.channels.desk.photo import as_text
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.sheet import Sheet, identity_read
from citycard.channels.staffing import key_of
from citycard.journeys import IdentityShown
from citycard.people import PersonFacts, case_of
from citycard.policy import Comes
from citycard.shared import clock

ReceiptOf = TypeVar("ReceiptOf")


class CardForm(forms.Form):
    """The number read from the card."""

    card_number = forms.CharField(
        label=gettext_lazy("读卡或输入社会保障卡号"),
        max_length=20,
        help_text=gettext_lazy("卡面上 9 位，字母开头"),
        widget=forms.TextInput(attrs=NUMBER_INPUT),
    )


class BankForm(PersonForm):
    """The valid ID of who came to the bank, the face, and the card."""

    card_number = CardForm.base_fields["card_number"]


class PinSheet(Sheet[CardForm | BankForm]):
    """The form as it stands."""

    @property
    def card_number(self) -> str:
        """The number read from the card; only for a valid form."""
        return str(self.form.cleaned_data["card_number"])

    @property
    def identity_at_bank(self) -> IdentityShown:
        """The valid ID that the bank reads for every PIN; only for a valid form."""
        return identity_read(self.form, self.papers, self.comes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """One act on a sheet: its name in the record, title, service, what the page says will happen, its button, and where it leads.

    `do` takes the sheet and the purpose, and says whether it is done; a refusal that names a field goes back onto the form.
    `card`: label and hint of the number, where it is not that of a social security card. `without`: a paper of the service that
    this act has no use for. `check` refuses, once the purpose is said, what may not be done anyway, before any paper is asked for.
    """

    what: str
    title: str
    service: str
    effects: str
    button: str
    do: Callable[[HttpRequest, "PinSheet", str], bool]
    onward: str = "desk:person"
    card: tuple[str, str] | None = None
    without: str = ""
    check: Callable[[HttpRequest, PersonFacts], None] | None = None
    at_bank: bool = False
    known_only: bool = False


def sheet_page(request: HttpRequest, person_id: int, act: Counter) -> HttpResponse:
    """Look at people, papers and card, then do the act and go on."""
    who, purpose = open_file(request, person_id, what=act.what, act=act.title)
    if act.check is not None and request.method == "GET":
        act.check(request, who)
    sheet = sheet_of(request, who, service=act.service, at_bank=act.at_bank, without=act.without)
    if act.card is not None:
        sheet.form.fields["card_number"].label, sheet.form.fields["card_number"].help_text = act.card
    if request.method == "POST" and sheet.is_complete and act.do(request, sheet, purpose.text):
        return redirect(act.onward, person_id)
    context = sheet_context(request, sheet, title=act.title, label=_("谁来办")) | {"purpose": shown_purpose(who.id, purpose)}
    context |= {"button": act.button, "effects": act.effects, "known_only": act.known_only}
    return render(request, "desk/pin_sheet.html", context, status=200 if request.method == "GET" else 400)


def done_with_card(request: HttpRequest, sheet: PinSheet, purpose: str, act: Callable[..., ReceiptOf]) -> ReceiptOf | None:
    """Do an act with the card on the counter; None when another card's number or a stranger's ID went back onto the form."""
    try:
        return act(
            by=desk_of(request).actor(documents=sheet.shown(), purpose=purpose),
            key=key_of(request),
            at=clock.now(),
            person_id=sheet.who.id,
            comes=sheet.comes,
            card_number_shown=sheet.card_number,
            identity=sheet.identity,
        )
    except journeys.NotTheGuardian as refusal:
        put_on_comer(sheet.comer, refusal)
    except journeys.CardNumberDiffers as refusal:
        put_on(sheet.form, refusal)
    return None


def sheet_of(request: HttpRequest, who: PersonFacts, *, service: str, at_bank: bool = False, without: str = "") -> PinSheet:
    """The sheet of a service, as it was sent or empty. At the bank the ID form says who came, so nobody is written down twice."""
    on, sent = clock.today(), request.POST if request.method == "POST" else None
    comes, every = coming(service, who, wanted=who_comes(request.GET, who), on=on)
    allowed = tuple(one for one in every if one is not Comes.UNIT)  # no unit comes to a counter with one person's card
    comes = comes if comes in allowed else allowed[0]
    papers = checklist(service, case_of(who, comes=comes, on=on), sent, without=without)
    form = BankForm(sent) if at_bank else CardForm(sent)
    return PinSheet(who, comes, allowed, papers, form, None if at_bank else comer_form(sent, who=who, comes=comes))


def sheet_context(request: HttpRequest, sheet: PinSheet, *, title: str, label: str) -> dict[str, object]:
    """What `desk/pin_sheet.html` shows."""
    who, card = sheet.who, cards.card_of(sheet.who.id)
    return sheet.drawn(request, title=title, label=label) | {
        "title": title,
        "has_case": len(sheet.allowed) > 1,
        "photo_text": as_text(cards.photo_of(card.application_id)) if card and isinstance(sheet.form, BankForm) else "",
        "crumbs": [(_("找人办事"), reverse("desk:search")), (who.name, reverse("desk:person", args=[who.id])), (title, "")],
    }
