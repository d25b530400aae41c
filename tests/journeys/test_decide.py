"""The person page's choices: what may be done now, the rest with rule and reason (A4, S12)."""

from collections.abc import Callable
from datetime import date

import pytest

from citycard.cards.models import Card, SocialSide
from citycard.channels.messages import explain
from citycard.journeys import TABLE, ActChoice, case_on_desk, decide
from citycard.journeys.decide import ACTS, CHECKS
from citycard.people.models import Person
from citycard.policy import services
from citycard.staff import Permission, Role, operator_of
from citycard.staff.models import Posting
from tests.factories import (
    NOW,
    TODAY,
    make_application,
    make_card,
    make_office,
    make_old_card,
    make_operator,
    make_person,
    make_unit,
)
from tests.journeys.visits import visit

pytestmark = pytest.mark.django_db
P = Permission
UNTIL_IN_USE = frozenset(CHECKS)


def choices(person_id: int, *, role: Role, office: object) -> dict[Permission, ActChoice]:
    operator = operator_of(account_id=make_operator(role=role, office=office).account_id, on=TODAY)
    assert operator is not None
    return {choice.act: choice for choice in decide(case=case_on_desk(person_id, on=TODAY), operator=operator)}


def allowed(found: dict[Permission, ActChoice]) -> set[Permission]:
    """What is allowed until the card is in use."""
    return {act for act, choice in found.items() if choice.is_allowed and act in UNTIL_IN_USE}


def allowed_in_use(found: dict[Permission, ActChoice]) -> set[Permission]:
    """What is allowed of the card in use."""
    return {act for act, choice in found.items() if choice.is_allowed and act not in UNTIL_IN_USE}


def at_branch(card: Card) -> dict[Permission, ActChoice]:
    return choices(card.person_id, role=Role.BANK_TELLER, office=card.pickup_office)


def test_s6_1_the_reset_is_not_offered_for_a_card_that_is_reported_lost() -> None:
    """S6.1, S8: card and old card alike lie on the counter, so the report is taken back first; that is offered."""
    hall, card, old = make_office(kind="card_hall"), make_card(state="active"), make_old_card(person=make_person(), loss=True)
    SocialSide.objects.filter(pk=card.pk).update(loss="temporary", lost_at=NOW)
    for person_id, code in ((card.person_id, "card_reported_lost"), (old.person_id, "old_card_reported_lost")):
        found = choices(person_id, role=Role.CARD_HALL_CLERK, office=hall)
        refusal = found[Permission.RESET_SOCIAL_PIN].refusal
        assert refusal is not None and refusal.code == code
        assert found[Permission.TAKE_BACK_LOSS].is_allowed


def test_s3_2_the_community_takes_the_application_of_its_own_resident_only() -> None:
    here, there = make_office(kind="community"), make_office(kind="community")
    person = make_person(community=here)
    assert allowed(choices(person.pk, role=Role.COMMUNITY_CLERK, office=here)) == {P.SUBMIT_APPLICATION}
    found = choices(person.pk, role=Role.COMMUNITY_CLERK, office=there)
    assert allowed(found) == set() and found[P.SUBMIT_APPLICATION].refusal.code == "not_of_this_community"


def test_s3_1_the_community_sends_an_employee_to_the_unit() -> None:
    here = make_office(kind="community")
    person = make_person(community=here, unit=make_unit(), category="employee")
    found = choices(person.pk, role=Role.COMMUNITY_CLERK, office=here)
    assert found[P.SUBMIT_APPLICATION].refusal.code == "applies_through_unit"


def test_s3_an_open_application_can_be_corrected_changed_and_withdrawn_but_not_doubled() -> None:
    here = make_office(kind="community")
    person = make_person(community=here)
    make_application(person=person)
    found = choices(person.pk, role=Role.COMMUNITY_CLERK, office=here)
    assert allowed(found) == {P.CORRECT_APPLICATION, P.WITHDRAW_APPLICATION, P.CHANGE_PICKUP_OFFICE}
    assert found[P.SUBMIT_APPLICATION].refusal.code == "duplicate_application"


def test_s4_2_the_branch_hands_out_a_card_that_waits_there() -> None:
    card = make_card(state="awaiting_pickup")
    assert allowed(at_branch(card)) == {P.COLLECT, P.REPORT_WRONG_FACE}
    elsewhere = choices(card.person_id, role=Role.BANK_TELLER, office=make_office(kind="bank_branch"))
    assert elsewhere[P.COLLECT].refusal.code == "card_at_other_office"


def test_s4_1_the_card_hall_hands_a_units_card_to_its_agent_only() -> None:
    hall = make_office(kind="card_hall")
    card = make_card(person=make_person(unit=make_unit(), category="employee"), state="awaiting_pickup", office=hall)
    found = choices(card.person_id, role=Role.CARD_HALL_CLERK, office=hall)
    assert allowed(found) == {P.COLLECT_BY_UNIT_AGENT, P.REPORT_WRONG_FACE}
    assert at_branch(card)[P.COLLECT].refusal.code == "collected_by_unit"


def test_s5_1_a_collected_card_is_activated_and_an_active_one_is_not() -> None:
    come = visit()
    assert allowed(at_branch(come.card)) == {P.ACTIVATE}
    come()
    found = at_branch(come.card)
    assert allowed(found) == {P.SIGN_MANDATE}
    assert found[P.ACTIVATE].refusal.facts == {"activated_on": TODAY}


def test_s5_1_a_card_that_was_not_collected_is_not_activated() -> None:
    found = at_branch(make_card(state="awaiting_pickup"))
    assert found[P.ACTIVATE].refusal.code == "card_not_collected"
    assert found[P.SIGN_MANDATE].refusal.code == "mandate_needs_active_account"


def test_s11_for_the_dead_nothing_begins() -> None:
    come = visit()
    Person.objects.filter(pk=come.card.person_id).update(died_on=date(2026, 11, 20))
    found = at_branch(come.card)
    assert allowed(found) == set() and found[P.ACTIVATE].refusal.code == "person_dead"


def test_a2_what_another_desk_does_says_where() -> None:
    come = visit()
    found = choices(come.card.person_id, role=Role.CARD_HALL_CLERK, office=make_office(kind="card_hall"))
    refusal = found[P.ACTIVATE].refusal
    assert refusal.code == "not_permitted" and refusal.facts["places"] == "bank_teller"


def test_a2_an_operator_of_two_offices_acts_by_the_posting_of_this_desk() -> None:
    come = visit()
    person = make_operator(role=Role.BANK_TELLER, office=come.card.pickup_office)
    hall = make_office(kind="card_hall")
    Posting.objects.create(operator=person, role=Role.CARD_HALL_CLERK, office=hall, starts_on=date(2026, 1, 1))
    operator = operator_of(account_id=person.account_id, on=TODAY)
    case = case_on_desk(come.card.person_id, on=TODAY)
    chosen = {one.role: decide(case=case, operator=operator, posting=one) for one in operator.postings}
    may = {role: allowed({choice.act: choice for choice in found}) for role, found in chosen.items()}
    assert may == {Role.BANK_TELLER: {P.ACTIVATE}, Role.CARD_HALL_CLERK: set()}


def test_s7_s9_every_act_of_a_card_in_use_stands_on_every_desks_page() -> None:
    """S6.1, S6.3, S7, S8, S9, S11: what the decision table allows at a desk is what its page offers, the rest has its reason."""
    card = make_card(state="active", person=make_person(community=make_office(kind="community")))
    found = choices(card.person_id, role=Role.COMMUNITY_CLERK, office=card.person.community)
    assert allowed_in_use(found) == {P.CHANGE_SOCIAL_PIN, P.REPORT_LOSS, P.CHANGE_CARD}
    assert found[P.REPLACE_LOST_CARD].refusal.code == "loss_not_reported"
    found = choices(card.person_id, role=Role.CARD_HALL_CLERK, office=make_office(kind="card_hall"))
    assert allowed_in_use(found) == {P.RESET_SOCIAL_PIN, P.REPORT_LOSS, P.RECORD_DEATH}
    assert found[P.TAKE_BACK_LOSS].refusal.code == "nothing_reported"
    assert found[P.CLOSE_ACCOUNT].refusal.code == "not_permitted"
    assert allowed_in_use(at_branch(card)) == {P.RESET_BANK_PIN, P.REPORT_LOSS}
    at_a_hospital = {P.VERIFY_SOCIAL_PIN, P.USE_TEMPORARY_CARD}
    assert set(found) == set(ACTS) >= set(TABLE) - at_a_hospital


def test_s7_2_an_old_medical_card_is_reported_at_a_desk_but_not_at_the_bank() -> None:
    """S7.1, S7.2, S8.1: it needs no new card, and the card hall takes the report back."""
    person = make_person(community=make_office(kind="community"))
    old = make_old_card(person=person)
    hall, branch = make_office(kind="card_hall"), make_office(kind="bank_branch")
    assert choices(person.pk, role=Role.COMMUNITY_CLERK, office=person.community)[P.REPORT_LOSS].is_allowed
    found = choices(person.pk, role=Role.CARD_HALL_CLERK, office=hall)
    assert found[P.REPORT_LOSS].is_allowed and not found[P.TAKE_BACK_LOSS].is_allowed
    assert choices(person.pk, role=Role.BANK_TELLER, office=branch)[P.REPORT_LOSS].refusal.code == "no_card_in_hand"
    type(old).objects.update(loss=True)
    found = choices(person.pk, role=Role.CARD_HALL_CLERK, office=hall)
    assert found[P.TAKE_BACK_LOSS].is_allowed and not found[P.REPORT_LOSS].is_allowed


def test_a2_a_clerk_does_nothing_for_themselves() -> None:
    """A2: an operator's own page refuses every act that would otherwise be allowed; a colleague's does not."""
    card = make_card(state="active")
    operator = make_operator(role=Role.BANK_TELLER, office=card.pickup_office, person=card.person)
    own = operator_of(account_id=operator.account_id, on=TODAY)
    found = {one.act: one.refusal for one in decide(case=case_on_desk(card.person_id, on=TODAY), operator=own)}
    assert None not in found.values()
    assert found[P.REPORT_LOSS].code == found[P.SIGN_MANDATE].code == "own_affair"
    assert found[P.CANCEL_SOCIAL].code == "not_permitted"
    assert at_branch(card)[P.REPORT_LOSS].is_allowed


def test_a4_every_refusal_explains_itself_and_every_act_stands_in_the_catalogue() -> None:
    people = [make_person(), visit().card.person, make_card(state="stocked").person, make_card(state="active").person]
    seen = 0
    for person in people:
        for role, kind in (
            (Role.COMMUNITY_CLERK, "community"),
            (Role.CARD_HALL_CLERK, "card_hall"),
            (Role.BANK_TELLER, "bank_branch"),
        ):
            for choice in choices(person.pk, role=role, office=make_office(kind=kind)).values():
                assert choice.service_id in services()
                if choice.refusal is not None:
                    seen += 1
                    for lang in ("zh", "en"):
                        words = explain(choice.refusal, lang)
                        assert words.because and words.can and words.law and "—" not in words.because
    assert seen > 50


def test_a_page_that_has_the_facts_asks_the_database_nothing(django_assert_num_queries: Callable[..., object]) -> None:
    come = visit()
    operator = operator_of(account_id=make_operator(role=Role.BANK_TELLER, office=come.card.pickup_office).account_id, on=TODAY)
    with django_assert_num_queries(6):
        case = case_on_desk(come.card.person_id, on=TODAY)
    with django_assert_num_queries(0):
        assert len(decide(case=case, operator=operator)) == len(ACTS)
