"""Everything the page of one's own card shows, gathered in few questions: each room is asked once."""

from dataclasses import dataclass
from datetime import date

from citycard import bank, benefits, cards, mandates, medical, people
from citycard.audit import ActLine, timeline_apart_asked
from citycard.people import OfficeFacts, PersonFacts
from citycard.policy import Comes
from citycard.shared.questions import answers

from .history import LOG_IN, LOOK, LOOKS, SHOWN
from .serving import Served

Medical = tuple[medical.OldCardFacts | None, medical.PersonalAccountFacts | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage:
    """One person's card on one day, seen by the person, a guardian or an agent; `represents` are all whom the viewer may serve."""

    person: PersonFacts
    on: date
    card: cards.CardFacts | None
    application: cards.ApplicationFacts | None
    failed_because: str
    steps: tuple[cards.Step, ...]
    pickup: OfficeFacts | None
    bank_side: bank.BankSideFacts | None = None
    old_card: medical.OldCardFacts | None = None
    medical_account: medical.PersonalAccountFacts | None = None
    pension: benefits.PensionBankFacts | None = None
    mandate: mandates.MandateFacts | None = None
    lines: tuple[ActLine, ...] = ()
    represents: tuple[Served, ...] = ()
    successor: cards.CardFacts | None = None
    temporary: cards.TemporaryCardFacts | None = None
    cancellation: cards.CancellationFacts | None = None
    seen_as: Comes = Comes.HOLDER

    @property
    def is_active(self) -> bool:
        """True once the social function works (S5.1)."""
        return self.card is not None and self.card.social_state == "active"

    @property
    def is_out_of_date(self) -> bool:
        """True when the card's ten years are over, whether it is reported lost or not (S9)."""
        return self.card is not None and self.card.is_out_of_date_on(self.on)

    @property
    def coming(self) -> cards.CardFacts | None:
        """The card whose way the page follows: the new one while a replacement is under way, else the one in use (S9)."""
        if self.successor is not None:
            return self.successor
        asked = self.application
        if asked is not None and asked.is_open and asked.is_replacement:
            return self.card if self.card is not None and self.card.application_id == asked.id else None
        return self.card

    @property
    def is_replacing(self) -> bool:
        """True from the application for a replacement until the new card is in use (S9)."""
        return self.coming is not self.card or (self.card is not None and self.card.role == "successor")

    @property
    def is_closing(self) -> bool:
        """True once the card hall has cancelled, until nothing is left to be closed (S11.2)."""
        return self.cancellation is not None and self.cancellation.clearance_number is not None

    @property
    def is_closed(self) -> bool:
        """True when the bank has closed too, and only a card of before is still on its way (S11.2)."""
        return self.cancellation is not None and self.cancellation.state == "closed"

    @property
    def is_own(self) -> bool:
        """True on the page of one's own card."""
        return self.seen_as is Comes.HOLDER

    @property
    def is_seen_by_guardian(self) -> bool:
        """True on a ward's page: a guardian does in person also what an agent cannot (S13.2)."""
        return self.seen_as is Comes.GUARDIAN

    @property
    def way(self) -> str:
        """The address of this page."""
        return "/my-card/" if self.is_own else f"/my-card/for/{self.person.id}/"

    @property
    def bank_to_do(self) -> bool:
        """True while the social function is reported lost and the open bank function is not: the holder goes to the bank (S7.2).

        A card out of date takes no money out any more (S9).
        """
        side = self.bank_side
        is_open = side is not None and side.state == "active" and not side.is_lost and not self.is_out_of_date
        return self.card is not None and self.card.loss != "none" and is_open

    @property
    def age(self) -> int:
        """Full years on the day of the page."""
        return self.person.age_on(self.on)


def read_card_page(*, whose: Served, on: date, represents: tuple[Served, ...] = ()) -> CardPage:
    """Gather the page of a person's card; some ten statements, whatever the person's history, all but two or three in one trip."""
    person = whose.person
    stands, (old_card, account), pending, lines = _read(person.id)
    card = stands.card
    is_active = card is not None and card.social_state == "active"
    is_replacing = stands.application is not None and stands.application.is_replacement and not _is_settled(stands)
    is_shown = is_active and not is_replacing  # while a new card is on its way the page tells of that
    return CardPage(
        person=person,
        on=on,
        card=card,
        application=stands.application,
        failed_because=stands.failed_because,
        steps=stands.steps,
        bank_side=bank.card_side(card.card_number) if card else None,
        old_card=old_card,
        medical_account=account,
        pension=benefits.pension_bank_of(person.id) if is_shown and person.category == "retiree" else None,
        mandate=mandates.live_mandate(person_id=person.id) if is_shown and person.category == "self_employed" else None,
        pickup=None if is_active and not is_replacing else _pickup(stands),
        successor=stands.successor,
        temporary=pending.temporary,
        cancellation=pending.cancellation,
        lines=lines,
        represents=represents,
        seen_as=whose.comes,
    )


def _read(person_id: int) -> tuple[cards.Standing, Medical, cards.Pending, tuple[ActLine, ...]]:
    return answers(
        cards.standing_asked(person_id),
        medical.holdings_asked(person_id),
        cards.pending_asked(person_id),
        timeline_apart_asked(person_id, apart=(LOOK, LOG_IN), limit=SHOWN, apart_limit=LOOKS),
    )


def read_progress(*, person: PersonFacts, on: date) -> CardPage | None:
    """Gather what the open look-up of progress shows (S4.4); None when no card was ever applied for."""
    stands = cards.standing(person.id)
    if stands.card is None and (stands.application is None or stands.application.state == "withdrawn"):
        return None
    return CardPage(
        person=person,
        on=on,
        card=stands.card,
        application=stands.application,
        failed_because=stands.failed_because,
        steps=stands.steps,
        successor=stands.successor,
        pickup=_pickup(stands),
    )


def _is_settled(stands: cards.Standing) -> bool:
    """Whether the newest application has come to its end: withdrawn, rejected, or its card in use."""
    made = next((card for card in (stands.successor, stands.card) if card and card.application_id == stands.application_id), None)
    is_open = stands.application is not None and stands.application.is_open
    return not is_open and (made is None or made.role == "current")


def _pickup(stands: cards.Standing) -> OfficeFacts | None:
    """Where the card that is on its way is collected: the office of the open application, else of the newest card."""
    if stands.application is not None and stands.application.is_open:
        return people.office(stands.application.pickup_office_id)
    return people.office(stands.newest.pickup_office_id) if stands.newest is not None else None
