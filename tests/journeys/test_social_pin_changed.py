"""Changing the social PIN at community, hospital and kiosk, and having it reset at the card hall (S5.3, S6.1)."""

from typing import Any

import pytest

from citycard import journeys
from citycard.audit.models import Act
from citycard.cards import CardReportedLost, DocumentMissing
from citycard.cards.models import Card, SocialSide
from citycard.channels.messages import explain
from citycard.notices.models import Notice
from citycard.people.models import Person
from citycard.pins import PadEntry, PadNotFull, PinEntry, PinMalformed, PinsDiffer, PinUnchanged, open_pad, press
from citycard.pins.models import SocialPin
from citycard.policy import Comes
from citycard.shared.refusal import Refusal
from tests.factories import NOW, make_card, make_child, make_person
from tests.journeys import pin_desks as desks
from tests.journeys.losses import CHILDS_PAGE, GUARDIANS_ID
from tests.journeys.pin_desks import OTHER, RIGHT, WRONG, ZEROS, active_card, change_pin, reset_pin, try_pin
from tests.journeys.visits import identity

pytestmark = pytest.mark.django_db(transaction=True)


def side(card: Card) -> SocialSide:
    return SocialSide.objects.get(pk=card.pk)


def told(card: Card) -> list[str]:
    return list(Notice.objects.filter(person_id=card.person_id).order_by("pk").values_list("template", flat=True))


def lock(card: Card) -> None:
    for _ in range(6):
        try_pin(card, WRONG)


def lost(card: Card) -> None:
    SocialSide.objects.filter(pk=card.pk).update(loss="temporary", lost_at=NOW)


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


def childs_card(guardian: Person) -> Card:
    """Return the card in use of a child without an ID card."""
    return make_card(person=make_child(guardian=guardian), state="active")


def test_s5_3_s13_2_the_registered_guardian_changes_a_childs_at_the_community() -> None:
    """S5.3, S13.2: with an ID that is compared with the register; whoever brings only the child's page has no ID that counts."""
    mother = make_person()
    card = childs_card(mother)
    papers = desks.at(desks.COMMUNITY.channel, desks.CARD, CHILDS_PAGE, GUARDIANS_ID)
    come: dict[str, Any] = {"comes": Comes.GUARDIAN, "by": papers}
    for read in (None, identity(make_person().social_number)):
        with pytest.raises(journeys.NotTheGuardian):
            change_pin(card, **come, identity=read)
    with pytest.raises(DocumentMissing):
        bare = desks.at(desks.COMMUNITY.channel, desks.CARD, CHILDS_PAGE)
        change_pin(card, comes=Comes.GUARDIAN, by=bare, identity=identity(mother.social_number))
    assert SocialPin.objects.filter(card=card.pk).count() == 0
    assert change_pin(card, **come, identity=identity(mother.social_number)).is_changed
    assert Act.objects.get(act="change_social_pin").facts["comes"] == "guardian"


def test_s5_3_s13_2_nobody_elses_guardian_and_no_agent_changes_a_pin() -> None:
    """S5.3, S13.2: hospital and kiosk see no papers, so nobody comes there but who has card and PIN."""
    card, mother = active_card(), make_person()
    come: dict[str, Any] = {"comes": Comes.GUARDIAN, "identity": identity(mother.social_number)}
    with pytest.raises(journeys.GuardianNotNeeded):
        change_pin(card, **come, by=desks.at(desks.COMMUNITY.channel, desks.CARD, desks.OWN_ID, GUARDIANS_ID))
    with pytest.raises(journeys.NotForWhoComes) as agent:
        change_pin(card, comes=Comes.AGENT, by=desks.at(desks.COMMUNITY.channel, desks.CARD, desks.OWN_ID, desks.AGENTS_ID))
    assert agent.value.rule == "S5.3"
    for by in (desks.HOSPITAL, desks.KIOSK):
        with pytest.raises(journeys.NotForWhoComes):
            change_pin(childs_card(mother), **come, by=by)
    assert SocialPin.objects.count() == 0


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


def test_s6_1_a_card_reported_lost_is_taken_back_first() -> None:
    """S6.1, S8: the card lies on the counter, so it was found; its PIN would open nothing while the loss stands."""
    card = active_card()
    lost(card)
    lock_it_directly(card)
    with pytest.raises(CardReportedLost) as refused:
        reset_pin(card)
    assert "先解除挂失" in "".join(explain(refused.value).can)
    assert (side(card).loss, side(card).pin_locked) == ("temporary", True)
    SocialSide.objects.filter(pk=card.pk).update(loss="none", lost_at=None)
    assert reset_pin(card).was_locked


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
