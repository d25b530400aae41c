"""A production batch beside plain PostgreSQL: numbers, both files out, both returns.

Two baselines, measured in the same run. *bare*: COPY of the same bytes into a table without any index. *plain*: the shortest SQL
that leaves the same rows in the same tables with the same indexes, and nothing else: no line is checked, no state guarded, no
history and no act written, no file encoded. Each plain run is rolled back and vacuumed away before ours begins.

Run: `.venv/bin/python -m bench.batch [cards] [people]`. It uses a throw-away embedded PostgreSQL with its usual safety.
"""

import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import count
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from bench.ground import new_house

AT = datetime(2026, 11, 23, 14, 6, tzinfo=ZoneInfo("Asia/Shanghai"))
HEADING = f"{'step':16}{'ours':>8}{'bare':>8}{'ratio':>7}{'plain':>8}{'ratio':>7}{'MB':>7}{'µs a card':>11}{'RSS MB':>8}"
PLAIN = "(FORMAT csv, QUOTE E'\\x02', NULL E'\\x03')"
_keys = count(1)
PEOPLE = """
INSERT INTO people_person (social_number, name, sex, nation, birth_date, phone, address, category, has_id_card, is_ward)
SELECT lpad(n::text, 18, '0'), '王' || chr(19968 + n %% 5000), '1', '01', DATE '1950-01-01' + n %% 20000,
       '139' || lpad((n %% 100000000)::text, 8, '0'), '顺城区样例街（示例）', 'resident', true, false
  FROM generate_series(1, %(people)s) n
"""
APPLICATIONS = """
INSERT INTO cards_application (number, person_id, kind, source, state, reason, pickup_office_id, phone, submitted_at,
                               accepted_at, version)
SELECT 'SQ-' || id, id, 'first', 'individual', 'accepted', '', (SELECT min(id) FROM people_office), phone, %(at)s, %(at)s, 1
  FROM people_person ORDER BY social_number LIMIT %(cards)s
"""
PLAIN_NUMBERS = (
    """UPDATE cards_application SET state = 'batched', batch_id = 1 WHERE state = 'accepted'""",
    """INSERT INTO cards_card (application_id, person_id, batch_id, line_no, role, state, card_number, pickup_office_id,
                               end_reason, spoiled_by)
       SELECT id, person_id, 1, row_number() OVER (), 'current', 'numbered', 'A' || lpad(id::text, 8, '0'), pickup_office_id, '', ''
         FROM cards_application""",
)
PLAIN_BANK_RETURN = (
    """UPDATE cards_card c SET state = 'opened', bank_card_number = l.bank_card_number, account_number = l.account_number
         FROM lines l WHERE l.card_number = c.card_number""",
    "INSERT INTO cards_given_number SELECT bank_card_number, 1 FROM lines",
)
PLAIN_PRODUCTION = ("UPDATE cards_card SET state = 'in_production'",)
PLAIN_FACTORY_RETURN = (
    """UPDATE cards_card c SET state = 'produced', issued_on = l.issued_on::date, valid_until = l.valid_until::date,
              chip_code = l.chip_code, box = split_part(l.place, '-', 1)::int, slot = split_part(l.place, '-', 2)::int
         FROM lines l WHERE l.card_number = c.card_number""",
    "INSERT INTO cards_given_number SELECT chip_code, 1 FROM lines",
)


def main(cards: int, people: int) -> None:
    """Measure one batch of `cards` in a city of `people` and print the table."""
    new_house()
    prepare(cards, people)
    print(f"\n{cards} cards in a city of {people} people\n{HEADING}")
    walk()


def prepare(cards: int, people: int) -> None:
    """Fill the house with a city whose applications wait for a batch."""
    from django.db import connection

    from citycard.cards.states import APPLICATION
    from citycard.shared.states import loading_sql

    off, on = loading_sql(APPLICATION)
    office = "INSERT INTO people_office (code, kind, name, division, address, hours, phone, is_open) "
    with connection.cursor() as cursor:
        cursor.execute(office + "VALUES ('B1', 'bank_branch', '样例支行（示例）', '210411', '', '', '', true)")
        cursor.execute(PEOPLE, {"people": people})
        cursor.execute(off)
        cursor.execute(APPLICATIONS, {"cards": cards, "at": AT})
        cursor.execute(on)
        cursor.execute("VACUUM ANALYZE")


def walk() -> None:
    """Take one batch from its numbers to the factory's return, and print each step."""
    from citycard import cards
    from citycard.channels.files.exchange import send_bank_file, send_factory_file, take_bank_return, take_factory_return
    from citycard.shared.exchange import BANK_OUT, BANK_RETURN, FACTORY_OUT, FACTORY_RETURN

    plain = written(PLAIN_NUMBERS)
    batch, seconds = timed(lambda: cards.make_batch(**act(), bank="fushun", factory="sample"))
    report("numbers", seconds, plain, numbered(batch.batch_id), 7)
    plain = read_out("bank_file.sql", batch.batch_id)
    sent, seconds = timed(lambda: send_bank_file(**act(), batch_id=batch.batch_id))
    asked = lines_of(BANK_OUT, sent.chunks())
    report("bank file", seconds, plain, asked, 11)
    answer = [bank_answer(line.split(",")) for line in asked]
    content = file_of(BANK_RETURN, batch.number, answer)
    plain = written(PLAIN_BANK_RETURN, answer, BANK_RETURN.keys)
    _, seconds = timed(lambda: take_bank_return(**act(), name="bank.csv", chunks=content))
    report("bank return", seconds, plain, answer, 8)
    plain = read_out("factory_file.sql", batch.batch_id) + written(PLAIN_PRODUCTION)
    sent, seconds = timed(lambda: send_factory_file(**act(), batch_id=batch.batch_id))
    asked = lines_of(FACTORY_OUT, sent.chunks())
    report("factory file", seconds, plain, asked, 15)
    answer = [factory_answer(line.split(",")) for line in asked]
    content = file_of(FACTORY_RETURN, batch.number, answer)
    plain = written(PLAIN_FACTORY_RETURN, answer, FACTORY_RETURN.keys)
    _, seconds = timed(lambda: take_factory_return(**act(), name="factory.csv", chunks=content))
    report("factory return", seconds, plain, answer, 14)


def act() -> dict[str, Any]:
    """Return who, under which new key, and when."""
    from citycard.audit import Actor, Channel

    return {"by": Actor(channel=Channel.SYSTEM, account_id=None, label="system"), "key": f"bench-{next(_keys)}", "at": AT}


def timed(step: Callable[[], Any]) -> tuple[Any, float]:
    """Return what a step gives and the seconds it took."""
    started = perf_counter()
    given = step()
    return given, perf_counter() - started


def report(name: str, seconds: float, plain: float, lines: Sequence[str], columns: int) -> None:
    """Print one step beside both baselines."""
    data = "".join(lines).encode()
    bare = min(copied(data, columns) for _ in range(3))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:16}{seconds:7.2f}s{bare:7.2f}s{bare / seconds:7.2f}{plain:7.2f}s{plain / seconds:7.2f}"
        f"{len(data) / 1e6:7.1f}{seconds / len(lines) * 1e6:11.1f}{memory:8.0f}",
        flush=True,
    )


def copied(data: bytes, columns: int) -> float:
    """Return the seconds PostgreSQL needs to COPY these bytes into a table without any index."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE plain_copy ({', '.join(f'c{place} text' for place in range(columns))})")
        started = perf_counter()
        with transaction.atomic():
            copy_in(cursor, "plain_copy", data)
        seconds = perf_counter() - started
        cursor.execute("DROP TABLE plain_copy")
    return seconds


def copy_in(cursor: Any, table: str, data: bytes) -> None:
    """COPY plain lines into a table."""
    with cursor.copy(f"COPY {table} FROM STDIN {PLAIN}") as copy:
        for start in range(0, len(data), 1 << 18):
            copy.write(data[start : start + (1 << 18)])


def written(statements: Sequence[str], lines: Sequence[str] = (), columns: Sequence[str] = ()) -> float:
    """Return the seconds plain SQL needs to write the same rows, with our triggers off; all of it is undone."""
    from django.db import connection, transaction

    data = "".join(lines).encode()
    with connection.cursor() as cursor:
        with transaction.atomic():
            cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL enable_nestloop = off")
            for table in ("cards_card", "cards_application"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"CREATE TEMP TABLE lines ({', '.join(f'{column} text' for column in columns)}) ON COMMIT DROP")
            started = perf_counter()
            if data:
                copy_in(cursor, "lines", data)
            for statement in statements:
                cursor.execute(statement)
            seconds = perf_counter() - started
            transaction.set_rollback(True)
        for table in ("cards_card", "cards_application", "cards_given_number"):
            cursor.execute(f"VACUUM {table}")
    return seconds


def read_out(name: str, batch_id: int) -> float:
    """Return the seconds PostgreSQL needs to COPY the lines of a file out, and we to throw them away."""
    from citycard.cards.copying import rows_out
    from citycard.shared.sql import load

    started = perf_counter()
    for _ in rows_out(load("citycard.cards", name), {"batch_id": batch_id}):
        pass
    return perf_counter() - started


def numbered(batch_id: int) -> list[str]:
    """Return what making a batch wrote, as lines."""
    from citycard.cards.models import Card

    fields = ("application_id", "person_id", "line_no", "role", "state", "pickup_office_id", "card_number")
    rows = Card.objects.filter(batch_id=batch_id).order_by("line_no").values_list(*fields)
    return [f"{row[0]},{row[1]},{row[0]}-{row[2]},{row[3]},{row[4]},{row[5]},{row[6]}\n" for row in rows]


def lines_of(layout: Any, chunks: Iterator[bytes]) -> list[str]:
    """Return the lines of a file as its receiver reads them."""
    from citycard.channels.files import read

    return [line for block in read(layout=layout, name="sent.csv", chunks=chunks).blocks() for line in block.splitlines(True)]


def file_of(layout: Any, batch_number: str, lines: Sequence[str]) -> list[bytes]:
    """Return the bytes of an answer."""
    from citycard.channels.files import write
    from citycard.shared.exchange import Head

    head = Head(batch_number, len(lines), AT.date(), good=len(lines), bad=0)
    blocks = ("".join(lines[start : start + 1000]) for start in range(0, len(lines), 1000))
    return list(write(layout=layout, head=head, blocks=blocks))


def bank_answer(asked: Sequence[str]) -> str:
    """Return the bank's line for a line asked."""
    from citycard.shared.numbers import bank_card

    return ",".join([*asked[:4], bank_card.make("62000000", int(asked[0])), f"2104{int(asked[0]):010d}", "成功", ""]) + "\n"


def factory_answer(asked: Sequence[str]) -> str:
    """Return the factory's line for a line asked."""
    from citycard.shared.numbers import chip

    box, slot = divmod(int(asked[0]), 500)
    made = ["20261123", "20361123", chip.make("210400", int(asked[0])), "3B6D0000"]
    return ",".join([*asked[:4], *made, *asked[9:12], f"{box + 1}-{slot + 1}", "", ""]) + "\n"


if __name__ == "__main__":
    wanted = [int(word) for word in sys.argv[1:]] or [100_000]
    main(wanted[0], max(wanted))
