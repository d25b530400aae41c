"""The bank's back office (银行后台): it opens accounts for a pre-opening file and gives its return file (S1.5, S3)."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from citycard import bank
from citycard.channels.downloads import attachment
from citycard.channels.files import Style, file_name, read, write
from citycard.shared import clock
from citycard.shared.exchange import BANK_OUT, BANK_RETURN
from citycard.staff import Permission

from .answers import told
from .batches import FileName, StyleIn, chunks_of
from .group import CSV, JSON_LINES, Group
from .kinds import Listed
from .who import actor_of, key_of

P = Permission
group = Group(_("银行后台"))
BatchNumber = Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,24}$", examples=["PC20261123-000001"])]


@group.look("/bank/pre-openings", title=_("已预开户的批次"), gives=Listed[str], may=(P.PRE_OPEN_ACCOUNTS,))
def listing(request: HttpRequest) -> HttpResponse:
    """The batch numbers that the bank has worked off, newest first."""
    return told(Listed[str](items=bank.pre_openings()))


@group.act(
    "POST", "/bank/pre-openings", title=_("预开户"), gives=bank.PreOpenReceipt, may=(P.PRE_OPEN_ACCOUNTS,), takes_file=True
)
def pre_open(request: HttpRequest, name: FileName) -> HttpResponse:
    """Open an account and a card side for each line; the body is the bureau's file. Refuses what `bank.pre_open` refuses."""
    file = read(layout=BANK_OUT, name=name, chunks=chunks_of(request))
    return told(bank.pre_open(by=actor_of(request), key=key_of(request), at=clock.now(), file=file))


@group.look(
    "/bank/pre-openings/{batch_number}/return", title=_("预开户回盘文件"), gives=None, may=(P.PRE_OPEN_ACCOUNTS,),
    gives_file=(CSV, JSON_LINES),
)  # fmt: skip
def give_return(request: HttpRequest, batch_number: BatchNumber, style: StyleIn = Style.CSV) -> HttpResponseBase:
    """The return file of a batch, always the same bytes. Refuses PreOpeningUnknown."""
    answer = bank.pre_open_return(batch_number)
    content = write(layout=BANK_RETURN, head=answer.head, blocks=answer.blocks, style=style)
    return attachment(chunks=content, name=file_name(layout=BANK_RETURN, head=answer.head, style=style))
