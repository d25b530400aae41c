"""A unit's agent collects all the unit's cards at the card hall, against letter and original ID (单位领卡, S4.1)."""

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard import cards, people
from citycard.audit import ActFilter, acts
from citycard.channels.desk.forms import NUMBER_INPUT, put_on
from citycard.channels.desk.papers import Checklist, checklist
from citycard.channels.desk.purpose import desk_of
from citycard.channels.desk.told import take_told, tell
from citycard.channels.staffing import key_of, staff_page
from citycard.channels.typed import row_number
from citycard.policy import Case
from citycard.shared import clock
from citycard.shared.numbers import mask
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

SERVICE = "card-collect-unit"
LATELY = 10


class AgentForm(forms.Form):
    """Who collects for the unit."""

    agent_name = forms.CharField(label=gettext_lazy("取卡人姓名"), max_length=80, help_text=gettext_lazy("介绍信上写的那个人"))
    agent_number = forms.CharField(
        label=gettext_lazy("取卡人身份证号码"), max_length=24, help_text=gettext_lazy("照身份证原件填，18 位"),
        widget=forms.TextInput(attrs=NUMBER_INPUT),
    )  # fmt: skip


@never_cache
@require_safe
@staff_page(Permission.COLLECT_BY_UNIT_AGENT)
def unit_pickups(request: HttpRequest) -> HttpResponse:
    """List the units whose cards wait here, and what was handed out lately."""
    desk = desk_of(request)
    office_id = desk.posting.office_id
    lately = acts(ActFilter(act="cards.collect_by_unit_agent", office_id=office_id), limit=LATELY)
    waiting = cards.units_waiting(office_id) if office_id is not None else ()
    context = {"units": waiting, "lately": lately, "told": take_told(request), "place": desk.place}
    return render(request, "desk/unit_pickups.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.COLLECT_BY_UNIT_AGENT)
def unit_pickup(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Hand the ticked cards of a unit to its agent."""
    desk = desk_of(request)
    unit = people.unit(unit_id)
    waiting = cards.unit_cards_waiting(unit_id, office_id=desk.posting.office_id)
    sent = request.POST if request.method == "POST" else None
    papers, form = _papers(sent), AgentForm(sent)
    ticked = _ticked(sent)
    if sent is not None and form.is_valid() and not papers.missing and ticked:
        receipt = _hand_out(request, unit_id, form, papers, ticked)
        if receipt is not None:
            words = {"count": receipt.card_count, "name": form.cleaned_data["agent_name"]}
            title = _("%(count)s 张卡已交给取卡人 %(name)s") % words
            tell(request, title, number=receipt.number, receipt=receipt, warning=_left_words(receipt))
            return redirect("desk:unit_pickups")
    context = {
        "unit": unit,
        "waiting": waiting,
        "held_back": cards.with_temporary_card(line.person_id for line in waiting),
        "ticked": {line.card_id for line in waiting if line.card_id in ticked},
        "form": form,
        "papers": papers,
        "missing": [line.name for line in papers.missing] + ([] if ticked else [_("点到的卡")]),
        "also_missing": [] if ticked else [("tick", _("至少勾选一张点到的卡"))],
        "is_sent": sent is not None,
        "key": key_of(request),
        "crumbs": [(_("单位领卡"), reverse("desk:unit_pickups")), (unit.name, "")],
    }
    return render(request, "desk/unit_pickup.html", context, status=200 if sent is None else 400)


@never_cache
@require_safe
@staff_page(Permission.COLLECT_BY_UNIT_AGENT)
def hand_over_list(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The list to print: which cards, in which box and slot, with room to sign (S4.1)."""
    desk = desk_of(request)
    waiting = cards.unit_cards_waiting(unit_id, office_id=desk.posting.office_id)
    context = {"unit": people.unit(unit_id), "waiting": waiting, "place": desk.place}
    context["crumbs"] = [(_("单位领卡"), reverse("desk:unit_pickups")), (_("交接清单"), "")]
    return render(request, "desk/hand_over_list.html", context)


def _left_words(receipt: cards.UnitCollectReceipt) -> str:
    """Whose cards stayed here, and why (S10.3)."""
    if not receipt.left:
        return ""
    names = _("、").join(one.name for one in receipt.left)
    return _("%(names)s的卡没有交：临时卡还没有交还，交还以后再领") % {"names": names}


def _papers(sent: QueryDict | None) -> Checklist:
    return checklist(SERVICE, Case.of_unit(on=clock.today()), sent)


def _ticked(sent: QueryDict | None) -> list[int]:
    """The cards counted and ticked; of a repeated form also those that are gone already, so that the first receipt is found (A3)."""
    if sent is None:
        return []
    return sorted({number for one in sent.getlist("card") if (number := row_number(one)) is not None})


def _hand_out(
    request: HttpRequest, unit_id: int, form: AgentForm, papers: Checklist, card_ids: list[int]
) -> cards.UnitCollectReceipt | None:
    data = form.cleaned_data
    agent = cards.Collector(name=data["agent_name"].strip(), number=data["agent_number"].strip().upper())
    shown = papers.shown({"agent": mask.mask_citizen(agent.number)})
    by = desk_of(request).actor(documents=shown, purpose=gettext_noop("单位领卡"))
    try:
        return cards.collect_by_unit_agent(
            by=by, key=key_of(request), at=clock.now(), unit_id=unit_id, card_ids=card_ids, agent=agent
        )
    except Refusal as refusal:
        if not refusal.field:
            raise
        put_on(form, refusal)
    return None
