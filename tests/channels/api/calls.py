"""A program that calls the interface: one operator's token, keys and purposes as a careful program sends them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import quote

from django.test import Client

from citycard import staff
from citycard.people import Account
from citycard.shared import clock
from citycard.staff.models import Operator
from tests.factories import make_office, make_operator, make_unit, system_actor

PURPOSE = "本人来窗口办事"
_keys: Iterator[int] = count(1)

PLACES = {
    "community_clerk": "community",
    "card_hall_clerk": "card_hall",
    "card_centre_clerk": "card_centre",
    "bank_teller": "bank_branch",
    "bank_back_office": "bank_branch",
    "medical_clerk": "medical",
    "pharmacy_clerk": "pharmacy",
    "agency_clerk": "agency",
    "operations": "card_centre",
    "auditor": "sub_bureau",
}
UNITS = {"employer_clerk": "employer", "school_clerk": "school"}


def token_of(operator: Operator) -> str:
    """Return a token by which a program acts as `operator` for a day."""
    now = clock.now()
    issued = staff.issue_token(
        operator_id=operator.pk,
        label="窗口软件",
        expires_at=now + timedelta(days=1),
        by=system_actor(),
        key=f"token-{next(_keys)}",
        at=now,
    )
    return issued.secret


class Program:
    """One operator's program."""

    def __init__(self, operator: Operator, *, lang: str = "zh-CN") -> None:
        self.operator = operator
        self.posting = operator.postings.order_by("id").first()
        self.headers = {"Authorization": f"Bearer {token_of(operator)}", "Accept-Language": lang, "X-Purpose": quote(PURPOSE)}
        self.client = Client(raise_request_exception=False)

    @property
    def office(self) -> Any:
        """The office at which the operator works."""
        return self.posting.office

    @property
    def unit(self) -> Any:
        """The unit for which the operator works."""
        return self.posting.unit

    def call(self, method: str, path: str, body: object = None, **headers: str | None) -> Any:
        """Call an address with JSON; a header given as None is left out."""
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        known = {name: value for name, value in sent.items() if value is not None}
        return self.client.generic(method, f"/api/v1{path}", headers=known, **content)

    def get(self, path: str, **headers: str | None) -> Any:
        """Look something up."""
        return self.call("GET", path, **headers)

    def act(self, path: str, body: object = None, *, method: str = "POST", key: str = "", **headers: str | None) -> Any:
        """Do an act, with a fresh key unless one is given."""
        key = key or f"key-{next(_keys)}"
        return self.call(method, path, body, **{"Idempotency-Key": key}, **headers)

    def send(self, path: str, content: bytes, *, key: str = "", **headers: str) -> Any:
        """Send a file as the body of an act."""
        sent = {**self.headers, "Idempotency-Key": key or f"key-{next(_keys)}", **headers}
        return self.client.post(f"/api/v1{path}", data=content, content_type="application/octet-stream", headers=sent)

    def form(self, path: str, data: dict[str, object], *, key: str = "") -> Any:
        """Send a form with files as an act."""
        sent = {**self.headers, "Idempotency-Key": key or f"key-{next(_keys)}"}
        return self.client.post(f"/api/v1{path}", data=data, headers=sent)


def program(role: str, **of: Any) -> Program:
    """Return the program of a new operator in `role`, at a place that fits the role unless one is given."""
    if not of:
        of = {"unit": make_unit(kind=UNITS[role])} if role in UNITS else {"office": make_office(kind=PLACES[role])}
    return Program(make_operator(role=role, **of))


def own(account: Account, name: str) -> Client:
    """Return the browser of a holder who is logged in on the web hall."""
    client = Client(raise_request_exception=False)
    client.force_login(account)
    session = client.session
    session["holder"] = {"person_id": account.person_id, "name": name}
    session["seen_at"] = clock.now().isoformat()
    session.save()
    return client


def downloaded(response: Any) -> tuple[str, bytes]:
    """Return the name and the bytes of a file that was sent."""
    name = response["Content-Disposition"].split('filename="')[1].split('"')[0]
    return name, b"".join(response.streaming_content)
