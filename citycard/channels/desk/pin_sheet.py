"""What a counter looks at before anything is done with a PIN or an old card (PIN、旧卡).

Who comes, the papers, the card, at the bank the valid ID and the face.
"""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycard import cards, journeys
from citycard.audit import ShownDocument
from citycard.channels.desk.activate import PersonForm, identity_read
from citycard.channels.desk.comer import ComerForm, case_words, comer_form, who_comes
from citycard.channels.desk.forms import NUMBER_INPUT
from citycard.channels.desk.papers import Checklist, case_of, checklist, coming
from citycard.channels.desk.photo import as_text
from citycard.channels.staffing import key_of
from citycard.people import PersonFacts
from citycard.policy import Comes
from citycard.shared import clock
from citycard.shared.numbers import mask


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


@dataclass
class Sheet:
    """The form as it stands."""

    who: PersonFacts
    comes: Comes
    allowed: tuple[Comes, ...]
    papers: Checklist
    form: CardForm | BankForm
    comer: ComerForm | None

    @property
    def is_complete(self) -> bool:
        """True when every field is good and every paper was seen."""
        fields = [self.form.is_valid(), self.comer is None or self.comer.is_valid()]
        return all(fields) and not self.papers.missing

    @property
    def card_number(self) -> str:
        """The number read from the card; only for a valid form."""
        return str(self.form.cleaned_data["card_number"])

    def shown(self) -> tuple[ShownDocument, ...]:
        """The papers seen, with the masked numbers of whose they are."""
        came = ""
        if self.comer is not None:
            came = self.comer.comer().number_masked
        elif isinstance(self.form, BankForm):
            came = mask.mask_citizen(self.identity().number)
        return self.papers.shown({"applicant": self.who.number_masked, "guardian": came, "agent": came})

    def identity(self) -> journeys.IdentityShown:
        """The valid ID seen at the bank; only for a valid form."""
        return identity_read(self.form, self.papers, self.comes)


def sheet_of(request: HttpRequest, who: PersonFacts, *, service: str, at_bank: bool = False) -> Sheet:
    """The sheet of a service, as it was sent or empty. At the bank the ID form says who came, so nobody is written down twice."""
    on, sent = clock.today(), request.POST if request.method == "POST" else None
    comes, every = coming(service, who, wanted=who_comes(request.GET, who), on=on)
    allowed = tuple(one for one in every if one is not Comes.UNIT)  # no unit comes to a counter with one person's card
    comes = comes if comes in allowed else allowed[0]
    papers = checklist(service, case_of(who, comes=comes, on=on), sent)
    form = BankForm(sent) if at_bank else CardForm(sent)
    return Sheet(who, comes, allowed, papers, form, None if at_bank else comer_form(sent, who=who, comes=comes))


def sheet_context(request: HttpRequest, sheet: Sheet, *, title: str, label: str) -> dict[str, object]:
    """What `desk/pin_sheet.html` shows."""
    who, card = sheet.who, cards.card_of(sheet.who.id)
    return case_words(who, comes=sheet.comes, allowed=sheet.allowed, label=label) | {
        "who": who,
        "title": title,
        "form": sheet.form,
        "fields": [sheet.form[name] for name in ("identity_number", "identity_valid_until") if name in sheet.form.fields],
        "comer": sheet.comer,
        "papers": sheet.papers,
        "missing": [line.name for line in sheet.papers.missing],
        "is_sent": request.method == "POST",
        "has_case": len(sheet.allowed) > 1,
        "photo_text": as_text(cards.photo_of(card.application_id)) if card and isinstance(sheet.form, BankForm) else "",
        "key": key_of(request),
        "crumbs": [(_("找人办事"), reverse("desk:search")), (who.name, reverse("desk:person", args=[who.id])), (title, "")],
    }
