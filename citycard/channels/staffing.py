"""The operator at a staff page: signed in, permitted, and standing at one office or unit."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, wraps
from time import time
from typing import cast
from urllib.parse import urlsplit
from uuid import uuid4

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from citycard.audit import Actor, Channel, ShownDocument
from citycard.channels.messages import show
from citycard.channels.refusals import language
from citycard.channels.staff_nav import AT_MEDICAL, nav_of
from citycard.people import OfficeFacts, PersonFacts, UnitFacts, office, unit
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.staff import (
    PERMISSIONS,
    ROLE_CHANNELS,
    OperatorFacts,
    Permission,
    PostingFacts,
    check_not_own,
    check_serves,
    operator_of,
    require,
)

View = Callable[..., HttpResponse]
POSTING, SEEN = "desk_posting", "desk_seen_at"
SEEN_STEP = 60  # seconds: a session is written once a minute, not at every look


@dataclass(frozen=True)
class Desk:
    """Who works here now: the operator, the posting by which the page is open, and the place."""

    operator: OperatorFacts
    posting: PostingFacts
    office: OfficeFacts | None
    unit: UnitFacts | None

    @property
    def channel(self) -> Channel:
        """The channel that this place is."""
        return ROLE_CHANNELS[self.posting.role]

    @property
    def place(self) -> str:
        """The name of the office or the unit."""
        if self.office is not None:
            return self.office.name
        return self.unit.name if self.unit is not None else ""

    def may(self, permission: Permission) -> bool:
        """Tell whether this posting holds `permission`."""
        return permission in PERMISSIONS[self.posting.role]

    def check_may(self, permission: Permission) -> None:
        """Refuse NotPermitted when this posting does not hold `permission`, though another of the operator's might (A2)."""
        require(replace(self.operator, postings=(self.posting,)), permission)

    def check_serves(self, person: PersonFacts, permission: Permission = Permission.READ_PERSON) -> None:
        """Refuse NotYourOffice when `person` belongs to another community or unit (S12), and OwnAffair for an act on oneself."""
        place = person.community_name or person.unit_name
        theirs = {"community_id": person.community_id, "unit_id": person.unit_id}
        check_serves(self.posting, **theirs, permission=permission, belongs_to=place)
        if permission is not Permission.READ_PERSON:
            self.check_not_own(person.id)

    def check_not_own(self, person_id: int) -> None:
        """Refuse OwnAffair when the operator would act for themselves (A2)."""
        check_not_own(self.operator, self.posting, person_id=person_id)

    def actor(self, *, documents: tuple[ShownDocument, ...] = (), purpose: str = "", terminal: str = "") -> Actor:
        """Return who acts, for the record of acts (A2)."""
        return Actor(
            channel=self.channel,
            account_id=self.operator.account_id,
            label=self.operator.label,
            office_id=self.posting.office_id,
            unit_id=self.posting.unit_id,
            documents=documents,
            purpose=purpose,
            terminal=terminal,
        )


class StaffRequest(HttpRequest):
    """A request of a signed-in operator."""

    desk: Desk


def staff_page(*permissions: Permission) -> Callable[[View], View]:
    """Open a view to operators who hold one of `permissions`; others sign in first, or are told who may (A2).

    Without permissions any operator may enter. Refuses: NotPermitted.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            operator = operator_of_session(request)
            if operator is None or not operator.postings:
                return redirect_to_login(_way_back(request), login_url=reverse("desk:login"))
            desk = _desk(request, operator, permissions)
            cast(StaffRequest, request).desk = desk
            return view(request, *args, **kwargs)

        guarded.permissions = permissions  # pyright: ignore[reportAttributeAccessIssue] a test walks every staff view
        return guarded

    return wrap


def new_key() -> str:
    """Return a key for one form: sent twice, it acts once (A3)."""
    return uuid4().hex


def key_of(request: HttpRequest) -> str:
    """Return the key that the form brought along, or a new one for a form that is about to be shown."""
    return request.POST.get("key") or new_key()


def operator_of_session(request: HttpRequest) -> OperatorFacts | None:
    """Return the operator signed in here, or None; who left the desk idle for too long is signed out."""
    account_id = request.user.pk if request.user.is_authenticated else None
    if account_id is not None and _is_idle(request):
        logout(request)
        return None
    return None if account_id is None else operator_of(account_id=account_id, on=clock.today())


def _is_idle(request: HttpRequest) -> bool:
    """Nobody has touched the desk for `login.idle_minutes`. True time, so that the demo's moved clock signs nobody out."""
    present, seen = int(time()), request.session.get(SEEN)
    limit = 60 * integer_of("login.idle_minutes", on=clock.today())
    if seen is not None and present - seen >= limit:
        return True
    if seen is None or present - seen >= SEEN_STEP:
        request.session[SEEN] = present
    return False


def _way_back(request: HttpRequest) -> str:
    """Where to go after signing in: here, or, for a form that was sent, the page on which it stood."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    sent_from = urlsplit(request.headers.get("referer", ""))
    return sent_from.path if sent_from.netloc == request.get_host() else request.path


def _desk(request: HttpRequest, operator: OperatorFacts, permissions: tuple[Permission, ...]) -> Desk:
    chosen = request.session.get(POSTING)
    first = next((posting for posting in operator.postings if posting.id == chosen), operator.postings[0])
    posting = first
    if permissions and not PERMISSIONS[first.role].intersection(permissions):
        held = [one for one in permissions if any(one in PERMISSIONS[posting.role] for posting in operator.postings)]
        posting = require(operator, held[0] if held else permissions[0])
    return Desk(
        operator=operator,
        posting=posting,
        office=office(posting.office_id) if posting.office_id is not None else None,
        unit=unit(posting.unit_id) if posting.unit_id is not None else None,
    )


def staff_frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: what the frame of a staff page shows; empty elsewhere."""
    desk = getattr(request, "desk", None)
    if not isinstance(desk, Desk):
        return {}
    return (
        {
            "office": show("places", desk.posting.role.value, language()),
            "me": f"{desk.operator.name} · {desk.operator.staff_no}",
            "me_at": desk.place,
            "other_place": f"{reverse('desk:home')}#postings" if len(desk.operator.postings) > 1 else "",
            "home": _address(first_page(desk)),
            "sign_out": _address("desk:sign_out"),
        }
        | nav_of(request.path, desk.posting.role, in_unit=desk.unit is not None)
        | _search(desk)
    )


@cache
def _address(page: str) -> str:
    """The address of a page that is the same for everybody, looked up once (decision 72)."""
    return reverse(page)


def first_page(desk: Desk) -> str:
    """The name of the page on which work begins at this place."""
    if desk.unit is not None:
        return "units:home"
    return "medical:home" if desk.channel in AT_MEDICAL else "desk:home"


def _search(desk: Desk) -> dict[str, object]:
    """A counter looks for anybody it serves, a unit among its own people. What is typed is sent: no address holds a number."""
    if desk.unit is not None:
        action, hint = reverse("units:people"), _("本单位人员的姓名或社会保障号码")
        return {"search_action": action, "search_hint": hint, "search_by_post": True}
    action = _address("desk:search") if desk.may(Permission.READ_PERSON) else ""
    return {"search_action": action, "search_by_post": True}
