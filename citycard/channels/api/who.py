"""Who calls (谁在调用): an operator by token or by the session of the pages, or a holder by the session (A2, S12).

Permission is looked at before the content is read, so that whoever may not act learns nothing about fields.
"""

import re
from dataclasses import replace
from typing import Any, Protocol, cast
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from citycard.audit import Actor, ShownDocument, record_read
from citycard.channels.staffing import POSTING, Desk, operator_of_session
from citycard.channels.web_hall.holding import Holder, holder_present
from citycard.people import PersonFacts, ask_person, person, person_told
from citycard.policy import UnknownPolicy, paper
from citycard.shared import clock
from citycard.shared.one_trip import ask
from citycard.staff import PERMISSIONS, OperatorFacts, Permission, PostingFacts, ask_operator_of_token, operator_told, require

from .kinds import LARGEST, DocumentIn
from .refusals import FormNotFromHere, IdempotencyKeyMissing, PaperUnknown, PostingNotYours

TERMINAL = "api"
LONGEST_KEY = 128
LONGEST_PURPOSE = 60
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_KEY}}}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffd]")


class Called(Protocol):
    """A request that got past its door: `auth` is what the door let in, `served` whom it is for, once that was looked at.

    `read_early` is whom the address names, read with the token.
    """

    auth: Desk | Holder
    served: PersonFacts
    read_early: PersonFacts | None


class BearerToken(HttpBearer):
    """A token issued to a program by operations; it acts as the operator it was issued for."""

    def __init__(self, *permissions: Permission) -> None:
        self.permissions = permissions
        super().__init__()

    def __call__(self, request: HttpRequest) -> Desk | None:
        """Return where the token's operator stands, or None. Refuses NotPermitted, PostingNotYours."""
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        return self.authenticate(request, token) if scheme.lower() == "bearer" else None

    def authenticate(self, request: HttpRequest, token: str) -> Desk | None:
        """Return where the token's operator stands, or None. Refuses NotPermitted, PostingNotYours."""
        operator = _operator_and_person(request, token)
        return None if operator is None else _desk(request, operator, self.permissions, chosen=None)


class StaffSession(APIKeyCookie):
    """An operator signed in on the pages; acts carry `X-CSRFToken`."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, *permissions: Permission) -> None:
        self.permissions = permissions
        super().__init__()

    def __call__(self, request: HttpRequest) -> Desk | None:
        """Return where the operator stands, or None. Refuses NotPermitted, PostingNotYours, FormNotFromHere."""
        if self.param_name not in request.COOKIES:
            return None
        operator = operator_of_session(request)
        if operator is None:
            return None
        _check_form(request)
        return _desk(request, operator, self.permissions, chosen=request.session.get(POSTING))

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Not asked: the session itself knows."""
        raise AssertionError("a session is looked at whole")


class HolderSession(APIKeyCookie):
    """A holder logged in on the web hall by SMS code; acts carry `X-CSRFToken`."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Holder | None:
        """Return the holder, or None. Refuses FormNotFromHere."""
        holder = holder_present(request) if self.param_name in request.COOKIES else None
        if holder is not None:
            _check_form(request)
        return holder

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Not asked: the session itself knows."""
        raise AssertionError("a session is looked at whole")


def desk_of(request: HttpRequest) -> Desk:
    """Return where the operator of this call stands."""
    return cast(Desk, cast(Called, request).auth)


def holder_of(request: HttpRequest) -> Holder:
    """Return the holder of this call."""
    return cast(Holder, cast(Called, request).auth)


def actor_of(request: HttpRequest, *, documents: tuple[ShownDocument, ...] = ()) -> Actor:
    """Return who acts, for the record of acts (A2); why is said in `X-Purpose`."""
    return desk_of(request).actor(documents=documents, purpose=purpose_of(request), terminal=TERMINAL)


def key_of(request: HttpRequest) -> str:
    """Return the key of an act: the caller's own, kept apart from everybody else's (A3). Refuses IdempotencyKeyMissing."""
    sent = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if _KEY.fullmatch(sent) is None:
        raise IdempotencyKeyMissing(limit=LONGEST_KEY)
    auth = cast(Called, request).auth
    account_id = auth.operator.account_id if isinstance(auth, Desk) else auth.account_id
    return f"api:{account_id}:{sent}"


def purpose_of(request: HttpRequest) -> str:
    """Return why the caller looks or acts: `X-Purpose`, UTF-8 as it is or percent-encoded, 60 characters at most (S12)."""
    sent = request.META.get("HTTP_X_PURPOSE", "").encode("latin-1", "replace").decode("utf-8", "replace")
    return _CONTROL.sub(" ", unquote(sent)).strip()[:LONGEST_PURPOSE]


def served(request: HttpRequest, person_id: int, *, permission: Permission = Permission.READ_PERSON) -> PersonFacts:
    """Return a person whom this place serves. Refuses PersonUnknown, NotYourOffice (S12)."""
    early: PersonFacts | None = request.__dict__.pop("read_early", None)  # once: after an act it would be old
    who = early if early is not None and early.id == person_id else person(person_id)
    desk_of(request).check_serves(who, permission)
    cast(Called, request).served = who
    return who


def number_served(request: HttpRequest) -> str:
    """Return the social security number of whom `served` returned: with it a journey asks the bank a trip earlier."""
    return cast(Called, request).served.social_number


def looked_at(request: HttpRequest, person_id: int, *, what: str) -> PersonFacts:
    """Return a person whom this place serves, with the look in the record. Refuses also PurposeMissing (S12)."""
    who = served(request, person_id)
    record_read(by=actor_of(request), person_id=person_id, what=what, at=clock.now())
    return who


def papers_shown(documents: list[DocumentIn], who: PersonFacts | None) -> tuple[ShownDocument, ...]:
    """Return the papers as the record keeps them. Refuses PaperUnknown."""
    for one in documents:
        try:
            paper(one.kind)
        except UnknownPolicy as error:
            raise PaperUnknown(kind=one.kind) from error
    applicant = who.number_masked if who is not None else ""
    return tuple(one.shown(applicant) for one in documents)


def _operator_and_person(request: HttpRequest, token: str) -> OperatorFacts | None:
    """Return whom the token is for. Whom the address names is read in the same trip, as most calls are about one person."""
    at, found = clock.now(), request.resolver_match
    person_id = found.kwargs.get("person_id", 0) if found is not None else 0
    asked = [ask_operator_of_token(token, at=at)]
    if 0 < person_id <= LARGEST:
        asked.append(ask_person(person_id))
    operator, *people = ask(*asked)
    cast(Called, request).read_early = person_told(people[0]) if people and people[0] else None
    return operator_told(operator, on=at.date())


def _check_form(request: HttpRequest) -> None:
    if request.method not in SAFE_METHODS and check_csrf(request) is not None:
        raise FormNotFromHere


def _desk(
    request: HttpRequest, operator: OperatorFacts, permissions: tuple[Permission, ...], *, chosen: int | None
) -> Desk | None:
    """Where the operator stands: at the posting asked for, else at the first that may; None without any posting."""
    if not operator.postings:
        return None
    postings = _postings(request, operator, chosen)
    for posting in postings:
        if not permissions or PERMISSIONS[posting.role].intersection(permissions):
            return Desk(operator=operator, posting=posting, office=None, unit=None)
    posting = require(replace(operator, postings=postings), permissions[0])
    return Desk(operator=operator, posting=posting, office=None, unit=None)


def _postings(request: HttpRequest, operator: OperatorFacts, chosen: int | None) -> tuple[PostingFacts, ...]:
    named = request.META.get("HTTP_X_POSTING")
    if named is None:
        return tuple(sorted(operator.postings, key=lambda posting: posting.id != chosen))
    found = tuple(posting for posting in operator.postings if str(posting.id) == named.strip())
    if not found:
        raise PostingNotYours
    return found
