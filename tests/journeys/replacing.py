"""Cards that are replaced (S9) and people in hospital meanwhile (S10), as the journeys' tests need them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from citycard import bank, cards, journeys, ledger, mandates
from citycard.audit import Actor, Channel, ShownDocument
from citycard.bank.models import BankAccount
from citycard.benefits import PensionBankRow, take_over_pension_banks
from citycard.cards.models import Application, Card, Photo, SocialSide
from citycard.channels.demo import factory
from citycard.channels.files import Style, file_name, read, write
from citycard.channels.files.exchange import send_bank_file, send_factory_file, take_bank_return, take_factory_return
from citycard.journeys import ActivationReceipt, OldCard, ReplacementAsked, ReplacementReceipt, TemporaryCardReceipt
from citycard.people.models import Office, Person
from citycard.pins import PinEntry
from citycard.policy import Comes
from citycard.shared.exchange import BANK_OUT, BANK_RETURN
from tests import factories
from tests.factories import NOW
from tests.journeys.visits import HOLDERS_PAPERS, identity, teller

_keys = count(1)
OWN_ID = ShownDocument(kind="resident_id_card", holder="applicant")
OLD_CARD = ShownDocument(kind="social_card", holder="applicant")
ADMISSION = ShownDocument(kind="admission_proof", holder="applicant")
NEW_PIN = "604318"


def key() -> str:
    """Return a key that no act used before."""
    return f"replace-{next(_keys)}"


@dataclass
class Case:
    """A person with a card in use, money on the account, and the places around."""

    person: Person
    card: Card
    community: Office
    branch: Office
    hall: Office

    def clerk(self, *documents: ShownDocument) -> Actor:
        """The clerk of the person's community, with the papers shown."""
        return Actor(
            channel=Channel.COMMUNITY, account_id=5, label="赵敏 S0101", office_id=self.community.pk, documents=documents
        )

    def hall_clerk(self, *documents: ShownDocument) -> Actor:
        """The clerk of the card hall."""
        return Actor(channel=Channel.CARD_HALL, account_id=6, label="陆瑶 K0317", office_id=self.hall.pk, documents=documents)

    def online(self, channel: Channel = Channel.WEB_HALL) -> Actor:
        """The holder, logged in."""
        return Actor(channel=channel, account_id=77, label=self.person.name, person_id=self.person.pk)

    def asked(self, **changes: Any) -> ReplacementAsked:
        """Collect at the branch, the usual phone."""
        values: dict[str, Any] = {"pickup_office_id": self.branch.pk, "phone": "13900001111"}
        return ReplacementAsked(**(values | changes))

    def replace_lost(self, **changes: Any) -> ReplacementReceipt:
        """Apply in place of a lost card, online unless told otherwise."""
        values: dict[str, Any] = {"by": self.online(), "comes": Comes.HOLDER, "asked": self.asked()}
        return journeys.replace_lost_card(**(self._act() | values | changes))

    def change(self, **changes: Any) -> ReplacementReceipt:
        """Have the card changed, damaged and declared unusable online unless told otherwise."""
        values: dict[str, Any] = {
            "by": self.online(),
            "comes": Comes.HOLDER,
            "cause": cards.Cause.DAMAGED,
            "old_card": OldCard.UNUSABLE,
            "asked": self.asked(),
        }
        return journeys.change_card(**(self._act() | values | changes))

    def activate(self, card: Card, **changes: Any) -> ActivationReceipt:
        """Activate a card at the bank."""
        values: dict[str, Any] = {
            "by": teller(HOLDERS_PAPERS),
            "card_id": card.pk,
            "comes": Comes.HOLDER,
            "identity": identity(self.person.social_number),
            "card_number_shown": card.card_number,
            "pin_first": PinEntry(NEW_PIN),
            "pin_second": PinEntry(NEW_PIN),
        }
        return journeys.activate(**(self._act() | values | changes))

    def lend(self, number: str = "LS000001", **changes: Any) -> TemporaryCardReceipt:
        """Lend a temporary card at the hall."""
        values: dict[str, Any] = {
            "by": self.hall_clerk(OWN_ID, ADMISSION),
            "comes": Comes.HOLDER,
            "temporary_number": number,
            "hospital": "样例医院（示例）",
        }
        return journeys.issue_temporary_card(**(self._act() | values | changes))

    def hand_back(self, **changes: Any) -> TemporaryCardReceipt:
        """Hand the temporary card back at the hall."""
        return journeys.return_temporary_card(**(self._act() | {"by": self.hall_clerk(), "comes": Comes.HOLDER} | changes))

    def lose_temporary(self, **changes: Any) -> TemporaryCardReceipt:
        """Say at the hall that the temporary card is lost."""
        return journeys.report_temporary_card_lost(**(self._act() | {"by": self.hall_clerk(), "comes": Comes.HOLDER} | changes))

    def settle(self, paid_fen: int = 2000, **changes: Any) -> TemporaryCardReceipt:
        """Pay for the lost temporary card."""
        values = {"by": self.hall_clerk(), "comes": Comes.HOLDER, "paid_fen": paid_fen}
        return journeys.settle_temporary_fee(**(self._act() | values | changes))

    def _act(self) -> dict[str, Any]:
        return {"key": key(), "at": NOW, "person_id": self.person.pk}


def case(*, card_state: str = "active", balance_fen: int = 350_000, **person: Any) -> Case:
    """Return a person of a community with a card in use and money on its account."""
    community, branch = factories.make_office(kind="community"), factories.make_office(kind="bank_branch")
    holder = factories.make_person(community=community, **person)
    card = factories.make_card(person=holder, state=card_state, office=branch)
    photo, _ = Photo.objects.get_or_create(sha256=b"p" * 32, defaults={"content": b"portrait", "width": 358, "height": 441})
    Application.objects.filter(pk=card.application_id).update(photo=photo)
    card.refresh_from_db()
    if balance_fen:
        own = BankAccount.objects.get(holder_number=holder.social_number)
        source = ledger.internal_account(book=ledger.BookName.BANK, number="opening")
        sides = (
            ledger.Side(account_id=source.id, amount_fen=-balance_fen),
            ledger.Side(account_id=own.ledger_account_id, amount_fen=balance_fen),
        )
        ledger.book_entry(book=ledger.BookName.BANK, key=f"opening-{holder.pk}", kind="opening", at=NOW, sides=sides)
    return Case(person=holder, card=card, community=community, branch=branch, hall=factories.make_office(kind="card_hall"))


def lost(card: Card, how: str = "temporary") -> None:
    """Let the card be reported lost before the test begins."""
    SocialSide.objects.filter(card=card).update(
        loss=how, lost_at=NOW - timedelta(hours=2), formal_at=NOW - timedelta(hours=2) if how == "formal" else None
    )


def stock(here: Case, first: str = "LS000001", last: str = "LS000009") -> None:
    """Let the hall have temporary cards."""
    cards.stock_temporary_cards(by=here.hall_clerk(), key=key(), at=NOW, office_id=here.hall.pk, first=first, last=last)


def mandate_in_force(here: Case) -> None:
    """Let contributions be debited from the person's account since last month."""
    account = BankAccount.objects.get(holder_number=here.person.social_number)
    row = mandates.MandateRow(
        person_id=here.person.pk,
        bank=mandates.OUR_BANK,
        account_number=account.number,
        signed_on=date(2026, 10, 5),
        effective_on=date(2026, 10, 6),
    )
    mandates.take_over_mandates(rows=[row])


def pension_here(here: Case) -> None:
    """Let the person's pension be paid into the account of the card."""
    account = BankAccount.objects.get(holder_number=here.person.social_number)
    row = PensionBankRow(
        person_id=here.person.pk,
        bank=mandates.OUR_BANK,
        account_number=account.number,
        pay_day=15,
        starts_on=date(2026, 10, 6),
    )
    take_over_pension_banks(rows=[row])


def centre() -> Actor:
    """Return the card centre."""
    return Actor(channel=Channel.CARD_CENTRE, account_id=2, label="何静 C0105")


def make_new(*application_ids: int, at: datetime = NOW, to: str = "awaiting_pickup") -> list[Card]:
    """Take applications through the whole production, with real files, and return their cards waiting at their offices."""
    cards.accept_applications(by=centre(), key=key(), at=at, application_ids=application_ids)
    batch = cards.make_batch(
        by=centre(), key=key(), at=at, bank="fushun", factory="sample", application_ids=application_ids
    ).batch_id
    if to != "numbered":
        _bank_files(batch, at)
        _factory_files(batch, at)
        cards.stock_batch(by=centre(), key=key(), at=at, batch_id=batch)
        _arrive(batch, at)
    made = Card.objects.filter(batch_id=batch, ended_at__isnull=True).order_by("line_no")
    return list(made.select_related("person"))


def collected(card: Card, here: Case, **changes: Any) -> Card:
    """Let the holder collect the card at the branch."""
    values: dict[str, Any] = {
        "by": replace(teller((OWN_ID,)), office_id=here.branch.pk),
        "key": key(),
        "at": NOW,
        "card_id": card.pk,
        "office_id": here.branch.pk,
        "comes": Comes.HOLDER,
        "collector": cards.Collector(name="", number=""),
        "card_number_shown": card.card_number,
    }
    cards.collect(**(values | changes))
    card.refresh_from_db()
    return card


def _bank_files(batch_id: int, at: datetime) -> None:
    sent = send_bank_file(by=centre(), key=key(), at=at, batch_id=batch_id)
    asked = read(layout=BANK_OUT, name=sent.name, chunks=[b"".join(sent.chunks())])
    back_office = Actor(channel=Channel.BANK_BACK_OFFICE, account_id=3, label="Y0009")
    bank.pre_open(by=back_office, key=key(), at=at, file=asked)
    answer = bank.pre_open_return(asked.head.batch_number)
    take_bank_return(
        by=centre(),
        key=key(),
        at=at,
        name=file_name(layout=BANK_RETURN, head=answer.head, style=Style.CSV),
        chunks=write(layout=BANK_RETURN, head=answer.head, blocks=answer.blocks),
    )


def _factory_files(batch_id: int, at: datetime) -> None:
    sent = send_factory_file(by=centre(), key=key(), at=at, batch_id=batch_id)
    made = factory.make_return(name=sent.name, chunks=sent.chunks(), on=at.date())
    take_factory_return(by=centre(), key=key(), at=at, name=made.name, chunks=made.chunks)


def _arrive(batch_id: int, at: datetime) -> None:
    for office_id in sorted(set(Card.objects.filter(batch_id=batch_id).values_list("pickup_office_id", flat=True))):
        shipment = cards.dispatch(by=centre(), key=key(), at=at, office_id=office_id, batch_id=batch_id)
        there = Actor(channel=Channel.BANK_BRANCH, account_id=4, label="孙丽 B1108", office_id=office_id)
        journeys.announce_pickup(by=there, key=key(), at=at, shipment_id=shipment.shipment_id)
