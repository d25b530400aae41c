"""Activation in four steps (激活金融功能, S5.1), the first two: the person, then the card.

They are kept in the session, so that going back, reloading or an expired page loses nothing.
"""

from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import cards, journeys, medical
from citycard.audit import ActFilter, Channel, acts
from citycard.channels.desk.collect import FACES, same_face
from citycard.channels.desk.comer import case_words, who_comes
from citycard.channels.desk.forms import DATE_INPUT, NUMBER_INPUT, put_on
from citycard.channels.desk.papers import Checklist, checklist, coming
from citycard.channels.desk.photo import as_text
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.replaced import replaced_by
from citycard.channels.desk.sheet import identity_read
from citycard.channels.desk.visit import Visit, keep_visit, visit_of
from citycard.channels.staffing import staff_page
from citycard.people import PersonFacts, case_of, guardians_of
from citycard.policy import Comes
from citycard.shared import clock
from citycard.shared.clock import in_china
from citycard.shared.numbers import mask
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

SERVICE = "card-activate"
NEW_CARD = "new_card"
LATELY = 20
TITLES = (gettext_lazy("核对本人"), gettext_lazy("核对卡片"), gettext_lazy("设银行密码"), gettext_lazy("激活完成"))


class FindCardForm(forms.Form):
    """The card on the counter."""

    card_number = forms.CharField(
        label=gettext_lazy("读卡或输入社会保障卡号"),
        max_length=20,
        help_text=gettext_lazy("卡面上 9 位，字母开头"),
        widget=forms.TextInput(attrs=NUMBER_INPUT),
    )


class PersonForm(forms.Form):
    """The valid ID of who stands here, and the face."""

    identity_number = forms.CharField(
        label=gettext_lazy("证件上的号码"),
        max_length=24,
        help_text=gettext_lazy("读证或照原件填：本人来填本人的，监护人来填监护人的"),
        widget=forms.TextInput(attrs=NUMBER_INPUT),
    )
    identity_valid_until = forms.DateField(
        label=gettext_lazy("证件有效到哪一天"), required=False, help_text=gettext_lazy("长期有效的空着"), widget=DATE_INPUT
    )
    face = forms.ChoiceField(label=gettext_lazy("来的人和证件照片是同一个人吗？"), choices=FACES, widget=forms.RadioSelect)

    clean_face = same_face(gettext_lazy("不是同一个人，不能激活。请本人或登记的监护人带自己的证件来"))


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.ACTIVATE)
def activations(request: HttpRequest) -> HttpResponse:
    """Begin with the card on the counter; below, what this branch activated lately."""
    desk = desk_of(request)
    form = FindCardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = cards.find_card(form.cleaned_data["card_number"])
        if found is not None:
            return redirect("desk:activate_person", found.id)
        put_on(form, cards.CardUnknown())
    lately = acts(ActFilter(act="activate", office_id=desk.posting.office_id), limit=LATELY)
    context = {"form": form, "lately": lately, "steps": steps(1), "place": desk.place}
    return render(request, "desk/activations.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.ACTIVATE)
def activate_person(request: HttpRequest, card_id: int) -> HttpResponse:
    """Step 1: who came, with which ID, and is it that person."""
    card = cards.card(card_id)
    if card.social_state == "active":
        return redirect("desk:activated", card_id)
    who, purpose = open_file(request, card.person_id, what="activate", act=gettext_noop("办理激活"))
    sent = request.POST if request.method == "POST" else None
    comes, allowed = coming(SERVICE, who, wanted=who_comes(request.GET, who), on=clock.today())
    papers = _without(checklist(SERVICE, case_of(who, comes=comes, on=clock.today()), sent), NEW_CARD)
    form = PersonForm(sent)
    if sent is None:
        _check_card_is_ready(card, who, comes)
    elif form.is_valid() and not papers.missing and _person_fits(form, papers, who=who, card=card, comes=comes):
        keep_visit(request, _begun(form, papers, who=who, card=card, comes=comes))
        return redirect("desk:activate_card", card_id)
    context = case_words(who, comes=comes, allowed=allowed, label=_("谁来激活")) | {
        "form": form,
        "papers": papers,
        "missing": [line.name for line in papers.missing],
        "is_sent": sent is not None,
        "guardians": guardians_of(who.id, on=clock.today()) if comes is Comes.GUARDIAN else (),
        "photo_text": as_text(cards.photo_of(card.application_id)),
        "replaced": replaced_by(card),
        "old": medical.old_card(who.id),
    }
    context |= frame(who, card, step=1) | {"purpose": shown_purpose(who.id, purpose)}
    return render(request, "desk/activate_person.html", context, status=200 if sent is None else 400)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.ACTIVATE)
def activate_card(request: HttpRequest, card_id: int) -> HttpResponse:
    """Step 2: the card on the counter is this card."""
    card, visit = cards.card(card_id), visit_of(request, card_id)
    if card.social_state == "active":
        return redirect("desk:activated", card_id)
    if visit is None:
        return redirect("desk:activate_person", card_id)
    who, purpose = open_file(request, card.person_id, what="activate", act=gettext_noop("办理激活"))
    sent = request.POST if request.method == "POST" else None
    comes = Comes(visit.comes)
    papers = _only(checklist(SERVICE, case_of(who, comes=comes, on=clock.today()), sent), NEW_CARD)
    form = FindCardForm(sent)
    if sent is not None and form.is_valid() and not papers.missing and _card_fits(form, visit):
        keep_visit(request, visit.with_card(papers.shown({}), clock.now()))
        return redirect("desk:activate_pin", card_id)
    context = {"form": form, "papers": papers, "missing": [line.name for line in papers.missing], "is_sent": sent is not None}
    context |= frame(who, card, step=2, visit=visit) | {"purpose": shown_purpose(who.id, purpose)}
    return render(request, "desk/activate_card.html", context, status=200 if sent is None else 400)


def frame(who: PersonFacts, card: cards.CardFacts, *, step: int, visit: Visit | None = None) -> dict[str, object]:
    """What all four steps show: who, which card, how far."""
    crumbs = [
        (_("激活"), reverse("desk:activations")),
        (who.name, reverse("desk:person", args=[who.id])),
        (str(TITLES[min(step, len(TITLES)) - 1]), ""),
    ]
    return {"who": who, "card": card, "steps": steps(step, visit), "crumbs": crumbs}


def steps(now: int, visit: Visit | None = None, *, done_at: datetime | None = None) -> list[dict[str, str]]:
    """The four steps, for `parts/steps.html`, with the times of those that are done."""
    moments = [visit.person_at if visit else "", visit.card_at if visit else "", "", ""]
    times = [f"{datetime.fromisoformat(one):%H:%M}" if one else "" for one in moments]
    if done_at is not None:
        times[2] = times[3] = f"{in_china(done_at):%H:%M}"
    words = ["done" if place < now else "now" if place == now else "todo" for place in range(1, 5)]
    return [{"title": str(title), "note": note, "state": state} for title, note, state in zip(TITLES, times, words, strict=True)]


def _check_card_is_ready(card: cards.CardFacts, who: PersonFacts, comes: Comes) -> None:
    """Say at once when the card cannot be activated whoever comes. Refuses: CardNotCollected, CardReportedLost, CardOutOfDate …"""
    if card.state != "with_holder":
        raise journeys.CardNotCollected(state_label=cards.CARD.label(card.state))
    journeys.check_sides(holder=who, card=card)
    situation = journeys.standing_of(who.id, on=clock.today()).situation
    journeys.check(Permission.ACTIVATE, situation, channel=Channel.BANK_BRANCH, comes=comes)


def _person_fits(form: PersonForm, papers: Checklist, *, who: PersonFacts, card: cards.CardFacts, comes: Comes) -> bool:
    """Every condition on who came; a refusal that names a field goes back onto the form."""
    try:
        journeys.check_may_activate(
            person_id=who.id,
            card_id=card.id,
            comes=comes,
            identity=identity_read(form, papers, comes),
            card_number_shown=card.card_number,
            on=clock.today(),
        )
    except Refusal as refusal:
        if isinstance(refusal, journeys.NotTheGuardian):
            refusal.field = "identity_number"
        if refusal.field not in form.fields:
            raise
        put_on(form, refusal)
        return False
    return True


def _begun(form: PersonForm, papers: Checklist, *, who: PersonFacts, card: cards.CardFacts, comes: Comes) -> Visit:
    identity = identity_read(form, papers, comes)
    guardians = guardians_of(who.id, on=clock.today()) if comes is Comes.GUARDIAN else ()
    whose = next((one.guardian.id for one in guardians if one.guardian.social_number == identity.number), who.id)
    visit = Visit.begin(card_id=card.id, person_id=who.id, comes=comes, identity=identity, identity_of=whose)
    numbers = {"applicant": who.number_masked, "guardian": mask.mask_citizen(identity.number)}
    return visit.with_person(papers.shown(numbers), clock.now())


def _card_fits(form: FindCardForm, visit: Visit) -> bool:
    try:
        journeys.check_may_activate(
            person_id=visit.person_id,
            card_id=visit.card_id,
            comes=Comes(visit.comes),
            identity=visit.identity(),
            card_number_shown=form.cleaned_data["card_number"],
            on=clock.today(),
        )
    except journeys.CardNumberDiffers as refusal:
        put_on(form, refusal)
        return False
    return True


def _only(papers: Checklist, requirement: str) -> Checklist:
    return Checklist(lines=tuple(line for line in papers.lines if line.id == requirement))


def _without(papers: Checklist, requirement: str) -> Checklist:
    return Checklist(lines=tuple(line for line in papers.lines if line.id != requirement))
