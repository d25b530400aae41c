"""S11.2: settled refunds count for the leaving that they were settled for, not for the person's next card."""

import pytest
from django.db import transaction

from citycard import cards, journeys
from citycard.cards.models import Cancellation
from citycard.journeys import Ending
from tests.cards.city import portrait
from tests.cards.roster_lines import BORN, counts, line, sent
from tests.factories import NOW, actor_for, make_card, make_office, make_operator, make_person, make_unit
from tests.journeys.ending_desks import AGENTS_ID, CARD, HOLDERS_ID, agency, hall
from tests.journeys.endings import AGENT, DAY, PAID, cancel, ending_of, settle
from tests.journeys.replacing import Case, case, collected, lost, make_new

pytestmark = pytest.mark.django_db(transaction=True)


def next_card(here: Case, *, is_lost: bool) -> None:
    """Let the person go on with another card."""
    if is_lost:
        lost(here.card)
    (new,) = make_new((here.replace_lost() if is_lost else here.change()).application_id)
    collected(new, here)
    here.activate(new)


@pytest.mark.parametrize("is_lost", [True, False])
def test_s11_2_refunds_settled_before_the_next_card_do_not_cancel_it(is_lost: bool) -> None:
    """S11.2: whoever stays pays in again; the agency settles again before the hall cancels."""
    here = case()
    settle(here.person)
    assert ending_of(here.person) is Ending.SETTLED
    next_card(here, is_lost=is_lost)
    assert ending_of(here.person) is Ending.NONE
    papers = hall(HOLDERS_ID, CARD)
    with pytest.raises(journeys.RefundsOpen):
        cancel(here.person, by=papers)
    settle(here.person, key="again", at=NOW + DAY)
    assert cancel(here.person, by=papers, key="then").cards_cancelled == 1
    assert set(Cancellation.objects.values_list("state", flat=True)) == {"lapsed", "social_cancelled"}


def test_s11_2_an_application_that_is_taken_back_does_not_bring_the_old_settlement_back() -> None:
    here = case()
    settle(here.person)
    asked = here.change()
    cards.withdraw_application(by=here.online(), key="back", at=NOW, application_id=asked.application_id)
    assert ending_of(here.person) is Ending.NONE


def test_s11_2_a_first_card_anew_lapses_it_too_and_other_peoples_settlements_stand() -> None:
    """S3.2: the account alone was left to cancel, then the person applies again."""
    community = make_office(kind="community")
    card, other = make_card(person=make_person(community=community)), make_card(state="active")
    who = card.person
    for one in (who, other.person):
        settle(one, key=f"settle-{one.pk}")
    cards.report_wrong_face(by=hall(), key="wrong", at=NOW, card_id=card.pk, reason="名字错了")
    cards.withdraw_application(by=hall(), key="back", at=NOW, application_id=card.application_id)
    cards.submit_application(
        by=hall(HOLDERS_ID), key="anew", at=NOW, person_id=who.pk, pickup_office_id=card.pickup_office_id, phone=who.phone,
        office_id=community.pk, photo=portrait(),
    )  # fmt: skip
    assert ending_of(who) is Ending.NONE and ending_of(other.person) is Ending.SETTLED


def test_s11_2_whom_a_unit_applies_for_by_roster_stays_as_well() -> None:
    """S3.1: the employee's card has ended unused, the account is left; then the unit applies again."""
    unit = make_unit()
    who = make_person(category="employee", unit=unit, born=BORN)
    card = make_card(person=who)
    settle(who)
    cards.report_wrong_face(by=hall(), key="wrong", at=NOW, card_id=card.pk, reason="名字错了")
    cards.withdraw_application(by=hall(), key="back", at=NOW, application_id=card.application_id)
    row = line(social_number=who.social_number, name=who.name, phone=who.phone)
    clerk = actor_for(make_operator(role="employer_clerk", unit=unit))
    assert counts(sent([row], unit=unit, hall=make_office(kind="card_hall"), by=clerk)) == ("applied", 1, 0, 0)
    assert Cancellation.objects.get(person=who).state == "lapsed" and ending_of(who) is Ending.NONE


def test_s12_a_number_tells_nobody_elses_name_to_who_settles() -> None:
    """S12, S13.2: only a guardian's number was compared with the register; for an agent's the register gives no name away."""
    who, stranger = make_card(state="active").person, make_person(name="生人")
    shown = journeys.IdentityShown(kind="resident_id_card", number=stranger.social_number, valid_until=None)
    receipt = settle(who, by=agency(HOLDERS_ID, AGENTS_ID), identity=shown, **AGENT)
    assert receipt.came == ""


def test_s11_2_what_the_hall_has_cancelled_meanwhile_is_not_settled_again() -> None:
    """S11.2, A3: the clerk who corrects while the hall cancels is second, though there be no card to wait for."""
    who = make_card(state="active").person
    settle(who)
    cancel(who)
    before = Cancellation.objects.values().get(person=who)
    with pytest.raises(cards.ApplicationChanged), transaction.atomic():
        cards.settle(person_id=who.pk, reason=cards.Leaving.SETTLED_ABROAD, refunds=PAID, at=NOW + DAY)
    assert Cancellation.objects.values().get(person=who) == before
