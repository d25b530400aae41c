"""What is this unit's own: nothing of another unit's people, applications or rosters is shown or done here (S3.1, S12)."""

from collections.abc import Callable
from typing import TypeVar, cast

from django.http import HttpRequest
from django.utils.translation import gettext_noop

from citycard import cards
from citycard.channels.refusals import onto_form
from citycard.channels.staffing import Desk, StaffRequest
from citycard.people import PersonFacts, UnitFacts, person
from citycard.shared.refusal import Refusal
from citycard.staff import Permission, check_serves, require

R = TypeVar("R")
AT_FIELD = {"mobile": "phone", "citizen_number": "social_number"}
LOOKED_FOR = gettext_noop("单位为本人办理社保卡")


def desk_of(request: HttpRequest) -> Desk:
    """Return where the operator of this request stands."""
    return cast(StaffRequest, request).desk


def own_unit(request: HttpRequest, permission: Permission = Permission.SUBMIT_ROSTER) -> UnitFacts:
    """Return the unit whose clerk this is, when the clerk may do `permission` there. Refuses NotPermitted, NotYourOffice."""
    desk = desk_of(request)
    unit = desk.unit
    if unit is None:
        raise RuntimeError("a page of the units' hall was opened by a posting without a unit")
    require(desk.operator, permission, unit_id=unit.id)
    return unit


def own_person(request: HttpRequest, person_id: int, permission: Permission = Permission.SUBMIT_ROSTER) -> PersonFacts:
    """Return one of the unit's people. Refuses PersonUnknown, NotYourOffice, which does not say whose the person is (S12)."""
    own_unit(request, permission)
    who = person(person_id)
    check_serves(desk_of(request).posting, community_id=None, unit_id=who.unit_id, permission=permission)
    return who


def own_application(request: HttpRequest, application_id: int, permission: Permission) -> "cards.ApplicationFacts":
    """Return an application that this unit made. Refuses ApplicationUnknown, NotYourOffice."""
    own_unit(request, permission)
    facts = cards.application(application_id)
    check_serves(desk_of(request).posting, community_id=None, unit_id=facts.unit_id, permission=permission)
    return facts


def own_roster(request: HttpRequest, roster_id: int) -> "cards.RosterFacts":
    """Return a roster of this unit. Refuses RosterUnknown, NotYourOffice."""
    own_unit(request)
    facts = cards.roster(roster_id)
    check_serves(desk_of(request).posting, community_id=None, unit_id=facts.unit_id, permission=Permission.SUBMIT_ROSTER)
    return facts


def done_or_said(form: object, act: Callable[[], R], *, field: str | None = None) -> R | None:
    """Do an act; what it refuses about a field of the form (or about `field`) is said there and None returned.

    Any other refusal goes on to the page of refusals.
    """
    try:
        return act()
    except Refusal as refusal:
        field = field or AT_FIELD.get(refusal.field or "", refusal.field)
        if field is None or field not in getattr(form, "fields", {}):
            raise
        onto_form(form, refusal.at_field(field))
        return None
