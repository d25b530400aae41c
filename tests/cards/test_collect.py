"""S4: dispatch, receipt at the office, collection by holder, guardian, agent and unit, a wrong face, activation."""

from datetime import date

import pytest

from citycard import cards
from citycard.audit import Channel, ShownDocument
from citycard.cards.models import Application, Card, Handover, SocialSide
from citycard.policy import Comes
from citycard.shared.numbers.citizen import CitizenNumberWrongCheck
from tests import factories
from tests.cards.city import ID_CARD, LATER, act, clerk, live, stocked
from tests.factories import NOW, citizen_number

pytestmark = pytest.mark.django_db
AGENT = cards.Collector(name="张伟", number=citizen_number(born=date(1980, 1, 2), sex="1"), relation="儿子")


def counter(card: Card, *papers: ShownDocument) -> dict[str, object]:
    """Return an act at the branch where the card waits."""
    return act(LATER, clerk(Channel.BANK_BRANCH, documents=papers, office_id=card.pickup_office_id))


def collected(card: Card, comes: Comes = Comes.HOLDER, *papers: ShownDocument, **changes: object) -> "cards.CollectReceipt":
    """Collect a card at its branch."""
    asked = {"office_id": card.pickup_office_id, "collector": AGENT, "card_number_shown": card.card_number} | changes
    return cards.collect(**counter(card, *papers), card_id=card.pk, comes=comes, **asked)


def test_stocked_cards_travel_to_their_office_and_wait_there() -> None:
    """S3, S4: one shipment an office; received once, by that office."""
    batch = stocked(3)
    office = live(batch)[0].pickup_office
    assert [(line.office_id, line.card_count) for line in cards.stock()] == [(office.pk, 3)]
    sent = cards.dispatch(**act(LATER), office_id=office.pk, batch_id=batch.pk)
    assert (sent.card_count, {card.state for card in live(batch)}) == (3, {"dispatched"})
    with pytest.raises(cards.NothingToDispatch):
        cards.dispatch(**act(LATER), office_id=office.pk)
    with pytest.raises(cards.ShipmentOfOtherOffice):
        cards.receive_shipment(**act(LATER), shipment_id=sent.shipment_id, office_id=factories.make_office().pk)
    cards.receive_shipment(**act(LATER), shipment_id=sent.shipment_id, office_id=office.pk)
    with pytest.raises(cards.ShipmentReceived):
        cards.receive_shipment(**act(LATER), shipment_id=sent.shipment_id, office_id=office.pk)
    assert [line.card_id for line in cards.cards_waiting(office.pk)] == [card.pk for card in live(batch)]
    assert cards.mark_notified(card_ids=[card.pk for card in live(batch)], on=date(2026, 11, 26)) == 3


def test_the_holder_collects_with_the_own_id_card() -> None:
    """S4.2, S4.3: the application is fulfilled, the first card is free, who took it is written down."""
    card = factories.make_card(state="awaiting_pickup")
    receipt = collected(card, Comes.HOLDER, ID_CARD)
    assert (receipt.fee_fen, cards.card(card.pk).state) == (0, "with_holder")
    assert Application.objects.get(pk=card.application_id).state == "fulfilled"
    (taken,) = cards.handovers_of(card.pk)
    assert (taken.taken_by, taken.name, taken.relation) == ("holder", card.person.name, "本人")
    assert taken.number_masked.count("*") == 10


def test_a_child_without_id_card_needs_register_guardian_and_proof() -> None:
    """S4.2 (2): each of the three papers is asked for."""
    guardian = factories.make_person(born=date(1990, 5, 5))
    card = factories.make_card(person=factories.make_child(guardian=guardian), state="awaiting_pickup")
    papers = (
        ShownDocument("household_register", "applicant"),
        ShownDocument("resident_id_card", "guardian"),
        ShownDocument("birth_certificate", "guardian"),
    )
    for left_out in papers:
        with pytest.raises(cards.DocumentMissing) as caught:
            collected(card, Comes.GUARDIAN, *(paper for paper in papers if paper is not left_out))
        assert caught.value.rule == "S4.2"
    receipt = collected(card, Comes.GUARDIAN, *papers)
    assert receipt.card_id == card.pk
    assert Handover.objects.get().taken_by == "guardian"


def test_a_child_with_an_id_card_needs_it_alone() -> None:
    """S4.2 (1): under 16 with an ID card."""
    child = factories.make_child(has_id_card=True, id_valid_until=date(2030, 1, 1))
    assert collected(factories.make_card(person=child, state="awaiting_pickup"), Comes.HOLDER, ID_CARD).person_id == child.pk


def test_an_agent_brings_both_ids() -> None:
    """S4.2 (3), S13.1: the holder's and the agent's; the agent's number must be a real one."""
    card = factories.make_card(state="awaiting_pickup")
    with pytest.raises(cards.DocumentMissing):
        collected(card, Comes.AGENT, ID_CARD)
    both = (ID_CARD, ShownDocument("resident_id_card", "agent"))
    wrong = cards.Collector(name="张伟", number=AGENT.number[:-1] + ("1" if AGENT.number[-1] != "1" else "2"))
    with pytest.raises(CitizenNumberWrongCheck):
        collected(card, Comes.AGENT, *both, collector=wrong)
    collected(card, Comes.AGENT, *both)
    assert (Handover.objects.get().taken_by, Handover.objects.get().relation) == ("agent", "儿子")


def test_a_card_is_collected_where_it_waits_by_its_own_number_once() -> None:
    """S4.2: right office, right card, right state."""
    card = factories.make_card(state="awaiting_pickup")
    with pytest.raises(cards.CardAtOtherOffice):
        collected(card, Comes.HOLDER, ID_CARD, office_id=factories.make_office(kind="bank_branch").pk)
    with pytest.raises(cards.WrongCardShown):
        collected(card, Comes.HOLDER, ID_CARD, card_number_shown="A00000011")
    collected(card, Comes.HOLDER, ID_CARD)
    with pytest.raises(cards.CardNotReady):
        collected(card, Comes.HOLDER, ID_CARD)


def unit_cards(number: int) -> tuple["factories.Unit", list[Card]]:
    unit, hall = factories.make_unit(), factories.make_office(kind="card_hall")
    people = [factories.make_person(unit=unit, category="employee", born=date(1980, 1, 1 + n)) for n in range(number)]
    return unit, [factories.make_card(person=person, office=hall, state="awaiting_pickup") for person in people]


def test_a_units_agent_collects_with_letter_and_id_and_the_unit_hands_each_over() -> None:
    """S4.1: the agent is written down for each card, then each holder."""
    unit, made = unit_cards(3)
    hall = made[0].pickup_office_id
    ids = [card.pk for card in made]
    assert [line.card_id for line in cards.unit_cards_waiting(unit.pk, office_id=hall)] == ids
    letter = ShownDocument("unit_letter", "unit")
    with pytest.raises(cards.DocumentMissing) as caught:
        by = clerk(Channel.CARD_HALL, documents=(letter,), office_id=hall)
        cards.collect_by_unit_agent(**act(LATER, by), unit_id=unit.pk, card_ids=ids, agent=AGENT)
    assert caught.value.rule == "S4.1"
    both = (letter, ShownDocument("resident_id_card", "agent"))
    by = clerk(Channel.CARD_HALL, documents=both, office_id=hall)
    taken = cards.collect_by_unit_agent(**act(LATER, by), unit_id=unit.pk, card_ids=ids, agent=AGENT)
    assert (taken.card_count, {Card.objects.get(pk=pk).state for pk in ids}) == (3, {"with_unit"})
    given = cards.hand_over_in_unit(**act(LATER), unit_id=unit.pk, card_ids=ids[:2])
    assert given.card_count == 2
    assert [line.card_id for line in cards.unit_cards_in_hand(unit.pk)] == ids[2:]
    assert [one.taken_by for one in cards.handovers_of(ids[0])] == ["unit_agent", "holder"]
    assert Application.objects.filter(state="fulfilled").count() == 2
    with pytest.raises(cards.CardNotWithUnit):
        cards.hand_over_in_unit(**act(LATER), unit_id=unit.pk, card_ids=ids[:1])


def test_another_units_cards_are_not_given_and_a_holder_is_sent_to_the_unit() -> None:
    """S4.1: all cards of one unit, to that unit."""
    unit, made = unit_cards(1)
    other, others = unit_cards(1)
    papers = (ShownDocument("unit_letter", "unit"), ShownDocument("resident_id_card", "agent"))
    by = clerk(Channel.CARD_HALL, documents=papers)
    with pytest.raises(cards.CardNotOfThisUnit):
        cards.collect_by_unit_agent(**act(LATER, by), unit_id=unit.pk, card_ids=[made[0].pk, others[0].pk], agent=AGENT)
    assert {Card.objects.get(pk=card.pk).state for card in (*made, *others)} == {"awaiting_pickup"}
    with pytest.raises(cards.CollectedByUnit):
        collected(made[0], Comes.HOLDER, ID_CARD)
    assert other.pk != unit.pk


def test_a_wrong_face_is_remade_free() -> None:
    """S3, S4.3: the plastic ends, the social side with it, the application waits for the next batch as a remake."""
    card = factories.make_card(state="awaiting_pickup")
    receipt = cards.report_wrong_face(**act(LATER), card_id=card.pk, reason="相片是别人的")
    row = Application.objects.get(pk=receipt.application_id)
    assert (row.state, row.kind, row.reason, row.batch_id) == ("accepted", "remake", "相片是别人的", None)
    assert (Card.objects.get(pk=card.pk).state, SocialSide.objects.get(card=card).state) == ("ended", "superseded")
    again = cards.make_batch(**act(LATER), bank="fushun", factory="sample")
    fresh = Card.objects.get(batch_id=again.batch_id)
    assert (fresh.person_id, fresh.role) == (card.person_id, "current")
    assert fresh.card_number != card.card_number
    with pytest.raises(cards.CardNotReady):
        cards.report_wrong_face(**act(LATER), card_id=card.pk, reason="再说一次")


def test_an_activated_card_is_not_remade_this_way() -> None:
    """S3: found at collection, not later."""
    with pytest.raises(cards.CardAlreadyActive):
        cards.report_wrong_face(**act(), card_id=factories.make_card(state="active").pk, reason="相片不好看")


def test_the_social_side_follows_once_and_never_when_lost_or_not_in_hand() -> None:
    """S5.1, S7.1: sealed and with its holder; a card reported lost is not activated."""
    card = factories.make_card(state="with_holder")
    cards.activate_social_side(card_id=card.pk, at=LATER)
    assert cards.card(card.pk).code == "1"
    with pytest.raises(cards.SocialSideNotSealed):
        cards.activate_social_side(card_id=card.pk, at=LATER)
    lost = factories.make_card(state="with_holder")
    SocialSide.objects.filter(card=lost).update(loss="temporary")
    with pytest.raises(cards.CardReportedLost):
        cards.activate_social_side(card_id=lost.pk, at=LATER)
    with pytest.raises(cards.CardNotReady):
        cards.activate_social_side(card_id=factories.make_card(state="awaiting_pickup").pk, at=LATER)


@pytest.mark.parametrize(
    ("social", "loss", "locked", "code"),
    [
        ("sealed", "none", False, "0"),
        ("active", "none", False, "1"),
        ("active", "none", True, "3"),
        ("active", "temporary", True, "4"),
        ("active", "formal", True, "2"),
        ("superseded", "formal", True, "9"),
    ],
)
def test_the_reported_code_goes_by_precedence(social: str, loss: str, locked: bool, code: str) -> None:
    """S1.1: 9 · 2 · 4 · 3 · 1 · 0."""
    from dataclasses import replace

    facts = cards.card(factories.make_card(state="with_holder").pk)
    assert replace(facts, social_state=social, loss=loss, pin_locked=locked).code == code


def test_operations_sees_stages_and_how_long_cards_wait() -> None:
    """S4.4: counts for the page of the operators."""
    factories.make_card(state="awaiting_pickup", notified_on=date(2026, 9, 1))
    factories.make_card(state="awaiting_pickup", notified_on=date(2026, 11, 20))
    factories.make_card(state="active", collected_at=NOW)
    counts = {line.stage: line.count for line in cards.stage_counts(since=NOW.replace(hour=0), until=LATER)}
    assert (counts["awaiting_pickup"], counts["with_holder"], counts["active"]) == (2, 1, 1)
    ages = {line.days_from: line.count for line in cards.pickup_ageing(at=NOW)}
    assert (ages[0], ages[60]) == (1, 1)
    assert cards.collected_by_day(since=date(2026, 11, 23), until=date(2026, 11, 25)) == (
        (date(2026, 11, 23), 1),
        (date(2026, 11, 24), 0),
    )
