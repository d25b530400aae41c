"""A unit's people: the list with the state of each card, and one person with what can be done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard import cards, journeys
from citycard.audit import Channel, record_read
from citycard.channels.desk.told import take_told
from citycard.channels.listed import PER_PAGE, page_of, start_of
from citycard.channels.messages import explain
from citycard.channels.refusals import language
from citycard.channels.staffing import staff_page
from citycard.channels.web_hall.tracker import tracker
from citycard.people import PersonFacts, check_alive
from citycard.policy import Comes
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

from .own import LOOKED_FOR, desk_of, own_person, own_unit
from .stages import CHOICES, line, pills

LONGEST_SEARCH = 50


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.SUBMIT_ROSTER)
def people(request: HttpRequest) -> HttpResponse:
    """List the unit's people, by the beginning of a name or a whole number, and by how far the card is."""
    unit, text = own_unit(request), (request.POST or request.GET).get("q", "").strip()[:LONGEST_SEARCH]
    chosen = request.GET.get("show", "") if request.GET.get("show", "") in CHOICES else ""
    stages = CHOICES[chosen][1]
    found = cards.unit_people(unit.id, on=clock.today(), text=text, stages=stages, start=start_of(request), limit=PER_PAGE)
    page = page_of(request, count=found.count_of(stages), fetch=lambda _start, _limit: found.rows)
    context = {
        "page": page,
        "lines": [line(row) for row in page.object_list],
        "pills": pills(found.by_stage, chosen),
        "q": text,
    }
    return render(request, "units/people.html", context)


@never_cache
@require_safe
@staff_page(Permission.SUBMIT_ROSTER)
def person_page(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show one of the unit's people: how far the card is, what can be done now, and why the rest may not. The look is recorded."""
    who = own_person(request, person_id)
    record_read(by=desk_of(request).actor(purpose=LOOKED_FOR), person_id=person_id, what="unit_person", at=clock.now())
    standing = cards.standing(person_id)
    can, cannot = _choices(who, standing)
    context = {
        "who": who,
        "age": who.age_on(clock.today()),
        "standing": standing,
        "steps": tracker(standing.steps, card=standing.newest),
        "can": can,
        "cannot": cannot,
        "told": take_told(request),
        "purpose": {"text": _("单位为本人办理社保卡")},
        "crumbs": [(_("本单位人员"), reverse("units:people")), (who.name, "")],
    }
    return render(request, "units/person.html", context)


def _choices(who: PersonFacts, standing: "cards.Standing") -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """What can be done for the person now, and what cannot, each with the rule's own reason (A4)."""
    can: list[dict[str, object]] = []
    cannot: list[dict[str, object]] = []
    open_one = standing.application if standing.application and standing.application.is_open else None
    try:
        check_alive(person=who, on=clock.today())
        cards.check_may_apply(open_one=open_one, live_card=standing.card, kind=cards.Kind.FIRST)
        href = reverse("units:apply", args=[who.id])
        can.append(
            {"title": _("申请社保卡"), "hint": _("手机号码，有相片就传上来"), "rule": "S3.1", "icon": "credit-card", "href": href}
        )
    except Refusal as refusal:
        cannot.append(_cannot(_("申请社保卡"), "credit-card", refusal))
    if standing.card is not None:
        _add_replacing(can, cannot, who)
    if open_one is not None and open_one.unit_id == who.unit_id:
        _add_changes(can, cannot, open_one)
    if standing.newest is not None and standing.newest.state == "with_unit":
        can.append({"title": _("把卡发给本人"), "hint": _("在发卡登记里勾选"), "rule": "S4.1", "icon": "user-check",
                    "href": reverse("units:hand_over")})  # fmt: skip
    return can, cannot


def _add_replacing(can: list[dict[str, object]], cannot: list[dict[str, object]], who: PersonFacts) -> None:
    """S9.3: replace a lost card, change one that is damaged, running out or outdated."""
    situation = journeys.standing_of(who.id, on=clock.today()).situation
    acts = (
        (Permission.REPLACE_LOST_CARD, _("补卡"), _("本人挂失以后，单位可以替他补"), "replace", "units:replace_lost"),
        (Permission.CHANGE_CARD, _("换卡"), _("卡坏了、快到期或资料变了"), "refresh", "units:change_card"),
    )
    for act, title, hint, icon, url in acts:
        try:
            journeys.check(act, situation, channel=Channel.UNIT_HALL, comes=Comes.UNIT)
            can.append({"title": title, "hint": hint, "rule": "S9.3", "icon": icon, "href": reverse(url, args=[who.id])})
        except Refusal as refusal:
            cannot.append(_cannot(title, icon, refusal))


def _add_changes(can: list[dict[str, object]], cannot: list[dict[str, object]], open_one: "cards.ApplicationFacts") -> None:
    """Correct and withdraw: both until the production batch is exported (S3)."""
    acts = (
        (_("更正手机、换相片"), _("有相片的卡面才完整") if not open_one.has_photo else "", "edit", "units:correct"),
        (_("撤回申请"), _("撤回以后可以重新申请"), "arrow-back-up", "units:withdraw"),
    )
    for title, hint, icon, url in acts:
        try:
            cards.check_may_correct(application=open_one)
            can.append({"title": title, "hint": hint, "rule": "S3", "icon": icon, "href": reverse(url, args=[open_one.id])})
        except Refusal as refusal:
            cannot.append(_cannot(title, icon, refusal))


def _cannot(title: str, icon: str, refusal: Refusal) -> dict[str, object]:
    said = explain(refusal, language())
    return {"title": title, "short": said.cannot, "because": said.because, "rule": said.rule, "ways": said.can, "icon": icon}
