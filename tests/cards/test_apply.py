"""S3: applying, correcting, withdrawing and choosing another branch, until the moment it is too late."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from citycard import cards
from citycard.audit import Channel, ShownDocument
from citycard.cards.models import Application, Batch, Card, ExchangeFile
from citycard.channels.files import FileWriter
from citycard.channels.messages import explain
from citycard.policy import Comes
from citycard.shared.numbers.mobile import MobileWrongLength
from citycard.shared.refusal import Refusal
from citycard.shared.states import MoveNotAllowed
from tests import factories
from tests.cards.city import LATER, act, apply, at_bank, clerk, live, portrait, resident, stocked
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def community() -> "factories.Office":
    return factories.make_office(kind="community")


@pytest.fixture
def branch() -> "factories.Office":
    return factories.make_office(kind="bank_branch")


def test_a_resident_applies_at_the_own_community(community: "factories.Office", branch: "factories.Office") -> None:
    """S3.2, S4.3: with the ID card, a photo, a phone and a branch; the first card is free."""
    person = resident(community)
    receipt = apply(person, branch)
    row = Application.objects.get(pk=receipt.application_id)
    assert receipt.number.startswith("SQ20261123-")
    assert (receipt.state, receipt.fee_fen, receipt.person_id) == ("submitted", 0, person.pk)
    assert (row.source, row.pickup_office_id, row.phone, row.photo.width) == ("individual", branch.pk, "13900001111", 358)


def test_a_second_application_is_refused_with_the_progress_of_the_first(
    community: "factories.Office", branch: "factories.Office"
) -> None:
    """S3: at most one open application; the refusal says its number, day and state."""
    person = resident(community)
    first = apply(person, branch)
    with pytest.raises(cards.DuplicateApplication) as caught:
        apply(person, branch)
    assert caught.value.facts == {"number": first.number, "state_label": "待审核", "submitted_on": date(2026, 11, 23)}
    assert first.number in explain(caught.value).because
    assert "to be checked" in explain(caught.value, "en").because
    assert Application.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_desks_at_the_same_instant_make_one_application() -> None:
    """S3: the database lets one win; the other is told the winner's number."""
    community = factories.make_office(kind="community")
    branch = factories.make_office(kind="bank_branch")
    person = resident(community)
    start = threading.Barrier(2)
    told: list[object] = []

    def desk() -> None:
        start.wait()
        try:
            told.append(apply(person, branch))
        except Refusal as refusal:
            told.append(refusal)
        finally:
            connection.close()

    desks = [threading.Thread(target=desk) for _ in range(2)]
    for one in desks:
        one.start()
    for one in desks:
        one.join()
    (won,) = [one for one in told if isinstance(one, cards.ApplicationReceipt)]
    (lost,) = [one for one in told if isinstance(one, cards.DuplicateApplication)]
    assert lost.facts["number"] == won.number
    assert Application.objects.filter(person=person).count() == 1


def test_the_same_form_sent_twice_is_one_application(community: "factories.Office", branch: "factories.Office") -> None:
    """A3: the first receipt again."""
    person = resident(community)
    once = act(by=clerk(Channel.COMMUNITY, documents=(ShownDocument("household_register", "applicant"),), office_id=community.pk))
    asked = {"person_id": person.pk, "pickup_office_id": branch.pk, "phone": "13900001111", "photo": portrait()}
    first = cards.submit_application(**once, **asked)
    again = cards.submit_application(**once, **asked)
    assert (again.number, again.replayed) == (first.number, True)


def test_whoever_has_a_card_gets_no_first_one(community: "factories.Office", branch: "factories.Office") -> None:
    """S3: one card in hand or awaiting pickup."""
    person = resident(community)
    factories.make_card(person=person, state="with_holder")
    with pytest.raises(cards.HasCardAlready):
        apply(person, branch)


def test_a_person_of_a_unit_is_sent_to_the_unit(community: "factories.Office", branch: "factories.Office") -> None:
    """S3.1: the unit applies for its people."""
    person = resident(community, unit=factories.make_unit(name="示例机械有限公司（示例）"), category="employee")
    with pytest.raises(cards.AppliesThroughUnit) as caught:
        apply(person, branch)
    assert "示例机械有限公司" in explain(caught.value).because


def test_a_unit_applies_for_its_own_people_only(branch: "factories.Office") -> None:
    """S3.1: not for another unit's, and the cards go to the card hall."""
    hall = factories.make_office(kind="card_hall")
    own, other = factories.make_unit(), factories.make_unit()
    person = factories.make_person(unit=own, category="employee")
    by = clerk(Channel.UNIT_HALL, unit_id=own.pk)
    asked = {"person_id": person.pk, "phone": person.phone, "source": cards.Source.UNIT}
    with pytest.raises(cards.NotOfThisUnit):
        cards.submit_application(**act(by=by), **asked, unit_id=other.pk, pickup_office_id=hall.pk)
    with pytest.raises(cards.PickupOfficeNotSuitable):
        cards.submit_application(**act(by=by), **asked, unit_id=own.pk, pickup_office_id=branch.pk)
    receipt = cards.submit_application(**act(by=by), **asked, unit_id=own.pk, pickup_office_id=hall.pk)
    assert Application.objects.get(pk=receipt.application_id).unit_id == own.pk


def test_another_communitys_resident_is_told_where_to_go(branch: "factories.Office") -> None:
    """S3.2: in person at the community they belong to."""
    own, other = factories.make_office(name="东洲社区（示例）"), factories.make_office()
    with pytest.raises(cards.NotOfThisCommunity) as caught:
        apply(resident(own), branch, office_id=other.pk)
    assert caught.value.facts == {"community": "东洲社区（示例）"}


def test_papers_are_asked_for_by_case(community: "factories.Office", branch: "factories.Office") -> None:
    """S3.2, S13.1: without the paper nothing is written; an agent brings the own ID too."""
    person = resident(community)
    none = clerk(Channel.COMMUNITY, office_id=community.pk)
    with pytest.raises(cards.DocumentMissing) as caught:
        apply(person, branch, by=none)
    assert caught.value.rule == "S3.2"
    own = ShownDocument("resident_id_card", "applicant")
    with pytest.raises(cards.DocumentMissing) as caught:
        apply(person, branch, by=clerk(Channel.COMMUNITY, documents=(own,), office_id=community.pk), comes=Comes.AGENT)
    assert caught.value.rule == "S13.1"
    copy = ShownDocument("resident_id_card", "agent", original_seen=False)
    with pytest.raises(cards.DocumentMissing):
        apply(person, branch, by=clerk(Channel.COMMUNITY, documents=(own, copy)), comes=Comes.AGENT)


def test_an_adult_gives_a_photo_and_a_small_child_need_not(community: "factories.Office", branch: "factories.Office") -> None:
    """S3: the photo is printed on the card."""
    with pytest.raises(cards.PhotoMissing):
        apply(resident(community), branch, photo=None)
    child = factories.make_child(born=date(2022, 1, 5), community=community, category="resident")
    papers = (
        ShownDocument("household_register", "applicant"),
        ShownDocument("resident_id_card", "guardian"),
        ShownDocument("household_register", "guardian"),
    )
    by = clerk(Channel.COMMUNITY, documents=papers)
    receipt = apply(child, branch, photo=None, by=by, comes=Comes.GUARDIAN)
    assert Application.objects.get(pk=receipt.application_id).photo is None


def test_a_wrong_phone_or_a_closed_branch_is_refused(community: "factories.Office", branch: "factories.Office") -> None:
    """S3.2, S4.4: the pickup notice needs a number, the card an open branch."""
    with pytest.raises(MobileWrongLength):
        apply(resident(community), branch, phone="139000011")
    with pytest.raises(cards.PickupOfficeNotSuitable):
        apply(resident(community), factories.make_office(kind="bank_branch", is_open=False))


def test_a_dead_persons_application_is_refused(community: "factories.Office", branch: "factories.Office") -> None:
    """S11.1: nothing begins for the dead."""
    from citycard.people import PersonDead

    with pytest.raises(PersonDead):
        apply(resident(community, died_on=date(2026, 11, 1)), branch)


def test_phone_and_photo_can_be_corrected_until_the_export(community: "factories.Office", branch: "factories.Office") -> None:
    """S3: also in a batch that is made; not once it is exported."""
    receipt = apply(resident(community), branch)
    changed = cards.correct_application(**act(), application_id=receipt.application_id, phone="13700002222", version=1)
    assert changed.number == receipt.number
    with pytest.raises(cards.NothingToChange):
        cards.correct_application(**act(), application_id=receipt.application_id, phone="13700002222")
    with pytest.raises(cards.ApplicationChanged):
        cards.correct_application(**act(), application_id=receipt.application_id, phone="13700003333", version=1)
    cards.accept_applications(**act(), application_ids=[receipt.application_id])
    batch = cards.make_batch(**act(), bank="fushun", factory="sample")
    cards.correct_application(**act(), application_id=receipt.application_id, photo=portrait(colour="grey"))
    cards.export_bank_file(**act(), batch_id=batch.batch_id, writer=FileWriter())
    with pytest.raises(cards.ApplicationExported):
        cards.correct_application(**act(), application_id=receipt.application_id, phone="13700004444")
    with pytest.raises(cards.ApplicationExported):
        cards.withdraw_application(**act(), application_id=receipt.application_id)


def test_a_withdrawn_application_leaves_its_batch_and_burns_its_number(
    community: "factories.Office", branch: "factories.Office"
) -> None:
    """S3, S1.3: the batch is one smaller; the person may apply again."""
    person = resident(community)
    receipts = [apply(one, branch) for one in (person, resident(community, born=date(1970, 2, 3)))]
    cards.accept_applications(**act(), application_ids=[one.application_id for one in receipts])
    made = cards.make_batch(**act(), bank="fushun", factory="sample")
    taken_back = cards.withdraw_application(**act(), application_id=receipts[0].application_id)
    assert taken_back.state == "withdrawn"
    assert (Batch.objects.get().card_count, Card.objects.filter(state="spoiled").count()) == (1, 1)
    sent = cards.export_bank_file(**act(), batch_id=made.batch_id, writer=FileWriter())
    assert sent.receipt.line_count == 1
    assert apply(person, branch).state == "submitted"
    with pytest.raises(cards.ApplicationClosed):
        cards.withdraw_application(**act(), application_id=receipts[0].application_id)


def test_the_branch_can_be_changed_until_the_card_is_dispatched(branch: "factories.Office") -> None:
    """S3: the card in the store goes to the new branch; on its way it does not."""
    batch = stocked(1)
    card = live(batch)[0]
    moved = cards.change_pickup_office(**act(), application_id=card.application_id, office_id=branch.pk)
    assert moved.application_id == card.application_id
    assert [line.office_id for line in cards.stock()] == [branch.pk]
    with pytest.raises(cards.NothingToChange):
        cards.change_pickup_office(**act(), application_id=card.application_id, office_id=branch.pk)
    cards.dispatch(**act(LATER), office_id=branch.pk)
    other = factories.make_office(kind="bank_branch")
    with pytest.raises(cards.AlreadyDispatched):
        cards.change_pickup_office(**act(LATER), application_id=card.application_id, office_id=other.pk)


def test_the_card_centre_checks_applications(community: "factories.Office", branch: "factories.Office") -> None:
    """S3, A4: accepted ones wait for a batch; a rejected one is closed with its reason."""
    first, second = (apply(resident(community, born=date(1970, 2, day)), branch) for day in (3, 4))
    assert [one.id for one in cards.applications_waiting()] == [first.application_id, second.application_id]
    receipt = cards.accept_applications(**act(), application_ids=[first.application_id, 999_999])
    assert (receipt.accepted, receipt.skipped) == (1, 1)
    rejected = cards.reject_application(**act(), application_id=second.application_id, reason="相片不是本人")
    assert rejected.state == "rejected"
    assert Application.objects.get(pk=second.application_id).reason == "相片不是本人"
    with pytest.raises(MoveNotAllowed):
        cards.reject_application(**act(), application_id=second.application_id, reason="再来一次")
    assert cards.waiting_counts() == {"submitted": 0, "accepted": 1}


def test_a_pile_checked_on_paper_is_accepted_at_once(community: "factories.Office", branch: "factories.Office") -> None:
    """S3: the oldest first."""
    for day in (3, 4, 5):
        apply(resident(community, born=date(1970, 2, day)), branch)
    assert cards.accept_all_applications(**act(), limit=2).accepted == 2


def test_progress_is_seen_from_the_first_day(community: "factories.Office", branch: "factories.Office") -> None:
    """S4.4: where the making of a card is, with days and places."""
    person = resident(community)
    assert cards.progress(person.pk) == ()
    apply(person, branch)
    steps = cards.progress(person.pk)
    assert [(step.name, step.state.value) for step in steps[:3]] == [
        ("applied", "done"),
        ("checked", "now"),
        ("bank_opened", "todo"),
    ]
    assert (steps[0].done_on, steps[0].place) == (NOW.date(), community.name)


def test_progress_at_the_end(community: "factories.Office") -> None:
    """S4.4: every step done, the issue date the factory's (S1.4)."""
    card = factories.make_card(state="active")
    steps = {step.name: step for step in cards.progress(card.person_id)}
    assert steps["produced"].done_on == card.issued_on
    assert steps["collected"].state.value in {"done", "todo"}
    assert at_bank(1).state == "bank_exported"


def test_progress_counts_the_files_of_its_own_batch(community: "factories.Office") -> None:
    """S4.4: whoever had a card made before reads the days of the new one's batch, not of the old one's."""
    old = factories.make_card(person=resident(community), state="active")
    asked = factories.make_application(person=old.person, state="batched", kind="changed", replaces_id=old.pk, cause="damaged")
    new = factories.make_card_of(application=asked, state="produced")
    counts = {"kind": "bank_in", "line_count": 1, "good_count": 1, "bad_count": 0}
    for card, days, told in ((old, 900, None), (new, 5, NOW.date() - timedelta(days=5))):
        at = NOW - timedelta(days=days)
        ExchangeFile.objects.create(batch_id=card.batch_id, name="a.csv", sha256=bytes([days % 256]) * 32, at=at, **counts)
        steps = {step.name: step for step in cards.progress(old.person_id)}
        assert steps["bank_opened"].done_on == told
