"""What every measurement stands on: a throw-away house with its own PostgreSQL, a real server before it, and plain clients."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic


def new_house(**environment: str) -> Path:
    """Make a data folder, start its PostgreSQL with its usual safety, lay the city's tables; return the folder."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)  # started by root, the server runs as nobody and must get in
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # runs after the server has been left
    own = {"CITYCARD_DATA_DIR": str(folder), "CITYCARD_POOL": "0", "DJANGO_SETTINGS_MODULE": "citycard.site.settings"}
    os.environ |= own | environment
    import django

    django.setup()
    from citycard.site import embedded, schema

    embedded.attach(folder)
    schema.create_database()
    schema.prepare()
    return folder


@contextmanager
def server(*, workers: int, **environment: str) -> Iterator[int]:
    """Serve this house on a free port of the loopback address, as a city would; yield the port."""
    port = _free_port()
    command = [str(Path(sys.executable).parent / "citycard"), "serve", "--port", str(port), "--workers", str(workers)]
    running = subprocess.Popen(command, env=os.environ | {"CITYCARD_POOL": "1"} | environment)
    try:
        _wait_for(port)
        yield port
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(30)


def connect(port: int) -> socket.socket:
    """Return a connection that stays open."""
    line = socket.create_connection(("127.0.0.1", port))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def whole_answer(line: socket.socket) -> bytes:
    """Return the next answer, however many pieces it comes in."""
    held = bytearray(line.recv(65536))
    while b"\r\n\r\n" not in held:
        held += line.recv(65536)
    head, _, body = bytes(held).partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += line.recv(65536)
    return head + b"\r\n\r\n" + body


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def _wait_for(port: int) -> None:
    """Return when the server answers; give up after half a minute."""
    until = monotonic() + 30
    while monotonic() < until:
        try:
            with connect(port) as line:
                line.sendall(b"GET /about/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
                if line.recv(1024).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            continue
    raise SystemExit("the server did not start")
