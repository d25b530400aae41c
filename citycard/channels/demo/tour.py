"""One page from which every role can be tried (示例入口); it exists in the demo only."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from citycard import bank, cards, people
from citycard.audit import Channel
from citycard.channels.card_state import after_death, bank_side, social_side
from citycard.channels.web_hall.actions import open_account
from citycard.channels.web_hall.card_page import CardPage, read_progress
from citycard.channels.web_hall.headings import HEADINGS
from citycard.channels.web_hall.holding import let_in
from citycard.channels.web_hall.stages import Stage, stage_of
from citycard.shared import clock
from citycard.staff import sign_in

from .city import DemoLogin, DemoPerson, demo_logins, demo_people
from .inbox import PHONE
from .moved_clock import CHOICES, LONGEST, chosen_day

Kind = TypeVar("Kind", DemoLogin, DemoPerson)


@never_cache
@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    """Show every sample login by where it leads, every person with a story, and the demo's clock."""
    _only_in_the_demo()
    by_path = sorted(demo_logins(), key=attrgetter("path"))
    context = {
        "places": [(path, list(found)) for path, found in groupby(by_path, key=attrgetter("path"))],
        "people": [(one, *_stands(one.person_id)) for one in demo_people()],
        "tomorrow": clock.today() + timedelta(days=1),
        "last_day": clock.today() + LONGEST,
        "choices": [(choice, chosen_day(choice, on=clock.today())) for choice in CHOICES],
    }
    return render(request, "demo/tour.html", context)


@require_POST
def as_operator(request: HttpRequest, username: str) -> HttpResponse:
    """Sign in as a sample operator through the same door as everybody."""
    chosen = _one(demo_logins(), username=username)
    operator = sign_in(staff_no=chosen.staff_no, password=chosen.password, at=clock.now())
    request.session.flush()
    login(request, get_user_model().objects.get(pk=operator.account_id))
    return redirect(chosen.path)


@require_POST
def as_person(request: HttpRequest, key: str) -> HttpResponse:
    """Log in as a sample person without the code; the record says that it was the demo's page."""
    chosen = _one(demo_people(), key=key)
    receipt = open_account(person_id=chosen.person_id, channel=Channel.DEMO, at=clock.now())
    request.session.flush()
    let_in(request, account_id=receipt.account_id, person_id=chosen.person_id, name=chosen.name)
    return redirect("/my-card/")


@require_POST
def phone_of(request: HttpRequest, key: str) -> HttpResponse:
    """Look at the messages of a sample person's phone."""
    request.session[PHONE] = _one(demo_people(), key=key).phone
    return redirect("demo:inbox")


def _stands(person_id: int) -> tuple[str, str]:
    """Where a sample person stands now, whatever the story began with, and the card number that desks ask for."""
    on, who = clock.today(), people.person(person_id)
    page = read_progress(person=who, on=on)
    card = page.card if page is not None else None
    first = _("持卡人已去世") if not who.is_alive_on(on) else _how_far(person_id, page, on=on)
    said = [first, *(_troubles(card, on=on, is_dead=not who.is_alive_on(on)) if card else ())]
    return _("；").join(said), card.card_number if card else ""


def _how_far(person_id: int, page: CardPage | None, *, on: date) -> str:
    """How far the card is, or the new one that is to replace it (S9), as the page of one's own card says it."""
    if page is None:
        return str(HEADINGS[Stage.NONE][2])
    ending = cards.pending(person_id).cancellation
    is_closing = ending is not None and ending.clearance_number is not None
    words = str(HEADINGS[stage_of(card=page.coming, application=page.application, on=on, is_closing=is_closing)][2])
    return _("补换卡办理中：%(how_far)s") % {"how_far": words} if page.is_replacing and not is_closing else words


def _troubles(card: cards.CardFacts, *, on: date, is_dead: bool) -> Iterator[str]:
    """What is not in order with a function of a card in hand, each by name: a locked PIN, a loss, the end of the ten years or a life."""
    if card.collected_at is None:
        return
    social = after_death(card, on=on) if is_dead else social_side(card, on=on)
    account = bank_side(card, bank.card_side(card.card_number), on=on)
    for name, side in ((_("社保功能"), social), (_("银行账户"), account)):
        if side["tone"] in ("stop", "warn"):
            yield _("%(name)s%(word)s") % {"name": name, "word": side["word"]}


def _one(rows: tuple[Kind, ...], **wanted: str) -> Kind:
    _only_in_the_demo()
    for row in rows:
        if all(getattr(row, name) == value for name, value in wanted.items()):
            return row
    raise Http404


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
