"""No PIN anywhere (S5.3, S14.2): a run through every door that takes one, and a search of everything that is left behind.

Searched: every log record with its trace and the variables of its frames, every page and JSON answer, every address, every table
as COPY writes it (so also the record of acts, receipts, messages, sessions), every session as it reads, every refusal.
"""

import base64
import logging
import re
import traceback
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from citycard import audit, notices
from citycard.bank.models import CardSide
from citycard.cards.models import Card
from citycard.medical.models import OldCard
from citycard.people.models import Office
from citycard.pins import PinEntry, set_bank_pin, take_over_old_card_pins
from citycard.pins import actions as pin_actions
from citycard.site.sessions import SessionStore
from tests.channels.api.calls import program
from tests.channels.api.test_pins import full_pad
from tests.channels.desk.test_pins import HOLDERS, at_bank
from tests.channels.pad_pages import confirm, enter
from tests.factories import NOW, make_card, make_office, make_old_card, make_operator, make_person
from tests.journeys.test_bank_pin import try_bank_pin

pytestmark = pytest.mark.django_db(transaction=True)
SOCIAL, SOCIAL_NEW, WRONG, BANK, BANK_NEW, OLD = "583926", "947163", "305817", "861479", "274095", "619352"
SECRETS = (SOCIAL, SOCIAL_NEW, WRONG, BANK, BANK_NEW, OLD)


def coded_forms(pin: str) -> Iterator[str]:
    """A PIN in full-width digits, and inside hex or base64 wherever it begins."""
    yield "".join(chr(ord(digit) + 0xFEE0) for digit in pin)
    yield pin.encode().hex()
    for lead in range(3):
        coded = base64.b64encode(b" " * lead + pin.encode()).decode()
        yield coded[(0, 2, 3)[lead] : len(coded) - (0, 4, 3)[lead] or None]


CODED = {pin: tuple(coded_forms(pin)) for pin in SECRETS}
ALONE = {pin: re.compile(rf"(?<![0-9A-Za-z_-]){pin}(?![0-9A-Za-z_-])") for pin in SECRETS}
PARTED = re.compile("|".join(r"[\s,'\"\]\[]{1,4}".join(pin) for pin in SECRETS))


def found_in(text: str) -> list[str]:
    """The PINs that stand in a text: coded, as digits of their own, or as digits between commas or spaces."""
    found = [pin for pin, forms in CODED.items() if any(form in text for form in forms)]
    found += [pin for pin, form in ALONE.items() if pin in text and form.search(text)]
    return found + PARTED.findall(text)


class Watching(Client):
    """A browser whose every answer and address is kept."""

    seen: list[str] = []

    def request(self, **request: Any) -> HttpResponse:
        answer = super().request(**request)
        self.seen.append(f"{request.get('PATH_INFO')}?{request.get('QUERY_STRING')} {dict(answer.headers)}")
        self.seen.append(answer.content.decode())
        return answer


class Traces(logging.Handler):
    """Keeps every record as text, its trace with the variables of all frames."""

    def __init__(self) -> None:
        super().__init__(level=logging.NOTSET)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"{record.getMessage()} {record.args!r} {getattr(record, 'sql', '')} {getattr(record, 'params', '')}")
        if record.exc_info and record.exc_info[1]:
            kept = traceback.TracebackException.from_exception(record.exc_info[1], capture_locals=True)
            self.texts.append("".join(kept.format()))


@pytest.fixture
def watched(clock_at: Callable[..., object]) -> Iterator[Traces]:
    """Listen to every logger, SQL included, while the run lasts."""
    clock_at(NOW)
    handler, root, sql = Traces(), logging.getLogger(), logging.getLogger("django.db.backends")
    levels = [(one, one.level, one.propagate) for one in (root, sql, logging.getLogger("django"))]
    root.addHandler(handler)
    for one, _level, _propagates in levels:
        one.setLevel(logging.DEBUG)
        one.propagate = True
    connection.force_debug_cursor = True
    Watching.seen = []
    yield handler
    connection.force_debug_cursor = False
    root.removeHandler(handler)
    for one, level, propagates in levels:
        one.setLevel(level)
        one.propagate = propagates


def signed_in(role: str, office: Office) -> Watching:
    client = Watching(raise_request_exception=False)
    client.force_login(make_operator(role=role, office=office).account)
    return client


def at_pads(client: Client, address: str, digits: str) -> HttpResponse:
    return confirm(client, address, enter(client, address, digits))


def at_the_hospital(card: Card, old: OldCard) -> None:
    """Right, wrong, changed, not changed; and the old card."""
    client = signed_in("medical_clerk", make_office(kind="medical"))
    client.post("/medical/", {"card_number": card.card_number, "use": "clinic"})
    for digits in (WRONG, "000000"):
        at_pads(client, "/medical/pin/", digits)
    client.get("/medical/authorised/")
    client.post("/medical/change/", {"card_number": card.card_number})
    for digits in (WRONG + SOCIAL + SOCIAL, "000000" + SOCIAL + SOCIAL_NEW, "000000" + SOCIAL + SOCIAL):
        at_pads(client, "/medical/change/pin/", digits)
    client.post("/medical/", {"card_number": old.number, "use": "clinic"})
    for digits in (OLD, WRONG):
        at_pads(client, "/medical/pin/", digits)
    # digits typed where they do not belong come back in no answer
    client.post("/medical/pin/", {"pad": SOCIAL, "token": SOCIAL, "full": [SOCIAL], "confirm": "1", "key": "k"})
    client.post("/medical/pin/", {"pin": SOCIAL, "password": SOCIAL})


def at_the_desks(card: Card, community: Office) -> None:
    """The community changes it, the bank reports one lost and sets another."""
    desk = signed_in("community_clerk", community)
    begun = desk.post(reverse("desk:change_social_pin", args=[card.person_id]), HOLDERS | {"card_number": card.card_number})
    for digits in (SOCIAL + SOCIAL_NEW + WRONG, SOCIAL + SOCIAL_NEW + SOCIAL_NEW):
        at_pads(desk, begun["Location"], digits)
    for _ in range(3):
        try_bank_pin(card, WRONG)
    bank = signed_in("bank_teller", make_office(kind="bank_branch"))
    begun = bank.post(reverse("desk:reset_bank_pin", args=[card.person_id]), at_bank(card))
    at_pads(bank, begun["Location"], BANK_NEW + BANK_NEW)


def over_the_interface(card: Card) -> None:
    hospital = program("medical_clerk")
    hospital.client = Watching(raise_request_exception=False)
    for digits in (SOCIAL_NEW, WRONG):
        pad = full_pad(hospital, card.card_number, "use", "only", digits)
        hospital.act("/pins/social/verify", {"card_number": card.card_number, "use": "clinic", "pad": pad})
    wrong_shape = {"card_number": card.card_number, "use": "clinic", "pad": SOCIAL_NEW, "pin": SOCIAL_NEW}
    hospital.act("/pins/social/verify", wrong_shape)


def broken_in_the_middle(card: Card, monkeypatch: pytest.MonkeyPatch) -> None:
    """The house fails with a PIN in its hands, at three depths: each time a trace is written."""

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("the line is cut")

    client = signed_in("medical_clerk", make_office(kind="medical"))
    for place, name in (
        (pin_actions, "after_social_try"),
        (pin_actions, "_matches"),
        (import_module("citycard.journeys.pins.social_pin"), "_after_try"),
        (notices, "ask_queue"),
    ):
        client.post("/medical/change/", {"card_number": card.card_number})
        page = enter(client, "/medical/change/pin/", SOCIAL_NEW + SOCIAL + SOCIAL)
        with monkeypatch.context() as patched:
            patched.setattr(place, name, fails)
            assert confirm(client, "/medical/change/pin/", page).status_code == 500


def dumped() -> Iterator[str]:
    """Every table as pg_dump writes it."""
    with connection.cursor() as cursor:
        cursor.execute("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname !~ '^(pg_|information)'")
        for (table,) in cursor.fetchall():
            with cursor.copy(f"copy {table} to stdout") as copy:
                yield f"{table}\n{b''.join(bytes(part) for part in copy).decode()}"


def sessions() -> Iterator[str]:
    yield from (str(SessionStore().decode(row.session_data)) for row in Session.objects.all())


def test_s5_3_no_pin_is_left_anywhere(watched: Traces, monkeypatch: pytest.MonkeyPatch) -> None:
    """S5.3, S14.2, A2: logs, traces, pages, answers, addresses, tables, sessions, messages, the record of acts."""
    community = make_office()
    card = make_card(person=make_person(community=community), state="active")
    set_bank_pin(card_side_id=CardSide.objects.get(card_number=card.card_number).pk, pin=PinEntry(BANK), at=NOW)
    old = make_old_card(person=make_person())
    take_over_old_card_pins({old.pk: PinEntry(OLD)})
    at_the_hospital(card, old)
    at_the_desks(card, community)
    over_the_interface(card)
    broken_in_the_middle(card, monkeypatch)
    acts = [line.act for line in audit.timeline(card.person_id)]
    assert {"verify_social_pin", "change_social_pin", "reset_bank_pin"} <= set(acts)
    assert sum("RuntimeError" in text for text in watched.texts) >= 4, "the traces were not written, so nothing was searched"
    tables, pages = list(dumped()), Watching.seen
    kept = list(sessions())
    assert any("medical_card" in one for one in kept)
    assert any("pins_social_pin" in one for one in tables) and len(tables) > 30 and len(pages) > 200
    places = {"logs and traces": watched.texts, "pages and answers": pages, "tables": tables, "sessions": kept}
    for name, texts in places.items():
        assert not {pin for text in texts for pin in found_in(text)}, f"a PIN stands in {name}"


def test_s5_3_the_search_would_find_one() -> None:
    """The search is no empty promise: each way in which a PIN could stand somewhere is found."""
    shown = (
        f"pin={SOCIAL}", f'{{"pin": "{SOCIAL}"}}', f"digits='{SOCIAL}'", ", ".join(SOCIAL), "５８３９２６", SOCIAL.encode().hex(),
        base64.b64encode(f'["x","{SOCIAL}"]'.encode()).decode(), base64.b64encode(f"ab{SOCIAL}".encode()).decode(),
        base64.b64encode(f"a{SOCIAL}b".encode()).decode(),
    )  # fmt: skip
    assert [text for text in shown if not found_in(text)] == []
    assert not found_in("A00583926X 20261123583926")
