"""Counters for the tests: an operator signed in at a place, a purpose said, and what a page holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from citycard.people.models import Office, Unit
from citycard.staff.models import Operator
from tests.factories import make_office, make_operator

ROLE_OF = {"community": "community_clerk", "card_hall": "card_hall_clerk", "bank_branch": "bank_teller", "agency": "agency_clerk"}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass(frozen=True)
class Counter:
    """A counter with somebody at it."""

    client: Client
    operator: Operator
    office: Office | None

    def get(self, name: str, *args: object, **query: str) -> HttpResponse:
        """Open a page by its name."""
        return self.client.get(reverse(f"desk:{name}", args=args), query)

    def post(self, name: str, *args: object, data: Mapping[str, object] | None = None, query: str = "") -> HttpResponse:
        """Send a form to a page."""
        return self.client.post(reverse(f"desk:{name}", args=args) + query, dict(data or {}))

    def say_why(self, person_id: int) -> None:
        """Choose a purpose for looking at a person."""
        self.post("purpose", person_id, data={"choice": "in_person"})


def counter_at(kind: str, *, office: Office | None = None, name: str = "孙丽") -> Counter:
    """Return a signed-in operator at an office of this kind."""
    place = office or make_office(kind=kind)
    return signed_in(make_operator(role=ROLE_OF[kind], office=place, name=name), office=place)


def signed_in(operator: Operator, *, office: Office | None = None, unit: Unit | None = None) -> Counter:
    """Return a counter with this operator at it; a unit's has no office."""
    client = Client()
    client.force_login(operator.account)
    return Counter(client=client, operator=operator, office=office if unit is None else None)


def hidden(response: HttpResponse) -> dict[str, str]:
    """Return the hidden fields of the page, the last form's winning."""
    return {name: unescape(value) for name, value in HIDDEN.findall(text(response)) if name != "csrfmiddlewaretoken"}


def text(response: HttpResponse) -> str:
    """Return the page as text."""
    return response.content.decode()
