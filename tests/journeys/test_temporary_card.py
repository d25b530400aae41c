"""S10: the temporary card: lent with proof of admission, for hospitals only, handed back or paid for before the new card."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from citycard import cards, journeys, policy
from citycard.audit import Actor, Channel, ShownDocument, timeline
from citycard.cards.models import Card, Handover, TemporaryCard
from citycard.journeys import TemporaryUse
from citycard.notices.models import Notice
from citycard.people import PersonDead
from citycard.people.models import Person
from citycard.policy import Comes
from citycard.shared.refusal import Refusal
from tests import factories
from tests.factories import NOW, TODAY
from tests.journeys.replacing import ADMISSION, OWN_ID, Case, case, collected, key, lost, make_new, stock
from tests.journeys.visits import identity
from tests.policy import packs

pytestmark = pytest.mark.django_db(transaction=True)
GUARDIANS_ID = ShownDocument("resident_id_card", "guardian")
HOSPITAL = Actor(channel=Channel.MEDICAL, account_id=9, label="周敏 M0001")
PHARMACY = Actor(channel=Channel.PHARMACY, account_id=10, label="冯玲 P0001")


def in_hospital(**person: object) -> Case:
    """Return a person whose lost card is being replaced, at a hall that has temporary cards."""
    here = case(**person)
    stock(here)
    lost(here.card)
    here.replace_lost()
    return here


def use(number: str = "LS000001", *, by: Actor = HOSPITAL, what: TemporaryUse = TemporaryUse.SETTLEMENT) -> None:
    """Present the temporary card."""
    journeys.use_temporary_card(by=by, key=key(), at=NOW, temporary_number=number, use=what)


def row(number: str = "LS000001") -> TemporaryCard:
    return TemporaryCard.objects.get(number=number)


def test_s10_1_it_is_lent_to_a_person_in_hospital_whose_replacement_is_under_way() -> None:
    here = in_hospital()
    receipt = here.lend()
    lent = row()
    assert (lent.state, lent.person_id, lent.hospital, lent.valid_until) == ("issued", here.person.pk, "样例医院（示例）", None)
    assert lent.application_id == asked_for(here)
    assert receipt.number.startswith("LS") and receipt.fee_fen is None
    assert "LS000001" in Notice.objects.get(template="temporary_issued").text
    told = cards.temporary_stock(here.hall.pk)
    assert (told.in_stock, told.next_number, [one.number for one in told.out]) == (8, "LS000002", ["LS000001"])


def asked_for(here: Case) -> int:
    application = cards.open_application(here.person.pk)
    assert application is not None
    return application.id


def test_s10_1_not_without_a_replacement_under_way() -> None:
    here = case()
    stock(here)
    with pytest.raises(journeys.NoReplacementUnderWay):
        here.lend()
    assert row().state == "in_stock"


def test_s10_1_the_proof_of_admission_is_shown_and_its_hospital_written_down() -> None:
    here = in_hospital()
    with pytest.raises(cards.DocumentMissing) as caught:
        here.lend(by=here.hall_clerk(OWN_ID))
    assert caught.value.facts["document_label"] == "住院证明"
    for hospital in ("", "  ", "样" * 61, "样例\x00医院"):
        with pytest.raises(cards.HospitalMissing):
            here.lend(hospital=hospital)
    assert row().state == "in_stock"


def test_s10_one_at_a_time() -> None:
    here = in_hospital()
    here.lend()
    with pytest.raises(cards.TemporaryCardIssued):
        here.lend("LS000002")
    assert row("LS000002").state == "in_stock"


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        ("LS999999", cards.TemporaryCardUnknown),
        ("LS000001", cards.TemporaryCardNotInStock),
        ("KF000001", cards.TemporaryCardOfOtherHall),
    ],
)
def test_s10_only_a_card_of_this_halls_stock_is_lent(number: str, wanted: type[Refusal]) -> None:
    in_use, here = in_hospital(), case()
    here = replace(here, hall=in_use.hall)
    in_use.lend()
    stock(replace(here, hall=factories.make_office(kind="card_hall", name="另一卡服务大厅（示例）")), "KF000001", "KF000003")
    lost(here.card)
    here.replace_lost()
    with pytest.raises(wanted):
        here.lend(number)


def test_s10_2_it_is_for_hospital_stay_and_settlement_only() -> None:
    here = in_hospital()
    here.lend()
    for what in (TemporaryUse.HOSPITAL_STAY, TemporaryUse.SETTLEMENT):
        use(what=what)
    for what in (TemporaryUse.OUTPATIENT, TemporaryUse.MEDICINE, TemporaryUse.OTHER):
        with pytest.raises(journeys.TemporaryUseNotAllowed):
            use(what=what)
    with pytest.raises(journeys.NotOnThisChannel) as caught:
        use(by=PHARMACY)
    assert caught.value.rule == "S10.2" and caught.value.facts["channel"] == "medical"
    assert [line.act for line in timeline(here.person.pk, 10)].count("use_temporary_card") == 2


@pytest.mark.parametrize("by", [HOSPITAL, PHARMACY])
def test_s11_1_a_dead_patients_temporary_card_is_refused_for_the_death(by: Actor) -> None:
    """S10.2, S11.1: not for who is said to come, and not for the place either."""
    here = in_hospital()
    here.lend()
    Person.objects.filter(pk=here.person.pk).update(died_on=TODAY)
    with pytest.raises(PersonDead) as told:
        use(by=by)
    assert told.value.rule == "S11.1"


def test_s10_2_a_card_in_stock_handed_back_or_lost_is_not_used() -> None:
    here = in_hospital()
    with pytest.raises(cards.TemporaryCardNotOut):
        use()
    here.lend()
    here.hand_back()
    with pytest.raises(cards.TemporaryCardNotOut):
        use()
    here.lend()
    here.lose_temporary()
    with pytest.raises(cards.NoTemporaryCard):
        use()
    with pytest.raises(cards.TemporaryCardUnknown):
        use("LS999999")


def test_s10_2_a_city_may_set_a_validity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S10: the last day is dated policy; after it the card is refused."""
    pack = packs.copied(tmp_path, monkeypatch)
    packs.change(
        pack,
        "values/cards.yaml",
        "en: No limit until one is set.\n  dated: []",
        "en: No limit until one is set.\n  dated: [{from: 2026-01-01, value: 1}]",
    )
    here = in_hospital()
    assert here.lend().valid_until == date(2026, 12, 23)
    late = NOW.replace(month=12, day=24)
    with pytest.raises(journeys.TemporaryCardOver):
        journeys.use_temporary_card(by=HOSPITAL, key=key(), at=late, temporary_number="LS000001", use=TemporaryUse.HOSPITAL_STAY)


def test_s10_3_the_new_card_is_neither_collected_nor_activated_while_it_is_out() -> None:
    """S10.3: handed back, collected; lent again before the activation, the activation is refused too."""
    here = in_hospital()
    here.lend()
    (new,) = make_new(asked_for(here))
    with pytest.raises(cards.TemporaryCardOut):
        collected(new, here)
    new.refresh_from_db()
    assert new.state == "awaiting_pickup" and not Handover.objects.filter(card=new).exists()
    here.hand_back()
    collected(new, here)
    here.lend()
    with pytest.raises(cards.TemporaryCardOut):
        here.activate(new)
    here.hand_back()
    assert here.activate(new).is_replacement


def test_s10_3_handed_back_it_is_clean_and_in_the_stock_of_the_hall_that_took_it() -> None:
    here = in_hospital()
    here.lend()
    other = replace(here, hall=factories.make_office(kind="card_hall", name="另一卡服务大厅（示例）"))
    receipt = other.hand_back()
    back = row()
    assert (back.state, back.person_id, back.application_id, back.hospital, back.issued_at) == ("in_stock", None, None, "", None)
    assert back.office_id == other.hall.pk and receipt.hospital == "样例医院（示例）"
    with pytest.raises(cards.NoTemporaryCard):
        here.hand_back()


def test_s10_3_the_units_agent_gets_the_other_cards_and_that_one_stays_with_its_reason() -> None:
    unit = factories.make_unit()
    people = [case(unit=unit), case(unit=unit)]
    hall = people[0].hall
    by = replace(people[0].online(Channel.UNIT_HALL), unit_id=unit.pk, person_id=None)
    for one in people:
        one.hall = hall
        lost(one.card)
        one.replace_lost(by=by, comes=Comes.UNIT, asked=one.asked(pickup_office_id=hall.pk))
    stock(people[0])
    people[0].lend()
    made = make_new(*(asked_for(one) for one in people))
    agent = cards.Collector(name="吴丹", number=factories.citizen_number(born=date(1987, 7, 7)), relation="")
    papers = (
        ShownDocument("unit_letter", "unit"),
        ShownDocument("resident_id_card", "agent"),
    )
    take = {"by": people[0].hall_clerk(*papers), "at": NOW, "unit_id": unit.pk, "agent": agent}
    receipt = cards.collect_by_unit_agent(**take, key=key(), card_ids=[card.pk for card in made])
    held_back = Card.objects.get(person=people[0].person, role="successor")
    assert receipt.card_count == 1 and [one.card_id for one in receipt.left] == [held_back.pk]
    assert held_back.state == "awaiting_pickup"
    assert Card.objects.get(person=people[1].person, role="successor").state == "with_unit"
    with pytest.raises(cards.TemporaryCardOut):
        cards.collect_by_unit_agent(**take, key=key(), card_ids=[held_back.pk])
    people[0].hand_back()
    assert cards.collect_by_unit_agent(**take, key=key(), card_ids=[held_back.pk]).left == ()


def test_s10_4_lost_or_damaged_its_cost_is_paid_and_that_settles_it() -> None:
    here = in_hospital()
    here.lend()
    assert here.lose_temporary().fee_fen == 2000
    (new,) = make_new(asked_for(here))
    with pytest.raises(cards.TemporaryCardOut):
        collected(new, here)
    with pytest.raises(journeys.TemporaryFeeDiffers) as caught:
        here.settle(1999)
    assert caught.value.facts == {"due_fen": 2000, "paid_fen": 1999}
    assert here.settle().state == "settled"
    collected(new, here)
    with pytest.raises(cards.NoTemporaryFeeDue):
        here.settle()
    assert row().state == "settled" and cards.temporary_card_of(here.person.pk) is None


def test_s10_4_without_a_value_nothing_is_charged_and_nothing_settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S10.4: a real city deletes the sample; then the clerk is told that no amount is set, and once one is, it is settled."""
    pack = packs.copied(tmp_path, monkeypatch)
    packs.change(pack, "values/cards.yaml", "\n    - {from: 2026-01-01, value: 2000}", " []")
    here = in_hospital()
    here.lend()
    assert here.lose_temporary().fee_fen is None
    with pytest.raises(journeys.TemporaryFeeNotSet):
        here.settle(0)
    assert row().state == "fee_due"
    packs.change(packs.copied(tmp_path / "later", monkeypatch), "values/cards.yaml", "value: 2000", "value: 1500")
    assert here.settle(1500).fee_fen == 1500


def test_s10_4_lending_is_free() -> None:
    assert policy.integer_of("cards.temporary_fee_fen", on=TODAY) == 0


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        ("LS000001", "LS000000", cards.TemporaryRangeWrong),
        ("LS000001", "KF000002", cards.TemporaryRangeWrong),
        ("LS000001", "LS00002", cards.TemporaryRangeWrong),
        ("临时1", "临时2", cards.TemporaryRangeWrong),
        ("LS０００００１", "LS000002", cards.TemporaryRangeWrong),
        ("", "", cards.TemporaryRangeWrong),
        ("LS000001", "LS001001", cards.TemporaryRangeTooLarge),
    ],
)
def test_s10_a_range_that_is_none_is_refused(first: str, last: str, wanted: type[Refusal]) -> None:
    here = case(balance_fen=0)
    with pytest.raises(wanted):
        stock(here, first, last)
    assert not TemporaryCard.objects.exists()


def test_s10_a_range_is_taken_whole_or_not_at_all() -> None:
    here = case(balance_fen=0)
    stock(here, "ls000005", " LS000006 ")
    with pytest.raises(cards.TemporaryNumberTaken) as caught:
        stock(here, "LS000001", "LS000009")
    assert caught.value.facts == {"number": "LS000005"}
    assert TemporaryCard.objects.count() == 2


def test_s13_2_the_guardian_who_comes_for_a_patient_is_on_the_register() -> None:
    """S10.1, S13.2: the ID that was read is compared with the register; a paper that nobody read is nobody's."""
    here, mother = in_hospital(), factories.make_person()
    Person.objects.filter(pk=here.person.pk).update(is_ward=True)
    factories.make_guardianship(guardian=mother, ward=here.person, starts_on=date(2020, 1, 1))
    come: dict[str, Any] = {"comes": Comes.GUARDIAN, "by": here.hall_clerk(OWN_ID, ADMISSION, GUARDIANS_ID)}
    for read in (None, identity(factories.make_person().social_number)):
        with pytest.raises(journeys.NotTheGuardian):
            here.lend(**come, identity=read)
    with pytest.raises(journeys.IdentityNotValidKind) as kind:
        here.lend(**come, identity=identity(mother.social_number, kind="household_register"))
    assert kind.value.rule == "S13.1"
    with pytest.raises(cards.DocumentMissing):
        here.lend(comes=Comes.GUARDIAN, by=here.hall_clerk(OWN_ID, ADMISSION), identity=identity(mother.social_number))
    assert not TemporaryCard.objects.filter(state="issued").exists()
    assert here.lend(**come, identity=identity(mother.social_number)).temporary_number == "LS000001"


def test_s13_2_nobody_is_an_adults_guardian_for_a_temporary_card() -> None:
    """S10, S13.2: neither lent nor taken back, reported or settled."""
    here = in_hospital()
    with pytest.raises(journeys.GuardianNotNeeded):
        here.lend(comes=Comes.GUARDIAN, by=here.hall_clerk(OWN_ID, ADMISSION, GUARDIANS_ID), identity=identity("1"))
    here.lend()
    act: dict[str, Any] = {"by": here.hall_clerk(), "at": NOW, "person_id": here.person.pk, "comes": Comes.GUARDIAN}
    for verb in (journeys.return_temporary_card, journeys.report_temporary_card_lost):
        with pytest.raises(journeys.GuardianNotNeeded):
            verb(**act, key=key())
    journeys.report_temporary_card_lost(**(act | {"comes": Comes.HOLDER}), key=key())
    with pytest.raises(journeys.GuardianNotNeeded):
        journeys.settle_temporary_fee(**act, key=key(), paid_fen=2000)
    assert row().state == "fee_due"


def test_s13_1_an_agent_comes_for_a_patient_with_both_ids() -> None:
    here = in_hospital()
    with pytest.raises(cards.DocumentMissing):
        here.lend(comes=Comes.AGENT)
    agents = here.hall_clerk(OWN_ID, ADMISSION, ShownDocument("resident_id_card", "agent"))
    assert here.lend(comes=Comes.AGENT, by=agents).temporary_number == "LS000001"
