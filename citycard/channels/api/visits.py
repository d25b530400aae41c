"""A visit (来办事): what every act done for a person is told – by whom, under which key, when, for whom, and who comes."""

from datetime import datetime
from typing import TypedDict

from django.http import HttpRequest

from citycard.audit import Actor
from citycard.channels.web_hall.serving import served as served_online
from citycard.journeys import IdentityShown
from citycard.policy import Comes
from citycard.shared import clock
from citycard.staff import Permission

from .kinds import ComesIn, Documents, IdentityIn, In
from .who import TERMINAL, actor_of, holder_of, key_of, papers_shown, served


class ComerIn(In):
    """Who comes."""

    comes: ComesIn = Comes.HOLDER


class OnPapersIn(ComerIn):
    """Who comes, and the papers shown."""

    documents: Documents


class AtCounterIn(OnPapersIn):
    """The same; `identity`: the ID of a guardian who comes, which the register must know."""

    identity: IdentityIn | None = None


class Visit(TypedDict):
    """What every act for a person is told."""

    by: Actor
    key: str
    at: datetime
    person_id: int
    comes: Comes


class CounterVisit(Visit):
    """The same with the ID that was read, or None: none was read."""

    identity: IdentityShown | None


def without_papers(request: HttpRequest, person_id: int, body: ComerIn, permission: Permission) -> Visit:
    """Return the visit of somebody who shows no papers. Refuses PersonUnknown, NotYourOffice, IdempotencyKeyMissing."""
    served(request, person_id, permission=permission)
    return _visit(request, actor_of(request), person_id, body.comes)


def on_papers(request: HttpRequest, person_id: int, body: OnPapersIn, permission: Permission) -> Visit:
    """Return the visit with the papers that were seen. Refuses also PaperUnknown."""
    who = served(request, person_id, permission=permission)
    return _visit(request, actor_of(request, documents=papers_shown(body.documents, who)), person_id, body.comes)


def at_counter(request: HttpRequest, person_id: int, body: AtCounterIn, permission: Permission) -> CounterVisit:
    """Return the visit with papers and the ID that was read. Refuses what `on_papers` refuses."""
    identity = body.identity.shown() if body.identity else None
    return {**on_papers(request, person_id, body, permission), "identity": identity}


def online(request: HttpRequest, for_id: int | None) -> Visit:
    """Return what the holder does online, for oneself or for whom one may act. Refuses what `served_online` refuses (S13)."""
    holder = holder_of(request)
    whose = served_online(holder, for_id, on=clock.today())
    return _visit(request, holder.actor(purpose=whose.purpose or TERMINAL), whose.person.id, whose.comes)


def _visit(request: HttpRequest, by: Actor, person_id: int, comes: Comes) -> Visit:
    return {"by": by, "key": key_of(request), "at": clock.now(), "person_id": person_id, "comes": comes}
