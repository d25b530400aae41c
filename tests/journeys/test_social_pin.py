"""The social PIN at hospital, pharmacy, community, kiosk and card hall (S5.3, S6.1, S6.2) on a real PostgreSQL."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from citycard import journeys, policy
from citycard.audit import KeyReusedWithOtherInput, timeline
from citycard.bank.models import CardSide
from citycard.cards import CardReportedLost, CardUnknown, DocumentMissing
from citycard.cards.models import Application, Card, SocialSide
from citycard.journeys import CardUse
from citycard.notices.models import Notice
from citycard.people import PersonDead
from citycard.people.models import Person
from citycard.pins import PadEntry, PadNotFull, PinEntry, PinMalformed, PinsDiffer, PinUnchanged, open_pad, press
from citycard.pins.models import SocialPin
from citycard.policy import Comes
from citycard.shared.refusal import Refusal
from tests.factories import NOW, TODAY, card_number, make_application, make_batch, make_card
from tests.journeys import pin_desks as desks
from tests.journeys.pin_desks import OTHER, RIGHT, WRONG, ZEROS, active_card, change_pin, reset_pin, try_pin

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
    known = policy.value_of

    def strict(name: str, *, on: date) -> object:
        return False if name == "pins.social_initial_may_transact" else known(name, on=on)

    monkeypatch.setattr(policy, "value_of", strict)
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


def test_s9_the_last_day_of_validity_still_counts() -> None:
    card = active_card()
    Card.objects.filter(pk=card.pk).update(issued_on=date(2016, 11, 23), valid_until=TODAY)
    assert try_pin(card).is_right


def test_s5_1_a_sealed_card_is_not_authorised() -> None:
    """S5.1: a card that is collected and not activated has no social function yet; nor one that waits at the branch."""
    with pytest.raises(journeys.SocialFunctionNotActive):
        try_pin(make_card(state="with_holder"))
    with pytest.raises(journeys.NoCardInHand):
        try_pin(make_card(state="awaiting_pickup"))


def test_s9_a_lost_card_is_refused_while_its_successor_waits_and_the_successor_too() -> None:
    """S9: the lost card stays reported until the new one is activated; the new one does nothing before."""
    old = active_card()
    lost(old)
    new = successor_of(old)
    with pytest.raises(CardReportedLost):
        try_pin(old)
    with pytest.raises(journeys.NoCardInHand):
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


# S5.3: changing


@pytest.mark.parametrize("by", [desks.COMMUNITY, desks.HOSPITAL, desks.KIOSK])
def test_s5_3_the_holder_changes_it_at_three_places(by: Any) -> None:
    """S5.3: the present one and the new one twice; the new one is right from then on, and the holder is told."""
    card = active_card()
    receipt = change_pin(card, by=by)
    assert receipt.is_changed and try_pin(card, RIGHT).is_right and not try_pin(card, ZEROS).is_right
    assert told(card) == ["social_pin_changed"]


def test_s5_3_not_at_a_pharmacy_nor_at_the_card_hall() -> None:
    for by in (desks.PHARMACY, desks.HALL, desks.BRANCH):
        with pytest.raises(journeys.NotOnThisChannel):
            change_pin(active_card(), by=by)


def test_s5_3_the_community_sees_the_id_too() -> None:
    """S5.3: hospital and kiosk ask for card and PIN only."""
    card = active_card()
    with pytest.raises(DocumentMissing):
        change_pin(card, by=desks.at(desks.COMMUNITY.channel, desks.CARD))
    assert SocialPin.objects.filter(card=card.pk).count() == 0


def test_s6_2_a_wrong_present_pin_counts_as_a_try_and_changes_nothing() -> None:
    card = active_card()
    receipts = [change_pin(card, WRONG) for _ in range(6)]
    assert [one.is_changed for one in receipts] == [False] * 6 and [one.tries_left for one in receipts] == [5, 4, 3, 2, 1, 0]
    assert receipts[-1].is_locked and side(card).pin_locked
    assert SocialPin.objects.get(card=card.pk).digest is None
    assert told(card) == ["social_pin_locked"]


@pytest.mark.parametrize(
    ("present", "new", "again", "wanted"),
    [
        (ZEROS, ZEROS, ZEROS, PinUnchanged),
        (WRONG, WRONG, WRONG, PinUnchanged),
        (ZEROS, RIGHT, OTHER, PinsDiffer),
    ],
)
def test_s5_3_what_cannot_be_set_is_refused_and_not_counted(present: str, new: str, again: str, wanted: type[Refusal]) -> None:
    """S5.3: the same PIN again, or two that differ: nothing changes, no try is counted."""
    card = active_card()
    with pytest.raises(wanted):
        change_pin(card, present, new, again)
    assert SocialPin.objects.filter(card=card.pk, wrong_tries__gt=0).count() == 0
    assert try_pin(card).tries_left == 6


@pytest.mark.parametrize("text", ["12345", "1234567", "１２３４５６", "12345a", "٠١٢٣٤٥", "", "12 456", "12345\n"])
def test_s5_3_a_pin_is_six_ascii_digits(text: str) -> None:
    """S5.3: short, long, full-width and other digits are refused before anything is tried, and the text is not in the refusal."""
    with pytest.raises(PinMalformed) as refused:
        PinEntry(text)
    assert refused.value.facts == {"length": 6} and (not text or text not in str(refused.value.facts))


def test_s5_3_pads_are_taken_once_and_a_refused_change_leaves_them_good() -> None:
    """A3: the change and its three pads stand or fall together."""
    card = active_card()
    present, first, second = full_pad("change:present", ZEROS), full_pad("change:new", RIGHT), full_pad("change:again", RIGHT)
    half = PadEntry(sealed=open_pad(subject="change:present", at=NOW).sealed, subject="change:present")
    with pytest.raises(PadNotFull):
        change_pin(card, pads={"present": half, "first": first, "second": second})
    assert change_pin(card, pads={"present": present, "first": first, "second": second}).is_changed


def full_pad(subject: str, digits: str) -> PadEntry:
    pad = open_pad(subject=subject, at=NOW)
    for digit in digits:
        token = next(key.token for key in pad.keys if key.digit == digit)
        pad = press(pad=pad.sealed, token=token, subject=subject, at=NOW)
    return PadEntry(sealed=pad.sealed, subject=subject)


# S6.1: resetting


def test_s6_1_a_reset_puts_back_the_initial_pin_clears_the_lock_and_tells_the_holder() -> None:
    card = active_card()
    change_pin(card)
    lock(card)
    receipt = reset_pin(card)
    assert receipt.was_locked and not side(card).pin_locked
    assert try_pin(card).is_right and not try_pin(card, RIGHT).is_right
    assert told(card)[-1] == "social_pin_reset"


def test_s6_1_the_reset_starts_the_count_again() -> None:
    card = active_card()
    for _ in range(5):
        try_pin(card, WRONG)
    assert not reset_pin(card).was_locked
    assert try_pin(card, WRONG).tries_left == 5


def test_s6_1_a_reported_loss_stays_reported() -> None:
    """S6.1, S7: the reset does not take the loss back."""
    card = active_card()
    lost(card)
    lock_it_directly(card)
    assert reset_pin(card).was_locked
    assert (side(card).loss, side(card).pin_locked) == ("temporary", False)
    with pytest.raises(CardReportedLost):
        try_pin(card)


def lock_it_directly(card: Card) -> None:
    SocialSide.objects.filter(pk=card.pk).update(pin_locked=True)


def test_s6_1_the_card_is_present() -> None:
    """S6.1: the PIN lives on the chip: no card, or another one, no reset."""
    card = active_card()
    with pytest.raises(DocumentMissing):
        reset_pin(card, by=desks.at(desks.HALL.channel, desks.OWN_ID))
    with pytest.raises(journeys.CardNumberDiffers):
        reset_pin(card, card_number_shown=active_card().card_number)


def test_s6_1_only_at_the_card_hall() -> None:
    for by in (desks.COMMUNITY, desks.HOSPITAL, desks.BRANCH, desks.KIOSK):
        with pytest.raises(journeys.NotOnThisChannel):
            reset_pin(active_card(), by=by)


def test_s13_1_an_agent_with_both_ids_may_have_it_reset_and_a_guardian_only_for_a_ward() -> None:
    card = active_card()
    with pytest.raises(DocumentMissing):
        reset_pin(card, comes=Comes.AGENT)
    assert reset_pin(card, comes=Comes.AGENT, by=desks.at(desks.HALL.channel, desks.CARD, desks.OWN_ID, desks.AGENTS_ID))
    with pytest.raises(journeys.GuardianNotNeeded):
        reset_pin(card, comes=Comes.GUARDIAN)


def test_a3_a_reset_twice_is_one_reset() -> None:
    card = active_card()
    first, again = reset_pin(card, key="k"), reset_pin(card, key="k")
    assert again.replayed and first.number == again.number and told(card) == ["social_pin_reset"]
