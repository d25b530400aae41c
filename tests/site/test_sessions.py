"""Sessions and their accounts are read by kept questions, and are refused as Django's own refuse them."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.utils import timezone

from citycard.site.sessions import SessionStore

pytestmark = pytest.mark.django_db


def _kept(**values: object) -> SessionStore:
    store = SessionStore()
    store.update(values)
    store.save()
    return SessionStore(store.session_key)


def test_a_session_is_read_as_it_was_kept() -> None:
    assert dict(_kept(purpose="示例", numbers=[1, 2]).items()) == {"purpose": "示例", "numbers": [1, 2]}


def test_a_session_that_is_over_holds_nothing_and_gets_a_new_key() -> None:
    """Nobody comes back into what was left: the old key is given up too."""
    store = _kept(purpose="示例")
    key = store.session_key
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert store.get("purpose") is None
    store["purpose"] = "另一个"
    store.save()
    assert store.session_key not in (None, key)


def test_a_session_that_was_tampered_with_holds_nothing() -> None:
    store = _kept(purpose="示例")
    Session.objects.update(session_data="made-up:data")
    assert store.get("purpose") is None


def test_each_session_has_its_own_account_and_a_closed_one_is_out_at_once() -> None:
    """One kept question, another person each time: nothing of an answer is kept."""
    people = [get_user_model().objects.create(username=f"clerk{number}") for number in (1, 2)]
    clients = [Client(), Client()]
    for client, account in zip(clients, people, strict=True):
        client.force_login(account)
    assert [_who(client) for client in clients] == people
    get_user_model().objects.filter(pk=people[1].pk).update(is_active=False)
    assert [_who(client).is_authenticated for client in clients] == [True, False]


def _who(client: Client) -> AbstractBaseUser | AnonymousUser:
    """Who the next request of this browser comes from."""
    request = RequestFactory().get("/")
    request.session = SessionStore(client.cookies["citycard_session"].value)
    return get_user(request)
