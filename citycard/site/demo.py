"""`citycard demo`: the whole house on one machine, with the sample city, until Ctrl-C."""

import signal
import socket
import subprocess
import sys
import time

from citycard.channels.demo import city
from citycard.shared import clock
from citycard.site import schema

FIRST_PORT = 8600
PORTS_TRIED = 100
ANSWER_SECONDS = 60.0
STOP_SECONDS = 15.0


def run(*, port: int | None) -> int:
    """Prepare the database, seed it if it is empty, run web and worker, print where to look; stop both at the end."""
    schema.prepare_if_changed()
    if city.is_empty():
        print("Making the sample city …", flush=True)
        print(city.seed(at=clock.now()), flush=True)
    port = port or free_port()
    children = [_start("serve", "--port", str(port)), _start("worker")]
    try:
        _wait_until_answering(port, children)
        print(welcome(port), flush=True)
        return _watch(children)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(children)


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
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children):
            raise ChildProcessError("the web server or the worker stopped while starting; its words are above")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
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
