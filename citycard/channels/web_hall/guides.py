"""The guides (办事指南): printed from the catalogue alone, so that guide and counter cannot differ."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from citycard.channels.refusals import language
from citycard.policy import (
    Case,
    Comes,
    Owner,
    RequiredDocument,
    Service,
    documents_for,
    integer_of,
    life_events,
    service,
    services,
    services_of_event,
    value_of,
    who_may_come,
)
from citycard.shared import clock

from .finder import online

COMES_NAMES = {
    Comes.HOLDER: gettext_lazy("本人"),
    Comes.GUARDIAN: gettext_lazy("监护人"),
    Comes.AGENT: gettext_lazy("代办人"),
    Comes.UNIT: gettext_lazy("单位经办人"),
}
OWNER_ICONS = {Owner.APPLICANT: "id", Owner.GUARDIAN: "user-check", Owner.AGENT: "users", Owner.UNIT: "briefcase"}
STOPS_THE_CARD = frozenset({"loss-report"})


@dataclass(frozen=True, slots=True)
class Bring:
    """The papers of the chosen case; `only_for_wards` when a guardian was chosen for somebody who has none."""

    documents: tuple[dict[str, object], ...]
    only_for_wards: bool


class CaseForm(forms.Form):
    """The facts that decide the papers; none of them says who somebody is, so they may stand in the address."""

    age = forms.ChoiceField(label=gettext_lazy("办卡的人多大"), widget=forms.RadioSelect)
    has_card = forms.ChoiceField(label=gettext_lazy("他有没有居民身份证"), widget=forms.RadioSelect)
    comes = forms.ChoiceField(label=gettext_lazy("谁去办"), widget=forms.RadioSelect)

    def __init__(self, data: object, *, about: Service) -> None:
        today = clock.today()
        adult, majority = integer_of("people.adult_age", on=today), integer_of("people.majority_age", on=today)
        ages = [
            (str(majority), _("满 %(age)s 周岁") % {"age": majority}),
            (str(adult), _("满 %(age)s 周岁，不到 %(next)s 周岁") % {"age": adult, "next": majority}),
            (str(adult - 1), _("不满 %(age)s 周岁") % {"age": adult}),
            ("ward", _("成年，但要监护人照管（被监护人）")),
        ]
        chosen = {"age": ages[0][0], "has_card": "yes", "comes": str(about.actors[0])}
        given = {name: getattr(data, "get")(name) or chosen[name] for name in chosen}  # noqa: B009 a QueryDict
        super().__init__(given)
        self.asked = urlencode(given)
        self.majority = majority
        self.fields["age"].choices = ages  # pyright: ignore[reportAttributeAccessIssue] a ChoiceField
        self.fields["has_card"].choices = [("yes", _("有")), ("no", _("没有"))]  # pyright: ignore[reportAttributeAccessIssue] a ChoiceField
        actors = [(str(one), COMES_NAMES[one]) for one in about.actors]
        self.fields["comes"].choices = actors  # pyright: ignore[reportAttributeAccessIssue] a ChoiceField

    def case(self) -> Case:
        """The case as chosen; an unknown choice counts as an adult who comes with an ID card."""
        data = self.cleaned_data if self.is_valid() else {"age": str(self.majority), "has_card": "yes", "comes": "holder"}
        is_ward = data["age"] == "ward"
        return Case(
            age_on_day=self.majority if is_ward else int(data["age"]),
            has_id_card=data["has_card"] == "yes",
            comes=Comes(data["comes"]),
            is_ward=is_ward,
            on=clock.today(),
        )


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show every service, by life event."""
    groups = [(event, services_of_event(event.id)) for event in life_events().values()]
    crumbs = [(_("首页"), "/"), (_("办事指南"), "")]
    return render(request, "web_hall/guides.html", {"groups": [one for one in groups if one[1]], "crumbs": crumbs})


@require_safe
def guide(request: HttpRequest, service_id: str) -> HttpResponse:
    """Show one service: where, what to bring for the case chosen, what follows, and what people ask."""
    if service_id not in services():
        raise Http404
    about = service(service_id)
    form = CaseForm(request.GET, about=about)
    context = {
        "service": about,
        "case_form": form,
        "bring": bring(about, form.case()),
        "every_paper": about.documents,
        "has_cases": any(one.when for one in about.documents),
        "fee_fen": None if about.fee.value is None else value_of(about.fee.value, on=clock.today()),
        "related": [service(one) for one in about.related],
        "online": online(about),
        "is_urgent": about.id in STOPS_THE_CARD,
        "today": clock.today(),
        "crumbs": [(_("首页"), "/"), (_("办事指南"), "/guides/"), (about.name.of(language()), "")],
    }
    return render(request, "web_hall/guide.html", context)


def bring(about: Service, case: Case) -> Bring:
    """Return the papers of a case as the page draws them (S3.2, S4.1, S4.2, S5.1, S13)."""
    may_come = who_may_come(about.id, age_on_day=case.age_on_day, is_ward=case.is_ward, on=case.on)
    rows = tuple(_row(one) for one in documents_for(about.id, case))
    return Bring(documents=rows, only_for_wards=case.comes is Comes.GUARDIAN and case.comes not in may_come)


def _row(paper: RequiredDocument) -> dict[str, object]:
    return {"name": paper.name, "look_at": paper.look_at, "rule": paper.rule, "icon": OWNER_ICONS[paper.of], "paper": paper}
