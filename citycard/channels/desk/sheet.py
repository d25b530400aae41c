"""The form of an act at a counter as it stands (办事表单): for whom, who comes, the papers seen, what was written down."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from citycard.audit import ShownDocument
from citycard.channels.desk.comer import Comer, ComerForm, case_words, guardian_read
from citycard.channels.desk.papers import Checklist
from citycard.channels.staffing import key_of
from citycard.journeys import IdentityShown
from citycard.people import PersonFacts
from citycard.policy import Comes
from citycard.shared.numbers import mask

FormOf = TypeVar("FormOf", bound=forms.Form)
READ = ("identity_number", "identity_valid_until")


@dataclass
class Sheet(Generic[FormOf]):
    """What every act with papers has; an act that looks at more adds its own."""

    who: PersonFacts
    comes: Comes
    allowed: tuple[Comes, ...]
    papers: Checklist
    form: FormOf
    comer: ComerForm | None

    @property
    def is_complete(self) -> bool:
        """True when every field is good and every paper was seen."""
        fields = [self.form.is_valid(), self.comer is None or self.comer.is_valid()]
        return all(fields) and not self.papers.missing

    @property
    def who_came(self) -> Comer | None:
        """The guardian or agent; None when the person came, or where the ID that was read says it."""
        return self.comer.comer() if self.comer is not None else None

    @property
    def identity(self) -> IdentityShown | None:
        """The valid ID that was read at the bank, elsewhere that of a guardian who came; only for a valid form."""
        if READ[0] in self.form.fields:
            return identity_read(self.form, self.papers, self.comes)
        return guardian_read(self.comer, self.papers, self.comes)

    def shown(self) -> tuple[ShownDocument, ...]:
        """The papers seen, with the masked numbers of whose they are, and who came for them; only for a valid form."""
        came, read = self.who_came, self.identity
        number = came.number_masked if came is not None else mask.mask_citizen(read.number) if read is not None else ""
        numbers = {"applicant": self.who.number_masked, "guardian": number, "agent": number}
        if came is None:
            return self.papers.shown(numbers)
        return self.papers.shown(numbers, name=came.name, relation=came.relation)

    def drawn(self, request: HttpRequest, *, title: str, label: str) -> dict[str, object]:
        """What the templates of every act draw: the case under `label`, the papers, the fields, and where one is."""
        return case_words(self.who, comes=self.comes, allowed=self.allowed, label=label) | {
            "who": self.who,
            "form": self.form,
            "fields": [self.form[name] for name in READ if name in self.form.fields],
            "comer": self.comer,
            "papers": self.papers,
            "missing": [line.name for line in self.papers.missing],
            "is_sent": request.method == "POST",
            "key": key_of(request),
            "crumbs": [(self.who.name, reverse("desk:person", args=[self.who.id])), (title, "")],
        }


def identity_read(form: forms.Form, papers: Checklist, comes: Comes) -> IdentityShown:
    """The valid ID of who came to the bank: its kind from the papers, the rest from a valid form that asks for it."""
    number, until = (form.cleaned_data[name] for name in READ)
    return IdentityShown(kind=papers.identity_kind(comes), number=str(number).strip().upper(), valid_until=until)
