"""What is told around a replacement: who reads two cards, who is reminded to renew, what the pickup notice says (S9, S4)."""

from datetime import date, timedelta

import pytest

from citycard import cards, journeys
from citycard.cards import Cause
from citycard.cards.models import Card
from citycard.notices.models import Notice
from tests import factories
from tests.factories import NOW
from tests.journeys.replacing import (
    case,
    make_new,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_s9_person_level_questions_make_sense_while_two_cards_live() -> None:
    here = case()
    receipt = here.change()
    (new,) = make_new(receipt.application_id)
    current = cards.card_of(here.person.pk)
    assert current is not None and current.id == here.card.pk
    assert [one.id for one in cards.live_cards(here.person.pk)] == [here.card.pk, new.pk]
    stands = cards.standing(here.person.pk)
    assert stands.card is not None and stands.card.id == here.card.pk
    assert stands.successor is not None and stands.successor.id == new.pk
    assert stands.application is not None and stands.application.id == receipt.application_id
    assert [step.name for step in stands.steps if step.state == "now"] == ["collected"]


def test_s9_holders_are_reminded_before_the_last_day_and_not_once_they_asked_for_a_new_card() -> None:
    """S9: ninety, thirty and seven days before; each once; a day on which nothing ran is made up for."""
    here, asked = case(), case()
    Card.objects.filter(pk__in=(here.card.pk, asked.card.pk)).update(valid_until=date(2027, 2, 20))
    asked.change(cause=Cause.EXPIRED)
    by = factories.system_actor()
    assert journeys.remind_renewals(by=by, at=NOW).reminded_count == 1
    assert journeys.remind_renewals(by=by, at=NOW).replayed
    assert journeys.remind_renewals(by=by, at=NOW + timedelta(days=1)).reminded_count == 0
    assert journeys.remind_renewals(by=by, at=NOW + timedelta(days=62)).reminded_count == 1
    told = Notice.objects.filter(template="card_expiring", person=here.person)
    assert told.count() == 2 and all("2027年2月20日" in one.text for one in told)
    assert not Notice.objects.filter(template="card_expiring", person=asked.person).exists()


def test_s4_the_pickup_notice_of_a_replacement_says_what_a_first_cards_does_not() -> None:
    here = case()
    make_new(here.change().application_id)
    assert "旧卡作废" in Notice.objects.get(template="pickup_replacement").text
    assert not Notice.objects.filter(template="pickup_person").exists()
