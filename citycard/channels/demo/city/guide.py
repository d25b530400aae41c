"""What the /demo page shows: the logins of the sample operators, and the people with a story."""

from dataclasses import dataclass, field

from django.conf import settings

from citycard import people
from citycard.policy import Text

from .cast import CAST
from .operators import CLERKS, demo_password


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLogin:
    """A sample operator: with whom to log in, where that leads, and what can be tried there."""

    username: str
    password: str = field(repr=False)
    name: str
    staff_no: str
    role: str
    path: str
    does: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """A sample citizen: number and phone in full, because both are invented and one has to type them."""

    key: str
    person_id: int
    name: str
    number: str
    phone: str
    story: Text


def demo_logins() -> tuple[DemoLogin, ...]:
    """Return the sample operators, one a role; none outside demo mode, where their passwords do not work either."""
    if not settings.DEMO:
        return ()
    password = demo_password()
    return tuple(
        DemoLogin(
            username=clerk.username,
            password=password,
            name=clerk.name,
            staff_no=clerk.staff_no,
            role=clerk.role,
            path=clerk.path,
            does=clerk.does,
        )
        for clerk in CLERKS
    )


def demo_people() -> tuple[DemoPerson, ...]:
    """Return the people with a story who live in this database, in one statement; none outside demo mode."""
    if not settings.DEMO:
        return ()
    known = people.people_by_number(named.number for named in CAST)
    return tuple(
        DemoPerson(
            key=named.key,
            person_id=known[named.number].id,
            name=named.name,
            number=named.number,
            phone=known[named.number].phone,
            story=named.story,
        )
        for named in CAST
        if named.number in known
    )
