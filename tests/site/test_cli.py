"""The command line and the demo's runner."""

import fcntl
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from citycard.site import cli, demo
from citycard.site import settings as house


@pytest.mark.parametrize(
    "command", ["demo", "serve", "worker", "migrate", "seed", "take-over", "verify", "shell", "check", "map", "stop"]
)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([command, "--help"])
    assert left.value.code == 0
    assert command in capsys.readouterr().out


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["fly"])
    assert left.value.code == 2
    assert "fly" in capsys.readouterr().err


def test_the_demo_takes_a_port_nobody_uses() -> None:
    with socket.socket() as taken:
        port = demo.free_port()
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert demo.free_port() > port


def test_a_second_demo_says_where_the_first_one_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One data folder, one demo: the second one starts nothing."""
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    with (tmp_path / "demo.address").open("a+") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        print("http://127.0.0.1:8600/demo/", file=first, flush=True)
        assert demo.run(port=None) == 1
    assert "http://127.0.0.1:8600/demo/" in capsys.readouterr().err


def test_a_city_on_a_given_server_is_never_thrown_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--fresh` drops everything: only what the demo itself has made."""
    monkeypatch.setattr(settings, "DATABASE_URL", "postgresql:///fushun")
    assert cli.main(["demo", "--fresh"]) == 2
    assert "embedded" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://city:s%40fe@db.example:6432/fushun?sslmode=require", ("fushun", "city", "s@fe", "db.example", "6432")),
        ("postgresql:///fushun?host=/var/run/postgresql", ("fushun", "", "", "/var/run/postgresql", "")),
    ],
)
def test_a_database_address_is_understood(url: str, told: tuple[str, ...]) -> None:
    entry = house._database(url)
    assert tuple(entry[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == told
    assert settings.CITY_SCHEMA in entry["OPTIONS"]["options"]


def test_every_page_is_kept_to_its_own_server(client: Client) -> None:
    policy = client.get("/no-such-page/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src" not in policy
