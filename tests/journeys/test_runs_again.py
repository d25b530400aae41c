"""S11.1, S11.2: what a death stopped runs again once it is taken back, and what is over is named with its next step."""

from datetime import date

import pytest
from django.db import transaction

from citycard import bank, benefits, journeys, mandates, people
from citycard.bank.models import CardSide
from citycard.cards.models import Cancellation
from citycard.journeys import Left, standing_of
from citycard.people.models import Death, Person, Power
from tests.factories import NOW, TODAY, make_application, make_card, make_child, make_guardianship, make_person
from tests.journeys.ending_desks import AGENTS_ID, CARD, DEATH_RECORD, HOLDERS_ID, SLIP, branch, hall
from tests.journeys.endings import AGENT, DAY, cancel, close, die, fund, settle
from tests.journeys.refunding import cleared, paid, stands, with_money
from tests.journeys.replacing import case, mandate_in_force, pension_here
from tests.journeys.taking_back import BY_FAMILY, dead, is_dead, stood, take_back
from tests.journeys.visits import pension_elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


def test_s11_1_mandates_run_again_as_they_would_today() -> None:
    """S11.1, S16.5: in force again without a gap; at other banks too; what would have ended by now has ended, what was signed waits."""
    here = case()
    mandate_in_force(here)
    for bank_name, days in (("icbc", 90), ("bocom", 80)):
        first = TODAY - days * DAY
        row = mandates.MandateRow(
            person_id=here.person.pk, bank=bank_name, account_number="1", signed_on=first, effective_on=first
        )
        mandates.take_over_mandates(rows=[row])
    die(here.person, died_on=TODAY - 5 * DAY)
    mandates.advance(on=TODAY)
    assert {one.state for one in mandates.mandates_of(here.person.pk)} == {"ended"}
    receipt = take_back(here.person)
    assert receipt.mandate_banks == ("bocom", "fushun", "icbc")
    found = mandates.mandates_of(here.person.pk)
    assert {(one.state, one.ends_on, one.end_reason) for one in found} == {("in_force", None, "")}


def test_s7_1_a_mandate_on_a_card_reported_lost_waits_again() -> None:
    """S7.1: the report stands, so the mandate is suspended, not in force; taking the report back lets it go on."""
    here = case()
    mandate_in_force(here)
    bank.report_card_lost(card_number=here.card.card_number, at=NOW)
    die(here.person)
    take_back(here.person)
    assert [one.state for one in mandates.mandates_of(here.person.pk)] == ["suspended"]


def test_s16_5_a_switch_under_way_goes_on_and_ends_on_its_own_day() -> None:
    """S16.5: the mandate at the other bank ends when ours begins, as it was to before the death: never two at once."""
    here = case()
    row = mandates.MandateRow(
        person_id=here.person.pk, bank="icbc", account_number="1", signed_on=TODAY - 90 * DAY, effective_on=TODAY - 90 * DAY
    )
    mandates.take_over_mandates(rows=[row])
    account = standing_of(here.person.pk, on=TODAY).account
    assert account is not None
    Person.objects.filter(pk=here.person.pk).update(category="self_employed")
    with transaction.atomic():
        signed = mandates.sign(
            person_id=here.person.pk,
            category="self_employed",
            account_number=account.number,
            is_account_active=True,
            signed_on=TODAY,
        )
    before = stood(here.person)
    die(here.person, died_on=TODAY - 5 * DAY)
    assert take_back(here.person).mandate_banks == ("fushun", "icbc")
    assert stood(here.person) == before
    other = signed.effective_on + DAY
    mandates.advance(on=other)
    die(here.person, key="again", at=NOW + 30 * DAY, died_on=TODAY - 5 * DAY)
    mandates.advance(on=TODAY + 30 * DAY)
    assert take_back(here.person, at=NOW + 30 * DAY).mandate_banks == ("fushun",)
    states = {one.bank: (one.state, one.ends_on) for one in mandates.mandates_of(here.person.pk)}
    assert states == {"fushun": ("in_force", None), "icbc": ("ended", signed.effective_on)}


def test_s11_1_the_pension_goes_on_without_a_gap() -> None:
    """S11.1, S2.2: at another bank and at ours, from the day on which it stopped."""
    who = dead(category="retiree", born=date(1950, 3, 4))
    there = make_card(person=make_person(category="retiree", born=date(1951, 3, 4)), state="active").person
    pension_elsewhere(there.pk)
    die(there, key="other", died_on=TODAY - 40 * DAY)
    assert benefits.pension_bank_of(there.pk) is None
    assert take_back(there).pension_banks == ("icbc",) and take_back(who).pension_banks == ()
    (span,) = benefits.pension_banks_of(there.pk)
    assert (span.ends_on, span.bank) == (None, "icbc")


def test_s13_powers_and_guardianships_come_back_but_not_those_that_are_over_by_themselves() -> None:
    """S13, S11.1: what the death ended holds again to its own last day; a dead agent's stays ended, an old end is no new one."""
    who, agent, late = dead(), make_person(), make_person()
    Death.objects.all().delete()
    Person.objects.filter(pk=who.pk).update(died_on=None)
    child = make_child(guardian=None)
    make_guardianship(guardian=who, ward=child, starts_on=TODAY - 100 * DAY)
    for other, last in ((agent, None), (late, None), (make_person(), TODAY + DAY)):
        days = {"starts_on": TODAY - 50 * DAY, "ends_on": last}
        Power.objects.create(holder=who, agent=other, relation="女儿", proof="holder_present", **days)
    die(who, key="second", died_on=TODAY - 5 * DAY)
    die(late, key="agent", died_on=TODAY)
    receipt = take_back(who, at=NOW + 3 * DAY)
    assert (receipt.powers, receipt.guardianships) == (1, 1)
    assert [one.agent.id for one in people.agents_of(who.pk, on=TODAY + 3 * DAY)] == [agent.pk]
    ended = {one.agent.id: (one.span.end, one.end_reason) for one in people.powers_of(who.pk)}
    assert ended.pop(agent.pk) == (None, "") and ended.pop(late.pk) == (TODAY - 5 * DAY, "died")
    assert set(ended.values()) == {(TODAY + DAY, "")}
    assert people.check_guards(ward_id=child.pk, guardian_id=who.pk, on=TODAY + 3 * DAY) is None


def test_s11_2_a_withdrawn_application_is_named_and_made_anew() -> None:
    who = make_person()
    open_one = make_application(person=who, state="accepted")
    die(who)
    receipt = take_back(who)
    assert (receipt.left, receipt.withdrawn) == ((Left.APPLICATION,), open_one.number)
    open_one.refresh_from_db()
    assert open_one.state == "withdrawn" and not standing_of(who.pk, on=TODAY).situation.has_application


def test_s11_2_refunds_settled_for_the_death_lapse_and_others_stand() -> None:
    """S11.2: who lives has left nothing; refunds of who had left before the mistake still count."""
    who, leaver = dead(), make_card(state="active").person
    settle(who, **BY_FAMILY)
    settle(leaver, key="before")
    die(leaver, key="leaver")
    assert take_back(who).left == (Left.REFUNDS,) and take_back(leaver).left == ()
    assert {one.person_id: one.state for one in Cancellation.objects.all()} == {who.pk: "lapsed", leaver.pk: "settled"}
    with pytest.raises(journeys.RefundsOpen):
        cancel(who)


def test_s11_2_what_the_medical_refund_took_stands_there_again_when_there_was_no_death() -> None:
    """S11.2, decision 101: by reversal, to the fen and each account its own; the clearing account owes nothing more."""
    who = with_money(own=31_415, old=2_000)
    die(who)
    settle(who, **BY_FAMILY | paid(33_415))
    assert (stands(who), cleared()) == ((0, 0), 33_415)
    assert take_back(who).medical_back_fen == 33_415
    assert (stands(who), cleared()) == ((31_415, 2_000), 0)


def test_s11_2_it_stands_there_again_too_where_the_hall_had_cancelled_for_the_death() -> None:
    """S11.2, decision 101: the medical accounts are the person's, not the card's; both can be refunded or moved again."""
    who = with_money(own=31_415, old=2_000)
    die(who)
    settle(who, **BY_FAMILY | paid(33_415))
    cancel(who, by=hall(DEATH_RECORD, AGENTS_ID, CARD), **AGENT)
    assert take_back(who).medical_back_fen == 33_415
    assert (stands(who), cleared()) == ((31_415, 2_000), 0)


def test_s11_2_a_settlement_of_life_stays_one_when_the_family_corrects_it() -> None:
    """S11.2: what was paid to the holder in life is not put back, and still counts, though a receipt was corrected after the mistake."""
    who = with_money(own=31_415, old=2_000)
    settle(who, key="in life", **paid(33_415))
    die(who)
    settle(who, **BY_FAMILY | paid(33_415, receipt="YB-8"))
    receipt = take_back(who)
    assert (receipt.medical_back_fen, receipt.left, stands(who)) == (0, (), (0, 0))
    assert Cancellation.objects.get(person=who).state == "settled"


def test_s11_2_a_cancelled_card_never_comes_back_and_its_account_is_closed_by_the_holder() -> None:
    """S11.2: after the hall's part the account pays out to the person themselves, on the slip; then a new card is applied for."""
    here = case()
    mandate_in_force(here)
    who = here.person
    fund(who, 9_900)
    die(who)
    settle(who, **BY_FAMILY)
    slip = cancel(who, by=hall(DEATH_RECORD, AGENTS_ID, CARD), **AGENT)
    receipt = take_back(who)
    assert (receipt.left, receipt.clearance_number) == ((Left.REFUNDS, Left.SOCIAL), slip.number)
    assert receipt.is_account_released and receipt.mandate_banks == ("fushun",)
    assert standing_of(who.pk, on=TODAY).situation.current.social == journeys.Social.CANCELLED
    assert close(who, slip.number, by=branch(HOLDERS_ID, CARD, SLIP)).paid_fen >= 9_900
    assert [one.end_reason for one in mandates.mandates_of(who.pk)] == ["account_closed"]


def test_s11_2_a_closed_account_stays_closed_and_what_ran_to_it_stays_stopped() -> None:
    here = case(category="retiree")
    mandate_in_force(here)
    pension_here(here)
    who = here.person
    die(who)
    settle(who, **BY_FAMILY)
    slip = cancel(who, by=hall(DEATH_RECORD, AGENTS_ID, CARD), **AGENT)
    close(who, slip.number, by=branch(DEATH_RECORD, AGENTS_ID, CARD, SLIP), **AGENT)
    receipt = take_back(who, at=NOW + DAY)
    assert receipt.left == (Left.REFUNDS, Left.SOCIAL, Left.ACCOUNT, Left.MANDATE, Left.PENSION)
    assert not receipt.is_account_released and receipt.mandate_banks == receipt.pension_banks == ()
    stands = standing_of(who.pk, on=TODAY)
    assert (stands.account, stands.held, stands.situation.is_dead) == (None, (), False)


def test_s11_1_an_order_that_froze_the_account_is_not_lifted_with_the_hold() -> None:
    who = dead()
    (card,) = standing_of(who.pk, on=TODAY).held
    CardSide.objects.filter(card_number=card.card_number).update(is_frozen=True)
    assert take_back(who).is_account_released
    side = bank.card_side(card.card_number)
    assert side is not None and side.is_frozen and not side.is_held


def test_s11_1_a_death_that_came_with_the_register_is_taken_back_too() -> None:
    """S11.1: of a death recorded before the register of deaths nothing is known that would run again, but the person lives."""
    who = make_card(state="active").person
    Person.objects.filter(pk=who.pk).update(died_on=TODAY - 9 * DAY)
    assert take_back(who).died_on == TODAY - 9 * DAY and not is_dead(who)


def test_s13_a_guardianship_whose_other_side_has_died_since_stays_ended() -> None:
    """S13, S11.1: the ward died meanwhile, so the guardian who lives guards nobody."""
    who, child = make_card(state="active").person, make_child(guardian=None)
    bond = make_guardianship(guardian=who, ward=child, starts_on=TODAY - 100 * DAY)
    die(who, key="guardian", died_on=TODAY - 5 * DAY)
    die(child, key="ward", died_on=TODAY)
    assert take_back(who).guardianships == 0
    bond.refresh_from_db()
    assert bond.ends_on == TODAY - 5 * DAY


def test_s11_2_a_card_cancelled_long_before_the_mistake_is_nothing_to_do() -> None:
    """S11.2: who left once, came back and has a new card reads nothing of the account that they closed themselves."""
    who = make_card(state="active").person
    settle(who)
    close(who, cancel(who).number)
    make_card(person=who, state="active")
    die(who, at=NOW + DAY)
    receipt = take_back(who, at=NOW + 2 * DAY)
    assert (receipt.left, receipt.is_account_released) == ((), True)
