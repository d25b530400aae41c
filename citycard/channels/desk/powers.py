"""Who may act for a person (委托代办): registered and taken back at the community and the card hall, with both IDs (S13.1)."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from citycard import journeys, people
from citycard.audit import ShownDocument
from citycard.channels.days import day
from citycard.channels.desk.comer import case_words
from citycard.channels.desk.forms import DATE_INPUT, NUMBER_INPUT, put_on
from citycard.channels.desk.papers import Checklist, checklist, coming
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.told import take_told, tell
from citycard.channels.staffing import key_of, staff_page
from citycard.people import PersonFacts, PowerFacts, case_of
from citycard.policy import Comes
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

SERVICE = "power-register"


class PowerForm(forms.Form):
    """Who may act, in which relation, from when to when."""

    agent_number = forms.CharField(
        label=gettext_lazy("代办人的社会保障号码"),
        max_length=24,
        help_text=gettext_lazy("照代办人的证件；代办人要先登记过"),
        widget=forms.TextInput(attrs=NUMBER_INPUT),
    )
    relation = forms.CharField(
        label=gettext_lazy("代办人是他的什么人"), max_length=20, help_text=gettext_lazy("例如“女儿”“邻居”")
    )
    starts_on = forms.DateField(label=gettext_lazy("从哪天起"), widget=DATE_INPUT)
    ends_on = forms.DateField(
        label=gettext_lazy("到哪天为止"),
        required=False,
        help_text=gettext_lazy("那天起就不能再办；不定期限的空着"),
        widget=DATE_INPUT,
    )


@dataclass
class Sheet:
    """The form as it stands."""

    who: PersonFacts
    comes: Comes
    allowed: tuple[Comes, ...]
    papers: Checklist
    form: PowerForm


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.REGISTER_POWER)
def powers(request: HttpRequest, person_id: int) -> HttpResponse:
    """List who may act for the person, and register somebody."""
    who, purpose = open_file(request, person_id, what="powers", act=_("登记委托代办"))
    if request.method == "POST":
        people.check_alive(person=who, on=clock.today())
    is_sent, sheet = request.method == "POST", _sheet(request, who)
    if is_sent and sheet.form.is_valid() and not sheet.papers.missing and _register(request, sheet, purpose.text):
        return redirect("desk:powers", who.id)
    on = clock.today()
    label = _("谁来登记")
    context = case_words(who, comes=sheet.comes, allowed=sheet.allowed, label=label) | {
        "who": who,
        "form": sheet.form,
        "papers": sheet.papers,
        "missing": [line.name for line in sheet.papers.missing],
        "is_sent": is_sent,
        "is_alive": who.is_alive_on(on),
        "rows": [shown_power(one) for one in people.powers_of(who.id)],
        "guardians": people.guardians_of(who.id, on=on),
        "told": take_told(request),
        "key": key_of(request),
        "crumbs": [(who.name, reverse("desk:person", args=[who.id])), (_("替他办的人"), "")],
        "purpose": shown_purpose(who.id, purpose),
    }
    return render(request, "desk/powers.html", context, status=400 if is_sent else 200)


@require_POST
@staff_page(Permission.REGISTER_POWER)
def end(request: HttpRequest, person_id: int, power_id: int) -> HttpResponse:
    """Take a power of this person back. Refuses PowerUnknown."""
    who, purpose = open_file(request, person_id, what="powers", act=_("撤销委托代办"))
    if people.power(power_id).holder.id != who.id:
        raise people.PowerUnknown
    receipt = journeys.end_power(
        by=desk_of(request).actor(purpose=purpose.text), key=key_of(request), at=clock.now(), power_id=power_id
    )
    tell(request, _("委托已撤销，今天起不能再替他办"), number=receipt.number, receipt=receipt)
    return redirect("desk:powers", who.id)


def shown_power(one: PowerFacts) -> dict[str, object]:
    """One power as a row: who, in which relation, which days, whether it holds today."""
    on = clock.today()
    last = one.ended_on(on) or one.span.end
    return {
        "id": one.id,
        "name": one.agent.name,
        "number": one.agent.number_masked,
        "relation": one.relation,
        "starts": day(one.span.start),
        "ends": day(last) if last else "",
        "is_in_force": one.is_in_force_on(on),
        "is_over": one.ended_on(on) is not None,
        "is_by_paper": one.proof == people.PowerProof.POWER_OF_ATTORNEY,
    }


def _sheet(request: HttpRequest, who: PersonFacts) -> Sheet:
    on, sent = clock.today(), request.POST if request.method == "POST" else None
    comes, allowed = coming(SERVICE, who, wanted=request.GET.get("comes", ""), on=on)
    papers = checklist(SERVICE, case_of(who, comes=comes, on=on), sent)
    return Sheet(who, comes, allowed, papers, PowerForm(sent, initial={"starts_on": on}))


def _register(request: HttpRequest, sheet: Sheet, purpose: str) -> bool:
    """Do it; a refusal that names a field goes back onto the form."""
    data = sheet.form.cleaned_data
    try:
        agent = people.find_person(data["agent_number"])
        if agent is None:
            raise people.PersonUnknown().at_field("agent")
        receipt = journeys.register_power(
            by=desk_of(request).actor(documents=_shown(sheet, agent), purpose=purpose),
            key=key_of(request),
            at=clock.now(),
            holder_id=sheet.who.id,
            agent_id=agent.id,
            relation=data["relation"],
            comes=sheet.comes,
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
        )
    except Refusal as refusal:
        if not refusal.field:
            raise
        put_on(sheet.form, refusal)
        return False
    tell(request, _("委托已登记，已短信告诉本人"), number=receipt.number, receipt=receipt)
    return True


def _shown(sheet: Sheet, agent: PersonFacts) -> tuple[ShownDocument, ...]:
    return sheet.papers.shown({"applicant": sheet.who.number_masked, "agent": agent.number_masked})
