"""大字版, dark and language: links that set a cookie and go back where the reader was, and nowhere else."""

import pytest
from django.test import Client, override_settings


@pytest.mark.parametrize(
    ("way", "cookie", "value"),
    [("mode/elder", "cc_mode", "elder"), ("theme/dark", "cc_theme", "dark"), ("lang/en", "citycard_language", "en")],
)
def test_a_choice_is_remembered_and_seen(client: Client, way: str, cookie: str, value: str) -> None:
    answer = client.get(f"/{way}/", headers={"referer": "http://testserver/style/?a=1"})
    assert answer.status_code == 302
    assert answer.headers["location"] == "http://testserver/style/?a=1"
    assert answer.cookies[cookie].value == value
    assert answer.cookies[cookie]["samesite"] == "Lax"
    assert f'="{value}"' in client.get("/style/").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://example.invalid/", "//example.invalid/", "javascript:alert(1)", "http://testserver.example.invalid/"]
)
def test_a_choice_never_leads_elsewhere(client: Client, elsewhere: str) -> None:
    """An address of another host, given or referred, is not followed."""
    assert client.get("/mode/elder/", {"next": elsewhere}, headers={"referer": elsewhere}).headers["location"] == "/"


@pytest.mark.parametrize("way", ["mode/huge", "theme/pink", "lang/xx"])
def test_an_unknown_choice_is_not_found(client: Client, way: str) -> None:
    answer = client.get(f"/{way}/")
    assert answer.status_code == 404
    assert not {"cc_mode", "cc_theme", "citycard_language"} & set(answer.cookies)


def test_a_foreign_cookie_value_is_not_written_into_the_page(client: Client) -> None:
    client.cookies["cc_mode"] = '"><script>'
    assert b'data-mode="default"' in client.get("/style/").content


def test_the_style_page_is_for_the_demo_and_development_only(client: Client) -> None:
    assert client.get("/style/").status_code == 200
    with override_settings(DEMO=False, DEBUG=False):
        assert client.get("/style/").status_code == 404


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "refusal.html"])
def test_every_stop_page_has_a_next_step(name: str) -> None:
    """A4: nobody is left at a dead end, even by a broken page drawn without a request."""
    from django.template.loader import render_to_string

    shown = render_to_string(name, {"frame": "citizen.html", "explanation": {"rule": "S8.3", "can": ["查进度"]}})
    assert 'href="/' in shown
    assert "<h1" in shown
