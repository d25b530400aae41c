"""`citycard demo`: the whole house on one machine, with the sample city, until Ctrl-C."""

import http.client
import signal
import socket
import subprocess
import sys
import time

import django

from citycard.channels.demo import city
from citycard.shared import clock
from citycard.site import schema

FIRST_PORT = 8600
PORTS_TRIED = 100
ANSWER_SECONDS = 60.0
STOP_SECONDS = 15.0


def run(*, port: int | None) -> int:
    """Make the city if there is none, run web and worker, print where to look; stop both at the end.

    The web server is started first and everything else happens while it loads: a second start has to be quick.
    """
    if not (schema.is_current() and _is_lived_in()):
        _make_city()
    port = port or free_port()
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
    lines += ["", "  Sample logins", *_logins(), "", "  Ctrl-C stops everything.", ""]
    return "\n".join(lines)


_ROLES = "/demo/"
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
