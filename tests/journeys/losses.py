"""Who reports a loss and takes it back, and where, as the tests of the journeys need them."""

from itertools import count
from typing import Any

from citycard import journeys
from citycard.audit import Actor, Channel, ShownDocument
from citycard.cards.models import Card
from citycard.journeys import LossReceipt, TakeBackReceipt
from citycard.mandates.models import Mandate
from citycard.people.models import Person
from citycard.policy import Comes
from tests.factories import NOW, TODAY, make_card, make_person
from tests.journeys.visits import identity

_keys = count(1)
OWN_ID = ShownDocument(kind="resident_id_card", holder="applicant")
AGENTS_ID = ShownDocument(kind="resident_id_card", holder="agent")
GUARDIANS_ID = ShownDocument(kind="resident_id_card", holder="guardian")
CHILDS_PAGE = ShownDocument(kind="household_register", holder="applicant")
FOUND = ShownDocument(kind="social_card", holder="applicant")
FOUND_OLD = ShownDocument(kind="old_medical_card", holder="applicant")
DESKS = (Channel.BANK_BRANCH, Channel.CARD_HALL, Channel.COMMUNITY)
SCREENS = (Channel.WEB_HALL, Channel.WECHAT, Channel.KIOSK, Channel.IVR)
SEVEN_WAYS = DESKS + SCREENS


def desk(channel: Channel, *documents: ShownDocument) -> Actor:
    """Return a clerk at that desk, with these papers shown; the holder's ID unless told otherwise."""
    return Actor(channel=channel, account_id=8, label="孙丽 B1108", documents=documents or (OWN_ID,))


def own(person: Person, channel: Channel = Channel.WEB_HALL) -> Actor:
    """Return a person on a screen of their own."""
    return Actor(channel=channel, account_id=9, label=person.name, person_id=person.pk)


def at(channel: Channel, person: Person) -> Actor:
    """Return whoever reports a loss for this person on this way."""
    return desk(channel) if channel in DESKS else own(person, channel)


def active_card(**person: Any) -> Card:
    """Return a card that is in use on both sides."""
    return make_card(person=make_person(**person), state="active")


def report(card: Card, channel: Channel = Channel.WEB_HALL, **changes: Any) -> LossReceipt:
    """Report the card's holder's loss on this way."""
    values: dict[str, Any] = {
        "by": at(channel, card.person),
        "key": f"loss-{next(_keys)}",
        "at": NOW,
        "person_id": card.person_id,
    }
    return journeys.report_loss(**(values | changes))


def take_back(card: Card, channel: Channel = Channel.CARD_HALL, **changes: Any) -> TakeBackReceipt:
    """Take the report back at this desk, the holder being there with ID and card; the bank reads the ID."""
    values: dict[str, Any] = {"identity": identity(card.person.social_number)} if channel is Channel.BANK_BRANCH else {}
    values |= {
        "by": desk(channel, OWN_ID, FOUND),
        "key": f"back-{next(_keys)}",
        "at": NOW,
        "person_id": card.person_id,
        "comes": Comes.HOLDER,
        "card_number_shown": card.card_number,
    }
    return journeys.take_back_loss(**(values | changes))


def mandate(card: Card, state: str = "in_force") -> Mandate:
    """Return a mandate on the card's account, in force since today or signed for tomorrow."""
    account = card.account_number or ""
    return Mandate.objects.create(
        person=card.person, bank="fushun", account_number=account, state=state, signed_on=TODAY, effective_on=TODAY
    )
