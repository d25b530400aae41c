"""Gather a person's situation for the decision table, in four short statements and two trips.

Of who has no card, application or bank account a fifth asks whether medical money is left to be refunded (S11.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from citycard import bank, cards, medical, people
from citycard.audit import Channel
from citycard.people import PersonFacts
from citycard.policy import Comes
from citycard.shared.kept_query import fetch_all
from citycard.shared.one_trip import Ask, Rows
from citycard.shared.questions import answer
from citycard.staff import Permission

from .facts import NO_CARD, BankSide, CardStand, Ending, Loss, Place, Situation, Social, Temporary
from .rules import check

PLACES = {
    "dispatched": Place.MAKING,
    "awaiting_pickup": Place.WAITING,
    "with_unit": Place.WITH_UNIT,
    "with_holder": Place.IN_HAND,
}
SOCIAL: dict[str | None, Social] = {one.value: one for one in Social}
# A closed cancellation is read only while a card that was asked for before it is still being made.
ENDINGS = {"settled": Ending.SETTLED, "social_cancelled": Ending.SOCIAL_CANCELLED, "closed": Ending.SOCIAL_CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A person's cards and papers as the rooms know them, and the situation that they make.

    `sides` are the bank functions of `held`, by card number; `held` has the current card first, then its successor.
    """

    holder: PersonFacts
    held: tuple[cards.CardFacts, ...]
    sides: dict[str, bank.BankSideFacts]
    application: cards.ApplicationFacts | None
    temporary: cards.TemporaryCardFacts | None
    cancellation: cards.CancellationFacts | None
    account: bank.AccountFacts | None
    situation: Situation

    @property
    def current(self) -> cards.CardFacts | None:
        """The card in use, or on its way if there is no other."""
        return next((card for card in self.held if card.role == "current"), None)

    @property
    def successor(self) -> cards.CardFacts | None:
        """The card that is to replace the current one (S9)."""
        return next((card for card in self.held if card.role == "successor"), None)

    @property
    def in_hand(self) -> tuple[cards.CardFacts, ...]:
        """The cards that the holder has, and so may have lost: the current one first, a new one that is not in use yet after it."""
        return tuple(card for card in self.held if PLACES.get(card.state) is Place.IN_HAND)

    @property
    def is_close_pending(self) -> bool:
        """True when the hall has cancelled and the bank has still to pay out and close (S11.2)."""
        return self.situation.ending is Ending.SOCIAL_CANCELLED and self.account is not None

    @property
    def is_ending(self) -> bool:
        """True while a cancellation is under way, or one is due after a death (S11)."""
        is_due = self.situation.is_dead and (self.account is not None or bool(self.held) or self.situation.has_only_medical_money)
        return self.cancellation is not None or is_due

    @property
    def newest(self) -> cards.CardFacts | None:
        """The card that is to be collected or activated next."""
        return self.successor or self.current

    @property
    def bank_to_do(self) -> bool:
        """True while a card's social function is reported lost and its open bank function is not: the holder goes to the bank (S7.2).

        A card out of date takes no money out any more (S9).
        """
        return any(card.loss is not Loss.NONE and card.bank_is_open for card in self.situation.in_hand)


def standing_of(person_id: int, *, on: date) -> Standing:
    """Gather where a person stands, in two trips. Refuses PersonUnknown."""
    return standing_told(fetch_all(ask_standing(person_id)), on=on)


def locked_standing(person_id: int, *, on: date) -> Standing:
    """Lock the person's cards until the act ends, then gather: of two acts at once the second sees what the first did.

    Refuses PersonUnknown.
    """
    _locked, *answers = fetch_all(ask_locked_standing(person_id))
    return standing_told(answers, on=on)


def judged_standing(act: Permission, *, person_id: int, channel: Channel, comes: Comes, on: date) -> Standing:
    """Lock and gather, and ask the decision table whether this act may be done. Refuses PersonUnknown, what `check` refuses."""
    stands = locked_standing(person_id, on=on)
    check(act, stands.situation, channel=channel, comes=comes)
    return stands


def ask_standing(person_id: int, *, social_number: str = "") -> tuple[Ask, ...]:
    """Return the questions where a person stands; `standing_told` reads the answers.

    The bank knows its customers by number: it is among those asked if the caller knows the `social_number` already.
    """
    own = (people.ask_person(person_id), cards.ask_live_cards(person_id), cards.ask_pending(person_id))
    return (*own, *bank.holding_asked(social_number).asks) if social_number else own


def ask_locked_standing(person_id: int, *, social_number: str = "") -> tuple[Ask, ...]:
    """Return the lock of the person's cards and the questions behind it, for an act that sends them with its beginning."""
    return (cards.ask_lock_live_cards(person_id), *ask_standing(person_id, social_number=social_number))


def standing_told(answers: Sequence[Rows], *, on: date, social_number: str = "") -> Standing:
    """Return where the person stands, from the answers to `ask_standing` with the same number; without it the bank is asked now.

    A number that is not the holder's any more counts as none. Refuses PersonUnknown.
    """
    person, held, pending, *of_bank = answers
    holder = people.person_told(person)
    holding = bank.holding_asked(holder.social_number)
    is_told = holder.social_number == social_number
    stands = stand(
        holder=holder,
        held=cards.live_cards_told(held),
        holding=holding.told(*of_bank) if is_told else answer(holding),
        pending=cards.pending_told(pending),
        on=on,
    )
    return stands if stands.situation.has_something else with_medical(stands, medical.holdings(holder.id))


def with_medical(stands: Standing, holdings: medical.Holdings) -> Standing:
    """Return the same standing, knowing what medical money is left where nothing else is (S11.2). It asks the database nothing."""
    is_left = not stands.situation.has_something and any(one is not None and one.balance_fen for one in holdings)
    return replace(stands, situation=replace(stands.situation, has_only_medical_money=is_left))


def stand(
    *,
    holder: PersonFacts,
    held: tuple[cards.CardFacts, ...],
    holding: bank.Holding,
    pending: cards.Pending,
    on: date,
) -> Standing:
    """Put together what has been gathered already; `held` are the live cards. It asks the database nothing."""
    sides = {side.card_number: side for side in holding.sides}
    stands = {card.role: stand_of(card, sides.get(card.card_number), on=on) for card in held}
    application, temporary, cancellation = pending.application, pending.temporary, pending.cancellation
    is_asked_for = application is not None and application.is_replacement
    situation = Situation(
        current=stands.get("current", NO_CARD),
        successor=stands.get("successor", NO_CARD),
        has_application=application is not None,
        is_replacing=is_asked_for or "successor" in stands,
        temporary=Temporary(temporary.state) if temporary else Temporary.NONE,
        ending=ENDINGS[cancellation.state] if cancellation else Ending.NONE,
        has_account=holding.account is not None,
        is_dead=not holder.is_alive_on(on),
        died_on=None if holder.is_alive_on(on) else holder.died_on,
    )
    return Standing(
        holder=holder, held=held, sides=sides, application=application, temporary=temporary, cancellation=cancellation,
        account=holding.account, situation=situation,
    )  # fmt: skip


def stand_of(card: cards.CardFacts, side: bank.BankSideFacts | None, *, on: date) -> CardStand:
    """How one card stands that day, in the words of the decision table."""
    is_out_of_date = card.is_out_of_date_on(on)
    return CardStand(
        place=PLACES.get(card.state, Place.MAKING),
        social=SOCIAL.get(card.social_state, Social.NONE),
        loss=Loss(card.loss),
        pin_locked=card.pin_locked,
        bank=BankSide(side.state) if side else BankSide.NONE,
        bank_lost=side.is_lost if side else False,
        bank_pin_locked=side.is_pin_locked if side else False,
        bank_frozen=side.is_frozen if side else False,
        is_out_of_date=is_out_of_date,
        valid_until=card.valid_until if is_out_of_date else None,
    )
