"""S13.2, A2: the pages of the desks compare a guardian who comes with the register, and say at the number that it is nobody's."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from citycard.audit.models import Act
from citycard.cards.models import Cancellation
from citycard.people.models import Person
from citycard.shared.numbers import mask
from tests.channels.desk.desks import Counter, counter_at, hidden, text
from tests.factories import NOW, make_guardianship, make_old_card, make_person
from tests.journeys.endings import cancel, settle
from tests.journeys.replacing import Case, case, lost

pytestmark = pytest.mark.django_db(transaction=True)
# The page: the desk, what is prepared, the papers of the catalogue, the fields, what the record calls it.
PAGES: dict[str, tuple[str, tuple[str, ...], str]] = {
    "found": ("card_hall", ("found_card",), "take_back_loss"),
    "reset_social_pin": ("card_hall", ("social_card_for_pin",), "reset_social_pin"),
    "replace_lost": ("community", (), "replace_lost_card"),
    "change_card": ("community", (), "change_card"),
    "hand_in_card": ("community", ("old_card_handed_in",), "hand_in_card"),
    "mandate": ("bank_branch", ("social_card",), "sign_mandate"),
    "refunds": ("agency", (), "settle_refunds"),
    "cancel": ("card_hall", ("social_card",), "cancel_social"),
    "close": ("bank_branch", ("social_card", "clearance_slip"), "close_account"),
}


@pytest.fixture(autouse=True)
def today(clock_at: Callable[[datetime], datetime]) -> datetime:
    return clock_at(NOW)


def prepared(page: str) -> tuple[Case, Counter]:
    """Return an adult ward in the situation of this page, and the desk."""
    here, kind = case(is_ward=True), PAGES[page][0]
    if page in ("found", "replace_lost"):
        lost(here.card)
    if page == "hand_in_card":
        here.change()
    if page in ("cancel", "close"):
        settle(here.person)
    if page == "close":
        cancel(here.person)
    offices = {"community": here.community, "card_hall": here.hall, "bank_branch": here.branch}
    return here, counter_at(kind, office=offices.get(kind))


def filled(page: str, here: Case, **who: str) -> dict[str, object]:
    """Return the form, complete but for who came."""
    everything = {"face": "same", "is_signed": "on", "card_number": here.card.card_number, "phone": "13900001111"}
    everything |= {"office": str(here.branch.pk), "cause": "damaged", "old_card": "unusable"}
    slip = Cancellation.objects.filter(person=here.person).values_list("clearance_number", flat=True).first()
    everything |= {"reason": "settled_abroad", "is_told": "on", "is_paid": "on", "clearance_number": slip or ""}
    everything |= dict.fromkeys(("pension_answer", "medical_answer", "other_answer"), "none")
    papers = ["holder_valid_id", "guardian_id", *PAGES[page][1]]
    return everything | {"paper": papers, "kind-found_card": "social_card"} | who


@pytest.mark.parametrize("page", PAGES)
def test_s13_2_a_strangers_number_is_told_at_its_field(page: str) -> None:
    """S13.2, A4: nothing happens; the registered guardian, chosen on the same page, may; the record keeps the masked number."""
    here, desk = prepared(page)
    mother, stranger = make_person(name="陈玉兰"), make_person(name="李强")
    empty = text(desk.get(page, here.person.pk, comes="guardian"))
    assert "只能由登记的监护人办" in empty and "/guardian/?next=" in empty
    make_guardianship(guardian=mother, ward=here.person, starts_on=date(2020, 1, 1))
    form = desk.get(page, here.person.pk, comes="guardian")
    assert "只能由登记的监护人办" not in text(form)
    sent = hidden(form) | filled(page, here)
    other = {"comer-guardian": "other", "comer-name": stranger.name, "comer-number": stranger.social_number}
    refused = desk.post(page, here.person.pk, data=sent | other | {"comer-relation": "儿子"}, query="?comes=guardian")
    assert refused.status_code == 400 and "不是登记在册的监护人的" in text(refused)
    acted = Act.objects.filter(act=PAGES[page][2])
    assert not acted.exists()
    done = desk.post(page, here.person.pk, data=sent | {"comer-guardian": str(mother.pk)}, query="?comes=guardian")
    assert done.status_code == 302, text(done)
    shown = [one["number_masked"] for one in acted.get().documents if one["holder"] == "guardian"]
    assert shown == [mask.mask_citizen(mother.social_number)]


@pytest.mark.parametrize("page", ["found", "reset_social_pin"])
def test_s13_2_the_same_for_an_old_medical_card(page: str) -> None:
    """S6.1, S8.1, S13.2: an old medical card's loss and PIN at the card hall."""
    mother, ward = make_person(), make_person(is_ward=True)
    make_guardianship(guardian=mother, ward=ward, starts_on=date(2020, 1, 1))
    old = make_old_card(person=ward, loss=page == "found")
    hall = counter_at("card_hall")
    sent = hidden(hall.get(page, ward.pk, comes="guardian")) | {"card_number": old.number, "face": "same"}
    card = {"found": "found_card", "reset_social_pin": "old_card_for_pin"}[page]
    sent |= {"paper": ["holder_valid_id", "guardian_id", card], "kind-found_card": "old_medical_card"}
    stranger: Person = make_person()
    typed = {"comer-guardian": "other", "comer-name": stranger.name, "comer-number": stranger.social_number}
    refused = hall.post(page, ward.pk, data=sent | typed | {"comer-relation": "亲戚"}, query="?comes=guardian")
    assert refused.status_code == 400 and "不是登记在册的监护人的" in text(refused)
    done = hall.post(page, ward.pk, data=sent | {"comer-guardian": str(mother.pk)}, query="?comes=guardian")
    assert done.status_code == 302 and Act.objects.filter(act=PAGES[page][2]).count() == 1
