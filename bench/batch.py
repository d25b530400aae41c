"""A production batch beside plain PostgreSQL: numbers, both files out, both returns.

Three baselines, measured in the same run. *bare*: COPY of the same bytes into a table without any index; what is promised is a
share of that. *keyed*: COPY of the rows a step leaves into empty copies of the same tables, with the same checks, keys, indexes
and foreign keys; between bare and keyed lies what an index costs. *plain*: the shortest SQL that makes the same change in the
same tables: no line is checked, no state guarded, no history, no act, no file; it is undone before ours begins.

All files wait on disk, so the peak shown is what interpreter, framework and the steps so far have needed at most.
Run: `.venv/bin/python -m bench.batch [cards] [people]`. It uses a throw-away embedded PostgreSQL with its usual safety.
"""

import resource
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from bench.copies import PIECE, copied, keyed, read_out, written
from bench.ground import new_house

PROMISED = 0.15
AT = datetime(2026, 11, 23, 14, 6, tzinfo=ZoneInfo("Asia/Shanghai"))
HEADING = (
    f"{'step':16}{'ours':>8}{'bare':>8}{'ratio':>7}{'promised':>10}{'keyed':>8}{'ratio':>7}{'plain':>8}{'ratio':>7}"
    f"{'MB':>7}{'µs a card':>11}{'peak MB':>9}"
)
_keys = count(1)
CARDS = {"cards_card": "SELECT * FROM cards_card ORDER BY line_no"}
NUMBERS = "SELECT * FROM cards_given_number WHERE length(number) = {} ORDER BY card_id"
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
    folder = new_house() / "bench"
    folder.mkdir()
    prepare(cards, people)
    print(f"\n{cards} cards in a city of {people} people; {peak():.0f} MB before the first step\n{HEADING}")
    walk(Batch(cards, folder))


class Batch:
    """What is measured: so many cards, and the folder of their files."""

    def __init__(self, cards: int, folder: Path) -> None:
        self.cards, self.folder = cards, folder

    def report(self, name: str, seconds: float, plain: float, lines: Path, columns: int, rows: dict[str, str]) -> None:
        """Print one step beside its baselines; a step that leaves no row has nothing to compare under `keyed`."""
        memory = peak()
        bare = copied(lines, columns)
        kept = "kept" if bare / seconds >= PROMISED else "open"
        with_keys = keyed(rows, self.folder) if rows else 0
        beside = f"{with_keys:7.2f}s{with_keys / seconds:7.2f}" if rows else f"{'–':>8}{'–':>7}"
        print(
            f"{name:16}{seconds:7.2f}s{bare:7.2f}s{bare / seconds:7.2f}{PROMISED:5.2f} {kept}{beside}{plain:7.2f}s{plain / seconds:7.2f}"
            f"{lines.stat().st_size / 1e6:7.1f}{seconds / self.cards * 1e6:11.1f}{memory:9.0f}",
            flush=True,
        )


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


def walk(batch: Batch) -> None:
    """Take one batch from its numbers to the factory's return, and print each step."""
    from citycard import cards
    from citycard.channels.files.exchange import send_bank_file, send_factory_file, take_bank_return, take_factory_return
    from citycard.shared.exchange import BANK_OUT, BANK_RETURN, FACTORY_OUT, FACTORY_RETURN

    plain = written(PLAIN_NUMBERS)
    made, seconds = timed(lambda: cards.make_batch(**act(), bank="fushun", factory="sample"))
    applications = {"cards_application": "SELECT * FROM cards_application WHERE state = 'batched' ORDER BY id"}
    batch.report("numbers", seconds, plain, numbered(batch.folder), 7, CARDS | applications)
    plain = read_out(lambda: lines_out("bank_file.sql", made.batch_id))
    sent, seconds = timed(lambda: send_bank_file(**act(), batch_id=made.batch_id))
    asked = lines_of(batch.folder, BANK_OUT, sent.chunks())
    batch.report("bank file", seconds, plain, asked, 11, {})
    answer = answered(asked, bank_answer)
    content = file_of(BANK_RETURN, made.number, batch.cards, answer)
    plain = written(PLAIN_BANK_RETURN, answer, BANK_RETURN.keys)
    _, seconds = timed(lambda: take_bank_return(**act(), name="bank.csv", chunks=pieces(content)))
    batch.report("bank return", seconds, plain, answer, 8, CARDS | {"cards_given_number": NUMBERS.format(19)})
    plain = read_out(lambda: lines_out("factory_file.sql", made.batch_id)) + written(PLAIN_PRODUCTION)
    sent, seconds = timed(lambda: send_factory_file(**act(), batch_id=made.batch_id))
    asked = lines_of(batch.folder, FACTORY_OUT, sent.chunks())
    batch.report("factory file", seconds, plain, asked, 15, CARDS)
    answer = answered(asked, factory_answer)
    content = file_of(FACTORY_RETURN, made.number, batch.cards, answer)
    plain = written(PLAIN_FACTORY_RETURN, answer, FACTORY_RETURN.keys)
    _, seconds = timed(lambda: take_factory_return(**act(), name="factory.csv", chunks=pieces(content)))
    batch.report("factory return", seconds, plain, answer, 14, CARDS | {"cards_given_number": NUMBERS.format(32)})


def act() -> dict[str, Any]:
    """Return who, under which new key, and when."""
    from citycard.audit import Actor, Channel

    return {"by": Actor(channel=Channel.SYSTEM, account_id=None, label="system"), "key": f"bench-{next(_keys)}", "at": AT}


def timed(step: Callable[[], Any]) -> tuple[Any, float]:
    """Return what a step gives and the seconds it took."""
    started = perf_counter()
    given = step()
    return given, perf_counter() - started


def peak() -> float:
    """Return the most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def lines_out(name: str, batch_id: int) -> Iterator[str]:
    """Yield the lines of a file as the database gives them."""
    from citycard.cards.copying import rows_out
    from citycard.shared.sql import load

    return rows_out(load("citycard.cards", name), {"batch_id": batch_id, "bank": "fushun"})


def numbered(folder: Path) -> Path:
    """Write down what making a batch left, as lines."""
    from django.db import connection

    fields = "application_id, person_id, application_id || '-' || line_no, role, state, pickup_office_id, card_number"
    path = folder / "numbered"
    query = f"COPY (SELECT {fields} FROM cards_card ORDER BY line_no) TO STDOUT (FORMAT csv)"
    with connection.cursor() as cursor, path.open("wb") as file, cursor.copy(query) as copy:
        file.writelines(copy)
    return path


def lines_of(folder: Path, layout: Any, chunks: Iterator[bytes]) -> Path:
    """Write down the lines of a file as its receiver reads them."""
    from citycard.channels.files import read

    path = folder / layout.kind
    with path.open("w") as file:
        file.writelines(read(layout=layout, name="sent.csv", chunks=chunks).blocks())
    return path


def answered(asked: Path, answer: Callable[[list[str]], str]) -> Path:
    """Write down an answer for each line asked."""
    path = asked.with_suffix(".answer")
    with asked.open() as lines, path.open("w") as file:
        file.writelines(answer(line.split(",")) for line in lines)
    return path


def file_of(layout: Any, batch_number: str, cards: int, answer: Path) -> Path:
    """Write the file that carries an answer."""
    from citycard.channels.files import write
    from citycard.shared.exchange import Head

    path = answer.with_suffix(".file")
    with answer.open() as lines, path.open("wb") as file:
        head = Head(batch_number, cards, AT.date(), good=cards, bad=0)
        file.writelines(write(layout=layout, head=head, blocks=iter(lambda: "".join(lines.readlines(PIECE)), "")))
    return path


def pieces(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file as an upload brings them."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def bank_answer(asked: list[str]) -> str:
    """Return the bank's line for a line asked."""
    from citycard.shared.numbers import bank_card

    return ",".join([*asked[:4], bank_card.make("62000000", int(asked[0])), f"2104{int(asked[0]):010d}", "成功", ""]) + "\n"


def factory_answer(asked: list[str]) -> str:
    """Return the factory's line for a line asked."""
    from citycard.shared.numbers import chip

    box, slot = divmod(int(asked[0]), 500)
    made = ["20261123", "20361123", chip.make("210400", int(asked[0])), "3B6D0000"]
    return ",".join([*asked[:4], *made, *asked[9:12], f"{box + 1}-{slot + 1}", "", ""]) + "\n"


if __name__ == "__main__":
    wanted = [int(word) for word in sys.argv[1:]] or [100_000]
    main(wanted[0], max(wanted))
