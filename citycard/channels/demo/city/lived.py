"""The story of the cast, lived through the real verbs: applied, checked, made with real files, told, collected, activated.

Whatever a desk, the card centre, the bank or the sample factory would have done is done by the same verb, on the day it
would have been; so their pages show a true history, and a seeded city proves that the verbs fit together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from citycard import bank, cards, journeys, notices, people
from citycard.audit import Actor
from citycard.cards import Collector, Source
from citycard.channels.demo import factory
from citycard.channels.files import Style, file_name, read, write
from citycard.channels.files.exchange import send_bank_file, send_factory_file, take_bank_return, take_factory_return
from citycard.journeys import IdentityShown
from citycard.people import PersonFacts
from citycard.pins import PinEntry
from citycard.policy import Comes, city
from citycard.shared.exchange import BANK_OUT, BANK_RETURN
from citycard.shared.numbers import citizen

from . import replaced, stages
from .afterwards import live_on
from .desks import Desks, agents_papers, papers, system
from .expired import is_within_the_rules
from .named import Named
from .places import Places
from .residents import DIVISION

COMMUNITY, EMPLOYER, SCHOOL, CENTRE, BANK, HALL = "S0101", "D0011", "X0021", "C0105", "Y0009", "K0317"
AGAIN = 3  # the production run of the cards that are made again
REPLACED = (replaced.REPLACEMENT_ASKED, replaced.IN_HOSPITAL)
UNIT_CLERK = {"employer": EMPLOYER, "school": SCHOOL}
SAMPLE_PIN = "482917"
AGENT = Collector(name="吴丹", number=citizen.make(DIVISION, date(1987, 7, 7), 12), relation="单位取卡人")


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """One of the cast with the row in the register, and who cares for the person."""

    named: Named
    facts: PersonFacts
    guardian: PersonFacts | None

    @property
    def comes(self) -> Comes:
        """Who stands at the counter."""
        return Comes.HOLDER if self.guardian is None else Comes.GUARDIAN

    @property
    def taker(self) -> PersonFacts:
        """Whose ID is shown."""
        return self.guardian or self.facts


class Story:
    """The city's first cards, told from the day of seeding backwards."""

    def __init__(self, *, at: datetime, cast: Sequence[Named], places: Places, photo: bytes) -> None:
        self.at = at
        self.photo = photo
        self.desks = Desks(at.date())
        self.offices = {office.code: office.id for office in places.offices}
        self.tellers = {office.id: f"B{2000 + office.id}" for office in places.of_kind("bank_branch")}
        self.tellers |= {self.offices["YH01"]: "B1108", self.offices["KF01"]: HALL}
        known = people.people_by_number(named.number for named in cast)
        by_key = {named.key: known[named.number] for named in cast}
        self.players = [
            Player(named=named, facts=by_key[named.key], guardian=by_key.get(named.guardian))
            for named in cast
            if _applies(named, on=at.date())
        ]
        self.inbox = notices.DemoInbox()

    def live(self) -> None:
        """Live wave after wave, the oldest first; then do today's work on the old medical cards."""
        for wave in sorted({player.named.wave for player in self.players}, reverse=True):
            self._wave(wave, [player for player in self.players if player.named.wave == wave])
        self._replace([player for player in self.players if player.named.befell in REPLACED])
        for player in self.players:
            if player.named.befell and player.named.befell not in REPLACED:
                live_on(player.named.befell, player.facts, desks=self.desks, at=self._when(1, 15))
        journeys.expire_old_medical_cards(by=system(), at=self.at)
        self._send(self.at)

    def _when(self, ago: int, hour: int, minute: int = 0) -> datetime:
        return (self.at - timedelta(days=ago)).replace(hour=hour, minute=minute, second=0, microsecond=0)

    def _replace(self, players: list[Player]) -> None:
        """S9, S10: some lost their cards; one new card waits already, while its holder is in hospital with a temporary one."""
        replaced.stock_temporary_cards(self.desks, at=self._when(90, 9))
        waiting = [player for player in players if player.named.befell == replaced.IN_HOSPITAL]
        asked = self._when(stages.SUBMITTED_BEFORE + AGAIN + 1, 10)
        self._make_again(
            [self._ask(player, asked) for player in waiting], {self.offices[player.named.pickup] for player in waiting}
        )
        for player in waiting:
            replaced.lend_temporary_card(player.facts, desks=self.desks, at=self._when(AGAIN + 8, 14))
        for player in players:
            if player not in waiting:
                self._ask(player, self._when(2, 19))

    def _ask(self, player: Player, at: datetime) -> int:
        return replaced.ask_for_replacement(player.facts, pickup_office_id=self.offices[player.named.pickup], at=at)

    def _make_again(self, applications: list[int], office_ids: set[int]) -> None:
        """S9: the way of making is the first card's, until the new cards wait for their holders."""
        at = self._when(stages.ACCEPTED_BEFORE + AGAIN, 9, 30)
        cards.accept_applications(by=self.desks.at(CENTRE), key=f"sample-accept-{AGAIN}", at=at, application_ids=applications)
        batch_id = self._batch(AGAIN, applications)
        self._bank_files(batch_id, AGAIN)
        self._factory_files(batch_id, AGAIN)
        self._send_out(batch_id, AGAIN, office_ids)

    def _batch(self, wave: int, applications: list[int]) -> int:
        batch = cards.make_batch(
            by=self.desks.at(CENTRE),
            key=f"sample-batch-{wave}",
            at=self._when(stages.MADE_BEFORE + wave, 9),
            bank=city().bank_code,
            factory=city().factory_code,
            application_ids=applications,
        )
        return batch.batch_id

    def _wave(self, wave: int, players: list[Player]) -> None:
        """Take one production run as far as its people's stage."""
        applied = self._when(stages.SUBMITTED_BEFORE + wave, 10)
        applications = [self._apply(player, applied + timedelta(minutes=9 * place)) for place, player in enumerate(players)]
        stage = players[0].named.stage
        if stage == stages.SUBMITTED:
            return
        at = self._when(stages.ACCEPTED_BEFORE + wave, 9, 30)
        cards.accept_applications(by=self.desks.at(CENTRE), key=f"sample-accept-{wave}", at=at, application_ids=applications)
        if stage == stages.ACCEPTED:
            return
        batch_id = self._batch(wave, applications)
        if stage == stages.NUMBERED:
            return
        self._bank_files(batch_id, wave)
        self._factory_files(batch_id, wave)
        self._hand_out(batch_id, wave, players)

    def _apply(self, player: Player, at: datetime) -> int:
        """S3: at the community, or by the unit."""
        named, who = player.named, player.facts
        if named.unit:
            by, source = self.desks.at(UNIT_CLERK[named.unit]), Source.UNIT
        else:
            shown = papers("card-apply", who=who, comes=player.comes, on=at.date(), guardian=player.guardian)
            by, source = self.desks.at(COMMUNITY, documents=shown), Source.INDIVIDUAL
        receipt = cards.submit_application(
            by=by,
            key=f"sample-apply-{named.key}",
            at=at,
            person_id=who.id,
            pickup_office_id=self.offices[named.pickup],
            phone=who.phone,
            photo=self.photo,
            source=source,
            office_id=None if named.unit else by.office_id,
            unit_id=by.unit_id if named.unit else None,
            comes=player.comes,
            guardian_number=player.guardian.social_number if player.guardian is not None else "",
        )
        return receipt.application_id

    def _bank_files(self, batch_id: int, wave: int) -> None:
        """S3: the pre-opening file goes to the bank, the return file comes back."""
        start = stages.MADE_BEFORE + wave
        sent = send_bank_file(by=self.desks.at(CENTRE), key=f"sample-bank-{wave}", at=self._when(start, 14), batch_id=batch_id)
        content = b"".join(sent.chunks())
        asked = read(layout=BANK_OUT, name=sent.name, chunks=[content])
        bank.pre_open(by=self.desks.at(BANK), key=f"sample-open-{wave}", at=self._when(start - 1, 9), file=asked)
        answer = bank.pre_open_return(asked.head.batch_number)
        take_bank_return(
            by=self.desks.at(CENTRE),
            key=f"sample-bank-return-{wave}",
            at=self._when(start - 1, 15),
            name=file_name(layout=BANK_RETURN, head=answer.head, style=Style.CSV),
            chunks=write(layout=BANK_RETURN, head=answer.head, blocks=answer.blocks),
        )

    def _factory_files(self, batch_id: int, wave: int) -> None:
        """S1.4: the factory makes the cards; the day it did is the issue date. Then they go into the store."""
        start, made_on = stages.MADE_BEFORE + wave - 2, self._when(stages.ISSUED_BEFORE + wave, 8).date()
        centre = self.desks.at(CENTRE)
        sent = send_factory_file(by=centre, key=f"sample-factory-{wave}", at=self._when(start, 10), batch_id=batch_id)
        made = factory.make_return(name=sent.name, chunks=sent.chunks(), on=made_on)
        at = self._when(stages.ISSUED_BEFORE + wave - 1, 11)
        take_factory_return(by=centre, key=f"sample-factory-return-{wave}", at=at, name=made.name, chunks=made.chunks)
        cards.stock_batch(by=centre, key=f"sample-stock-{wave}", at=at + timedelta(hours=3), batch_id=batch_id)

    def _hand_out(self, batch_id: int, wave: int, players: list[Player]) -> None:
        """S4: sent to halls and branches, told by SMS, the old card's clock started, collected."""
        self._send_out(batch_id, wave, {self.offices[player.named.pickup] for player in players})
        for minute, player in enumerate(players):
            self._take(player, wave, self._when(wave - 2, 10, minute))

    def _send_out(self, batch_id: int, wave: int, office_ids: set[int]) -> None:
        for office_id in sorted(office_ids):
            shipment = cards.dispatch(
                by=self.desks.at(CENTRE),
                key=f"sample-dispatch-{wave}-{office_id}",
                at=self._when(stages.SENT_BEFORE + wave, 16),
                office_id=office_id,
                batch_id=batch_id,
            )
            journeys.announce_pickup(
                by=self.desks.at(self.tellers[office_id]),
                key=f"sample-announce-{wave}-{office_id}",
                at=self._when(wave, 9, 20),
                shipment_id=shipment.shipment_id,
            )
        self._send(self._when(wave, 9, 30))
        journeys.start_old_card_clocks(by=system(), at=self._when(wave, 9, 40))

    def _send(self, at: datetime) -> None:
        notices.send_due(at=at, port=self.inbox)
        notices.take_reports(at=at, port=self.inbox)

    def _take(self, player: Player, wave: int, at: datetime) -> None:
        """S4.1, S4.2: a unit's agent fetches its cards; everybody else, or the guardian, collects at the branch."""
        card = cards.card_of(player.facts.id)
        stage = player.named.stage
        if card is None or stage == stages.AWAITING:
            return
        if stage == stages.WITH_UNIT:
            cards.collect_by_unit_agent(
                by=self.desks.at(HALL, documents=agents_papers(AGENT.number)),
                key=f"sample-unit-{wave}",
                at=at,
                unit_id=player.facts.unit_id or 0,
                card_ids=[card.id],
                agent=AGENT,
            )
            return
        self._collect(player, card, at)
        if stage == stages.ACTIVE:
            self._activate(player, card, at + timedelta(minutes=7))

    def _collect(self, player: Player, card: cards.CardFacts, at: datetime) -> None:
        taker = player.taker
        cards.collect(
            by=self._teller(player, card, "card-collect", at),
            key=f"sample-collect-{card.id}",
            at=at,
            card_id=card.id,
            office_id=card.pickup_office_id,
            comes=player.comes,
            collector=Collector(name=taker.name, number=taker.social_number, relation=player.named.relation or "本人"),
            card_number_shown=card.card_number,
        )

    def _activate(self, player: Player, card: cards.CardFacts, at: datetime) -> None:
        """S5.1: three effects at once; who pays for himself signs the mandate in the same visit (S2.3)."""
        journeys.activate(
            by=self._teller(player, card, "card-activate", at),
            key=f"sample-activate-{card.id}",
            at=at,
            person_id=player.facts.id,
            card_id=card.id,
            comes=player.comes,
            identity=IdentityShown(
                kind="resident_id_card", number=player.taker.social_number, valid_until=player.taker.id_valid_until
            ),
            card_number_shown=card.card_number,
            pin_first=PinEntry(SAMPLE_PIN),
            pin_second=PinEntry(SAMPLE_PIN),
            sign_mandate=player.facts.category == "self_employed",
        )

    def _teller(self, player: Player, card: cards.CardFacts, service: str, at: datetime) -> Actor:
        shown = papers(service, who=player.facts, comes=player.comes, on=at.date(), guardian=player.guardian)
        return self.desks.at(self.tellers[card.pickup_office_id], documents=shown, terminal="2号柜台")


def _applies(named: Named, *, on: date) -> bool:
    return named.stage != stages.NONE and is_within_the_rules(named, on=on)
