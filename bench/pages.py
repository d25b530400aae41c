"""The two pages people look at all day: how long the person page and my-card take at eight clients, and what they ask the database.

Run: `.venv/bin/python -m bench.pages [people] [looks]`. The clients are threads of a second process on the same machine.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from bench.ground import connect, new_house, server, whole_answer

CLIENTS, WORKERS = 8, 2
PROMISED_MS, PROMISED_QUERIES = 60, 12


def main(people: int, looks: int) -> None:
    """Seed a sample city, look at both pages and print one line each."""
    new_house(CITYCARD_DEMO="1")
    pages = prepare(people)
    print(f"{'page, 8 clients':<34}{'looks/s':>10}{'p50 ms':>9}{'p95 ms':>9}{'promised':>10}{'queries':>9}{'promised':>10}")
    with server(workers=WORKERS) as port:
        for name, path, cookie, queries in pages:
            measure(port, name=name, path=path, cookie=cookie, looks=looks, queries=queries)


def prepare(people: int) -> list[tuple[str, str, str, int]]:
    """Seed the city and log in; return each page's name, address, cookie and number of queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from citycard.channels.demo import city
    from citycard.shared import clock

    city.seed(at=clock.now(), people=people)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    holder = city.demo_people()[0]
    clerk = next(login for login in city.demo_logins() if login.role == "card_hall_clerk")
    desk, hall = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    desk.post(f"/demo/operator/{clerk.username}/")
    desk.post(f"/desk/person/{holder.person_id}/purpose/", {"choice": "in_person", "words": ""})
    hall.post(f"/demo/person/{holder.key}/")
    found: list[tuple[str, str, str, int]] = []
    for name, client, path in (("person page", desk, f"/desk/person/{holder.person_id}/"), ("my card", hall, "/my-card/")):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        if answer.status_code != 200 or holder.name not in answer.content.decode():
            raise SystemExit(f"{path} answered {answer.status_code}")
        found.append(
            (f"{name}, {people:,} people", path, f"citycard_session={client.cookies['citycard_session'].value}", len(queries))
        )
    connection.close()
    return found


def measure(port: int, *, name: str, path: str, cookie: str, looks: int, queries: int) -> None:
    """Let eight clients look as fast as they can; print the middle and the slow end of what they waited."""
    look(port, path, cookie, CLIENTS)
    started = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        waits = sorted(
            wait for found in pool.map(lambda _: look(port, path, cookie, looks // CLIENTS), range(CLIENTS)) for wait in found
        )
    rate = len(waits) / (perf_counter() - started)
    middle, slow = (1000 * waits[int(len(waits) * share)] for share in (0.5, 0.95))
    promised = f"{f'< {PROMISED_MS}':>10}{queries:>9}{f'≤ {PROMISED_QUERIES}':>10}"
    print(f"{name:<34}{rate:>10,.0f}{middle:>9.1f}{slow:>9.1f}{promised}")


def look(port: int, path: str, cookie: str, looks: int) -> list[float]:
    """Look at a page again and again over one connection; return how long each took, in seconds."""
    asked = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()
    waits: list[float] = []
    with connect(port) as line:
        for _ in range(looks):
            started = perf_counter()
            line.sendall(asked)
            if not whole_answer(line).startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"{path} did not answer 200")
            waits.append(perf_counter() - started)
    return waits


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1600)
