"""Fill the tables: chunk after chunk by COPY, in one act and one transaction, with flat memory.

The guards of the state tables are lifted meanwhile, because these cards already have a past (`shared.states.loading_sql`);
every foreign key, check and uniqueness holds, and the ledger's opening balances are booked through the ledger's own door.
"""

from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import datetime
from itertools import islice

from django.db import connection

from citycard import policy
from citycard.ledger import BookName, internal_account
from citycard.medical import OPENING
from citycard.shared.numbers import bank_card, card
from citycard.shared.states import Machine, loading_sql

from .residents import Resident
from .rows import Chunk
from .tables import COLUMNS, Counters, Setting

CHUNK = 20_000
# A card is born in its application's batch; the application of a card that was spoiled waits for another batch (S3).
FREE_AGAIN = "UPDATE cards_application SET batch_id = NULL WHERE state = 'accepted' AND batch_id IS NOT NULL"
OWN_IDS = (
    "people_office",
    "people_unit",
    "people_person",
    "people_account",
    "staff_operator",
    "cards_batch",
    "cards_shipment",
    "cards_application",
    "cards_card",
    "ledger_account",
    "bank_pre_opening",
    "bank_account",
)
SERIALS = ("cards_card_serial", "bank_card_serial")  # both are used up together here
WITH_TRIGGERS = frozenset({"cards_card"})  # its own trigger keeps the numbers that are given, and checks its references as a set
# A vacuum's ANALYZE in the middle sees large tables without a row of ours and makes the next plans quadratic: keep it out.
NO_STATISTICS = "LOCK TABLE {} IN SHARE UPDATE EXCLUSIVE MODE"
ACCOUNT_SERIAL = "bank_account_serial"
LAST_ID = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"

PLAIN_INDEXES = """
SELECT quote_ident(c.relname), pg_get_indexdef(i.indexrelid)
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
 WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisunique
 ORDER BY c.relname
"""


@contextmanager
def guards_lifted() -> Generator[None]:
    """Lift every state guard inside the block, and set them again; foreign keys are checked at once, so none is left pending."""
    switches = [loading_sql(machine) for machine in Machine.all()]
    _run("SET CONSTRAINTS ALL IMMEDIATE")
    for off, _ in switches:
        _run(off)
    yield
    for _, on in switches:
        _run(on)


@contextmanager
def references_trusted() -> Generator[None]:
    """Leave out the checks of references, row by row, where the database lets us (as pg_restore does); elsewhere change nothing.

    The lines of a chunk name only rows of the same chunk or of the places, which tests prove; no check constraint and no
    uniqueness is left out. Only a superuser may do this, so on a server of the city's own it is merely slower.
    """
    is_allowed = _number("SELECT has_parameter_privilege('session_replication_role', 'SET')::int")
    if is_allowed:
        _run("SET LOCAL session_replication_role = replica")
    yield
    if is_allowed:
        _run("SET LOCAL session_replication_role = origin")


@contextmanager
def indexes_made_afterwards() -> Generator[None]:
    """Take away the loaded tables' plain indexes and build them at the end, sorted: for a large crowd. Unique ones stay."""
    with connection.cursor() as cursor:
        cursor.execute(PLAIN_INDEXES, [list(COLUMNS)])
        indexes: list[tuple[str, str]] = cursor.fetchall()
    for name, _ in indexes:
        _run(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        _run(definition)


def load_people(people: Iterable[Resident], *, setting: Setting, at: datetime, name: str) -> int:
    """Write these people and all that belongs to them, and return how many cards; `name` tells this loading from others.

    The next chunk is made while PostgreSQL takes the last one.
    """
    _run(NO_STATISTICS.format(", ".join((*COLUMNS, "ledger_entry", "ledger_posting"))))
    _run("DISCARD PLANS")  # those made while the tables held a handful of rows would cost hours here
    counters = _counters_behind()
    cards_before = counters.card
    for number, chunk in enumerate(_ahead(_chunks(people, counters=counters, setting=setting, at=at)), start=1):
        for table, columns in COLUMNS.items():
            with nullcontext() if table in WITH_TRIGGERS else references_trusted():
                copy_lines(table, columns, chunk.lines[table])
        _book_opening(chunk.opening, key=f"sample_city:{name}:{number}", at=at)
    _run(FREE_AGAIN)
    move_sequences(counters)
    return counters.card - cards_before


def _counters_behind() -> Counters:
    """Return counters that go on behind the rows and numbers there are."""
    internal_account(book=BookName.MEDICAL, number=OPENING)
    last = {table: _number(f"SELECT coalesce(max(id), 0) FROM {table}") for table in OWN_IDS}  # noqa: S608 our own table names
    return Counters(
        serial=max(_last_serial(name) for name in SERIALS),
        account_serial=_last_serial(ACCOUNT_SERIAL),
        card=last["cards_card"],
        application=last["cards_application"],
        batch=max(last["cards_batch"], last["bank_pre_opening"]),
        shipment=last["cards_shipment"],
        ledger_account=last["ledger_account"],
        bank_account=last["bank_account"],
    )


def _last_serial(sequence: str) -> int:
    return _number(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608 our own sequences


def _chunks(people: Iterable[Resident], *, counters: Counters, setting: Setting, at: datetime) -> Iterator[Chunk]:
    waiting = iter(people)
    while some := list(islice(waiting, CHUNK)):
        chunk = Chunk(counters=counters, setting=setting, numbers=_card_numbers(counters.serial, len(some), at))
        before = counters.card
        chunk.add(some)
        counters.serial += counters.card - before
        yield chunk


def _ahead(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """Yield the chunks, the next one being made in another thread; at most two are held."""
    with ThreadPoolExecutor(max_workers=1) as worker:
        upcoming = worker.submit(next, chunks, None)
        while (chunk := upcoming.result()) is not None:
            upcoming = worker.submit(next, chunks, None)
            yield chunk


def copy_lines(table: str, columns: str, lines: list[str]) -> None:
    """Write lines that are ready for COPY."""
    if lines:
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            copy.write("".join(lines))


def _card_numbers(used: int, count: int, at: datetime) -> list[tuple[str, str]]:
    """Card and bank card numbers for at most `count` cards, the first one last."""
    prefix, issuer = policy.text_of("cards.number_prefix", on=at.date()), policy.text_of("bank.bin", on=at.date())
    cards, bank_cards = card.make_many(prefix, used + 1, count), bank_card.make_many(issuer, used + 1, count)
    return list(zip(cards, bank_cards, strict=True))[::-1]


def _book_opening(opening: dict[int, int], *, key: str, at: datetime) -> None:
    """Book a chunk's opening balances in one balanced entry of the medical book."""
    if not opening:
        return
    source = internal_account(book=BookName.MEDICAL, number=OPENING)
    accounts, amounts = [source.id, *opening], [-sum(opening.values()), *opening.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry_id FROM ledger_book('medical', %s, 'take_over', %s, %s::bigint[], %s::bigint[])",
            (key, at, accounts, amounts),
        )


def move_sequences(counters: Counters) -> None:
    """Let every sequence go on behind the rows that brought their own ids, and numbers behind those in use."""
    for table in OWN_IDS:
        _run(LAST_ID.format(table=table))
    for name in SERIALS if counters.serial else ():
        _run(f"SELECT setval('{name}', {counters.serial})")
    if counters.account_serial:
        _run(f"SELECT setval('{ACCOUNT_SERIAL}', {counters.account_serial})")


def _number(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
