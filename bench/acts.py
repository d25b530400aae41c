"""What the record of acts costs: `perform` beside a bare psycopg transaction that writes the same two rows, and the sealer.

Run: `.venv/bin/python -m bench.acts [acts]`. It uses a throw-away embedded PostgreSQL with its usual safety (fsync on).
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from zoneinfo import ZoneInfo

from bench.ground import new_house

AT = datetime(2026, 11, 23, 14, 6, tzinfo=ZoneInfo("Asia/Shanghai"))
ROUNDS = 5
DOCUMENTS = '[{"kind":"id_card","holder":"applicant","number_masked":"2104**********1234","original_seen":true}]'
KEY = "insert into idempotency (key, act, input_digest, act_id, at) values (%s, %s, %s, %s, %s)"
ROW = """insert into act (id, number, act, channel, account_id, operator_label, office_id, person_id, terminal, purpose,
                         documents, facts, receipt, at, key)
         values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""


def main(acts: int) -> None:
    """Measure and print; both sides take turns, so that a noisy machine disturbs both."""
    new_house()
    for commit in ("on", "off"):
        compare(acts, commit=commit)
    seal_and_verify()


def compare(acts: int, *, commit: str) -> None:
    """Print acts a second of both, the medians of the rounds, and their ratio."""
    ours, bare = with_perform(commit), with_psycopg(commit)
    rates: tuple[list[float], list[float]] = ([], [])
    for turn in range(ROUNDS):
        for side, act in enumerate((ours, bare)):
            started = perf_counter()
            for number in range(acts):
                act(f"{commit}-{side}-{turn}-{number}")
            rates[side].append(acts / (perf_counter() - started))
    one, other = (sorted(side)[ROUNDS // 2] for side in rates)
    print(f"synchronous_commit={commit}: perform {one:,.0f}/s, bare psycopg {other:,.0f}/s, ratio {one / other:.2f}")


def with_perform(commit: str) -> Callable[[str], None]:
    """Return one act through `perform`."""
    from django.db import connection

    from citycard.audit import Actor, Channel, Receipt, ShownDocument, perform

    @dataclass(frozen=True, kw_only=True)
    class Done(Receipt):
        number: str

    paper = ShownDocument(kind="id_card", holder="applicant", number_masked="2104**********1234")
    by = Actor(channel=Channel.COMMUNITY, account_id=7, label="示例 B1108", office_id=3, documents=(paper,), purpose="申请社保卡")
    with connection.cursor() as cursor:
        cursor.execute(f"set synchronous_commit = {commit}")

    def act(key: str) -> None:
        with perform(act="bench.act", by=by, key=key, at=AT, person_id=5, inputs={"kind": "first", "office": 3}) as under_way:
            under_way.note(kind="first")
            under_way.done(Done(number=under_way.number("SQ")))

    return act


def with_psycopg(commit: str) -> Callable[[str], None]:
    """Return the same two rows in a transaction of a bare psycopg connection, with its usual prepared statements."""
    import psycopg
    from django.db import connection

    wanted = connection.get_connection_params()
    told = {name: wanted[name] for name in ("host", "user", "dbname", "options")}
    bare = psycopg.connect(**told, autocommit=True)
    bare.execute(f"set synchronous_commit = {commit}")

    def act(key: str) -> None:
        with bare.transaction(), bare.cursor() as cursor:
            row = cursor.execute("select nextval('act_id_seq')").fetchone()
            act_id = row[0] if row else 0
            cursor.execute(KEY, (key, "bench.act", b"\0" * 32, act_id, AT))
            place = ("bench.act", "community", 7, "示例 B1108", 3, 5, "", "申请社保卡")
            kept = (DOCUMENTS, '{"kind":"first"}', '{"number":"SQ"}', AT, key)
            cursor.execute(ROW, (act_id, f"SQ20261123-{act_id}", *place, *kept))

    return act


def seal_and_verify() -> None:
    """Print how fast the sealer and the verification go over what was written."""
    from citycard.audit import seal_new_acts, verify

    started = perf_counter()
    sealed = seal_new_acts(at=AT)
    between = perf_counter()
    report = verify()
    print(f"sealed {sealed.acts:,} acts at {sealed.acts / (between - started):,.0f}/s")
    print(f"verified {report.acts:,} acts at {report.acts / (perf_counter() - between):,.0f}/s, sound: {report.is_sound}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
