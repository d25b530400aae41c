"""Take what the bank and the factory return (回盘): all lines or none, each file once (S3).

The lines are copied into a table of this transaction and applied by one statement that lets only right lines through. When
it takes fewer than the file has, everything is undone and each line is looked at, so that the refusal names line and field.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import DataError, IntegrityError, connection, transaction

from citycard.audit import Act, Actor, KeyReusedWithOtherInput, perform
from citycard.policy import city, integer_of, text_of
from citycard.shared.clock import in_china
from citycard.shared.exchange import Incoming, Layout, LineProblem, WrongTotals, bad_lines
from citycard.shared.numbers import chip
from citycard.shared.sql import load

from ..copying import rows_in
from ..models import Batch, ExchangeFile
from ..receipts import FileReceipt
from ..refusals import FileNotAwaited, FileOfUnknownBatch, FileSeenBefore
from ..returns import Expected, Problem, bank_line_problem, factory_line_problem
from ..states import BATCH

LISTED = 200


@dataclass(frozen=True, slots=True)
class _Leg:
    """One of the two ways back: the event of the batch, the file that asked, the named statements, and the check of a line."""

    act: str
    event: str
    asked: str
    stem: str
    check: Callable[[Mapping[str, str | int | bool | None], Expected], Problem]

    @property
    def table(self) -> str:
        return f"{self.stem}_lines"

    def sql(self, verb: str) -> str:
        return load("citycard.cards", f"{verb}_{self.stem}.sql")


_BANK = _Leg("cards.import_bank_return", "take_bank_return", "bank_out", "bank_return", bank_line_problem)
_FACTORY = _Leg("cards.import_factory_return", "take_factory_return", "factory_out", "factory_return", factory_line_problem)


def import_bank_return(*, by: Actor, key: str, at: datetime, file: Incoming) -> FileReceipt:
    """Take the bank's return: cards are opened with bank card number and account, failed lines leave the batch (S3).

    Refuses: FileOfUnknownBatch, FileNotAwaited, FileSeenBefore, WrongTotals, BadLines, what reading the file refuses.
    """
    return _take(leg=_BANK, by=by, key=key, at=at, file=file)


def import_factory_return(*, by: Actor, key: str, at: datetime, file: Incoming) -> FileReceipt:
    """Take the factory's return: issue date (S1.4), validity, chip code and place; failed lines leave the batch (S3).

    Refuses: FileOfUnknownBatch, FileNotAwaited, FileSeenBefore, WrongTotals, BadLines, what reading the file refuses.
    """
    return _take(leg=_FACTORY, by=by, key=key, at=at, file=file)


def _take(*, leg: _Leg, by: Actor, key: str, at: datetime, file: Incoming) -> FileReceipt:
    inputs = {"name": file.name, "head": file.head}
    with perform(act=leg.act, by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return _told_again(file, FileReceipt.from_json(act.replay))
        batch = _awaiting_batch(leg, file)
        with connection.cursor() as cursor:
            cursor.execute(load("citycard.cards", "by_set.sql"))
            cursor.execute(leg.sql("stage"))
        rows_in(leg.table, file.layout.keys, file.blocks())
        _check_unseen(file)
        good, bad = _apply(leg, batch, file, at)
        batch.state = BATCH.after(state=batch.state, event=leg.event)
        batch.save(update_fields=("state",))
        _keep(file, batch, good, bad, at)
        return _receipt(act, batch, file.layout, good, bad)


def _told_again(file: Incoming, receipt: FileReceipt) -> FileReceipt:
    """A3: a key tells its first receipt to the same bytes only. Refuses KeyReusedWithOtherInput."""
    for _ in file.blocks():
        pass
    if not ExchangeFile.objects.filter(kind=file.layout.kind, batch_id=receipt.batch_id, sha256=file.sha256).exists():
        raise KeyReusedWithOtherInput
    return receipt


def _awaiting_batch(leg: _Leg, file: Incoming) -> Batch:
    """Lock the batch that the head names, if it waits for this file. No line is read for a batch that does not."""
    batch = Batch.objects.select_for_update().filter(number=file.head.batch_number).first()
    if batch is None:
        raise FileOfUnknownBatch(file=file.name, batch=file.head.batch_number)
    asked = ExchangeFile.objects.filter(kind=leg.asked, batch=batch).first()
    if not BATCH.may(state=batch.state, event=leg.event) or asked is None:
        before = ExchangeFile.objects.filter(kind=file.layout.kind, batch=batch).first()
        if before is not None and before.line_count == file.head.count:
            for _ in file.blocks():
                pass
            _check_unseen(file)
        raise FileNotAwaited(file=file.name, batch=batch.number, state_label=BATCH.label(batch.state))
    if asked.line_count != file.head.count:
        raise WrongTotals(file=file.name, total="batch", said=file.head.count, found=asked.line_count)
    return batch


def _check_unseen(file: Incoming) -> None:
    """Each file is taken once; a second time it is told when the first one was (S3)."""
    before = ExchangeFile.objects.filter(kind=file.layout.kind, sha256=file.sha256).first()
    if before is not None:
        first = in_china(before.at)
        raise FileSeenBefore(file=file.name, first_on=first.date(), first_at=f"{first:%H:%M}")


def _apply(leg: _Leg, batch: Batch, file: Incoming, at: datetime) -> tuple[int, int]:
    """Apply the lines; return how many were good and how many failed. Refuses WrongTotals, BadLines."""
    expected = _expected(batch, at)
    arguments = {"batch_id": batch.pk, "at": at, **_arguments(expected)}
    try:
        with transaction.atomic():
            good, bad = _taken(leg, arguments)
    except (DataError, IntegrityError) as error:
        raise _explained(leg, batch, file, expected) from error
    if (good, bad) != (file.head.good, file.head.bad):
        total, said, found = ("good", file.head.good, good) if good != file.head.good else ("bad", file.head.bad, bad)
        raise WrongTotals(file=file.name, total=total, said=said or 0, found=found)
    if bad:
        spoiled_by = "bank" if leg is _BANK else "factory"
        with connection.cursor() as cursor:
            cursor.execute(load("citycard.cards", "fail_applications.sql"), arguments | {"spoiled_by": spoiled_by})
    return good, bad


def _taken(leg: _Leg, arguments: Mapping[str, object]) -> tuple[int, int]:
    """Run the statement that lets only right lines through; a DataError says that not every line is one."""
    with connection.cursor() as cursor:
        cursor.execute(leg.sql("take"), arguments)
        good, bad = cast(tuple[int, int], cursor.fetchone())
        cursor.execute(leg.sql("count"))
        count, is_twice = cast(tuple[int, bool], cursor.fetchone())
    if good + bad != count or is_twice:
        raise DataError("not every line is right")
    return good, bad


def _expected(batch: Batch, at: datetime) -> Expected:
    on = in_china(at).date()
    return Expected(
        on=on,
        bin=text_of("bank.bin", on=on),
        bank=batch.bank,
        issuer=city().code,
        made_on=in_china(batch.made_at).date(),
        validity_years=integer_of("cards.validity_years", on=on),
    )


def _arguments(expected: Expected) -> dict[str, object]:
    return {
        "bin": expected.bin,
        "bank": expected.bank,
        "chip_start": expected.issuer + chip.APPLICATION_ID,
        "first_day": f"{expected.made_on:%Y%m%d}",
        "last_day": f"{expected.on:%Y%m%d}",
        "validity_years": expected.validity_years,
    }


def _explained(leg: _Leg, batch: Batch, file: Incoming, expected: Expected) -> Exception:
    """Name the wrong lines, the first ones in full."""
    problems: list[LineProblem] = []
    count = 0
    for line in _lines(leg, batch):
        problem = leg.check(line, expected)
        if problem is not None:
            count += 1
            if len(problems) < LISTED:
                problems.append(LineProblem(int(cast(int, line["file_line"])) + file.first_line - 1, *problem))
    if not problems:
        return RuntimeError(f"{leg.table}: the statement refused a line that the check finds right")
    return bad_lines(file.name, tuple(problems), count)


def _lines(leg: _Leg, batch: Batch) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(leg.sql("explain"), {"batch_id": batch.pk})
        names = [column.name for column in cursor.description or ()]
        while rows := cursor.fetchmany(1000):
            for row in rows:
                yield dict(zip(names, row, strict=True))


def _keep(file: Incoming, batch: Batch, good: int, bad: int, at: datetime) -> None:
    ExchangeFile.objects.create(
        kind=file.layout.kind,
        batch=batch,
        name=file.name,
        sha256=file.sha256,
        line_count=good + bad,
        good_count=good,
        bad_count=bad,
        at=at,
    )


def _receipt(act: Act, batch: Batch, layout: Layout, good: int, bad: int) -> FileReceipt:
    act.note(batch=batch.number, good=good, bad=bad)
    return act.done(
        FileReceipt(
            number=act.number("HP"),
            batch_id=batch.pk,
            batch_number=batch.number,
            kind=layout.kind,
            line_count=good + bad,
            good_count=good,
            bad_count=bad,
        )
    )
