"""Taking a loss report back (S8.1, S8.2, S8.3), on a real PostgreSQL."""

from datetime import date, timedelta
from typing import Any

import pytest

from citycard import journeys, medical
from citycard.audit import Channel
from citycard.bank.models import CardSide
from citycard.cards import DocumentMissing
from citycard.cards.models import Card, SocialSide
from citycard.journeys import Lost
from citycard.notices.models import Notice
from citycard.people import PersonDead
from citycard.people.models import Person
from citycard.policy import Comes
from citycard.shared.refusal import Refusal
from tests.factories import NOW, make_application, make_card, make_child, make_old_card, make_person
from tests.journeys.losses import (
    AGENTS_ID,
    CHILDS_PAGE,
    FOUND,
    FOUND_OLD,
    GUARDIANS_ID,
    OWN_ID,
    active_card,
    desk,
    mandate,
    report,
    take_back,
)
from tests.journeys.visits import identity, visit

pytestmark = pytest.mark.django_db
C = Channel


def flags(card: Card) -> tuple[str, bool]:
    return SocialSide.objects.get(pk=card.pk).loss, CardSide.objects.get(card_number=card.card_number).is_lost


@pytest.mark.parametrize("way", [C.WEB_HALL, C.CARD_HALL, C.IVR])
def test_s8_1_the_card_hall_takes_the_social_report_back(way: Channel) -> None:
    """S8.1: temporary or formal, with a valid document and the card; told by SMS, and the card works again."""
    card = active_card()
    report(card, way)
    receipt = take_back(card, at=NOW + timedelta(days=1))
    side = SocialSide.objects.get(pk=card.pk)
    assert flags(card) == ("none", False) and side.lost_at is None and side.formal_at is None
    assert receipt.number.startswith("JG") and not receipt.bank_too and not receipt.pin_locked
    assert (
        Notice.objects.filter(person_id=card.person_id).order_by("-pk").values_list("template", flat=True)[0]
        == "loss_taken_back_social"
    )


def test_s8_2_the_bank_takes_both_back_together_and_nobody_takes_one_half() -> None:
    """S8.2: a report of both is taken back at the bank only; the card hall says where to go, and the mandate is in force again."""
    card = active_card()
    running = mandate(card)
    report(card, C.BANK_BRANCH)
    with pytest.raises(journeys.TakeBackAtBank):
        take_back(card)
    assert flags(card) == ("formal", True)
    receipt = take_back(card, C.BANK_BRANCH)
    running.refresh_from_db()
    assert flags(card) == ("none", False)
    assert receipt.bank_too and receipt.resumed_mandates == 1 and running.state == "in_force"


def test_s8_1_the_bank_does_not_take_back_what_it_did_not_take() -> None:
    card = active_card()
    report(card)
    with pytest.raises(journeys.TakeBackAtCardHall):
        take_back(card, C.BANK_BRANCH)
    assert flags(card) == ("temporary", False)


@pytest.mark.parametrize("way", [C.WEB_HALL, C.BANK_BRANCH])
@pytest.mark.parametrize("state", ["submitted", "accepted", "batched"])
def test_s8_3_not_once_a_replacement_has_been_applied_for(way: Channel, state: str) -> None:
    """S8.3: on no channel, from the application on."""
    card = active_card()
    report(card, way)
    before = flags(card)
    make_application(person=card.person, state=state, kind="lost", replaces_id=card.pk, cause="lost")
    for desk_at in (C.CARD_HALL, C.BANK_BRANCH):
        with pytest.raises(journeys.ReplacementRequested):
            take_back(card, desk_at)
    assert flags(card) == before


@pytest.mark.parametrize("way", [C.WEB_HALL, C.BANK_BRANCH])
def test_s8_a_pin_that_was_locked_comes_back_locked(way: Channel) -> None:
    """S6, S8: taking the report back returns what was there before."""
    card = active_card()
    SocialSide.objects.filter(pk=card.pk).update(pin_locked=True)
    CardSide.objects.filter(card_number=card.card_number).update(is_pin_locked=True)
    report(card, way)
    receipt = take_back(card, C.BANK_BRANCH if way is C.BANK_BRANCH else C.CARD_HALL)
    assert receipt.pin_locked and receipt.bank_pin_locked
    assert SocialSide.objects.get(pk=card.pk).pin_locked and CardSide.objects.get(card_number=card.card_number).is_pin_locked


def test_s8_a_sealed_card_found_again_can_be_activated() -> None:
    """S8.1, S5.1: back to what it was."""
    come = visit()
    report(come.card, C.COMMUNITY)
    take_back(come.card)
    assert come().card_id == come.card.pk


def test_s8_nothing_reported_nothing_taken_back() -> None:
    with pytest.raises(journeys.NothingReported):
        take_back(active_card())


def test_s8_1_the_card_lies_on_the_counter() -> None:
    """S8.1: a valid document and the card that was reported; another card is not it."""
    card, other = active_card(), active_card()
    report(card)
    changes: list[tuple[type[Exception], dict[str, Any]]] = [
        (journeys.FoundCardDiffers, {"card_number_shown": other.card_number}),
        (DocumentMissing, {"by": desk(C.CARD_HALL, OWN_ID)}),
        (DocumentMissing, {"by": desk(C.CARD_HALL, FOUND)}),
        (DocumentMissing, {"comes": Comes.AGENT}),
        (journeys.GuardianNotNeeded, {"comes": Comes.GUARDIAN}),
        (journeys.NotOnThisChannel, {"by": desk(C.COMMUNITY, OWN_ID, FOUND)}),
    ]
    for refusal, change in changes:
        with pytest.raises(refusal):
            take_back(card, **change)
    assert flags(card) == ("temporary", False)
    take_back(card, by=desk(C.CARD_HALL, OWN_ID, FOUND, AGENTS_ID), comes=Comes.AGENT)


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (journeys.IdentityOfSomeoneElse, {"number": "21040419830506122X"}),
        (journeys.IdentityNotValidKind, {"kind": "household_register"}),
        (journeys.IdentityExpired, {"valid_until": date(2026, 11, 22)}),
    ],
)
def test_s8_2_at_the_bank_the_id_shown_is_the_holders_own(refusal: type[Refusal], changes: dict[str, Any]) -> None:
    """S8.2: whoever finds a card with a name on it takes nothing back with an ID of their own."""
    card = active_card()
    report(card, C.BANK_BRANCH)
    with pytest.raises(refusal) as refused:
        take_back(card, C.BANK_BRANCH, identity=identity(**({"number": card.person.social_number} | changes)))
    assert refused.value.rule == "S8" and flags(card) == ("formal", True)


def test_s8_2_without_an_id_that_was_read_the_bank_takes_nothing_back() -> None:
    """S8.2: a paper that is ticked and not read is nobody's."""
    card = active_card()
    report(card, C.BANK_BRANCH)
    with pytest.raises(journeys.IdentityOfSomeoneElse):
        take_back(card, C.BANK_BRANCH, identity=None)
    assert flags(card) == ("formal", True)


def test_s8_2_s13_2_at_the_bank_the_registered_guardian_of_a_child() -> None:
    """S8.2, S13.2: no agent, no guardian who is not on the register, no child without a valid ID of its own."""
    mother = make_person()
    card = make_card(person=make_child(guardian=mother, born=date(2018, 4, 18)), state="active")
    report(card, C.BANK_BRANCH, by=desk(C.BANK_BRANCH, CHILDS_PAGE, AGENTS_ID), comes=Comes.AGENT)
    with pytest.raises(journeys.NotForWhoComes):
        take_back(card, C.BANK_BRANCH, by=desk(C.BANK_BRANCH, CHILDS_PAGE, FOUND, AGENTS_ID), comes=Comes.AGENT)
    with pytest.raises(journeys.IdentityNotValidKind):
        take_back(card, C.BANK_BRANCH, by=desk(C.BANK_BRANCH, CHILDS_PAGE, FOUND))
    come = {"comes": Comes.GUARDIAN, "by": desk(C.BANK_BRANCH, CHILDS_PAGE, FOUND, GUARDIANS_ID)}
    with pytest.raises(journeys.NotTheGuardian):
        take_back(card, C.BANK_BRANCH, **come, identity=identity(make_person().social_number))
    with pytest.raises(DocumentMissing):
        unread = desk(C.BANK_BRANCH, CHILDS_PAGE, FOUND)
        take_back(card, C.BANK_BRANCH, comes=Comes.GUARDIAN, by=unread, identity=identity(mother.social_number))
    assert flags(card) == ("formal", True)
    assert take_back(card, C.BANK_BRANCH, **come, identity=identity(mother.social_number)).bank_too


def test_s13_2_nobody_is_the_guardian_of_an_adult_at_the_bank() -> None:
    card, other = active_card(), make_person()
    report(card, C.BANK_BRANCH)
    come = {"comes": Comes.GUARDIAN, "by": desk(C.BANK_BRANCH, OWN_ID, FOUND, GUARDIANS_ID)}
    with pytest.raises(journeys.GuardianNotNeeded):
        take_back(card, C.BANK_BRANCH, **come, identity=identity(other.social_number))


def test_s11_nothing_is_taken_back_for_the_dead() -> None:
    card = active_card()
    report(card)
    Person.objects.filter(pk=card.person_id).update(died_on=date(2026, 11, 20))
    with pytest.raises(PersonDead):
        take_back(card, by=desk(C.CARD_HALL, OWN_ID, FOUND, AGENTS_ID), comes=Comes.AGENT)


def test_s11_1_a_dead_persons_old_medical_card_stays_reported() -> None:
    """S8.1, S11.1: neither holder nor agent takes it back."""
    person = make_person()
    old = make_old_card(person=person)
    journeys.report_loss(by=desk(C.COMMUNITY), key="loss", at=NOW, person_id=person.pk, what=Lost.OLD_CARD)
    Person.objects.filter(pk=person.pk).update(died_on=date(2026, 11, 20))
    for comes in (Comes.HOLDER, Comes.AGENT):
        with pytest.raises(PersonDead):
            by = desk(C.CARD_HALL, OWN_ID, FOUND_OLD, AGENTS_ID)
            journeys.take_back_old_card_loss(
                by=by, key="back", at=NOW, person_id=person.pk, comes=comes, card_number_shown=old.number
            )
    assert medical.old_card(person.pk).loss


def test_s8_1_an_old_medical_card_found_again() -> None:
    """S7.2, S8.1: at the card hall with document and card; at the bank as little as its report."""
    person = make_person()
    old = make_old_card(person=person)
    values: dict[str, Any] = {
        "by": desk(C.CARD_HALL, OWN_ID, FOUND_OLD),
        "key": "back",
        "at": NOW,
        "person_id": person.pk,
        "comes": Comes.HOLDER,
        "card_number_shown": old.number,
    }
    with pytest.raises(journeys.OldCardNotReported):
        journeys.take_back_old_card_loss(**values)
    journeys.report_loss(by=desk(C.COMMUNITY), key="loss", at=NOW, person_id=person.pk, what=Lost.OLD_CARD)
    with pytest.raises(journeys.FoundCardDiffers):
        journeys.take_back_old_card_loss(**(values | {"card_number_shown": "YB0"}))
    with pytest.raises(journeys.OldCardNotAtBank):
        journeys.take_back_old_card_loss(**(values | {"by": desk(C.BANK_BRANCH, OWN_ID, FOUND_OLD)}))
    assert journeys.take_back_old_card_loss(**values).what is Lost.OLD_CARD
    assert not medical.old_card(person.pk).loss
