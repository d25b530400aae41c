"""What money costs: pre-opening a batch at the bank, and activations beside bare psycopg writing the same rows.

Run: `.venv/bin/python -m bench.money [cards] [activations]`. It uses a throw-away embedded PostgreSQL with its usual safety.
"""

import resource
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from time import perf_counter

from bench.ground import new_house

BATCH = "PC20261016-0001"
ROUNDS = 5
BARE = (
    "update bank_card_side set state = 'active', activated_at = %(at)s where card_number = %(card_number)s returning id",
    "insert into pins_bank_pin (card_side, digest, wrong_tries, is_locked, set_at) values (%(row)s, %(bytes)s, 0, false, %(at)s)",
    "update cards_socialside set state = 'active', activated_at = %(at)s where card_id = %(card_id)s",
    """with opened as (insert into ledger_account (book, number, is_internal, balance_fen)
                       values ('medical', 'person:' || %(person_id)s, false, 0) returning id)
       insert into medical_personal_account (person_id, ledger_account_id, opened_at)
       select %(person_id)s, id, %(at)s from opened""",
    """update medical_old_card set state = 'void', voided_at = %(at)s, void_reason = 'activated'
        where person_id = %(person_id)s returning id""",
    """select ledger_move_all('medical.old_card:' || o.id, 'old_card_moved', %(at)s, o.ledger_account_id, p.ledger_account_id)
         from medical_old_card o join medical_personal_account p using (person_id) where o.id = %(row)s""",
    """insert into notices_notice (key, template, person_id, phone, text, is_code, state, tries, queued_at, next_try_at,
                                   reference, failure)
       values (%(key)s, 'card_activated', %(person_id)s, '13900000000', %(text)s, false, 'queued', 0, %(at)s, %(at)s, '', '')""",
    """insert into act (id, number, act, channel, account_id, operator_label, person_id, terminal, purpose, documents, facts,
                        receipt, at, key)
       values (%(act_id)s, %(key)s, 'activate', 'bank_branch', 8, '示例 B1108', %(person_id)s, '', '', '[]', '{}', '{}',
               %(at)s, %(key)s)""",
)  # fmt: skip


def main(cards: int, activations: int) -> None:
    """Measure and print."""
    new_house()
    pre_open_batch(cards)
    compare_activations(activations)


def pre_open_batch(cards: int) -> None:
    """Print how long a pre-opening file and its return file take, beside a raw COPY of the file's lines."""
    from django.db import connection

    from citycard.audit import Actor, Channel
    from citycard.bank import pre_open, pre_open_return
    from citycard.channels.files import read, write
    from citycard.shared.exchange import BANK_OUT, BANK_RETURN, Head
    from tests.factories import NOW

    head = Head(batch_number=BATCH, count=cards, made_on=date(2026, 10, 16))
    content = b"".join(write(layout=BANK_OUT, head=head, blocks=_blocks(cards)))
    raw = _raw_copy(cards)
    with connection.cursor() as cursor:  # the tests' factories give accounts the low numbers
        cursor.execute("select setval('bank_account_serial', 50000000), setval('bank_card_serial', 50000000)")
    by = Actor(channel=Channel.BANK_BACK_OFFICE, account_id=1, label="示例 B2001")
    started = perf_counter()
    chunks = (content[start : start + 65536] for start in range(0, len(content), 65536))
    pre_open(by=by, key="bench", at=NOW, file=read(layout=BANK_OUT, name=f"{BATCH}.csv", chunks=chunks))
    opened = perf_counter() - started
    started = perf_counter()
    answer = pre_open_return(BATCH)
    size = sum(map(len, write(layout=BANK_RETURN, head=answer.head, blocks=answer.blocks)))
    returned = perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"pre-opening {cards:,} cards ({len(content) / 1e6:.1f} MB): {opened:.2f} s, {cards / opened:,.0f} cards/s")
    print(f"  raw COPY of the same lines into one table without an index: {raw:.2f} s")
    print(f"  return file ({size / 1e6:.1f} MB): {returned:.2f} s; peak memory {peak} MB")


def _blocks(cards: int) -> Iterator[str]:
    from tests.bank.lines import line
    from tests.factories import card_number, citizen_number

    for start in range(1, cards + 1, 1000):
        yield "".join(
            line(
                number,
                card=card_number(number + 3_000_000),
                holder=citizen_number(born=date(1930, 1, 1) + timedelta(days=number % 7_000), serial=number // 7_000),
            )
            for number in range(start, min(start + 1000, cards + 1))
        )


def _raw_copy(cards: int) -> float:
    from django.db import connection

    blocks = list(_blocks(cards))
    with connection.cursor() as cursor:
        columns = ", ".join(f"c{place} text" for place in range(11))
        cursor.execute(f"create table raw_copy ({columns})")
        started = perf_counter()
        with cursor.copy("copy raw_copy from stdin (format csv, quote E'\\x01')") as copy:
            for block in blocks:
                copy.write(block)
        passed = perf_counter() - started
        cursor.execute("drop table raw_copy")
    return passed


def compare_activations(count: int) -> None:
    """Print activations a second through the journey and by bare psycopg writing the same rows, taking turns."""
    import psycopg
    from django.db import connection, transaction

    from tests.journeys.visits import Visit, visit

    def visits(first: int) -> list[Visit]:
        days = (date(1950, 1, 1) + timedelta(days=first + place) for place in range(count))
        return [visit(born=day, category="self_employed") for day in days]

    with transaction.atomic():
        both = [[visits((2 * turn + side) * count) for turn in range(ROUNDS)] for side in range(2)]
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    wanted = connection.get_connection_params()
    bare = psycopg.connect(**{name: wanted[name] for name in ("host", "user", "dbname", "options")}, autocommit=True)
    rates: tuple[list[float], list[float]] = ([], [])
    for turn in range(ROUNDS):
        started = perf_counter()
        for come in both[0][turn]:
            come()
        rates[0].append(count / (perf_counter() - started))
        started = perf_counter()
        for come in both[1][turn]:
            _write_bare(bare, come)
        rates[1].append(count / (perf_counter() - started))
    ours, theirs = (sorted(side)[ROUNDS // 2] for side in rates)
    print(f"activations: {ours:,.0f}/s; bare psycopg, the same rows and guards: {theirs:,.0f}/s; ratio {ours / theirs:.2f}")


def _write_bare(bare: object, come: object) -> None:
    """Write one activation's rows with no rule asked and nothing checked but by the database."""
    from typing import Any, cast

    from tests.factories import NOW

    values = cast(Any, come).values
    named = {
        "at": NOW, "card_number": cast(Any, come).card.card_number, "card_id": values["card_id"],
        "person_id": values["person_id"], "key": f"bare-{values['card_id']}", "bytes": b"\0" * 32, "text": "示" * 90,
    }  # fmt: skip
    with cast(Any, bare).transaction(), cast(Any, bare).cursor() as cursor:
        cursor.execute("select id from audit_begin(%(key)s, 'activate', %(bytes)s, %(at)s)", named)
        named["act_id"] = cursor.fetchone()[0]
        for sql in BARE:
            cursor.execute(sql, named)
            if "returning id" in sql and not sql.lstrip().startswith("with"):
                named["row"] = cursor.fetchone()[0]


if __name__ == "__main__":
    sizes = [int(size) for size in sys.argv[1:]]
    main(*(sizes + [100_000, 100][len(sizes) :]))
