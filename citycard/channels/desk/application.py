"""An application under way: how far it is (S4.4), correcting it, taking it back, another branch (S3's decision)."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard import cards
from citycard.audit import Actor
from citycard.channels.days import day
from citycard.channels.desk.forms import BranchForm, CorrectForm, put_on
from citycard.channels.desk.photo import as_text, photo_sent
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.told import take_told, tell
from citycard.channels.messages import field_error, show
from citycard.channels.refusals import language
from citycard.channels.staffing import key_of, staff_page
from citycard.channels.typed import row_number
from citycard.people import OfficeKind, PersonFacts, offices
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

P = Permission
Act = Callable[[Actor, str], cards.ApplicationReceipt]


@never_cache
@require_safe
@staff_page(P.READ_PERSON)
def application_page(request: HttpRequest, application_id: int) -> HttpResponse:
    """Show the making of the card step by step, and what may still be changed."""
    one, who, frame = _opened(request, application_id, what="application")
    desk = desk_of(request)
    card = cards.card_of(who.id)
    made = card if card is not None and card.application_id == one.id else None
    context = frame | {
        "application": one,
        "who": who,
        "state": show("application_state", _how_far(one, made), language()),
        "steps": [_step(step) for step in cards.progress(who.id)],
        "branch": made.pickup_office_name if made else next((o.name for o in offices() if o.id == one.pickup_office_id), ""),
        "correct": _may(desk.may(P.CORRECT_APPLICATION), lambda: cards.check_may_correct(application=one)),
        "withdraw": _may(desk.may(P.WITHDRAW_APPLICATION), lambda: cards.check_may_correct(application=one)),
        "move": _may(desk.may(P.CHANGE_PICKUP_OFFICE), lambda: cards.check_may_change_branch(application=one, card=made)),
        "photo_text": as_text(cards.photo_of(one.id)),
        "told": take_told(request),
    }
    return render(request, "desk/application.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.CORRECT_APPLICATION)
def correct(request: HttpRequest, application_id: int) -> HttpResponse:
    """Change phone or photo until the batch is exported."""
    one, who, frame = _opened(request, application_id, what="application")
    cards.check_may_correct(application=one)
    form = CorrectForm(request.POST or None, initial={"phone": one.phone})

    def act(by: Actor, key: str) -> cards.ApplicationReceipt:
        return cards.correct_application(
            by=by,
            key=key,
            at=clock.now(),
            application_id=one.id,
            version=_version(request),
            phone=form.cleaned_data["phone"],
            photo=photo_sent(request),
        )

    words = {"title": _("更正申请"), "button": _("更正"), "done": _("申请已更正")}
    return _change(request, one, who, form=form, act=act, words=words, frame=frame | {"with_photo": True})


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.WITHDRAW_APPLICATION)
def withdraw(request: HttpRequest, application_id: int) -> HttpResponse:
    """Take the application back: asked once more, since it cannot be undone."""
    one, who, frame = _opened(request, application_id, what="application")
    form = forms.Form(request.POST or None)
    if request.method == "GET":
        cards.check_may_correct(application=one)

    def act(by: Actor, key: str) -> cards.ApplicationReceipt:
        version = _version(request)
        return cards.withdraw_application(by=by, key=key, at=clock.now(), application_id=one.id, version=version)

    words = {"title": _("撤回申请"), "button": _("确认撤回申请"), "done": _("申请已撤回"), "tone": "stop"}
    words["lead"] = _("撤回以后这份申请就结束了。还要卡的，要重新带材料来申请。")
    return _change(request, one, who, form=form, act=act, words=words, frame=frame)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.CHANGE_PICKUP_OFFICE)
def move(request: HttpRequest, application_id: int) -> HttpResponse:
    """Collect at another branch; until the card is dispatched."""
    one, who, frame = _opened(request, application_id, what="application")
    branches = offices(kind=OfficeKind.BANK_BRANCH)
    form = BranchForm(request.POST or None, initial={"office": str(one.pickup_office_id)}, branches=branches)

    def act(by: Actor, key: str) -> cards.ApplicationReceipt:
        office_id = int(form.cleaned_data["office"])
        return cards.change_pickup_office(
            by=by, key=key, at=clock.now(), application_id=one.id, office_id=office_id, version=_version(request)
        )

    words = {"title": _("改领卡网点"), "button": _("改到这个网点"), "done": _("领卡网点已改")}
    return _change(request, one, who, form=form, act=act, words=words, frame=frame)


def _how_far(one: cards.ApplicationFacts, made: cards.CardFacts | None) -> str:
    """The application's state, or where its card is by now."""
    return cards.progress_state(application_state=one.state, card_state=made.state if made else None)


def _opened(
    request: HttpRequest, application_id: int, *, what: str
) -> tuple[cards.ApplicationFacts, PersonFacts, dict[str, object]]:
    """The application and its person, with the look recorded, and the frame of the page."""
    one = cards.application(application_id)
    who, purpose = open_file(request, one.person_id, what=what, act=gettext_noop("查、改制卡申请"))
    crumbs = [(who.name, reverse("desk:person", args=[who.id])), (_("制卡申请"), "")]
    return one, who, {"crumbs": crumbs, "purpose": shown_purpose(who.id, purpose)}


def _change(
    request: HttpRequest,
    one: cards.ApplicationFacts,
    who: PersonFacts,
    *,
    form: forms.Form,
    act: Act,
    words: dict[str, str],
    frame: dict[str, object],
) -> HttpResponse:
    """Ask, do, and show the application again; a refusal at a field stays on the form."""
    photo_problem = ""
    if request.method == "POST" and form.is_valid():
        purpose = frame["purpose"]
        by = desk_of(request).actor(purpose=str(purpose["text"]) if isinstance(purpose, dict) else "")
        try:
            receipt = act(by, key_of(request))
        except Refusal as refusal:
            photo_problem = field_error(refusal, language()) if refusal.field == "photo" else ""
            if not photo_problem:
                put_on(form, refusal)
        else:
            tell(request, words["done"], number=receipt.number, receipt=receipt)
            return redirect("desk:application", one.id)
    context = frame | {"application": one, "who": who, "form": form, "words": words, "key": key_of(request)}
    context |= {"photo_problem": photo_problem, "version": request.POST.get("version") or one.version}
    return render(request, "desk/application_change.html", context, status=400 if form.errors or photo_problem else 200)


def _version(request: HttpRequest) -> int:
    """The application as the clerk saw it; a form that does not say which is taken for an old one."""
    return row_number(request.POST.get("version")) or 0


def _may(is_permitted: bool, check: Callable[[], None]) -> bool:
    """Whether this desk may do it now."""
    if not is_permitted:
        return False
    try:
        check()
    except Refusal:
        return False
    return True


def _step(step: cards.Step) -> dict[str, object]:
    lang = language()
    return {
        "title": show("making_step", step.name, lang),
        "note": day(step.done_on) if step.done_on else "",
        "place": step.place,
        "state": str(step.state),
    }
