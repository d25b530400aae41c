"""A small city for the tests of the card room: offices, people, actors, and a card carried step by step to where a test begins."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image

from citycard import cards
from citycard.audit import Actor, Channel, ShownDocument
from citycard.cards.models import Application, Batch, Card, ExchangeFile
from citycard.channels.files import FileWriter, Style, read, write
from citycard.people.models import Office, Person
from citycard.shared.exchange import BANK_RETURN, FACTORY_RETURN, Head, Incoming, Layout
from citycard.shared.numbers import bank_card, chip
from tests import factories
from tests.factories import NOW, TODAY

_key = count(1)
ID_CARD = ShownDocument("resident_id_card", "applicant", "2104**********1234")
LATER = NOW + timedelta(days=3)


def key() -> str:
    """Return a key that no act used before."""
    return f"test-{next(_key)}"


def portrait(size: tuple[int, int] = (358, 441), kind: str = "JPEG", mode: str = "RGB", colour: str = "white") -> bytes:
    """Return a picture file."""
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind)
    return out.getvalue()


def clerk(channel: Channel = Channel.CARD_CENTRE, *, documents: tuple[ShownDocument, ...] = (), **place: Any) -> Actor:
    """Return an actor at a counter or in the card centre."""
    return Actor(channel=channel, account_id=1, label="孙丽 B1108", documents=documents, **place)


def act(at: datetime = NOW, by: Actor | None = None) -> dict[str, Any]:
    """Return who, under which new key, and when."""
    return {"by": by or clerk(), "key": key(), "at": at}


def resident(community: Office, **fields: Any) -> Person:
    """Return a self-employed person of a community."""
    return factories.make_person(community=community, **fields)


def apply(person: Person, branch: Office, **changes: Any) -> "cards.ApplicationReceipt":
    """Apply for a person at their own community, with photo and papers."""
    office_id = person.community_id
    by = clerk(Channel.COMMUNITY, documents=(ID_CARD,), office_id=office_id)
    asked = {
        "person_id": person.pk,
        "pickup_office_id": branch.pk,
        "phone": "13900001111",
        "photo": portrait(),
        "office_id": office_id,
    }
    return cards.submit_application(**(act(by=by) | asked | changes))


def accepted(number: int, *, branch: Office | None = None) -> list[Application]:
    """Return `number` accepted applications of different people."""
    community = factories.make_office(kind="community")
    where = branch or factories.make_office(kind="bank_branch")
    people = [resident(community, born=date(1960 + n // 300, 1 + n % 12, 1 + n % 25)) for n in range(number)]
    rows = [factories.make_application(person=person, state="accepted", pickup_office=where) for person in people]
    return sorted(rows, key=lambda row: row.pk)


def batched(number: int = 3, **fields: Any) -> Batch:
    """Return a batch of `number` cards, just made."""
    accepted(number, **fields)
    receipt = cards.make_batch(**act(), bank="fushun", factory="sample")
    return Batch.objects.get(pk=receipt.batch_id)


def at_bank(number: int = 3, **fields: Any) -> Batch:
    """Return a batch whose pre-opening file was sent."""
    batch = batched(number, **fields)
    cards.export_bank_file(**act(), batch_id=batch.pk, writer=FileWriter())
    batch.refresh_from_db()
    return batch


def at_factory(number: int = 3, **fields: Any) -> Batch:
    """Return a batch whose production file was sent."""
    batch = at_bank(number, **fields)
    cards.import_bank_return(**act(), file=bank_return(batch, bank_lines(batch)))
    cards.export_factory_file(**act(), batch_id=batch.pk, writer=FileWriter())
    batch.refresh_from_db()
    return batch


def returned(number: int = 3, **fields: Any) -> Batch:
    """Return a batch that the factory has made."""
    batch = at_factory(number, **fields)
    cards.import_factory_return(**act(LATER), file=factory_return(batch, factory_lines(batch)))
    batch.refresh_from_db()
    return batch


def stocked(number: int = 3, **fields: Any) -> Batch:
    """Return a batch in the store."""
    batch = returned(number, **fields)
    cards.stock_batch(**act(LATER), batch_id=batch.pk)
    batch.refresh_from_db()
    return batch


def live(batch: Batch) -> list[Card]:
    """Return the live cards of a batch, in line order."""
    return list(Card.objects.select_related("person", "batch").filter(batch=batch, ended_at__isnull=True).order_by("line_no"))


def bank_lines(batch: Batch) -> list[list[str]]:
    """Return the lines of a good return of the bank."""
    return [
        [*_names(card), bank_card.make("62000000", card.pk), f"2104{card.pk:010d}", "成功", ""] for card in live(batch)
    ]  # fmt: skip


def factory_lines(batch: Batch, *, issued_on: date = TODAY) -> list[list[str]]:
    """Return the lines of a good return of the factory."""
    days = [f"{day:%Y%m%d}" for day in (issued_on, issued_on.replace(year=issued_on.year + 10))]
    return [
        [
            *_names(card), *days, chip.make("210400", card.pk), "3B6D0000", card.batch.bank,
            str(card.bank_card_number), str(card.account_number), f"1-{card.line_no}", "", "",
        ]
        for card in live(batch)
    ]  # fmt: skip


def _names(card: Card) -> list[str]:
    return [str(card.line_no), card.card_number, card.person.social_number, card.person.name]


def bank_return(batch: Batch, lines: Sequence[Sequence[str]], **changes: Any) -> Incoming:
    """Return the bank's file with these lines, as it is received."""
    return incoming(BANK_RETURN, batch, lines, bad=sum(line[6] == "失败" for line in lines), **changes)


def factory_return(batch: Batch, lines: Sequence[Sequence[str]], **changes: Any) -> Incoming:
    """Return the factory's file with these lines, as it is received."""
    return incoming(FACTORY_RETURN, batch, lines, bad=sum(line[12] != "" for line in lines), **changes)


def incoming(
    layout: Layout, batch: Batch, lines: Sequence[Sequence[str]], *, bad: int, style: Style = Style.CSV, name: str = "return.csv"
) -> Incoming:
    """Return lines as a received file."""
    return read(layout=layout, name=name, chunks=content(layout, batch.number, lines, bad=bad, style=style))


def content(
    layout: Layout, number: str, lines: Sequence[Sequence[str]], *, bad: int, style: Style = Style.CSV
) -> Iterable[bytes]:
    """Return the bytes of a file with these lines."""
    head = Head(number, len(lines), TODAY, good=len(lines) - bad, bad=bad)
    return list(write(layout=layout, head=head, blocks=["".join(",".join(line) + "\n" for line in lines)], style=style))


def state_of_city() -> tuple[Any, ...]:
    """Return what a refused file must leave as it was."""
    applications = list(Application.objects.order_by("pk").values_list("pk", "state", "batch", "reason", "version"))
    made = list(Card.objects.order_by("pk").values_list("pk", "state", "bank_card_number", "chip_code", "ended_at"))
    return applications, made, list(Batch.objects.values_list("pk", "state")), ExchangeFile.objects.count()
