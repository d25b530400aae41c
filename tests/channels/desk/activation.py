"""An activation step by step, as the teller's browser sends it."""

import re

from django.http import HttpResponse

from citycard.cards.models import Card
from tests.channels.desk.desks import Counter, hidden, text

KEY = re.compile(r'name="token" value="([^"]+)">(\d)<')


def person_form(card: Card, **changes: object) -> dict[str, object]:
    plain = {
        "paper": ["holder_valid_id"],
        "kind-holder_valid_id": "resident_id_card",
        "identity_number": card.person.social_number,
        "identity_valid_until": "2036-05-06",
        "face": "same",
    }
    return plain | changes


def card_form(card: Card, **changes: object) -> dict[str, object]:
    return {"paper": ["new_card"], "card_number": card.card_number} | changes


def press(branch: Counter, card: Card, page: HttpResponse, digit: str) -> HttpResponse:
    """Press a key as a browser would: what is sent is the token that stands on it now."""
    token = next(token for token, on_key in KEY.findall(text(page)) if on_key == digit)
    fields = hidden(page)
    return branch.post("activate_pin", card.pk, data=fields | {"token": token})


def enter(branch: Counter, card: Card, first: str, second: str) -> HttpResponse:
    """Enter the PIN twice and return the page that asks to confirm."""
    page = branch.get("activate_pin", card.pk)
    for digit in first + second:
        page = press(branch, card, page, digit)
    return page


def confirm(branch: Counter, card: Card, page: HttpResponse) -> HttpResponse:
    return branch.post("activate_pin", card.pk, data=hidden(page) | {"confirm": "1"})


def up_to_the_pin(branch: Counter, card: Card) -> None:
    assert branch.post("activate_person", card.pk, data=person_form(card)).status_code == 302
    assert branch.post("activate_card", card.pk, data=card_form(card)).status_code == 302
