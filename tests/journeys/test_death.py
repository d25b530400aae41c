"""S11.1: a death ends at once what runs by itself; the rest is an agent's, with the death record."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from citycard import bank, benefits, cards, journeys, mandates, people
from citycard.bank.models import BankAccount
from citycard.cards import Leaving
from citycard.cards.models import Application, Card, SocialSide
from citycard.journeys import standing_of
from citycard.notices import notices_of
from citycard.people.models import Person
from citycard.policy import Comes
from citycard.shared.refusal import Refusal
from citycard.staff import Permission
from tests.factories import (
    NOW,
    TODAY,
    make_application,
    make_card,
    make_person,
)
from tests.journeys import living
from tests.journeys.ending_desks import AGENTS_ID, CARD, DEATH_RECORD, HOLDERS_ID, SLIP, agency, branch, hall
from tests.journeys.endings import AGENT, DAY, cancel, close, die, fund, settle
from tests.journeys.life import ABOUT_DEATH, AFTER_DEATH
from tests.journeys.replacing import make_new
from tests.journeys.visits import pension_elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


def test_s11_1_a_death_stops_that_day_what_runs_by_itself() -> None:
    """S11.1: mandates and pension end on the day of death, not on the day it became known; the card serves nobody."""
    died_on = TODAY - 5 * DAY
    card = make_card(person=make_person(category="retiree", born=date(1950, 3, 4)), state="active")
    who = card.person
    pension_elsewhere(who.pk)
    row = mandates.MandateRow(
        person_id=who.pk, bank="fushun", account_number="1", signed_on=TODAY - 90 * DAY, effective_on=TODAY - 89 * DAY
    )
    mandates.take_over_mandates(rows=[row])
    receipt = die(who, died_on=died_on)
    assert receipt.number.startswith("SW") and receipt.is_to_cancel
    assert (receipt.mandate_banks, receipt.pension_banks) == (("fushun",), ("icbc",))
    (mandate,), (pension,) = mandates.mandates_of(who.pk), benefits.pension_banks_of(who.pk)
    assert (mandate.ends_on, mandate.end_reason, pension.ends_on) == (died_on, "died", died_on)
    assert mandate.is_in_force_on(died_on - DAY) and not mandate.is_in_force_on(died_on)
    assert standing_of(who.pk, on=TODAY).situation.is_dead and people.person(who.pk).died_on == died_on
    assert [one.template for one in notices_of(who.pk)] == ["death_recorded"]
    with pytest.raises(journeys.DeathKnown):
        die(who, key="again")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"died_on": TODAY + DAY}, people.DeathInFuture),
        ({"died_on": date(1983, 5, 5)}, people.DeathBeforeBirth),
        ({"by": agency(AGENTS_ID)}, cards.DocumentMissing),
        ({"by": agency(DEATH_RECORD)}, cards.DocumentMissing),
        ({"by": branch(DEATH_RECORD, AGENTS_ID)}, journeys.NotOnThisChannel),
    ],
)
def test_s11_1_a_death_needs_its_record_an_agent_and_a_possible_day(changes: dict[str, Any], refusal: type[Refusal]) -> None:
    who = make_card(state="active").person
    with pytest.raises(refusal):
        die(who, **changes)
    assert people.person(who.pk).died_on is None


def test_s11_1_the_card_hall_records_a_death_too() -> None:
    who = make_card(state="active").person
    assert die(who, by=hall(DEATH_RECORD, AGENTS_ID)).is_to_cancel
    assert not die(make_person(), key="b").is_to_cancel


def test_s11_1_death_of_a_holder_with_an_open_replacement() -> None:
    """S11.1: an application that no file has left is withdrawn; the lost card is cancelled by the agent, who cannot show it."""
    card = make_card(state="active")
    who = card.person
    SocialSide.objects.filter(card=card).update(loss="temporary", lost_at=NOW)
    open_one = make_application(person=who, kind="lost", replaces=card, state="accepted")
    fund(who, 12_345)
    receipt = die(who)
    open_one.refresh_from_db()
    assert (receipt.withdrawn, open_one.state) == (open_one.number, "withdrawn")
    for refused in (people.PersonDead, None):
        comes = Comes.HOLDER if refused else Comes.AGENT
        act = {"comes": comes, "reason": Leaving.DIED, "by": agency(DEATH_RECORD, AGENTS_ID)}
        if refused:
            with pytest.raises(refused):
                settle(who, **act)
        else:
            settle(who, **act)
    slip = cancel(who, by=hall(DEATH_RECORD, AGENTS_ID), **AGENT)
    done = close(who, slip.number, by=branch(DEATH_RECORD, AGENTS_ID, SLIP), **AGENT)
    assert (done.paid_fen, done.cards_ended, done.is_card_taken) == (12_345, 1, False)


def test_s11_1_a_replacement_already_in_making_is_handed_to_nobody_and_ends_with_the_cancellation() -> None:
    card = make_card(state="active")
    who = card.person
    application = make_application(person=who, kind="changed", replaces=card, state="accepted")
    (new,) = make_new(application.pk)
    receipt = die(who)
    assert receipt.withdrawn == "" and Application.objects.get(pk=application.pk).state == "batched"
    with pytest.raises(people.PersonDead):
        journeys.check(Permission.COLLECT, standing_of(who.pk, on=TODAY).situation, channel=branch().channel, comes=Comes.AGENT)
    settle(who, by=agency(DEATH_RECORD, AGENTS_ID), reason=Leaving.DIED, **AGENT)
    slip = cancel(who, by=hall(DEATH_RECORD, AGENTS_ID, CARD), **AGENT)
    done = close(who, slip.number, by=branch(DEATH_RECORD, AGENTS_ID, CARD, SLIP), **AGENT)
    assert done.cards_ended == 1 and cards.live_cards(who.pk) == ()
    assert Card.objects.get(pk=new.pk).state == "ended"


def test_s11_2_refunds_after_a_death_are_for_the_death_and_before_it_are_not() -> None:
    living, dead = make_card(state="active").person, make_card(state="active").person
    with pytest.raises(journeys.DeathNotRecorded):
        settle(living, reason=Leaving.DIED)
    die(dead)
    with pytest.raises(journeys.ReasonNotDeath):
        settle(dead, by=agency(DEATH_RECORD, AGENTS_ID), **AGENT)
    with pytest.raises(cards.DocumentMissing):
        settle(dead, by=agency(HOLDERS_ID, AGENTS_ID), reason=Leaving.DIED, **AGENT)


def test_s11_1_a_dead_guardian_and_a_dead_wards_guardian_come_no_more() -> None:
    """S11.1, S13.2: after a death only an agent comes, not the holder and not a guardian."""
    card = make_card(person=make_person(is_ward=True), state="active")
    die(card.person)
    for comes in (Comes.HOLDER, Comes.GUARDIAN):
        with pytest.raises(people.PersonDead) as told:
            settle(card.person, comes=comes, reason=Leaving.DIED)
        assert told.value.rule == "S11.1"


@pytest.mark.parametrize("act", sorted(set(living.DOING) - ABOUT_DEATH - {Permission.USE_TEMPORARY_CARD} - AFTER_DEATH))
def test_s11_1_each_verb_of_the_living_tells_of_the_death(act: Permission) -> None:
    """S11.1, A4: on every channel that does it and for whoever may come there, the death is the refusal."""
    life = living.begin(balance_fen=0)
    Person.objects.filter(pk=life.person.pk).update(died_on=life.at.date())
    for channel, who in journeys.TABLE[act].at.items():
        for comes in who - {Comes.UNIT}:
            with pytest.raises(people.PersonDead) as told:
                life.do(act, channel, comes)
            assert told.value.rule == "S11.1"


def test_s11_1_from_a_death_on_the_bank_pays_nothing_out_until_the_closing() -> None:
    """S11.1, S11.2: the account takes money in and holds it; the agent gets all of it with the clearance slip."""
    card = make_card(state="active")
    who = card.person
    fund(who, 1_000)
    assert bank.open_cards([card.card_number]) == {card.card_number}
    receipt = die(who)
    side, account = bank.card_side(card.card_number), bank.holding_of(who.social_number).account
    assert receipt.is_account_held and side is not None and side.is_held and account is not None and account.is_held
    assert bank.open_cards([card.card_number]) == frozenset(), "the card pays nothing, at no terminal"
    fund(who, 234)
    settle(who, by=agency(DEATH_RECORD, AGENTS_ID), reason=Leaving.DIED, **AGENT)
    slip = cancel(who, by=hall(DEATH_RECORD, AGENTS_ID, CARD), **AGENT)
    held = bank.holding_of(who.social_number).account
    assert held is not None and held.is_held, "the hall's part lifts nothing"
    done = close(who, slip.number, by=branch(DEATH_RECORD, AGENTS_ID, CARD, SLIP), **AGENT)
    assert [one.template for one in notices_of(who.pk)] == ["death_recorded"], (
        "S11.2: the family has the papers; nobody writes to the dead"
    )
    assert (done.paid_fen, done.cards_ended) == (1_234, 1)
    assert not BankAccount.objects.get(holder_number=who.social_number).is_open


def test_s11_1_a_hold_keeps_its_first_moment_and_an_account_that_is_not_there_is_not_held() -> None:
    """S11.1: said twice, the account is held since the first time."""
    card = make_card(state="active")
    number = card.person.social_number
    with transaction.atomic():
        assert [bank.hold_account(holder_number=number, at=NOW + timedelta(days=day)) for day in (0, 1)] == [True, False]
        assert BankAccount.objects.get(holder_number=number).held_since == NOW
        assert not bank.hold_account(holder_number=make_person().social_number, at=NOW)


def test_s11_1_a_successor_on_a_held_account_is_not_opened_either() -> None:
    """S11.1, S5.1: the hold is the account's, so it holds for every card on it; the bank refuses by itself."""
    card = make_card(state="with_holder")
    die(card.person)
    with pytest.raises(bank.AccountHeld):
        journeys.check_sides(holder=people.person(card.person_id), card=cards.card(card.pk))


def test_s11_1_without_an_account_a_death_holds_none() -> None:
    who, living = make_person(), make_card(state="active")
    assert not die(who).is_account_held
    side = bank.card_side(living.card_number)
    assert side is not None and not side.is_held
