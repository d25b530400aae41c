"""What the tests of the web hall share: a person who can log in, the code on its way, and the way through both pages."""

import re

from django.test import Client

from citycard.notices.models import Notice
from citycard.people.models import Person

PHONE_OF_NOBODY = "13900000000"


def pair_of(person: Person, **changed: str) -> dict[str, str]:
    """Return the two numbers a person types."""
    return {"social_number": person.social_number, "phone": person.phone} | changed


def code_on_its_way(person: Person) -> str:
    """Return the newest login code queued for a person."""
    notice = Notice.objects.filter(person_id=person.pk, is_code=True).latest("pk")
    found = re.search(r"\d{6}", notice.text)
    assert found is not None
    return found.group()


def log_in(client: Client, person: Person, **more: str) -> None:
    """Walk through both pages of the log-in."""
    asked = client.post("/login/", pair_of(person) | more)
    assert asked.status_code == 302, asked.content.decode()
    taken = client.post("/login/code/", {"code": code_on_its_way(person)})
    assert taken.status_code == 302, taken.content.decode()


def without_tokens(page: str) -> str:
    """Return a page without what differs at every reading."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", page)
