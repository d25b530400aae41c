"""A visit at the machine (本次使用): who stands here, since when nothing was touched, and how all of it is forgotten."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from citycard import people
from citycard.audit import Actor, Channel
from citycard.channels.messages import explain
from citycard.channels.refusals import language
from citycard.people import PersonFacts
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.shared.numbers import mask
from citycard.shared.refusal import Refusal

View = Callable[..., HttpResponse]
KEPT = "kiosk"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands at the machine."""

    who: PersonFacts

    @property
    def name_masked(self) -> str:
        """The name as a screen in a hall shows it: `孙**`."""
        return mask.mask_name(self.who.name)

    def actor(self) -> Actor:
        """Who acts, for the record of acts (A2)."""
        return Actor(
            channel=Channel.KIOSK,
            account_id=None,
            label=self.who.name,
            person_id=self.who.id,
            terminal=settings.KIOSK_TERMINAL,
        )


class VisitorRequest(HttpRequest):
    """A request of somebody who has shown who they are."""

    visitor: Visitor


def let_in(request: HttpRequest, *, person_id: int) -> None:
    """Begin a visit with a session of its own."""
    request.session.flush()
    request.session[KEPT] = {"person_id": person_id, "touched_at": clock.unshifted().isoformat()}


def forget(request: HttpRequest) -> None:
    """End the visit: nothing of it stays on the machine."""
    request.session.flush()


def visitor_page(view: View) -> View:
    """Open a page to who has shown who they are, for as long as the screen is touched; everybody else begins at the front."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        kept = request.session.get(KEPT)
        if kept is None:
            return redirect("kiosk:who", view.__name__.removesuffix("_done"))
        if clock.unshifted() - datetime.fromisoformat(kept["touched_at"]) > timedelta(seconds=idle_seconds()):
            forget(request)
            return redirect("kiosk:left")
        request.session[KEPT] = kept | {"touched_at": clock.unshifted().isoformat()}
        cast(VisitorRequest, request).visitor = Visitor(who=people.person(kept["person_id"]))
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(request, refusal)

    return guarded


def visitor_of(request: HttpRequest) -> Visitor:
    """Return who stands here, on a page guarded by `visitor_page`."""
    return cast(VisitorRequest, request).visitor


def show(request: HttpRequest, template: str, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    """Draw a screen of the visit, with its masked name and its countdown."""
    visitor = getattr(request, "visitor", None)
    frame = {"visitor": visitor, "seconds": idle_seconds() if visitor else 0, "terminal": settings.KIOSK_TERMINAL}
    return render(request, f"kiosk/{template}.html", frame | context, status=status)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Say why not, by which rule, and what to do instead (A4)."""
    return show(request, "refused", {"no": explain(refusal, language())}, status=409)


def idle_seconds() -> int:
    """After how many untouched seconds a visit is forgotten."""
    return integer_of("kiosk.idle_seconds", on=clock.today())
