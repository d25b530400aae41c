"""S5.1: one act, three effects, with S2.1, S2.2 and S2.3; who may come is S13.2."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from citycard.audit import KeyReusedWithOtherInput, act_of, timeline
from citycard.bank import BankSideAlreadyActive, BankSideFrozen, BankSideReportedLost, BankSideUnknown, card_side
from citycard.bank.models import CardSide
from citycard.benefits import pension_bank_of
from citycard.cards import CardReportedLost, DocumentMissing, card
from citycard.cards.models import Card, SocialSide
from citycard.journeys import (
    ActivationNotByAgent,
    CardNotCollected,
    CardNotThisPersons,
    CardNumberDiffers,
    GuardianNotNeeded,
    IdentityExpired,
    IdentityNotValidKind,
    IdentityOfSomeoneElse,
    NotTheGuardian,
)
from citycard.ledger import BookName, trial_balance
from citycard.mandates import MandateOnlyForIndividuals, MandateRow, live_mandate, take_over_mandates
from citycard.medical import VoidReason, expire, old_card, personal_account, start_clock
from citycard.notices import notices_of
from citycard.people import PersonDead
from citycard.people.models import Person
from citycard.pins import PinEntry, PinsDiffer, verify_bank_pin
from citycard.policy import Comes
from tests.factories import CHINA, NOW, TODAY, make_card, make_child, make_guardianship, make_old_card, make_person
from tests.journeys.visits import GUARDIANS_PAPERS, HOLDERS_PAPERS, identity, pension_elsewhere, teller, visit

pytestmark = pytest.mark.django_db


def test_s5_1_the_three_effects_come_together() -> None:
    come = visit()
    receipt = come()
    side, social = card_side(come.card.card_number), card(come.card.pk)
    old, own = old_card(receipt.person_id), personal_account(receipt.person_id)
    assert side and old and own
    assert (side.state, side.activated_at) == ("active", NOW)
    assert (social.social_state, social.activated_at, social.code) == ("active", NOW, "1")
    assert (old.state, old.void_reason, old.balance_fen) == ("void", VoidReason.ACTIVATED, 0)
    assert own.balance_fen == 128_650
    assert trial_balance(book=BookName.MEDICAL, day=TODAY).is_balanced


def test_s5_1_the_receipt_says_what_happened_and_hides_the_numbers() -> None:
    come = visit()
    receipt = come()
    assert receipt.number.startswith("JH20261123-") and not receipt.replayed
    assert (receipt.has_old_card, receipt.moved_fen, receipt.balance_fen) == (True, 128_650, 0)
    assert (receipt.pension_from_bank, receipt.mandate_effective_on) == ("", None)
    side = card_side(come.card.card_number)
    assert side is not None
    kept = str(receipt.to_json())
    assert side.bank_card_number not in kept and come.card.card_number not in kept and side.account_number not in kept
    assert receipt.bank_card_masked == side.number_masked


def test_s5_3_the_bank_pin_is_the_one_that_was_entered_and_stands_nowhere_in_clear() -> None:
    come = visit()
    come()
    side = card_side(come.card.card_number)
    assert side and verify_bank_pin(card_side_id=side.id, pin=PinEntry("739154"), at=NOW).is_right
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(a::text, '') from act a")
        (acts,) = cursor.fetchone()
    assert "739154" not in acts and come.values["identity"].number not in acts


def test_s5_4_the_old_cards_pin_does_not_carry_over() -> None:
    """The social PIN of the new card is the initial one, whatever the old card's was: no row is taken over."""
    come = visit()
    come()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pins_social_pin")
        assert cursor.fetchone() == (0,)


def test_s2_1_who_never_had_an_old_card_gets_a_personal_account_with_nothing_on_it() -> None:
    come = visit(balance_fen=None)
    receipt = come()
    own = personal_account(receipt.person_id)
    assert (receipt.has_old_card, receipt.moved_fen) == (False, 0) and own and own.balance_fen == 0
    assert [line.template for line in notices_of(receipt.person_id)] == ["card_activated_first"]


def test_s5_2_an_expired_old_cards_balance_moves_all_the_same() -> None:
    come = visit(at=NOW + timedelta(days=400))
    start_clock(person_ids=[come.values["person_id"]], notice_on=TODAY)
    expire(on=TODAY + timedelta(days=399))
    receipt = come()
    old, own = old_card(receipt.person_id), personal_account(receipt.person_id)
    assert old and own
    assert (old.void_reason, own.balance_fen, receipt.moved_fen) == (VoidReason.EXPIRED, 128_650, 128_650)


def test_s2_2_a_retirees_pension_bank_switches_and_the_pay_day_stays() -> None:
    come = visit(category="retiree")
    pension_elsewhere(come.values["person_id"])
    receipt = come()
    now = pension_bank_of(receipt.person_id)
    assert now and (now.bank, now.starts_on, now.pay_day) == ("fushun", TODAY, 15)
    assert (receipt.pension_from_bank, receipt.pension_pay_day) == ("icbc", 15)
    side = card_side(come.card.card_number)
    assert side and now.account_number == side.account_number


def test_s2_2_nobody_elses_pension_bank_switches() -> None:
    come = visit(category="self_employed")
    pension_elsewhere(come.values["person_id"])
    come()
    now = pension_bank_of(come.values["person_id"])
    assert now and now.bank == "icbc"


def test_s2_3_an_individual_signs_the_mandate_at_the_same_visit() -> None:
    come = visit()
    row = MandateRow(
        person_id=come.values["person_id"],
        bank="icbc",
        account_number="1",
        signed_on=date(2020, 1, 1),
        effective_on=date(2020, 1, 2),
    )
    take_over_mandates(rows=[row])
    receipt = come(sign_mandate=True)
    assert (receipt.mandate_effective_on, receipt.mandate_ends_banks) == (date(2026, 12, 1), ("icbc",))
    mandate, side = live_mandate(person_id=receipt.person_id), card_side(come.card.card_number)
    assert mandate and side and mandate.account_number == side.account_number


def test_s2_3_nobody_signs_who_did_not_ask_to_and_no_employee_may() -> None:
    come = visit()
    assert come().mandate_effective_on is None and live_mandate(person_id=come.values["person_id"]) is None
    employee = visit(category="employee")
    with pytest.raises(MandateOnlyForIndividuals):
        employee(sign_mandate=True)
    assert card(employee.card.pk).social_state == "sealed"


def test_s14_the_holder_is_told_with_the_amount_and_the_warning_never_to_give_a_pin_away() -> None:
    come = visit(category="retiree")
    pension_elsewhere(come.values["person_id"])
    come()
    texts = {line.template: line.text for line in notices_of(come.values["person_id"])}
    assert set(texts) == {"card_activated", "pension_bank_switched"}
    assert "1,286.50" in texts["card_activated"] and "密码" in texts["card_activated"]


def test_a2_the_record_names_channel_operator_person_papers_and_time() -> None:
    come = visit()
    come()
    line = timeline(come.values["person_id"], limit=1)[0]
    assert (line.act, line.channel, line.operator_label, line.at) == ("activate", "bank_branch", "孙丽 B1108", NOW)
    assert [document.kind for document in line.documents] == ["resident_id_card", "new_card"]
    assert act_of(line.id).facts["moved_fen"] == 128_650


def test_a3_the_same_key_gives_the_same_receipt_and_moves_nothing_again() -> None:
    come = visit()
    first = come()
    again = come()
    assert again.replayed and again.to_json() == first.to_json()
    assert len(notices_of(first.person_id)) == 1
    with pytest.raises(KeyReusedWithOtherInput):
        come(sign_mandate=True)


def test_s5_1_an_active_card_is_refused_with_the_day_of_its_activation() -> None:
    come = visit()
    come()
    with pytest.raises(BankSideAlreadyActive) as refused:
        come(key="another", at=NOW + timedelta(days=3))
    assert refused.value.facts == {"activated_on": TODAY}


def test_s13_2_an_agent_is_refused_even_with_both_ids() -> None:
    come = visit()
    for comes in (Comes.AGENT, Comes.UNIT):
        with pytest.raises(ActivationNotByAgent):
            come(comes=comes)


def test_s13_2_the_guardian_activates_for_a_child_without_an_id_card() -> None:
    father = make_person(name="陈建国", sex="1", born=date(1988, 3, 1))
    child = make_child(guardian=father)
    come = visit()
    small = make_card(person=child, state="with_holder")
    make_old_card(person=child, balance_fen=1)
    receipt = come(
        key="g", person_id=child.pk, card_id=small.pk, card_number_shown=small.card_number, comes=Comes.GUARDIAN,
        by=teller(GUARDIANS_PAPERS), identity=identity(father.social_number),
    )  # fmt: skip
    assert receipt.person_id == child.pk and receipt.moved_fen == 1


def test_s13_2_the_guardian_activates_for_a_ward() -> None:
    son = make_person(name="李强", sex="1", born=date(1980, 1, 1))
    come = visit(is_ward=True)
    ward = Person.objects.get(pk=come.values["person_id"])
    make_guardianship(guardian=son, ward=ward, starts_on=date(2020, 1, 1))
    papers = (*HOLDERS_PAPERS, *GUARDIANS_PAPERS[1:3])
    assert come(comes=Comes.GUARDIAN, by=teller(papers), identity=identity(son.social_number)).person_id == ward.pk


def test_s13_2_a_guardian_acts_neither_for_an_adult_nor_without_being_one() -> None:
    come = visit()
    with pytest.raises(GuardianNotNeeded) as refused:
        come(comes=Comes.GUARDIAN)
    assert refused.value.facts == {"age": 43}
    ward = visit(is_ward=True)
    with pytest.raises(NotTheGuardian):
        ward(comes=Comes.GUARDIAN, identity=identity(make_person().social_number))


def test_s13_2_a_guardianship_that_has_ended_does_not_count() -> None:
    former = make_person(sex="1", born=date(1980, 1, 1))
    come = visit(is_ward=True)
    ward = Person.objects.get(pk=come.values["person_id"])
    make_guardianship(guardian=former, ward=ward, starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))
    with pytest.raises(NotTheGuardian):
        come(comes=Comes.GUARDIAN, identity=identity(former.social_number))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"valid_until": date(2026, 11, 22)}, IdentityExpired),
        ({"kind": "household_register"}, IdentityNotValidKind),
        ({"kind": "new_card"}, IdentityNotValidKind),
    ],
)
def test_s5_1_a_valid_id_is_shown(changes: dict[str, Any], refusal: type[Exception]) -> None:
    come = visit()
    with pytest.raises(refusal):
        come(identity=identity(come.values["identity"].number, **changes))


@pytest.mark.parametrize("valid_until", [TODAY, None])
def test_s5_1_an_id_is_valid_on_its_last_day_and_for_life(valid_until: date | None) -> None:
    come = visit()
    assert come(identity=identity(come.values["identity"].number, valid_until=valid_until)).moved_fen == 128_650


def test_s5_1_the_id_is_the_holders_own() -> None:
    come = visit()
    with pytest.raises(IdentityOfSomeoneElse):
        come(identity=identity(make_person().social_number))


def test_s5_1_a_child_without_an_id_card_cannot_come_alone() -> None:
    come = visit(has_id_card=False, id_valid_until=None, born=date(2016, 1, 1), category="student")
    with pytest.raises(IdentityNotValidKind):
        come(identity=identity(come.values["identity"].number, kind="household_register", valid_until=None))


def test_s5_1_every_paper_of_the_catalogue_is_shown() -> None:
    come = visit()
    with pytest.raises(DocumentMissing):
        come(by=teller(HOLDERS_PAPERS[:1]))


def test_s11_nothing_is_activated_for_the_dead() -> None:
    come = visit()
    Person.objects.filter(pk=come.values["person_id"]).update(died_on=date(2026, 11, 20))
    with pytest.raises(PersonDead):
        come()


@pytest.mark.parametrize("state", ["stocked", "dispatched", "awaiting_pickup"])
def test_s5_1_a_card_that_its_holder_does_not_have_is_not_activated(state: str) -> None:
    come = visit(card_state=state)
    with pytest.raises(CardNotCollected):
        come()


def test_s5_1_it_is_the_persons_own_card_and_this_one() -> None:
    come, other = visit(), visit()
    with pytest.raises(CardNotThisPersons):
        come(card_id=other.card.pk)
    with pytest.raises(CardNumberDiffers):
        come(card_number_shown=other.card.card_number)
    assert come(card_number_shown=f" {come.card.card_number.lower()} ").card_id == come.card.pk


def test_s7_1_a_card_reported_lost_on_either_side_is_not_activated() -> None:
    social, at_bank = visit(), visit()
    SocialSide.objects.filter(card_id=social.card.pk).update(loss="temporary")
    with pytest.raises(CardReportedLost):
        social()
    CardSide.objects.filter(card_number=at_bank.card.card_number).update(is_lost=True)
    with pytest.raises(BankSideReportedLost):
        at_bank()


def test_s5_1_a_frozen_account_and_a_card_the_bank_does_not_know_are_refused() -> None:
    frozen, unknown = visit(), visit()
    CardSide.objects.filter(card_number=frozen.card.card_number).update(is_frozen=True)
    with pytest.raises(BankSideFrozen):
        frozen()
    CardSide.objects.filter(card_number=unknown.card.card_number).delete()
    with pytest.raises(BankSideUnknown):
        unknown()


def test_s5_3_the_two_entries_of_the_pin_must_agree() -> None:
    come = visit()
    with pytest.raises(PinsDiffer):
        come(pin_second=PinEntry("739155"))
    assert card(come.card.pk).social_state == "sealed"


def test_s5_1_the_day_is_chinas_day() -> None:
    """An ID that expires on the 23rd is void at 0:30 of the 24th in China, though it is still the 23rd elsewhere."""
    come = visit(at=datetime(2026, 11, 24, 0, 30, tzinfo=CHINA))
    with pytest.raises(IdentityExpired):
        come(identity=identity(come.values["identity"].number, valid_until=date(2026, 11, 23)))


def test_only_a_card_row_with_the_state_with_holder_counts() -> None:
    come = visit()
    assert Card.objects.get(pk=come.card.pk).state == "with_holder"
    assert come().card_id == come.card.pk
