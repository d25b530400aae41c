"""Who stands at the counter for somebody else: a guardian on the register, another guardian, or an agent (S4.2, S13.1)."""

from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycard.channels.desk.forms import NUMBER_INPUT, AskedWhen, put_on
from citycard.channels.desk.papers import Checklist
from citycard.channels.messages import show
from citycard.channels.refusals import language
from citycard.journeys import IdentityShown, NotTheGuardian
from citycard.people import GuardianFacts, PersonFacts, guardians_of, needs_guardian
from citycard.policy import Comes, integer_of
from citycard.shared import clock
from citycard.shared.numbers import citizen, mask, validate_name
from citycard.shared.numbers.refused import NumberRefused
from citycard.shared.refusal import Refusal

SOMEBODY_ELSE = "other"
TYPED = ("name", "number", "relation")
NOT_ABOVE = gettext_lazy("（来的是另一位时填）")


@dataclass(frozen=True, slots=True)
class Comer:
    """Name, number and relation of who came; `guardian_id` when it is a guardian on the register."""

    name: str = field(repr=False)
    number: str = field(repr=False)
    relation: str
    phone: str = field(default="", repr=False)
    guardian_id: int | None = None

    @property
    def number_masked(self) -> str:
        """The number as the page and the record show it (S12)."""
        return mask.mask_citizen(self.number)


class ComerForm(forms.Form):
    """A guardian on the register is chosen; anybody else is written down from the ID shown."""

    guardian = forms.ChoiceField(label=gettext_lazy("哪一位监护人来了？"), widget=forms.RadioSelect)
    name = AskedWhen(label=gettext_lazy("来的人的姓名"), max_length=80, when=NOT_ABOVE)
    number = AskedWhen(
        label=gettext_lazy("来的人的证件号码"), max_length=24, when=NOT_ABOVE, widget=forms.TextInput(attrs=NUMBER_INPUT)
    )
    relation = AskedWhen(label=gettext_lazy("和持卡人是什么关系"), max_length=20, when=NOT_ABOVE)

    def __init__(self, data: QueryDict | None, *, guardians: tuple[GuardianFacts, ...], prefix: str = "comer") -> None:
        self.known = {str(one.guardian.id): one for one in guardians}
        first = next(iter(self.known), None)
        super().__init__(data, prefix=prefix, initial={"guardian": first})
        if self.known:
            listed = [(key, _known(one)) for key, one in self.known.items()]
            self.fields["guardian"].choices = [*listed, (SOMEBODY_ELSE, _("另一位，照证件填在下面"))]
        else:
            del self.fields["guardian"]
            for name in TYPED:
                self.fields[name].required = True

    def clean(self) -> dict[str, object]:
        """Who is not on the register is written down in full."""
        data = super().clean() or {}
        if data.get("guardian", SOMEBODY_ELSE) == SOMEBODY_ELSE and "guardian" not in self.errors:
            for name in TYPED:
                if name not in self.errors and not str(data.get(name, "")).strip():
                    self.add_error(name, forms.Field.default_error_messages["required"])
            self._check_typed(data)
        return data

    def _check_typed(self, data: dict[str, object]) -> None:
        try:
            validate_name(str(data.get("name", ""))) if data.get("name") else None
            citizen.parse(str(data.get("number", "")), clock.today()) if data.get("number") else None
        except NumberRefused as refusal:
            if refusal.field == "citizen_number":
                refusal.field = "number"
            put_on(self, refusal)

    def comer(self) -> Comer:
        """Who came; only for a valid form."""
        data = self.cleaned_data
        known = self.known.get(data.get("guardian", SOMEBODY_ELSE))
        if known is None:
            name, number, relation = (str(data[part]).strip() for part in TYPED)
            return Comer(name=name, number=number.upper(), relation=relation)
        who = known.guardian
        return Comer(name=who.name, number=who.social_number, relation=known.relation, phone=who.phone, guardian_id=who.id)


def comer_form(data: QueryDict | None, *, who: PersonFacts, comes: Comes, typed: QueryDict | None = None) -> ComerForm | None:
    """The questions about who came for `who`; None when the holder came. `typed` stands there without being judged."""
    if comes is Comes.HOLDER:
        return None
    guardians = guardians_of(who.id, on=clock.today()) if comes is Comes.GUARDIAN else ()
    form = ComerForm(data, guardians=guardians)
    if data is None and typed is not None:
        form.initial |= {name: typed[form.add_prefix(name)] for name in form.fields if form.add_prefix(name) in typed}
    return form


def guardian_read(comer: ComerForm | None, papers: Checklist, comes: Comes) -> IdentityShown | None:
    """The ID of the guardian who came, to be compared with the register; the clerk has looked at its last day. None: no guardian."""
    if comer is None or comes is not Comes.GUARDIAN:
        return None
    return IdentityShown(kind=papers.identity_kind(comes), number=comer.comer().number, valid_until=None)


def put_on_comer(form: ComerForm | None, refusal: Refusal) -> bool:
    """Show at the number that was typed that it is no registered guardian's; False when the refusal is another one."""
    if form is None or not isinstance(refusal, NotTheGuardian):
        return False
    put_on(form, refusal.at_field("number"))
    return True


def who_comes(data: QueryDict, who: PersonFacts) -> str:
    """Who is said to have come; a child's or ward's guardian unless somebody says otherwise."""
    on = clock.today()
    adult_age = integer_of("people.adult_age", on=on)
    usual = Comes.GUARDIAN if needs_guardian(person=who, on=on, adult_age=adult_age) else Comes.HOLDER
    return data.get("comes", str(usual))


def case_words(who: PersonFacts, *, comes: Comes, allowed: tuple[Comes, ...], label: str) -> dict[str, object]:
    """What `desk/case.html` shows: the facts of the case, in words."""
    on = clock.today()
    age, adult_age = who.age_on(on), integer_of("people.adult_age", on=on)
    words = _("%(age)s 岁，未满 %(adult)s 周岁") if age < adult_age else _("%(age)s 岁，满 %(adult)s 周岁")
    lang = language()
    return {
        "age_words": words % {"age": age, "adult": adult_age},
        "comes": str(comes),
        "comes_label": label,
        "comes_choices": [(str(one), show("comes", str(one), lang)) for one in allowed],
    }


def _known(one: GuardianFacts) -> str:
    return f"{one.guardian.name}，{_(one.relation)}，{one.guardian.number_masked}"
