"""The embedded PostgreSQL: shared while somebody uses it, stopped by the last, never by a wrong pid."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from citycard.site import embedded

USER = """
import sys
from pathlib import Path
from citycard.site import embedded
home = embedded.attach(Path(sys.argv[1]), throw_away=True)
print(embedded.running_pid(home), flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a short empty folder; whatever server is left in it is stopped."""
    with tempfile.TemporaryDirectory(prefix="cc") as name:
        Path(name).chmod(0o755)
        yield Path(name)
        embedded.stop(embedded.home_of(Path(name)))


def _user(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", USER, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _pid_seen_by(user: subprocess.Popen[str]) -> int:
    assert user.stdout is not None
    return int(user.stdout.readline())


def _leave(user: subprocess.Popen[str]) -> None:
    user.communicate("\n", timeout=60)
    assert user.returncode == 0


def test_processes_share_one_server_and_the_last_stops_it(folder: Path) -> None:
    first, second = _user(folder), _user(folder)
    pid = _pid_seen_by(first)
    assert _pid_seen_by(second) == pid
    home = embedded.home_of(folder)
    _leave(first)
    assert embedded.running_pid(home) == pid
    with psycopg.connect(home.url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    _leave(second)
    assert embedded.running_pid(home) is None


def test_a_killed_user_is_no_longer_counted(folder: Path) -> None:
    killed, other = _user(folder), _user(folder)
    pid = _pid_seen_by(killed)
    assert _pid_seen_by(other) == pid
    killed.kill()
    killed.communicate()
    _leave(other)
    assert embedded.running_pid(embedded.home_of(folder)) is None


def test_a_stale_pid_file_is_not_believed(folder: Path) -> None:
    home = embedded.home_of(folder)
    home.data.mkdir(parents=True)
    (home.data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert embedded.running_pid(home) is None


def test_a_half_made_cluster_is_made_anew(folder: Path) -> None:
    home = embedded.home_of(folder)
    home.data.mkdir(parents=True)
    (home.data / "PG_VERSION").write_text("18\n")
    user = _user(folder)
    assert _pid_seen_by(user) > 0
    _leave(user)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand the server to another user")
def test_root_hands_the_server_to_nobody(folder: Path) -> None:
    folder.chmod(0o700)
    home = embedded.home_of(folder)
    assert not home.data.is_relative_to(folder)
    folder.chmod(0o755)
    assert embedded.home_of(folder).data.is_relative_to(folder)
