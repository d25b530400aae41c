"""What a loss report costs: a card hall reports lost cards through the real server, beside pgbench writing the same rows (S7).

Run: `.venv/bin/python -m bench.loss [acts] [workers]`. Eight clients on the loopback address, each waiting for its answer before
the next call, each card reported once; the server is `citycard serve` with a process for each core, as `docs/operate.md` tells
cities, and not in demo mode, though the people are the demo's; PostgreSQL has its usual safety. Both sides take turns, so that a
noisy machine disturbs both.
"""

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from bench import ground
from bench.json_act import CLIENTS, ROUNDS, run_pgbench

# Adults of their own with a card in use: whom a clerk asks for one paper.
LOST = """create table bench_loss as
    select row_number() over (order by k.id) - 1 as n, k.id as card_id, k.person_id
      from cards_card k
      join cards_socialside s on s.card_id = k.id and s.state = 'active' and s.loss = 'none'
      join people_person p on p.id = k.person_id and p.has_id_card and not p.is_ward and p.died_on is null
                           and p.birth_date < current_date - interval '19 years'
     where k.ended_at is null and k.state = 'with_holder'"""
SAME_ROWS = r"""
\set n :n + 1
\set place :first + :client_id * :each + :n
begin;
insert into idempotency (key, act, input_digest, act_id, at)
  values ('bench:' || :place, 'report_loss', sha256('x'), audit_next_id(), now()) returning act_id \gset
update cards_socialside set loss = 'formal', lost_at = now(), formal_at = now()
 where card_id = (select card_id from bench_loss where n = :place) and loss = any('{none,temporary}');
insert into notices_notice (key, template, person_id, unit_id, phone, text, is_code, state, tries, queued_at, next_try_at, reference,
                            failure)
  values ('loss_reported:' || :act_id, 'loss_reported_social', (select person_id from bench_loss where n = :place), null,
          '13900000000', repeat('挂', 110), false, 'queued', 0, now(), now(), '', '');
insert into act (id, number, act, channel, account_id, operator_label, office_id, person_id, terminal, purpose, documents, facts,
                 receipt, at, key)
  values (:act_id, 'GS' || :act_id, 'report_loss', 'card_hall', 1, 'bench B0001', 1,
          (select person_id from bench_loss where n = :place), 'api', '', '[{"kind":"resident_id_card","holder":"applicant"}]',
          '{"what":"card","how":"unknown","comes":"holder","already": false,"formal": true,"bank": false}',
          '{"number":"GS20261123-000001","cards":[{"card_number_masked":"A0****038","loss":"formal"}],"already": false}',
          now(), 'bench:' || :place);
commit;
"""


def main(acts: int, workers: int) -> None:
    """Measure and print."""
    folder = ground.new_house(CITYCARD_DEMO="1")
    home, people, token = prepare(folder, cards=(2 * ROUNDS + 1) * acts)
    with ground.server(workers=workers, CITYCARD_DEMO="0") as port:
        rates = list(turns(port, home, people, token, acts))
    ours, bare = (median(side) for side in zip(*rates, strict=True))
    print(f"{'loss report':<34}{'acts/s':>10}{'pgbench':>10}{'ratio':>8}{'promised':>10}")
    print(f"{f'card hall, {CLIENTS} clients':<34}{ours:>10,.0f}{bare:>10,.0f}{ours / bare:>8.2f}{'≥ 0.25':>10}")


def prepare(folder: Path, *, cards: int) -> tuple[str, list[int], str]:
    """Seed a city that is large enough, list its cards in use, and give a clerk of the card hall a token."""
    from django.db import connection

    from citycard import staff
    from citycard.audit import Actor, Channel
    from citycard.channels.demo import city
    from citycard.shared import clock
    from citycard.site import embedded

    at = clock.now()
    city.seed(at=at, people=max(4_000, 5 * cards))
    with connection.cursor() as cursor:
        cursor.execute(LOST)
        cursor.execute("alter table bench_loss add primary key (n)")
        cursor.execute("analyze")
        cursor.execute("select person_id from bench_loss order by n")
        people = [person_id for (person_id,) in cursor.fetchall()]
    if len(people) < cards:
        raise SystemExit(f"only {len(people)} cards are in use")
    clerk = next(login for login in city.demo_logins() if login.role == "card_hall_clerk")
    operator = staff.find_operator(clerk.username, on=clock.today())
    by = Actor(channel=Channel.SYSTEM, account_id=None, label="system")
    until = at + timedelta(days=1)
    issued = staff.issue_token(operator_id=operator.id, label="bench", expires_at=until, by=by, key="bench", at=at)
    connection.close()
    return str(embedded.home_of(folder).socket), people, issued.secret


def turns(port: int, home: str, people: list[int], token: str, acts: int) -> Iterator[tuple[float, float]]:
    """Yield reports a second of both sides, one after the other; each card is lost once."""
    place = 0
    through_server(port, people[:acts], token)
    each = acts // CLIENTS
    for _ in range(ROUNDS):
        place += acts
        ours = through_server(port, people[place : place + acts], token)
        place += acts
        yield ours, run_pgbench(home, SAME_ROWS, {"n": -1, "first": place, "each": each}, each)


def through_server(port: int, people: list[int], token: str) -> float:
    """Return reports a second of eight clients, each with a connection that stays open; their calls are written before."""
    each = len(people) // CLIENTS
    calls = [[call_for(person, token) for person in people[start : start + each]] for start in range(0, each * CLIENTS, each)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        started = perf_counter()
        list(pool.map(lambda mine: report(port, mine), calls))
        return each * CLIENTS / (perf_counter() - started)


def call_for(person: int, token: str) -> bytes:
    """Return the call that reports a person's card lost."""
    body = json.dumps({"documents": [{"kind": "resident_id_card", "holder": "applicant"}]})
    return (
        f"POST /api/v1/people/{person}/loss HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nIdempotency-Key: b-{person}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def report(port: int, calls: list[bytes]) -> None:
    """Make these calls, one after the other; anything but a report that is new ends the measurement."""
    with ground.connect(port) as line:
        for call in calls:
            line.sendall(call)
            answer = ground.whole_answer(line)
            if not answer.startswith(b"HTTP/1.1 200") or b'"already":false' not in answer:
                raise RuntimeError(answer.decode(errors="replace"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 800, int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count() or 1)
