"""The social PIN at hospital, pharmacy, community, kiosk and card hall (S5.3, S6.1, S6.2) on a real PostgreSQL."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from citycard import journeys, policy
from citycard.audit import KeyReusedWithOtherInput, timeline
from citycard.bank.models import CardSide
from citycard.cards import CardReportedLost, CardUnknown
from citycard.cards.models import Application, Card, SocialSide
from citycard.journeys import CardUse
from citycard.notices.models import Notice
from citycard.people import PersonDead
from citycard.people.models import Person
from citycard.pins.models import SocialPin
from citycard.shared.refusal import Refusal
from tests.factories import NOW, TODAY, card_number, make_application, make_batch, make_card
from tests.journeys import pin_desks as desks
from tests.journeys.pin_desks import RIGHT, WRONG, ZEROS, active_card, change_pin, try_pin

pytestmark = pytest.mark.django_db(transaction=True)


def side(card: Card) -> SocialSide:
    return SocialSide.objects.get(pk=card.pk)


def told(card: Card) -> list[str]:
    return list(Notice.objects.filter(person_id=card.person_id).order_by("pk").values_list("template", flat=True))


def lock(card: Card) -> None:
    for _ in range(6):
        try_pin(card, WRONG)


def test_s5_3_the_initial_pin_works_unchanged() -> None:
    """S5.3, S17: `000000` authorises for ever, at hospital and pharmacy."""
    card = active_card()
    receipt = try_pin(card)
    assert (receipt.is_right, receipt.is_locked, receipt.tries_left, receipt.use) == (True, False, 6, CardUse.CLINIC)
    assert try_pin(card, by=desks.PHARMACY, use=CardUse.MEDICINE, at=NOW + timedelta(days=3000)).is_right


def test_s5_3_a_city_may_want_the_initial_pin_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """S17: a policy value; whoever has changed it goes on."""
    card = active_card()
    known = policy.flag_of

    def strict(name: str, *, on: date) -> bool:
        return name != "pins.social_initial_may_transact" and known(name, on=on)

    monkeypatch.setattr(policy, "flag_of", strict)
    with pytest.raises(journeys.InitialPinNotEnough):
        try_pin(card)
    assert change_pin(card).is_changed and try_pin(card, RIGHT).is_right


def test_s6_2_a_wrong_try_is_a_result_and_is_kept() -> None:
    """A2: the record says who tried at which card, and how many tries are left."""
    card = active_card()
    receipt = try_pin(card, WRONG)
    assert (receipt.is_right, receipt.is_locked, receipt.tries_left) == (False, False, 5)
    assert SocialPin.objects.get(card=card.pk).wrong_tries == 1
    (line,) = timeline(card.person_id)
    assert (line.act, line.number, line.facts["is_right"], line.facts["tries_left"]) == (
        "verify_social_pin", receipt.number, False, 5,
    )  # fmt: skip


def test_s6_2_six_wrong_in_a_row_lock_the_social_function_and_nothing_else() -> None:
    """S6.2: the sixth locks and says so; the seventh is refused, also when it is right; the bank is not touched."""
    card = active_card()
    assert [try_pin(card, WRONG).is_locked for _ in range(6)] == [False] * 5 + [True]
    assert side(card).pin_locked
    with pytest.raises(journeys.SocialPinLocked):
        try_pin(card)
    with pytest.raises(journeys.SocialPinLocked):
        change_pin(card)
    bank = CardSide.objects.get(card_number=card.card_number)
    assert not bank.is_pin_locked and bank.state == "active"
    assert told(card) == ["social_pin_locked"]


def test_s6_2_a_right_one_in_between_starts_the_count_again() -> None:
    card = active_card()
    for _ in range(5):
        try_pin(card, WRONG)
    assert try_pin(card).tries_left == 6
    assert [try_pin(card, WRONG).is_locked for _ in range(6)] == [False] * 5 + [True]


def test_s6_2_the_number_of_tries_is_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A1: three in a row lock where the city's value is three."""
    from citycard.pins import actions

    monkeypatch.setattr(actions, "integer_of", lambda name, *, on: 3)
    card = active_card()
    assert [try_pin(card, WRONG).is_locked for _ in range(3)] == [False, False, True]
    assert side(card).pin_locked


def test_a3_the_same_request_sent_again_counts_once() -> None:
    """A3: a terminal that lost the answer asks again with its key: one try, the first answer."""
    card = active_card()
    first, again = try_pin(card, WRONG, key="terminal-7-31"), try_pin(card, WRONG, key="terminal-7-31")
    assert again.replayed and again.number == first.number
    assert SocialPin.objects.get(card=card.pk).wrong_tries == 1
    with pytest.raises(KeyReusedWithOtherInput):
        try_pin(active_card(), key="terminal-7-31")


def lost(card: Card) -> None:
    SocialSide.objects.filter(pk=card.pk).update(loss="temporary", lost_at=NOW)


def dead(card: Card) -> None:
    Person.objects.filter(pk=card.person_id).update(died_on=TODAY)


def out_of_date(card: Card) -> None:
    Card.objects.filter(pk=card.pk).update(issued_on=date(2016, 11, 22), valid_until=TODAY - timedelta(days=1))


def test_s9_the_last_day_of_the_ten_years_is_a_good_day() -> None:
    """S3, S9: `valid_until` is the last good day; the person's standing says so too."""
    card = active_card()
    Card.objects.filter(pk=card.pk).update(issued_on=date(2016, 11, 23), valid_until=TODAY)
    assert try_pin(card).is_right
    assert not journeys.standing_of(card.person_id, on=TODAY).situation.current.is_out_of_date
    after = journeys.standing_of(card.person_id, on=TODAY + timedelta(days=1)).situation.current
    assert after.is_out_of_date and after.valid_until == TODAY


def ended(card: Card) -> None:
    SocialSide.objects.filter(pk=card.pk).update(state="superseded", ended_at=NOW)
    Card.objects.filter(pk=card.pk).update(state="ended", ended_at=NOW, end_reason="replaced")


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lost, CardReportedLost),
        (lock, journeys.SocialPinLocked),
        (dead, PersonDead),
        (out_of_date, journeys.CardOutOfDate),
        (ended, journeys.CardNoLongerInUse),
    ],
)
def test_s6_2_a_card_that_may_not_be_used_is_refused_and_nothing_is_counted(
    spoil: Callable[[Card], None], wanted: type[Refusal]
) -> None:
    """A4: whatever PIN is entered, right or wrong: the refusal does not tell which."""
    card = active_card()
    spoil(card)
    before = list(SocialPin.objects.values_list("card", "wrong_tries"))
    for pin in (ZEROS, WRONG):
        with pytest.raises(wanted):
            try_pin(card, pin)
        with pytest.raises(wanted):
            change_pin(card, pin)
    assert list(SocialPin.objects.values_list("card", "wrong_tries")) == before


def test_s5_1_a_sealed_card_is_not_authorised() -> None:
    """S5.1: a card that is collected and not activated has no social function yet; nor one that waits at the branch."""
    with pytest.raises(journeys.SocialFunctionNotActive):
        try_pin(make_card(state="with_holder"))
    with pytest.raises(journeys.CardNotInHandYet):
        try_pin(make_card(state="awaiting_pickup"))


def test_s9_a_lost_card_is_refused_while_its_successor_waits_and_the_successor_too() -> None:
    """S9: the lost card stays reported until the new one is activated; the new one does nothing before."""
    old = active_card()
    lost(old)
    new = successor_of(old)
    with pytest.raises(CardReportedLost):
        try_pin(old)
    with pytest.raises(journeys.CardNotInHandYet):
        try_pin(new)


def successor_of(card: Card) -> Card:
    """The card that is being made to replace this one."""
    application = make_application(person=card.person, kind="lost", replaces=card)
    Application.objects.filter(pk=application.pk).update(state="accepted", accepted_at=NOW)
    Application.objects.filter(pk=application.pk).update(state="batched", batch=make_batch())
    application.refresh_from_db()
    return Card.objects.create(
        application=application, person=card.person, batch=application.batch, line_no=1, role="successor", state="numbered",
        card_number=card_number(900_001), pickup_office=application.pickup_office,
    )  # fmt: skip


def test_s6_2_nobodys_card_is_unknown() -> None:
    with pytest.raises(CardUnknown):
        try_pin(active_card(), card_number="A00000000")


def test_s2_1_a_pharmacy_uses_a_card_for_medicine_only() -> None:
    card = active_card()
    for use in (CardUse.CLINIC, CardUse.STAY):
        with pytest.raises(journeys.UseNotAtPharmacy):
            try_pin(card, by=desks.PHARMACY, use=use)
    assert try_pin(card, by=desks.PHARMACY, use=CardUse.MEDICINE).is_right


@pytest.mark.parametrize("by", [desks.COMMUNITY, desks.HALL, desks.BRANCH, desks.KIOSK])
def test_s6_2_only_hospitals_and_pharmacies_authorise(by: Any) -> None:
    with pytest.raises(journeys.NotOnThisChannel):
        try_pin(active_card(), by=by)
