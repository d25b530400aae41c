"""The sample crowd can go on living: what was loaded is taken further by the real verbs, as a newcomer would in the pages."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from citycard import bank, cards, journeys, medical, notices, people
from citycard.cards import Collector
from citycard.cards.models import Application, Batch, Card, Shipment
from citycard.channels.demo import city, factory
from citycard.channels.demo.city import desks
from citycard.channels.demo.city.cast import CAST
from citycard.channels.files import Style, file_name, read, write
from citycard.channels.files.exchange import send_bank_file, send_factory_file, take_bank_return, take_factory_return
from citycard.journeys import IdentityShown
from citycard.pins import PinEntry
from citycard.policy import Comes
from citycard.shared.exchange import BANK_OUT, BANK_RETURN
from tests.factories import NOW

CROWD = len(CAST) + 1  # the first id behind the cast


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: object) -> Iterator[city.SeedReceipt]:
    """Seed once for this file, in a transaction that is undone behind it."""
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole._from_testcase = True  # an act is durable: it must know that this transaction is a test's
        whole.__enter__()
        yield city.seed(at=NOW, people=1_200)
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture
def counters(seeded: city.SeedReceipt, db: None) -> desks.Desks:
    return desks.Desks(NOW.date())


def make_to_the_store(batch: Batch, counters: desks.Desks, at: datetime) -> None:
    """Take a batch that was just made through bank and factory into the store."""
    centre = counters.at("C0105")
    if batch.state == "made":
        sent = send_bank_file(by=centre, key=f"b{batch.pk}", at=at, batch_id=batch.pk)
        asked = read(layout=BANK_OUT, name=sent.name, chunks=[b"".join(sent.chunks())])
        assert bank.pre_open(by=counters.at("Y0009"), key=f"o{batch.pk}", at=at, file=asked).bad_count == 0
        answer = bank.pre_open_return(batch.number)
        name = file_name(layout=BANK_RETURN, head=answer.head, style=Style.CSV)
        chunks = write(layout=BANK_RETURN, head=answer.head, blocks=answer.blocks)
        taken = take_bank_return(by=centre, key=f"r{batch.pk}", at=at, name=name, chunks=chunks)
        assert taken.bad_count == 0
    sent = send_factory_file(by=centre, key=f"f{batch.pk}", at=at, batch_id=batch.pk)
    made = factory.make_return(name=sent.name, chunks=sent.chunks(), on=at.date())
    taken = take_factory_return(by=centre, key=f"t{batch.pk}", at=at, name=made.name, chunks=made.chunks)
    assert taken.good_count == batch.card_count
    cards.stock_batch(by=centre, key=f"s{batch.pk}", at=at, batch_id=batch.pk)


def test_a_loaded_batch_goes_to_bank_and_factory(counters: desks.Desks) -> None:
    """S3: its numbers, names and addresses pass the bank's and the factory's checks."""
    batch = Batch.objects.filter(state="made", card_count__gt=5).get()
    make_to_the_store(batch, counters, NOW)
    assert set(Card.objects.filter(batch=batch).values_list("state", flat=True)) == {"stocked"}


def test_loaded_applications_are_checked_and_batched_behind_the_loaded_numbers(counters: desks.Desks) -> None:
    """S1.3: new card numbers and account numbers collide with none that was loaded."""
    waiting = list(Application.objects.filter(state="submitted", pk__gt=CROWD).values_list("pk", flat=True)[:40])
    centre = counters.at("C0105")
    assert len(waiting) == 40
    cards.accept_applications(by=centre, key="accept", at=NOW, application_ids=waiting)
    made = cards.make_batch(by=centre, key="make", at=NOW, bank="fushun", factory="sample_factory", application_ids=waiting)
    make_to_the_store(Batch.objects.get(pk=made.batch_id), counters, NOW)
    assert Card.objects.filter(batch_id=made.batch_id, state="stocked").count() == 40


def test_a_loaded_shipment_is_taken_in_and_told(counters: desks.Desks) -> None:
    """S4: cards on their way arrive, holders and units are told, the old cards' clocks start."""
    hall = people.offices(kind="card_hall")[0]
    shipment = Shipment.objects.get(received_at__isnull=True, office_id=hall.id)
    receipt = journeys.announce_pickup(by=counters.at("K0317"), key="in", at=NOW, shipment_id=shipment.pk)
    assert receipt.card_count == shipment.card_count > 0
    port = notices.DemoInbox()
    notices.send_due(at=NOW, port=port)
    journeys.start_old_card_clocks(by=desks.system(), at=NOW + timedelta(minutes=1))
    told = Card.objects.filter(shipment=shipment, application__phone__gt="")
    assert set(told.values_list("notified_on", flat=True)) == {NOW.date()}


def test_a_loaded_card_is_collected_and_activated(counters: desks.Desks) -> None:
    """S4.2, S5.1, S2.1: at North Station, by the holder; the old balance moves once."""
    north = next(office for office in people.offices(kind="bank_branch") if office.code == "YH01")
    waiting = Card.objects.filter(state="awaiting_pickup", pickup_office_id=north.id, unit=None, person_id__gte=CROWD)
    row = next(one for one in waiting.order_by("pk") if people.person(one.person_id).age_on(NOW.date()) >= 18)
    who, on = people.person(row.person_id), NOW.date()
    shown = desks.papers("card-collect", who=who, comes=Comes.HOLDER, on=on)
    cards.collect(
        by=counters.at("B1108", documents=shown),
        key="collect",
        at=NOW,
        card_id=row.pk,
        office_id=north.id,
        comes=Comes.HOLDER,
        collector=Collector(name=who.name, number=who.social_number),
        card_number_shown=row.card_number,
    )
    before = medical.old_card(who.id)
    receipt = journeys.activate(
        by=counters.at("B1108", documents=desks.papers("card-activate", who=who, comes=Comes.HOLDER, on=on)),
        key="activate",
        at=NOW,
        person_id=who.id,
        card_id=row.pk,
        comes=Comes.HOLDER,
        identity=IdentityShown(kind="resident_id_card", number=who.social_number, valid_until=who.id_valid_until),
        card_number_shown=row.card_number,
        pin_first=PinEntry("482917"),
        pin_second=PinEntry("482917"),
    )
    assert receipt.moved_fen == (before.balance_fen if before else 0)
    assert cards.card(row.pk).social_state == "active"


def test_a_units_loaded_cards_are_handed_over(counters: desks.Desks) -> None:
    """S4.1: what the unit holds is given to its people."""
    row = Card.objects.filter(state="with_unit", unit__isnull=False, person_id__gte=CROWD).first()
    by = counters.at(f"{'X' if row.unit.kind == 'school' else 'D'}{20_000 + row.unit_id}")
    cards.hand_over_in_unit(by=by, key="hand", at=NOW, unit_id=row.unit_id, card_ids=[row.pk])
    assert cards.card(row.pk).state == "with_holder"


@pytest.mark.parametrize("state", ["numbered", "in_production", "stocked", "awaiting_pickup", "with_unit", "with_holder"])
def test_every_page_has_an_answer_for_a_loaded_card(counters: desks.Desks, state: str) -> None:
    """S4.4: progress, standing, timeline and the money of a loaded person are there in every state."""
    row = Card.objects.filter(state=state, person_id__gte=CROWD).first()
    steps = cards.progress(row.person_id)
    assert steps[0].state == "done"
    assert cards.standing(row.person_id).card.card_number == row.card_number
    assert (bank.card_side(row.card_number) is None) is (state == "numbered")
    assert cards.card_of(row.person_id).state == state
