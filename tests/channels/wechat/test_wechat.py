"""WeChat (S7.2, S9.2, S12.1): bound once by code, then known again; what is done there is done by WeChat, and a binding can end."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from citycard.audit import ActFilter, acts
from citycard.channels.web_hall.holding import HOLDER
from citycard.channels.wechat.identity import COOKIE, digest_of
from citycard.channels.wechat.models import Binding
from citycard.notices import DemoInbox, send_due
from citycard.notices import inbox as messages_of
from citycard.people.models import Account, Person
from citycard.shared import clock
from tests.factories import make_card, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang() -> Person:
    person = make_person()
    make_card(person=person, state="active")
    return person


def log_in(client: Client, person: Person) -> None:
    """Log in by code, on the way to the binding."""
    client.post(
        "/login/?next=/wechat/bind/", {"social_number": person.social_number, "phone": person.phone, "next": "/wechat/bind/"}
    )
    send_due(at=clock.now(), port=DemoInbox())
    code = re.search(r"\d{6}", messages_of(phone=person.phone)[0].text)
    assert code is not None
    assert client.post("/login/code/", {"code": code.group()})["Location"] == "/wechat/bind/"


@pytest.fixture
def bound(client: Client, wang: Person) -> Client:
    assert "先绑定您的社保卡" in client.get("/wechat/").content.decode()
    log_in(client, wang)
    key = re.search(r'name="key" value="([^"]+)"', client.get("/wechat/bind/").content.decode())
    assert key is not None
    assert client.post("/wechat/bind/", {"key": key.group(1)})["Location"] == "/wechat/"
    return client


def test_s12_1_once_bound_the_card_is_there(bound: Client, wang: Person) -> None:
    page = bound.get("/wechat/").content.decode()
    assert f"{wang.name}，您好" in page and wang.social_number not in page
    assert page.count("正常") == 2


def test_s9_a_card_that_waits_is_not_said_to_be_replaceable_yet(client: Client) -> None:
    """S9: what is replaced is a card in hand; until then the menu says when."""
    waits = make_person()
    make_card(person=waits)
    client.get("/wechat/")
    log_in(client, waits)
    client.post("/wechat/bind/", {"key": "w"})
    front = client.get("/wechat/").content.decode()
    assert "领到卡以后" in front and "可以申请" not in front


def test_s7_2_a_session_that_is_over_is_opened_by_the_binding(bound: Client, wang: Person) -> None:
    bound.session.flush()
    bound.cookies.pop("citycard_session")
    assert f"{wang.name}，您好" in bound.get("/wechat/").content.decode()
    assert [one.channel for one in acts(ActFilter(act="web_hall.log_in"), limit=1)] == ["wechat"]


def test_a2_what_is_done_on_its_pages_is_done_by_wechat(bound: Client) -> None:
    """S7.2: the loss page is the web hall's; the record says WeChat."""
    page = bound.get("/my-card/loss/", follow=True)
    assert 'data-audience="wechat"' in page.content.decode()
    for _ in range(3):
        form = re.search(r'name="answer" value="([^"]*)"', page.content.decode())
        sent = {"answer": form.group(1)} if form else {}
        page = bound.post(page.redirect_chain[-1][0] if page.redirect_chain else "", sent, follow=True)
        if re.search(r"GS\d{8}-", page.content.decode()):
            break
    assert [one.channel for one in acts(ActFilter(act="report_loss"))] == ["wechat"]


def test_another_wechat_is_not_bound(bound: Client, wang: Person) -> None:
    other = Client()
    other.get("/wechat/")
    assert "先绑定您的社保卡" in other.get("/wechat/").content.decode()
    forged = Client()
    forged.cookies[COOKIE] = bound.cookies[COOKIE].value.split(":")[0] + ":forged"
    assert "先绑定您的社保卡" in forged.get("/wechat/").content.decode()


def test_a_new_binding_of_the_same_wechat_ends_the_old_one(bound: Client) -> None:
    other = make_person(name="李强")
    bound.post("/logout/")
    log_in(bound, other)
    bound.post("/wechat/bind/", {"key": "k2"})
    assert "李强，您好" in bound.get("/wechat/").content.decode()
    assert Binding.objects.filter(ended_at__isnull=True).count() == 1


def test_s14_2_unbinding_is_asked_once_and_works_without_script(bound: Client, wang: Person) -> None:
    """S14.2: one touch on the front page opens the question and changes nothing; the button there ends the binding."""
    front = bound.get("/wechat/").content.decode()
    assert 'href="/wechat/unbind/"' in front and 'action="/wechat/unbind/"' not in front
    asked = bound.get("/wechat/unbind/").content.decode()
    assert "真的要解除绑定吗？" in asked and wang.name in asked and 'href="/wechat/"' in asked
    assert Binding.objects.filter(ended_at__isnull=True).count() == 1
    key = re.search(r'name="key" value="([^"]+)"', asked)
    assert key is not None
    bound.post("/wechat/unbind/", {"key": key.group(1)})
    assert not Binding.objects.filter(ended_at__isnull=True).exists()


def test_s14_2_unbinding_ends_it_everywhere(bound: Client) -> None:
    bound.post("/wechat/unbind/")
    assert "先绑定您的社保卡" in bound.get("/wechat/").content.decode()
    assert not Binding.objects.filter(ended_at__isnull=True).exists()


def test_a_binding_ends_by_its_day(bound: Client) -> None:
    Binding.objects.update(good_until=clock.now() - timedelta(seconds=1))
    assert "先绑定您的社保卡" in bound.get("/wechat/").content.decode()


def test_a3_binding_twice_is_once(bound: Client) -> None:
    for _ in range(2):
        bound.post("/wechat/bind/", {"key": "same"})
    assert len(acts(ActFilter(act="wechat.bind"))) == 1  # the fixture's: a session that a binding opened makes no other


OPEN_PAGES = ("/my-card/", "/my-card/loss/", "/wechat/progress/", "/wechat/bind/")


def other_phone(person: Person) -> Client:
    """Return another phone of the same person, bound too."""
    phone = Client()
    phone.get("/wechat/")
    log_in(phone, person)
    phone.post("/wechat/bind/", {"key": "other"})
    return phone


@pytest.mark.parametrize("way", OPEN_PAGES)
def test_s14_2_a_session_that_is_open_elsewhere_dies_with_its_binding(bound: Client, wang: Person, way: str) -> None:
    """S14.2: whoever holds the lost phone sees nothing more from the next page on, though it was used a minute ago."""
    lost = other_phone(wang)
    assert lost.get("/my-card/").status_code == 200
    bound.post("/wechat/unbind/")
    answer = lost.get(way)
    assert answer.status_code == 302 and answer["Location"].startswith("/login/")
    assert lost.get("/api/v1/my-card").status_code == 401
    assert "先绑定您的社保卡" in lost.get("/wechat/").content.decode()


def test_s14_2_nothing_is_done_by_a_session_whose_binding_has_ended(bound: Client) -> None:
    """S7.2, S14.2: an act is refused like a page."""
    Binding.objects.update(ended_at=clock.now())
    answer = bound.post("/api/v1/my-card/loss", {}, content_type="application/json", headers={"Idempotency-Key": "k"})
    assert answer.status_code == 401 and list(acts(ActFilter(act="report_loss"))) == []


def test_s11_1_a_session_is_over_when_the_log_in_is_closed(bound: Client, wang: Person) -> None:
    """S11.1: a death closes the log-in; what WeChat opened before is closed with it, though its binding stands."""
    Account.objects.filter(person=wang).update(is_active=False)
    assert bound.get("/my-card/").status_code == 302


def test_s14_2_a_session_whose_binding_has_ended_is_closed_and_not_only_refused(bound: Client) -> None:
    """S14.2: nothing of the holder stays in it for the frame of an open page."""
    Binding.objects.update(ended_at=clock.now())
    bound.get("/my-card/")
    assert HOLDER not in bound.session


def test_a_session_ends_by_the_day_of_its_binding_too(bound: Client) -> None:
    Binding.objects.update(good_until=clock.now() - timedelta(seconds=1))
    assert bound.get("/my-card/").status_code == 302


def test_a_session_dies_when_the_same_wechat_is_bound_to_another(bound: Client, wang: Person) -> None:
    """S7.2: a copy of the session that the first binding opened is worth nothing after the second."""
    copy = Client()
    copy.cookies["citycard_session"] = bound.cookies["citycard_session"].value
    assert copy.get("/my-card/").status_code == 200
    Binding.objects.update(ended_at=clock.now())
    Binding.objects.create(
        user=digest_of("another"), person_id=wang.pk, bound_at=clock.now(), good_until=clock.now() + timedelta(days=1)
    )
    assert copy.get("/my-card/").status_code == 302


def test_who_logged_in_by_code_is_not_asked_for_a_binding(client: Client, wang: Person) -> None:
    """S14.2: unbinding ends what WeChat opened, nothing else; such a session asks no question more."""
    log_in(client, wang)
    Binding.objects.create(user=digest_of("one"), person_id=wang.pk, bound_at=clock.now(), good_until=clock.now())
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/my-card/").status_code == 200
    assert [one["sql"] for one in asked if "wechat_binding" in one["sql"]] == []


def test_a_page_of_wechat_asks_once_for_the_binding(bound: Client) -> None:
    """S14.2: the binding answers for the account too, so that the page keeps within twelve statements."""
    bound.get("/my-card/")
    with CaptureQueriesContext(connection) as asked:
        assert bound.get("/my-card/").status_code == 200
    assert len([one["sql"] for one in asked if "wechat_binding" in one["sql"]]) == 1 and len(asked) <= 12


def test_s14_2_a_phone_that_was_unbound_does_not_bind_itself_again(bound: Client, wang: Person) -> None:
    """S14.2: a lost phone whose page is still open needs a code to be bound again."""
    Binding.objects.update(ended_at=clock.now())
    bound.post("/wechat/bind/", {"key": "again"})
    assert not Binding.objects.filter(ended_at__isnull=True).exists()


def test_the_progress_page_and_leaving(bound: Client) -> None:
    assert "没有正在做的卡" in bound.get("/wechat/progress/").content.decode()
    bound.post("/wechat/close/")
    assert bound.cookies[COOKIE].value == ""
