"""S3, S4, S5: every state and every event of the card room's four tables, allowed and refused, in Python and in PostgreSQL."""

from datetime import datetime
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from citycard.cards.models import Application, Batch, Card, SocialSide
from citycard.cards.states import APPLICATION, BATCH, CARD, SOCIAL_SIDE
from citycard.shared.states import Machine, MoveNotAllowed
from tests import factories
from tests.factories import NOW

MACHINES = (CARD, SOCIAL_SIDE, APPLICATION, BATCH)
EVERY = [(machine, state, event) for machine in MACHINES for state, event in product(machine.states, machine.events)]
ENDED = {"ended", "spoiled", "fulfilled", "withdrawn", "rejected"}


@pytest.mark.parametrize(("machine", "state", "event"), EVERY, ids=lambda value: getattr(value, "name", value))
def test_every_event_in_every_state(machine: Machine, state: str, event: str) -> None:
    """S3: the table's own pairs move, every other pair is refused."""
    targets = [move.target for move in machine.moves if (move.source, move.event) == (state, event)]
    if targets:
        assert [machine.after(state=state, event=event)] == targets
    else:
        with pytest.raises(MoveNotAllowed):
            machine.after(state=state, event=event)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_no_state_is_a_dead_end_but_the_last_ones(machine: Machine) -> None:
    """S3: from every state a last one can be reached, and every state has a Chinese word."""
    reach = set(machine.final_states)
    for _ in machine.states:
        reach |= {move.source for move in machine.moves if move.target in reach}
    assert reach == set(machine.states)
    assert set(machine.labels) == set(machine.states)


def _row(machine: Machine) -> Application | Batch | Card | SocialSide:
    if machine is APPLICATION:
        return factories.make_application(person=factories.make_person())
    if machine is BATCH:
        return factories.make_batch()
    card = factories.make_card(state="numbered")
    return SocialSide.objects.create(card=card, state="sealed") if machine is SOCIAL_SIDE else card


def _write(machine: Machine, pk: int, state: str) -> None:
    closing = {"card": "ended_at", "application": "closed_at"}.get(machine.name)
    extra = f", {closing} = %(at)s" if closing and state in ENDED else f", {closing} = NULL" if closing else ""
    if machine is APPLICATION:
        extra += ", accepted_at = NULL" if state in ("drafted", "submitted") else ", accepted_at = %(at)s"
    statement = f"UPDATE {machine.table} SET state = %(state)s{extra} WHERE {machine.key} = %(pk)s"
    with connection.cursor() as cursor:
        cursor.execute(statement, {"state": state, "at": NOW, "pk": pk})


@pytest.mark.django_db
@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_postgresql_holds_the_same_pairs(machine: Machine) -> None:
    """S3: the second writer meets the same door, for each pair of states."""
    row = _row(machine)
    allowed = {(move.source, move.target) for move in machine.moves}
    for source, target in product(machine.states, machine.states):
        if source == target:
            continue
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            _write(machine, row.pk, source)
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        try:
            with transaction.atomic():
                _write(machine, row.pk, target)
            moved = True
        except IntegrityError:
            moved = False
        assert moved == ((source, target) in allowed), f"{machine.name}: {source} -> {target}"


@pytest.mark.django_db
def test_no_index_knows_a_state_that_a_whole_batch_changes() -> None:
    """Decision 62: a hundred thousand cards, and their applications, move without leaving their pages."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename IN ('cards_card', 'cards_application')")
        known = [definition for (definition,) in cursor.fetchall()]
    assert len(known) > 5
    assert [definition for definition in known if "state" in definition] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "accepted_at"), [("accepted", None), ("batched", None), ("submitted", NOW)])
def test_an_application_says_when_it_was_accepted_if_it_was(state: str, accepted_at: datetime | None) -> None:
    """S3: its queue finds an application by that moment; the database lets none be without it."""
    application = factories.make_application(person=factories.make_person(), state=state)
    with pytest.raises(IntegrityError, match="cards_application_accepted_state"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(accepted_at=accepted_at)


@pytest.mark.django_db
def test_a_formal_loss_is_dated_even_by_a_server_of_the_version_before() -> None:
    """S7.2: a city migrates while its counters are open; a report that names no such moment still goes through, and back."""
    card = factories.make_card(state="active")
    side = SocialSide.objects.filter(pk=card.pk)
    side.update(loss="formal", lost_at=NOW)
    assert side.get().formal_at is not None
    side.update(loss="none", lost_at=None)
    assert side.get().formal_at is None


@pytest.mark.django_db
def test_cards_batches_and_applications_are_never_deleted() -> None:
    """S1.3: for ever one row; a number is never used twice."""
    card = factories.make_card(state="numbered")
    for table in ("cards_card", "cards_application", "cards_batch"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    assert Card.objects.filter(pk=card.pk).exists()


@pytest.mark.django_db
def test_a_card_is_born_from_its_own_application_only() -> None:
    """S3: same person, same batch; checked for the whole batch at once."""
    card = factories.make_card(state="numbered")
    other = factories.make_person()
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(
            application_id=card.application_id,
            person=other,
            batch_id=card.batch_id,
            line_no=2,
            state="numbered",
            card_number="A00000011",
            pickup_office_id=card.pickup_office_id,
        )
    assert Card.objects.count() == 1


@pytest.mark.django_db
def test_one_live_card_a_person_and_role() -> None:
    """S3: the database enforces it."""
    card = factories.make_card(state="numbered")
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(
            application_id=card.application_id,
            person_id=card.person_id,
            batch_id=card.batch_id,
            line_no=2,
            state="numbered",
            card_number="A00000011",
            pickup_office_id=card.pickup_office_id,
        )
    assert Card.objects.count() == 1


@pytest.mark.django_db
def test_no_bank_card_number_or_chip_code_is_given_twice_by_whoever_writes() -> None:
    """S1.4, S1.5: the second writer meets the same door, also after the first card has ended."""
    first, second = factories.make_card(state="stocked"), factories.make_card(state="stocked")
    for field in ("bank_card_number", "chip_code"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Card.objects.filter(pk=second.pk).update(**{field: getattr(first, field)})
    Card.objects.filter(pk=first.pk).update(bank_card_number=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.filter(pk=second.pk).update(bank_card_number=first.bank_card_number)
    assert Card.objects.get(pk=second.pk).bank_card_number == second.bank_card_number
