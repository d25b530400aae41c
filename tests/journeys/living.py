"""A person who lives with a card on the real database: each act of the model carried out by the house's own verbs (S3–S13)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection, transaction

from citycard import bank, cards, journeys
from citycard.audit import Actor, Channel, ShownDocument
from citycard.bank.models import CardSide
from citycard.cards import CardFacts, Cause, Collector, Leaving
from citycard.cards.models import Card
from citycard.channels.demo import factory
from citycard.channels.files import Style, file_name, read, write
from citycard.channels.files.exchange import send_bank_file, send_factory_file, take_bank_return, take_factory_return
from citycard.journeys import CardUse, OldCard, Standing, TemporaryUse, standing_of
from citycard.journeys.acting_for import SELF_SERVICE
from citycard.people.models import Office, Person
from citycard.pins import PinEntry, set_bank_pin
from citycard.policy import Comes
from citycard.shared.exchange import BANK_OUT, BANK_RETURN, Incoming
from citycard.staff import Permission
from tests import factories
from tests.cards.city import portrait
from tests.journeys.refunding import all_due
from tests.journeys.replacing import case, centre, mandate_in_force
from tests.journeys.taking_back import sign_twice
from tests.journeys.visits import identity

P, C = Permission, Channel
ZEROS, WRONG = "000000", "111111"
PHOTO = portrait()
_next = count(1)
OF_HOLDER = ("resident_id_card", "social_card", "new_card", "admission_proof", "death_record", "clearance_slip")
PAPERS = tuple(ShownDocument(kind=kind, holder="applicant") for kind in (*OF_HOLDER, "death_revocation"))
AGENTS_ID = ShownDocument(kind="resident_id_card", holder="agent")


def key() -> str:
    """Return a key that no act used before."""
    return f"life-{next(_next)}"


@dataclass
class Life:
    """The person, the places, and what was written on paper on the way."""

    person: Person
    agent: Person
    community: Office
    branch: Office
    hall: Office
    at: datetime
    slip: str = ""
    temporary: str = "LS999999"
    pin: str = ZEROS
    sent: tuple[int, Incoming] | None = None
    ever: list[str] = field(default_factory=list)

    @property
    def stands(self) -> Standing:
        """Where the person stands now, as the house reads it."""
        return standing_of(self.person.pk, on=self.at.date())

    @property
    def newest(self) -> CardFacts:
        """The newest live card; without any the first one that ever was."""
        return self.stands.newest or cards.cards_of(self.person.pk)[0]

    @property
    def current(self) -> CardFacts:
        """The card in use, the newest without one."""
        return self.stands.current or self.newest

    def by(self, channel: Channel, comes: Comes) -> Actor:
        """Who acts at that place: the holder or agent on a screen, or a clerk with every paper on the counter."""
        who = self.agent if comes is Comes.AGENT else self.person
        if channel in SELF_SERVICE:
            return Actor(channel=channel, account_id=1, label=who.name, person_id=who.pk)
        places = {C.COMMUNITY: self.community.pk, C.CARD_HALL: self.hall.pk, C.BANK_BRANCH: self.branch.pk}
        papers = (*PAPERS, AGENTS_ID) if comes is Comes.AGENT else PAPERS
        return Actor(channel=channel, account_id=2, label="孙丽 B1108", office_id=places.get(channel), documents=papers)

    def do(self, act: Permission, channel: Channel, comes: Comes) -> Any:
        """Do the act with everything right; whatever the house refuses comes out as its refusal."""
        return DOING[act](self, {"by": self.by(channel, comes), "key": key(), "at": self.at}, comes)

    def mine(self, given: dict[str, Any], comes: Comes) -> dict[str, Any]:
        """The arguments of most acts."""
        return {**given, "person_id": self.person.pk, "comes": comes}

    def asked(self) -> journeys.ReplacementAsked:
        """The new card is collected at the branch."""
        return journeys.ReplacementAsked(pickup_office_id=self.branch.pk, phone="13900001111")

    def shown(self) -> dict[str, Any]:
        """The holder's ID at the bank's counter."""
        return {"identity": identity(self.person.social_number)}

    def try_pin(self, pin: str, card_number: str = "", channel: Channel = C.MEDICAL) -> journeys.PinTryReceipt:
        """Use a card at a hospital or a pharmacy, the card in use unless another is put in."""
        return journeys.verify_social_pin(
            by=self.by(channel, Comes.HOLDER),
            key=key(),
            at=self.at,
            card_number=card_number or self.current.card_number,
            pin=PinEntry(pin),
            use=CardUse.MEDICINE,
        )

    def apply_first(self) -> None:
        """S3: ask for a first card at the community."""
        by = self.by(C.COMMUNITY, Comes.HOLDER)
        places = {"pickup_office_id": self.branch.pk, "office_id": self.community.pk}
        cards.submit_application(
            by=by, key=key(), at=self.at, person_id=self.person.pk, phone="13900001111", photo=PHOTO, **places
        )

    def withdraw(self) -> None:
        """S3: take the application back."""
        asked = self.stands.application
        assert asked is not None
        cards.withdraw_application(by=self.by(C.COMMUNITY, Comes.HOLDER), key=key(), at=self.at, application_id=asked.id)

    def send(self) -> None:
        """S3: into a batch, and the bank's file out."""
        asked = self.stands.application
        assert asked is not None
        ids = (asked.id,)
        cards.accept_applications(by=centre(), key=key(), at=self.at, application_ids=ids)
        made = cards.make_batch(by=centre(), key=key(), at=self.at, bank="fushun", factory="sample", application_ids=ids)
        out = send_bank_file(by=centre(), key=key(), at=self.at, batch_id=made.batch_id)
        self.sent = made.batch_id, read(layout=BANK_OUT, name=out.name, chunks=[b"".join(out.chunks())])

    def arrive(self) -> None:
        """S3, S4.3: opened at the bank, made, stocked, sent to the branch and announced there."""
        assert self.sent is not None
        batch_id, asked = self.sent
        act = {"by": centre(), "at": self.at}
        bank.pre_open(by=Actor(channel=C.BANK_BACK_OFFICE, account_id=3, label="Y0009"), key=key(), at=self.at, file=asked)
        answer = bank.pre_open_return(asked.head.batch_number)
        name = file_name(layout=BANK_RETURN, head=answer.head, style=Style.CSV)
        take_bank_return(**act, key=key(), name=name, chunks=write(layout=BANK_RETURN, head=answer.head, blocks=answer.blocks))
        out = send_factory_file(**act, key=key(), batch_id=batch_id)
        made = factory.make_return(name=out.name, chunks=out.chunks(), on=self.at.date())
        take_factory_return(**act, key=key(), name=made.name, chunks=made.chunks)
        cards.stock_batch(**act, key=key(), batch_id=batch_id)
        shipment = cards.dispatch(**act, key=key(), office_id=self.branch.pk, batch_id=batch_id).shipment_id
        journeys.announce_pickup(by=self.by(C.BANK_BRANCH, Comes.HOLDER), key=key(), at=self.at, shipment_id=shipment)

    def lock_social_pin(self) -> None:
        """S6.2: six wrong ones; what was tried before has left fewer."""
        while not self.try_pin(WRONG).is_locked:
            pass

    def lock_bank_pin(self) -> None:
        """S6.3: three wrong ones today."""
        side = self.stands.sides[self.current.card_number]
        with transaction.atomic():
            while not bank.try_pin(card_side_id=side.id, pin=PinEntry(WRONG), at=self.at).is_locked:
                pass

    def run_out(self) -> None:
        """S3, S9: yesterday was the last day of the older card in hand that was good until then."""
        today = self.at.date()
        held = (one for one in self.stands.held if one.state == "with_holder" and not one.is_out_of_date_on(today))
        Card.objects.filter(pk=next(held).id).update(
            issued_on=today - timedelta(days=3653), valid_until=today - timedelta(days=1)
        )

    def freeze(self) -> None:
        """A court's order, and its end."""
        side = CardSide.objects.get(card_number=self.current.card_number)
        CardSide.objects.filter(pk=side.pk).update(is_frozen=not side.is_frozen)


def _collect(life: Life, given: dict[str, Any], comes: Comes) -> Any:
    collector = (
        Collector(name=life.agent.name, number=life.agent.social_number)
        if comes is Comes.AGENT
        else Collector(name="", number="")
    )
    card = life.newest
    shown = {"card_id": card.id, "card_number_shown": card.card_number, "office_id": life.branch.pk}
    return cards.collect(**given, **shown, comes=comes, collector=collector)


def _activate(life: Life, given: dict[str, Any], comes: Comes) -> Any:
    card, pin = life.newest, PinEntry("604318")
    shown = {"card_id": card.id, "card_number_shown": card.card_number, **life.shown()}
    return journeys.activate(**life.mine(given, comes), **shown, pin_first=pin, pin_second=pin)


def _change_pin(life: Life, given: dict[str, Any], comes: Comes) -> Any:
    new = PinEntry("739154" if life.pin == ZEROS else ZEROS)
    done = journeys.change_social_pin(
        **given, comes=comes, card_number=life.current.card_number, present=PinEntry(life.pin), first=new, second=new
    )
    life.pin = "739154" if life.pin == ZEROS else ZEROS
    return done


def _reset_pin(life: Life, given: dict[str, Any], comes: Comes) -> Any:
    done = journeys.reset_social_pin(**life.mine(given, comes), card_number_shown=life.current.card_number)
    life.pin = ZEROS
    return done


def _reset_bank(life: Life, given: dict[str, Any], comes: Comes) -> Any:
    pin = PinEntry("246813")
    shown = {"card_number_shown": life.current.card_number, **life.shown()}
    return journeys.reset_bank_pin(**life.mine(given, comes), **shown, pin_first=pin, pin_second=pin)


def _lend(life: Life, given: dict[str, Any], comes: Comes) -> Any:
    number = f"LS{next(_next):06d}"
    stock = {"by": life.by(C.CARD_HALL, Comes.HOLDER), "key": key(), "at": life.at, "office_id": life.hall.pk}
    cards.stock_temporary_cards(**stock, first=number, last=number)
    done = journeys.issue_temporary_card(**life.mine(given, comes), temporary_number=number, hospital="样例医院（示例）")
    life.temporary = number
    return done


def _settle(life: Life, given: dict[str, Any], comes: Comes) -> Any:
    stands = life.stands
    reason = Leaving.DIED if stands.situation.is_dead else Leaving.SETTLED_ABROAD
    return journeys.settle_refunds(**life.mine(given, comes), reason=reason, **all_due(stands))


def _cancel(life: Life, given: dict[str, Any], comes: Comes) -> Any:
    done = journeys.cancel_social(**life.mine(given, comes))
    life.slip = done.number
    return done


DOING: dict[Permission, Callable[[Life, dict[str, Any], Comes], Any]] = {
    P.COLLECT: _collect,
    P.ACTIVATE: _activate,
    P.VERIFY_SOCIAL_PIN: lambda life, given, comes: life.try_pin(life.pin, channel=given["by"].channel),
    P.CHANGE_SOCIAL_PIN: _change_pin,
    P.RESET_SOCIAL_PIN: _reset_pin,
    P.RESET_BANK_PIN: _reset_bank,
    P.UNLOCK_BANK_PIN: lambda life, given, comes: journeys.unlock_bank_pin(
        **life.mine(given, comes), **life.shown(), card_number_shown=life.current.card_number
    ),
    P.REPORT_LOSS: lambda life, given, comes: journeys.report_loss(**life.mine(given, comes)),
    P.TAKE_BACK_LOSS: lambda life, given, comes: journeys.take_back_loss(
        **life.mine(given, comes), **life.shown(), card_number_shown=life.newest.card_number
    ),
    P.REPLACE_LOST_CARD: lambda life, given, comes: journeys.replace_lost_card(**life.mine(given, comes), asked=life.asked()),
    P.CHANGE_CARD: lambda life, given, comes: journeys.change_card(
        **life.mine(given, comes), cause=Cause.DAMAGED, old_card=OldCard.UNUSABLE, asked=life.asked()
    ),
    P.HAND_IN_CARD: lambda life, given, comes: journeys.hand_in_card(
        **life.mine(given, comes), card_number_shown=life.current.card_number
    ),
    P.ISSUE_TEMPORARY_CARD: _lend,
    P.RETURN_TEMPORARY_CARD: lambda life, given, comes: journeys.return_temporary_card(**life.mine(given, comes)),
    P.REPORT_TEMPORARY_CARD_LOST: lambda life, given, comes: journeys.report_temporary_card_lost(**life.mine(given, comes)),
    P.SETTLE_TEMPORARY_FEE: lambda life, given, comes: journeys.settle_temporary_fee(**life.mine(given, comes), paid_fen=2000),
    P.USE_TEMPORARY_CARD: lambda life, given, comes: journeys.use_temporary_card(
        **given, temporary_number=life.temporary, use=TemporaryUse.SETTLEMENT
    ),
    P.RECORD_DEATH: lambda life, given, comes: journeys.record_death(**given, person_id=life.person.pk, died_on=life.at.date()),
    P.PREPARE_TAKE_BACK_DEATH: lambda life, given, comes: sign_twice(**life.mine(given, comes)),
    P.SETTLE_REFUNDS: _settle,
    P.CANCEL_SOCIAL: _cancel,
    P.CLOSE_ACCOUNT: lambda life, given, comes: journeys.close_account(
        **life.mine(given, comes), clearance_number=life.slip or "QH20261123-000000"
    ),
}


def hand_in(life: Life, comes: Comes) -> Any:
    """S9: the changed card is handed in over the community's desk."""
    given = {"by": life.by(C.COMMUNITY, comes), "key": key(), "at": life.at}
    shown = {"cause": Cause.DAMAGED, "old_card": OldCard.HANDED_IN, "asked": life.asked()}
    return journeys.change_card(**life.mine(given, comes), **shown)


def _serials_of_the_bank() -> None:
    """The factories number accounts and cards by hand: the bank's own numbers begin far behind them."""
    with connection.cursor() as cursor:
        for name in ("bank_account_serial", "bank_card_serial"):
            cursor.execute(f"select setval('{name}', greatest(nextval('{name}'), 100000000))")


def begin(*, balance_fen: int) -> Life:
    """Return somebody of a community with a card in use, a mandate on its account and, maybe, money on it."""
    _serials_of_the_bank()
    here = case(balance_fen=balance_fen)
    mandate_in_force(here)
    side = CardSide.objects.get(card_number=here.card.card_number)
    set_bank_pin(card_side_id=side.pk, pin=PinEntry("604318"), at=factories.NOW)
    agent = factories.make_person(name="周宁")
    places = {"community": here.community, "branch": here.branch, "hall": here.hall}
    return Life(person=here.person, agent=agent, at=factories.NOW, **places)
