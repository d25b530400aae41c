"""People at the bank counter, as the journeys' tests need them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from citycard.audit import Actor, Channel, ShownDocument
from citycard.benefits import PensionBankRow, take_over_pension_banks
from citycard.cards.models import Card
from citycard.journeys import ActivationReceipt, IdentityShown, activate
from citycard.pins import PinEntry
from citycard.policy import Comes
from tests.factories import NOW, make_card, make_old_card, make_person

HOLDERS_PAPERS = (ShownDocument(kind="resident_id_card", holder="applicant"), ShownDocument(kind="new_card", holder="applicant"))
GUARDIANS_PAPERS = (
    ShownDocument(kind="household_register", holder="applicant"),
    ShownDocument(kind="resident_id_card", holder="guardian"),
    ShownDocument(kind="household_register", holder="guardian"),
    ShownDocument(kind="new_card", holder="applicant"),
)


def teller(documents: tuple[ShownDocument, ...] = HOLDERS_PAPERS) -> Actor:
    """Return a teller at a branch of the bank, with the papers that were shown."""
    return Actor(channel=Channel.BANK_BRANCH, account_id=8, label="孙丽 B1108", documents=documents)


@dataclass
class Visit:
    """A holder with a collected card, and what a teller enters."""

    card: Card
    values: dict[str, Any]

    def __call__(self, **changes: Any) -> ActivationReceipt:
        return activate(**(self.values | changes))


def visit(*, at: datetime = NOW, card_state: str = "with_holder", balance_fen: int | None = 128_650, **person: Any) -> Visit:
    """Return a visit in which everything is right; change one thing to see it refused."""
    holder = make_person(**person)
    card = make_card(person=holder, state=card_state)
    if balance_fen is not None:
        make_old_card(person=holder, balance_fen=balance_fen)
    values = {
        "by": teller(),
        "key": f"teller-1-{card.pk}",
        "at": at,
        "person_id": holder.pk,
        "card_id": card.pk,
        "comes": Comes.HOLDER,
        "identity": identity(holder.social_number),
        "card_number_shown": card.card_number,
        "pin_first": PinEntry("739154"),
        "pin_second": PinEntry("739154"),
    }
    return Visit(card=card, values=values)


def identity(number: str, *, kind: str = "resident_id_card", valid_until: date | None = date(2036, 5, 6)) -> IdentityShown:
    """Return an ID as it was shown."""
    return IdentityShown(kind=kind, number=number, valid_until=valid_until)


def pension_elsewhere(person_id: int) -> None:
    """Let another bank pay the person's pension on the 15th."""
    row = PensionBankRow(person_id=person_id, bank="icbc", account_number="1234567890", pay_day=15, starts_on=date(2015, 1, 1))
    take_over_pension_banks(rows=[row])


Change = Callable[[Visit], dict[str, Any]]
