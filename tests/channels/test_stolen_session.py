"""A stolen session: a copied cookie is worth nothing once its owner has signed out, sat idle, or been locked out (S7.2, S12, A2)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from citycard.cards.models import Card, SocialSide
from tests.channels.desk.desks import counter_at
from tests.channels.web_hall.doors import log_in
from tests.factories import NOW, make_card

pytestmark = pytest.mark.django_db(transaction=True)
COOKIE = settings.SESSION_COOKIE_NAME
HALF_AN_HOUR = timedelta(minutes=31)


@pytest.fixture(autouse=True)
def today(clock_at: Callable[[datetime], datetime]) -> datetime:
    return clock_at(NOW)


def thief_of(client: Client) -> Client:
    """Another browser, with a copy of the cookie."""
    thief = Client(raise_request_exception=False)
    thief.cookies[COOKIE] = client.cookies[COOKIE].value
    return thief


def report(client: Client, key: str) -> int:
    """Try to report the loss of whoever is logged in; return the status."""
    return client.post("/api/v1/my-card/loss", {}, content_type="application/json", headers={"Idempotency-Key": key}).status_code


def loss(card: Card) -> str:
    return SocialSide.objects.get(pk=card.pk).loss


def test_signing_out_takes_the_copy_with_it(client: Client) -> None:
    """S7.2, S12: after the owner has logged out the copied cookie shows nothing and does nothing."""
    card = make_card(state="active")
    log_in(client, card.person)
    thief = thief_of(client)
    assert client.post("/logout/").status_code in (200, 302)
    page = thief.get("/my-card/")
    assert page.status_code == 302 and "/login/" in page["Location"]
    assert report(thief, "k1") == 401 and loss(card) == "none"


def test_an_idle_session_is_worth_nothing_to_whoever_finds_it(client: Client, clock_at: Callable[[datetime], datetime]) -> None:
    """S12: half an hour after the owner's last click."""
    card = make_card(state="active")
    log_in(client, card.person)
    thief = thief_of(client)
    clock_at(NOW + HALF_AN_HOUR)
    assert thief.get("/my-card/").status_code == 302 and report(thief, "k1") == 401 and loss(card) == "none"


def test_the_cookie_of_before_the_login_is_not_the_one_after_it(client: Client) -> None:
    """S12: who planted a cookie in somebody's browser is not logged in with them."""
    card = make_card(state="active")
    client.get("/login/")
    client.post("/login/", {"social_number": "1", "phone": "1"})
    planted = client.cookies[COOKIE].value if COOKIE in client.cookies else ""
    log_in(client, card.person)
    assert client.cookies[COOKIE].value != planted
    fixed = Client()
    fixed.cookies[COOKIE] = planted
    assert fixed.get("/my-card/").status_code == 302


def test_another_site_does_nothing_with_it(client: Client) -> None:
    """S7.2: without the page's own token no form and no call of the interface is taken."""
    card = make_card(state="active")
    log_in(client, card.person)
    careful = Client(enforce_csrf_checks=True, raise_request_exception=False)
    careful.cookies[COOKIE] = client.cookies[COOKIE].value
    assert report(careful, "k1") == 403
    assert careful.post("/my-card/loss/check/", {}).status_code == 403 and loss(card) == "none"


def test_a_holders_session_opens_no_desk(client: Client) -> None:
    """S12, A2: neither pages nor acts of a counter."""
    card, other = make_card(state="active"), make_card(state="active")
    log_in(client, card.person)
    assert client.get(f"/desk/person/{other.person_id}/").status_code in (302, 403)
    sent = {"documents": [{"kind": "resident_id_card", "holder": "applicant"}]}
    headers = {"Idempotency-Key": "k1", "X-Purpose": "x"}
    address = f"/api/v1/people/{other.person_id}/loss"
    answer = client.post(address, sent, content_type="application/json", headers=headers)
    assert answer.status_code in (401, 403) and loss(other) == "none"


def test_a_clerks_copied_session_ends_with_the_shift() -> None:
    """A2: signed out, or the account locked, the copy opens no file at once."""
    card = make_card(state="active")
    hall, other = counter_at("card_hall"), counter_at("card_hall", name="赵敏")
    for counter in (hall, other):
        counter.say_why(card.person_id)
        assert thief_of(counter.client).get(f"/desk/person/{card.person_id}/").status_code == 200
    copies = [thief_of(counter.client) for counter in (hall, other)]
    hall.client.post("/desk/sign-out/")
    other.operator.account.is_active = False
    other.operator.account.save(update_fields=["is_active"])
    for copy in copies:
        answer = copy.get(f"/desk/person/{card.person_id}/loss/")
        assert answer.status_code == 302 and "/desk/login/" in answer["Location"]
