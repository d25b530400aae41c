"""A program's call goes a shorter way through the server (decision 75); its answer is the same as by the long one."""

import re
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.urls import resolve

from citycard.channels.api.interface import api
from citycard.channels.api.urls import find
from tests.channels.api.calls import Program, program

pytestmark = pytest.mark.django_db
SHORT = "citycard.site.middleware.programs"


def addresses() -> list[str]:
    return sorted({str(one.pattern) for one in api.urls[0]})


def seen(caller: Program, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    answer = caller.get(path, **headers)
    return answer.status_code, dict(answer.headers), answer.content


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("path", ["/operator", "/people/999", "/applications/999/photo", "/nowhere", "/people/x", "/offices"])
def test_both_ways_give_the_same_answer(path: str, lang: str, settings: LazySettings) -> None:
    """Status, every header and every byte: language, no sniffing, no frames, no foreign sources."""
    caller = program("community_clerk")
    caller.headers["Accept-Language"] = lang
    short = seen(caller, path)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != SHORT]
    caller.client = type(caller.client)(raise_request_exception=False)
    assert seen(caller, path) == short
    assert short[1]["X-Frame-Options"] == "DENY"
    assert short[1]["Content-Language"].startswith("en" if lang == "en" else "zh")


EVERY_ADDRESS = [f"/api/v1/{re.sub('<int:[^>]+>', '7', one)}" for one in addresses()]


@pytest.mark.parametrize("path", [re.sub("<[^>]+>", "people", one) for one in EVERY_ADDRESS])
def test_both_ways_find_the_same_view(path: str) -> None:
    """By the first and last words of the address, and among all addresses."""
    found, usual = find(path), resolve(path)
    assert found is not None
    assert (found.route, found.kwargs) == (usual.route, usual.kwargs)
    assert getattr(found.func, "csrf_exempt", False)


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/nowhere", "/api/docs", "/", "//api/v1/operator", "/x/v1/operator"])
def test_what_is_no_address_of_the_interface_is_left_to_the_others(path: str) -> None:
    assert find(path) is None


def test_a_call_with_a_session_goes_the_long_way() -> None:
    """A session brings its keys of forms with it, also when a token is shown besides."""
    caller = program("community_clerk")
    caller.headers["Authorization"] = "Bearer unknown"
    caller.client.force_login(caller.operator.account)
    assert caller.client.cookies[settings.SESSION_COOKIE_NAME].value
    assert caller.get("/operator").status_code == 200


def test_a_foreign_host_is_refused_on_the_short_way() -> None:
    caller: Any = program("community_clerk")
    assert caller.get("/operator", Host="elsewhere.example").status_code == 400


def test_without_a_good_token_nobody_is_let_in() -> None:
    """401 with the way to sign in, though no session was looked at."""
    caller = program("community_clerk")
    caller.headers["Authorization"] = "Bearer unknown"
    answer = caller.get("/operator")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
