"""Send a batch to the bank, and then to the factory (导出): the file is written while the rows leave the database (S3)."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import IO

from django.db import connection

from citycard.audit import Act, Actor, perform
from citycard.shared.clock import in_china
from citycard.shared.exchange import BANK_OUT, FACTORY_OUT, Head, Layout, Writer
from citycard.shared.sql import load

from ..copying import rows_out
from ..models import Batch, Card, ExchangeFile
from ..receipts import FileReceipt
from ..refusals import BatchNotAtThisStep
from ..states import BATCH
from .locking import locked_batch

CHUNK = 256 * 1024


class OutgoingFile:
    """A file to be sent: its receipt, its name, and its bytes, which wait on disk until this object is dropped."""

    def __init__(self, *, receipt: FileReceipt, name: str, content: IO[bytes]) -> None:
        self.receipt, self.name, self._content = receipt, name, content

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes from the beginning."""
        self._content.seek(0)
        while chunk := self._content.read(CHUNK):
            yield chunk

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self._content.seek(0, os.SEEK_END)

    def __del__(self) -> None:
        self._content.close()


@dataclass(frozen=True, slots=True)
class _Leg:
    """One of the two ways out: the event and state of the batch, the layout, the query of the lines."""

    act: str
    event: str
    exported: str
    layout: Layout
    query: str


_TO_BANK = _Leg("cards.export_bank_file", "export_to_bank", "bank_exported", BANK_OUT, "bank_file.sql")
_TO_FACTORY = _Leg("cards.export_factory_file", "export_to_factory", "factory_exported", FACTORY_OUT, "factory_file.sql")


def export_bank_file(*, by: Actor, key: str, at: datetime, batch_id: int, writer: Writer) -> OutgoingFile:
    """Write the pre-opening file (预开户文件) of a batch; from now on its applications stand fast (S3).

    Until the bank answers the file can be had again, the same but for its style.
    Refuses: BatchUnknown, BatchNotAtThisStep.
    """
    return _export(leg=_TO_BANK, by=by, key=key, at=at, batch_id=batch_id, writer=writer)


def export_factory_file(*, by: Actor, key: str, at: datetime, batch_id: int, writer: Writer) -> OutgoingFile:
    """Write the production file (制卡文件) of a batch; its opened cards are in production from now on (S3).

    Until the factory answers the file can be had again, the same but for its style.
    Refuses: BatchUnknown, BatchNotAtThisStep.
    """
    return _export(leg=_TO_FACTORY, by=by, key=key, at=at, batch_id=batch_id, writer=writer)


def _export(*, leg: _Leg, by: Actor, key: str, at: datetime, batch_id: int, writer: Writer) -> OutgoingFile:
    with perform(act=leg.act, by=by, key=key, at=at, inputs={"batch_id": batch_id}) as act:
        batch = locked_batch(batch_id)
        sent = ExchangeFile.objects.filter(kind=leg.layout.kind, batch=batch).first()
        is_first = BATCH.may(state=batch.state, event=leg.event)
        if not is_first and (batch.state != leg.exported or sent is None):
            raise BatchNotAtThisStep(batch=batch.number, state_label=BATCH.label(batch.state), wanted=leg.layout.title)
        live = Card.objects.filter(batch=batch, ended_at__isnull=True).count() if sent is None else sent.line_count
        made_at = at if sent is None else sent.at
        head = Head(batch_number=batch.number, count=live, made_on=in_china(made_at).date())
        name = writer.name(layout=leg.layout, head=head)
        with ExitStack() as unless_done:
            content = unless_done.enter_context(tempfile.TemporaryFile())
            digest = _write(content, leg=leg, head=head, batch=batch, writer=writer)
            if sent is None:
                _move(leg, batch)
                _keep(leg, batch, name, digest, live, at)
            file = OutgoingFile(receipt=_receipt(act, leg, batch, live), name=name, content=content)
            unless_done.pop_all()
        return file


def _write(content: IO[bytes], *, leg: _Leg, head: Head, batch: Batch, writer: Writer) -> bytes:
    """Write the file to disk while the rows are read; return its digest."""
    digest = sha256()
    rows = rows_out(load("citycard.cards", leg.query), {"batch_id": batch.pk, "bank": batch.bank})
    for chunk in writer.write(layout=leg.layout, head=head, blocks=rows):
        content.write(chunk)
        digest.update(chunk)
    return digest.digest()


def _move(leg: _Leg, batch: Batch) -> None:
    batch.state = BATCH.after(state=batch.state, event=leg.event)
    batch.save(update_fields=("state",))
    if leg is _TO_FACTORY:
        with connection.cursor() as cursor:
            cursor.execute(load("citycard.cards", "by_set.sql"))
            cursor.execute(load("citycard.cards", "start_production.sql"), {"batch_id": batch.pk})


def _keep(leg: _Leg, batch: Batch, name: str, digest: bytes, count: int, at: datetime) -> None:
    ExchangeFile.objects.create(
        kind=leg.layout.kind,
        batch=batch,
        name=name,
        sha256=digest,
        line_count=count,
        good_count=0,
        bad_count=0,
        at=at,
    )


def _receipt(act: Act, leg: _Leg, batch: Batch, count: int) -> FileReceipt:
    if act.replay is not None:
        return FileReceipt.from_json(act.replay)
    act.note(batch=batch.number, lines=count)
    return act.done(
        FileReceipt(
            number=act.number("WJ"),
            batch_id=batch.pk,
            batch_number=batch.number,
            kind=leg.layout.kind,
            line_count=count,
            good_count=0,
            bad_count=0,
        )
    )
