"""Production batches (制卡批次) and their four files, streamed both ways in both styles (S3)."""

from collections.abc import Iterator
from typing import Annotated

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from citycard import cards
from citycard.channels.downloads import attachment
from citycard.channels.files import Style
from citycard.channels.files.exchange import send_bank_file, send_factory_file, take_bank_return, take_factory_return
from citycard.policy import city
from citycard.shared import clock
from citycard.staff import Permission

from .answers import told
from .group import CSV, JSON_LINES, Group
from .kinds import Id, In, Limit, Line, Listed
from .who import actor_of, key_of

P = Permission
group = Group(_("制卡批次"))
CHUNK = 256 * 1024
FileName = Annotated[
    str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$", examples=["PC20261123-000001.bank_in.csv"])
]
StyleIn = Annotated[Style, Field(examples=["csv"])]


class BatchIn(In):
    """The accepted applications of a new batch: these, or the oldest up to `limit`."""

    limit: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    application_ids: Annotated[list[Id], Field(min_length=1, max_length=10_000)] | None = None


class FaultyIn(In):
    """A card that is faulty when it is put into the store."""

    card_number: Annotated[str, Field(max_length=9, pattern=r"^[A-Z0-9]*$")]
    reason: Line


class StockIn(In):
    """Cards found faulty; all others go into the store."""

    faulty: Annotated[list[FaultyIn], Field(max_length=1000)] = []


@group.look("/batches", title=_("批次"), gives=Listed[cards.BatchFacts], may=(P.MAKE_BATCH,))
def batches(request: HttpRequest, is_open: bool | None = None, before_id: Id | None = None, limit: Limit = 50) -> HttpResponse:
    """Batches, newest first; `next_after` is the `before_id` of the next page."""
    rows = cards.batches(is_open=is_open, before_id=before_id, limit=limit)
    return told(Listed[cards.BatchFacts](items=rows, next_after=rows[-1].id if len(rows) == limit else None))


@group.act("POST", "/batches", title=_("建批次"), gives=cards.BatchReceipt, status=201, may=(P.MAKE_BATCH,))
def make(request: HttpRequest, body: BatchIn) -> HttpResponse:
    """Make a batch; every card gets its number for ever (S1.3). Refuses what `cards.make_batch` refuses."""
    pack = city()
    receipt = cards.make_batch(
        by=actor_of(request),
        key=key_of(request),
        at=clock.now(),
        bank=pack.bank_code,
        factory=pack.factory_code,
        limit=body.limit,
        application_ids=body.application_ids,
    )
    return told(receipt, status=201)


@group.look("/batches/{int:batch_id}", title=_("一个批次"), gives=cards.BatchFacts, may=(P.MAKE_BATCH,))
def batch(request: HttpRequest, batch_id: Id) -> HttpResponse:
    """One batch with its counts. Refuses BatchUnknown."""
    return told(cards.batch(batch_id))


@group.look("/batches/{int:batch_id}/files", title=_("批次的往来文件"), gives=Listed[cards.FileFacts], may=(P.MAKE_BATCH,))
def files(request: HttpRequest, batch_id: Id) -> HttpResponse:
    """The files exchanged for a batch, in order."""
    cards.batch(batch_id)
    return told(Listed[cards.FileFacts](items=cards.files_of(batch_id)))


@group.look("/batches/{int:batch_id}/failed", title=_("批次里失败的卡"), gives=Listed[cards.FailedLine], may=(P.MAKE_BATCH,))
def failed_of(request: HttpRequest, batch_id: Id, limit: Limit = 50) -> HttpResponse:
    """The cards that left a batch, and why."""
    cards.batch(batch_id)
    return told(Listed[cards.FailedLine](items=cards.failed_lines(batch_id=batch_id, limit=limit)))


@group.look("/failed-lines", title=_("失败的卡"), gives=Listed[cards.FailedLine], may=(P.MAKE_BATCH, P.READ_OPERATIONS))
def failed(request: HttpRequest, limit: Limit = 50) -> HttpResponse:
    """The cards that left their batches, newest first; their applications wait for the next batch."""
    return told(Listed[cards.FailedLine](items=cards.failed_lines(limit=limit)))


@group.act(
    "POST", "/batches/{int:batch_id}/bank-file", title=_("导出预开户文件"), gives=None, may=(P.EXCHANGE_FILES,),
    gives_file=(CSV, JSON_LINES),
)  # fmt: skip
def bank_file(request: HttpRequest, batch_id: Id, style: StyleIn = Style.CSV) -> HttpResponseBase:
    """Write the pre-opening file for the bank. Refuses what `cards.export_bank_file` refuses."""
    return _sent(send_bank_file(by=actor_of(request), key=key_of(request), at=clock.now(), batch_id=batch_id, style=style))


@group.act(
    "POST", "/batches/{int:batch_id}/factory-file", title=_("导出制卡文件"), gives=None, may=(P.EXCHANGE_FILES,),
    gives_file=(CSV, JSON_LINES),
)  # fmt: skip
def factory_file(request: HttpRequest, batch_id: Id, style: StyleIn = Style.CSV) -> HttpResponseBase:
    """Write the production file for the factory. Refuses what `cards.export_factory_file` refuses."""
    return _sent(send_factory_file(by=actor_of(request), key=key_of(request), at=clock.now(), batch_id=batch_id, style=style))


@group.act("POST", "/bank-returns", title=_("收银行回盘"), gives=cards.FileReceipt, may=(P.EXCHANGE_FILES,), takes_file=True)
def bank_return(request: HttpRequest, name: FileName) -> HttpResponse:
    """Take the bank's return: the body is the file. All lines or none. Refuses what `cards.import_bank_return` refuses."""
    receipt = take_bank_return(by=actor_of(request), key=key_of(request), at=clock.now(), name=name, chunks=chunks_of(request))
    return told(receipt)


@group.act("POST", "/factory-returns", title=_("收工厂回盘"), gives=cards.FileReceipt, may=(P.EXCHANGE_FILES,), takes_file=True)
def factory_return(request: HttpRequest, name: FileName) -> HttpResponse:
    """Take the factory's return: the body is the file. All lines or none. Refuses what `cards.import_factory_return` refuses."""
    receipt = take_factory_return(by=actor_of(request), key=key_of(request), at=clock.now(), name=name, chunks=chunks_of(request))
    return told(receipt)


@group.act("POST", "/batches/{int:batch_id}/stock", title=_("入库"), gives=cards.BatchReceipt, may=(P.STOCK_CARDS,))
def stock(request: HttpRequest, batch_id: Id, body: StockIn) -> HttpResponse:
    """Put the finished cards of a batch into the store. Refuses what `cards.stock_batch` refuses."""
    faulty = tuple((one.card_number, one.reason) for one in body.faulty)
    return told(cards.stock_batch(by=actor_of(request), key=key_of(request), at=clock.now(), batch_id=batch_id, faulty=faulty))


@group.act("POST", "/batches/{int:batch_id}/close", title=_("批次办结"), gives=cards.BatchReceipt, may=(P.MAKE_BATCH,))
def close(request: HttpRequest, batch_id: Id) -> HttpResponse:
    """Close a batch whose every card is stored or gone (S3). Refuses what `cards.close_batch` refuses."""
    return told(cards.close_batch(by=actor_of(request), key=key_of(request), at=clock.now(), batch_id=batch_id))


@group.act("POST", "/batches/{int:batch_id}/roll-back", title=_("还原批次"), gives=cards.BatchReceipt, may=(P.MAKE_BATCH,))
def roll_back(request: HttpRequest, batch_id: Id) -> HttpResponse:
    """Undo a batch until the factory has it: its numbers are burnt (S1.3, S3). Refuses what `cards.roll_back_batch` refuses."""
    return told(cards.roll_back_batch(by=actor_of(request), key=key_of(request), at=clock.now(), batch_id=batch_id))


def chunks_of(request: HttpRequest) -> Iterator[bytes]:
    """Yield the body as it comes in; never more than one chunk of it is in memory."""
    while chunk := request.read(CHUNK):
        yield chunk


def _sent(file: cards.OutgoingFile) -> HttpResponseBase:
    answer = attachment(chunks=file.chunks(), name=file.name)
    answer.headers["X-Receipt-Number"] = file.receipt.number
    if file.receipt.replayed:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer
