"""The card on the counter (出示的卡): found by its number, kept for this window by its id, judged before a PIN is asked for."""

from dataclasses import asdict, dataclass
from datetime import date

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from citycard import cards, journeys, medical
from citycard.audit import Channel
from citycard.channels.desk.forms import NUMBER_INPUT
from citycard.people import check_alive, person
from citycard.policy import integer_of
from citycard.staff import Permission

KEPT_IN = "medical_card"
USES = {
    journeys.CardUse.CLINIC: _("门诊"),
    journeys.CardUse.STAY: _("住院"),
    journeys.CardUse.MEDICINE: _("买药"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """A card at this window: its id, whether it is an old medical card, and what it is used for. No number is kept."""

    card_id: int
    is_old: bool
    person_id: int
    number_masked: str
    use: str = ""


class CardForm(forms.Form):
    """The number read from the card."""

    card_number = forms.CharField(
        label=_("读卡或输入卡号"),
        max_length=20,
        help_text=_("社会保障卡 9 位，字母开头；原医保卡照卡面输"),
        widget=forms.TextInput(attrs=NUMBER_INPUT),
    )


class UseForm(CardForm):
    """The card, and what it is used for; a pharmacy has but one use."""

    use = forms.ChoiceField(label=_("办什么"), widget=forms.RadioSelect)

    def __init__(self, *args: object, at_pharmacy: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if at_pharmacy:
            del self.fields["use"]
        else:
            self.fields["use"].choices = [(one.value, word) for one, word in USES.items()]
            self.fields["use"].initial = journeys.CardUse.CLINIC.value

    def chosen(self) -> journeys.CardUse:
        """What the card is used for; only for a valid form."""
        return journeys.CardUse(self.cleaned_data.get("use", journeys.CardUse.MEDICINE.value))


def presented(number: str, *, use: str = "", with_old: bool = True) -> Presented:
    """The card with this number; an old medical card too where it may be used. Refuses CardUnknown."""
    card = cards.find_card(number)
    if card is not None:
        return Presented(card_id=card.id, is_old=False, person_id=card.person_id, number_masked=card.card_number_masked, use=use)
    old = medical.find_old_card(number) if with_old else None
    if old is None:
        raise cards.CardUnknown
    masked = f"{'*' * (len(old.number) - 3)}{old.number[-3:]}"
    return Presented(card_id=old.id, is_old=True, person_id=old.person_id, number_masked=masked, use=use)


def card_number_of(card: Presented) -> str:
    """The whole number, for the act. Refuses CardUnknown."""
    if not card.is_old:
        return cards.card(card.card_id).card_number
    old = medical.old_card(card.person_id)
    if old is None:
        raise cards.CardUnknown
    return old.number


def check_usable(card: Presented, act: Permission, *, channel: Channel, on: date) -> None:
    """Say at once what would be refused, before the holder enters anything. Refuses what the acts refuse."""
    if card.is_old:
        check_alive(person=person(card.person_id), on=on)
        old = medical.old_card(card.person_id)
        if old is None:
            raise cards.CardUnknown
        journeys.check_old_card(old, on=on, attempts=integer_of("pins.old_card_attempts", on=on))
        return
    standing, found = journeys.standing_of_presented(card_number_of(card), on=on)
    journeys.check_presented(act, standing, found, channel=channel, on=on)


def keep(request: HttpRequest, card: Presented, kept_in: str = KEPT_IN) -> None:
    """Keep the card at this window; one window serves one card at a time."""
    request.session[kept_in] = asdict(card)


def kept(request: HttpRequest, kept_in: str = KEPT_IN) -> Presented | None:
    """The card at this window, or None."""
    found = request.session.get(kept_in)
    return Presented(**found) if found is not None else None
