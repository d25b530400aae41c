"""`citycard demo`: the whole house on one machine, with the sample city, until Ctrl-C."""

import fcntl
import http.client
import signal
import socket
import subprocess
import sys
import time
from typing import IO

import django
from django.conf import settings

from citycard.channels.demo import city
from citycard.shared import clock
from citycard.site import schema

FIRST_PORT = 8600
PORTS_TRIED = 100
ANSWER_SECONDS = 60.0
STOP_SECONDS = 15.0


def run(*, port: int | None, is_fresh: bool = False) -> int:
    """Make the city if there is none, run web and worker, print where to look; stop both at the end.

    `is_fresh`: throw the old city away first. A second demo of one data folder says where the first one serves, and ends.
    """
    with (settings.DATA_DIR / "demo.address").open("a+", encoding="utf-8") as mark:
        if not _is_only_one(mark):
            return 1
        if is_fresh:
            _throw_away()
        if not (schema.is_current() and _is_lived_in()):
            _make_city()
        port = port or free_port()
        mark.truncate(0)
        print(f"http://127.0.0.1:{port}/demo/", file=mark, flush=True)
        return _serve(port)


def _serve(port: int) -> int:
    """Run web and worker until Ctrl-C. The web server is started first: a second start has to be quick."""
    children = [_start("serve", "--port", str(port), "--threads", "2")]
    try:
        django.setup()
        told = welcome(port)
        _wait_until_answering(port, children)
        print(told, flush=True)
        children.append(_start("worker"))
        return _watch(children)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(children)


def _is_only_one(mark: IO[str]) -> bool:
    """Tell whether no other demo serves this data folder; `mark` is held until this one ends, and holds its address."""
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        mark.seek(0)
        print(_ALREADY.format(address=mark.read().strip() or "(starting)", folder=settings.DATA_DIR), file=sys.stderr)
        return False
    return True


def _throw_away() -> None:
    """Drop the sample city, whole; the worker and the server of another process must not be at it."""
    print("Throwing the old sample city away …", flush=True)
    schema.drop()
    (settings.DATA_DIR / "clock_shift").unlink(missing_ok=True)


def _is_lived_in() -> bool:
    return bool(schema.answer("SELECT EXISTS (SELECT FROM people_person)"))


def _make_city() -> None:
    """Prepare the database and put the sample city into it if nobody lives there."""
    django.setup()
    schema.prepare()
    if city.is_empty():
        print("Making the sample city …", flush=True)
        print(city.seed(at=clock.now()), flush=True)


def welcome(port: int) -> str:
    """Return what the demo prints: the addresses and the sample logins."""
    base = f"http://127.0.0.1:{port}"
    lines = ["", "  城市社会保障卡 · citycard", f"  All roles on one page   {base}/demo/", f"  Web hall (citizens)     {base}/"]
    lines += [f"  {name:<24}{base}{path}" for name, path in _PLACES]
    lines += [
        "",
        "  Sample logins",
        *_logins(),
        "",
        "  Ctrl-C stops everything. `make demo FRESH=1` begins again with a new sample city.",
        "",
    ]
    return "\n".join(lines)


_ROLES = "/demo/"
_ALREADY = """
  A demo of this data folder is running already: {address}
  Stop that one with Ctrl-C first, or give this one a folder of its own:
  CITYCARD_DATA_DIR=/some/other/folder citycard demo     (this folder: {folder})
"""
_PLACES = (
    ("Desks", "/desk/"),
    ("Employers and schools", "/units/"),
    ("Card centre", "/card-centre/"),
    ("Operations", "/ops/"),
    ("SMS inbox", "/inbox/"),
    ("API", "/api/docs"),
)


def _logins() -> list[str]:
    clerks = [f"  {login.username:<14}{login.password:<16}{login.path:<16}{login.role}" for login in city.demo_logins()]
    return [*clerks, f"  Citizens log in at /login/ by SMS code; phones and the inbox are on {_ROLES}"]


def free_port() -> int:
    """Return the first port from 8600 on that nothing listens to."""
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port between {FIRST_PORT} and {FIRST_PORT + PORTS_TRIED}")


def _start(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "citycard", *words], start_new_session=True)


def _wait_until_answering(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    """Return when the first page has been answered, which also warms the server."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children):
            raise ChildProcessError("the web server stopped while starting; its words are above")
        page = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
        try:
            page.request("GET", "/")
            page.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            page.close()
    raise TimeoutError(f"the web server did not answer in {ANSWER_SECONDS:.0f} s")


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    """Wait until a child ends by itself, which is a failure: return its exit code, at least 1."""
    while True:
        for child in children:
            try:
                return child.wait(timeout=0.5) or 1
            except subprocess.TimeoutExpired:
                continue


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
