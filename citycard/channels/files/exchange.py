"""One call for a page or a program: send or take a file of the card centre, in either style."""

from collections.abc import Iterable
from datetime import datetime

from citycard import cards
from citycard.audit import Actor
from citycard.channels.files.heads import Style
from citycard.channels.files.reading import read
from citycard.channels.files.writing import FileWriter
from citycard.shared.exchange import BANK_RETURN, FACTORY_RETURN


def send_bank_file(*, by: Actor, key: str, at: datetime, batch_id: int, style: Style = Style.CSV) -> "cards.OutgoingFile":
    """Write the pre-opening file of a batch (S3); its bytes come from `.chunks()`. Refuses as `cards.export_bank_file`."""
    return cards.export_bank_file(by=by, key=key, at=at, batch_id=batch_id, writer=FileWriter(style))


def send_factory_file(*, by: Actor, key: str, at: datetime, batch_id: int, style: Style = Style.CSV) -> "cards.OutgoingFile":
    """Write the production file of a batch (S3). Refuses as `cards.export_factory_file`."""
    return cards.export_factory_file(by=by, key=key, at=at, batch_id=batch_id, writer=FileWriter(style))


def take_bank_return(
    *, by: Actor, key: str, at: datetime, name: str, chunks: Iterable[bytes], style: Style | None = None
) -> "cards.FileReceipt":
    """Take the bank's return from an upload (S3). Refuses as `read` and `cards.import_bank_return`."""
    file = read(layout=BANK_RETURN, name=name, chunks=chunks, style=style)
    return cards.import_bank_return(by=by, key=key, at=at, file=file)


def take_factory_return(
    *, by: Actor, key: str, at: datetime, name: str, chunks: Iterable[bytes], style: Style | None = None
) -> "cards.FileReceipt":
    """Take the factory's return from an upload (S3). Refuses as `read` and `cards.import_factory_return`."""
    file = read(layout=FACTORY_RETURN, name=name, chunks=chunks, style=style)
    return cards.import_factory_return(by=by, key=key, at=at, file=file)
