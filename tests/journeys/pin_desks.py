"""Who tries, changes and resets PINs, as the tests of the journeys need them."""

from itertools import count
from typing import Any

from citycard import journeys
from citycard.audit import Actor, Channel, ShownDocument
from citycard.cards.models import Card
from citycard.journeys import BankPinReceipt, CardUse, PinChangeReceipt, PinResetReceipt, PinTryReceipt
from citycard.pins import PadEntry, PinEntry, set_bank_pin
from citycard.policy import Comes
from tests.factories import NOW, make_card, make_person
from tests.journeys.visits import identity

_keys = count(1)
ZEROS, RIGHT, OTHER, WRONG = "000000", "739154", "246813", "111111"
CARD = ShownDocument(kind="social_card", holder="applicant")
OWN_ID = ShownDocument(kind="resident_id_card", holder="applicant")
AGENTS_ID = ShownDocument(kind="resident_id_card", holder="agent")


def at(channel: Channel, *documents: ShownDocument) -> Actor:
    """Return somebody who works at that channel, with these papers shown."""
    return Actor(channel=channel, account_id=8, label="陆瑶 H0201", documents=documents)


HOSPITAL, PHARMACY, KIOSK = at(Channel.MEDICAL), at(Channel.PHARMACY), at(Channel.KIOSK)
COMMUNITY, HALL = at(Channel.COMMUNITY, CARD, OWN_ID), at(Channel.CARD_HALL, CARD, OWN_ID)
BRANCH = at(Channel.BANK_BRANCH, CARD, OWN_ID)


def active_card(**person: Any) -> Card:
    """Return a card that is in use on both sides; the bank PIN is RIGHT."""
    from citycard.bank.models import CardSide

    card = make_card(person=make_person(**person), state="active")
    set_bank_pin(card_side_id=CardSide.objects.get(card_number=card.card_number).pk, pin=PinEntry(RIGHT), at=NOW)
    return card


def try_pin(card: Card, pin: str = ZEROS, **changes: Any) -> PinTryReceipt:
    """Use the card at the hospital with this PIN."""
    values: dict[str, Any] = {
        "by": HOSPITAL,
        "key": f"try-{next(_keys)}",
        "at": NOW,
        "card_number": card.card_number,
        "pin": PinEntry(pin),
        "use": CardUse.CLINIC,
    }
    return journeys.verify_social_pin(**(values | changes))


def change_pin(
    card: Card,
    present: str = ZEROS,
    new: str = RIGHT,
    again: str = "",
    *,
    pads: dict[str, PadEntry] | None = None,
    **changes: Any,
) -> PinChangeReceipt:
    """Change the PIN at the hospital; `pads` are full pads instead of digits."""
    entries = {"present": PinEntry(present), "first": PinEntry(new), "second": PinEntry(again or new)}
    values = {"by": HOSPITAL, "key": f"change-{next(_keys)}", "at": NOW, "card_number": card.card_number}
    return journeys.change_social_pin(**(values | (pads or entries) | changes))


def reset_pin(card: Card, **changes: Any) -> PinResetReceipt:
    """Reset the PIN at the card hall, with ID and card."""
    values: dict[str, Any] = {
        "by": HALL,
        "key": f"reset-{next(_keys)}",
        "at": NOW,
        "person_id": card.person_id,
        "comes": Comes.HOLDER,
        "card_number_shown": card.card_number,
    }
    return journeys.reset_social_pin(**(values | changes))


def mend(card: Card, verb: str, **changes: Any) -> BankPinReceipt:
    """Reset or unlock the bank PIN at the branch, the holder being there."""
    values: dict[str, Any] = {
        "by": BRANCH,
        "key": f"{verb}-{next(_keys)}",
        "at": NOW,
        "person_id": card.person_id,
        "comes": Comes.HOLDER,
        "identity": identity(card.person.social_number),
        "card_number_shown": card.card_number,
    }
    if verb == "reset_bank_pin":
        values |= {"pin_first": PinEntry(OTHER), "pin_second": PinEntry(OTHER)}
    return getattr(journeys, verb)(**(values | changes))
