"""One call for a page or a program: send or take a file of the card centre, in either style."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from citycard import cards
from citycard.audit import Actor
from citycard.channels.files.heads import Style
from citycard.channels.files.reading import read
from citycard.channels.files.roster import RosterLimits, read_roster
from citycard.channels.files.writing import FileWriter
from citycard.policy import integer_of
from citycard.shared.clock import in_china
from citycard.shared.exchange import BANK_RETURN, FACTORY_RETURN


def send_bank_file(
    *, by: Actor, key: str, at: datetime, batch_id: int, style: Style = Style.CSV
) -> "cards.OutgoingFile":
    """Write the pre-opening file of a batch (S3); its bytes come from `.chunks()`. Refuses as `cards.export_bank_file`."""
    return cards.export_bank_file(by=by, key=key, at=at, batch_id=batch_id, writer=FileWriter(style))


def send_factory_file(
    *, by: Actor, key: str, at: datetime, batch_id: int, style: Style = Style.CSV
) -> "cards.OutgoingFile":
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


def start_roster(
    *,
    by: Actor,
    key: str,
    at: datetime,
    unit_id: int,
    pickup_office_id: int,
    name: str,
    chunks: Iterable[bytes],
    in_background: bool = True,
) -> "cards.RosterReceipt":
    """Keep an uploaded roster; the worker checks it while the page shows how far it is (S3.1). Refuses as `read_roster`."""
    file = read_roster(name=name, chunks=chunks, limits=_roster_limits(at))
    place = {"unit_id": unit_id, "pickup_office_id": pickup_office_id}
    return cards.start_roster(by=by, key=key, at=at, file=file, in_background=in_background, **place)


def take_roster(
    *,
    by: Actor,
    key: str,
    at: datetime,
    unit_id: int,
    pickup_office_id: int,
    name: str,
    chunks: Iterable[bytes],
    only_good: bool = False,
) -> "cards.RosterReceipt":
    """Receive, check and apply a roster in one go (S3.1); with a bad row the receipt says `checked` and nothing is applied."""
    place = {"unit_id": unit_id, "pickup_office_id": pickup_office_id}
    received = start_roster(by=by, key=f"{key}:start", at=at, name=name, chunks=chunks, in_background=False, **place)
    facts = cards.roster(received.roster_id)
    if facts.state == "checking":
        facts = cards.check_roster(roster_id=received.roster_id, at=at)
    if facts.bad_count and not only_good and facts.state == "checked":
        counts = {"new_count": facts.new_count, "same_count": facts.same_count, "bad_count": facts.bad_count}
        return replace(received, state=facts.state, **counts)
    return cards.apply_roster(by=by, key=key, at=at, roster_id=received.roster_id, only_good=only_good)


def _roster_limits(at: datetime) -> RosterLimits:
    on = in_china(at).date()
    return RosterLimits(
        max_bytes=integer_of("roster.max_bytes", on=on),
        max_unpacked_bytes=integer_of("roster.max_unpacked_bytes", on=on),
        max_rows=integer_of("roster.max_rows", on=on),
    )
