"""The operator at a staff page: signed in, permitted, and standing at one office or unit."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import cast
from uuid import uuid4

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from citycard.audit import Actor, Channel, ShownDocument
from citycard.people import OfficeFacts, PersonFacts, UnitFacts, office, unit
from citycard.shared import clock
from citycard.staff import (
    PERMISSIONS,
    ROLE_CHANNELS,
    ROLE_PLACES,
    OperatorFacts,
    Permission,
    PostingFacts,
    check_serves,
    operator_of,
    require,
)

View = Callable[..., HttpResponse]
POSTING = "desk_posting"


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

    def check_serves(self, person: PersonFacts, permission: Permission = Permission.READ_PERSON) -> None:
        """Refuse NotYourOffice when `person` belongs to another community or unit (S12)."""
        place = person.community_name or person.unit_name
        theirs = {"community_id": person.community_id, "unit_id": person.unit_id}
        check_serves(self.posting, **theirs, permission=permission, belongs_to=place)

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
            operator = _operator(request)
            if operator is None or not operator.postings:
                return redirect_to_login(request.get_full_path(), login_url=reverse("desk:login"))
            desk = _desk(request, operator, permissions)
            cast(StaffRequest, request).desk = desk
            return view(request, *args, **kwargs)

        guarded.permissions = permissions  # pyright: ignore[reportAttributeAccessIssue] a test walks every staff view
        return guarded

    return wrap


def new_key() -> str:
    """Return a key for one form: sent twice, it acts once (A3)."""
    return uuid4().hex


def _operator(request: HttpRequest) -> OperatorFacts | None:
    account_id = request.user.pk if request.user.is_authenticated else None
    return None if account_id is None else operator_of(account_id=account_id, on=clock.today())


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


@dataclass(frozen=True)
class Link:
    """One line of the side bar: shown to whoever holds the permission."""

    label: str
    url: str
    icon: str
    permission: Permission


# Every hall adds its places here; the order is the order on the screen.
NAV: tuple[tuple[str, tuple[Link, ...]], ...] = ()


def staff_frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: what the frame of a staff page shows; empty elsewhere."""
    desk = getattr(request, "desk", None)
    if not isinstance(desk, Desk):
        return {}
    return {
        "nav": _nav(request, desk),
        "office": ROLE_PLACES[desk.posting.role],
        "me": f"{desk.operator.name} · {desk.operator.staff_no}",
        "me_at": desk.place,
        "home": reverse("desk:home"),
        "sign_out": reverse("desk:sign_out"),
        "search_action": reverse("desk:search") if desk.may(Permission.READ_PERSON) else "",
    }


def _nav(request: HttpRequest, desk: Desk) -> list[dict[str, object]]:
    groups: list[dict[str, object]] = []
    for title, links in NAV:
        shown = [
            {"label": link.label, "href": reverse(link.url), "icon": link.icon, "current": request.path == reverse(link.url)}
            for link in links
            if desk.may(link.permission)
        ]
        if shown:
            groups.append({"title": title, "links": shown})
    return groups
