"""Activation at the branch in four steps: nothing of the PIN in page, address, session or record (S5.1, S5.3)."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from citycard.audit.models import Act
from citycard.bank.models import CardSide
from citycard.benefits.models import PensionBank
from citycard.cards.models import Card, SocialSide
from citycard.medical.models import OldCard
from citycard.pins.models import BankPin
from tests.channels.desk.activation import KEY, card_form, confirm, enter, person_form, press, up_to_the_pin
from tests.channels.desk.desks import Counter, counter_at, hidden, text
from tests.factories import NOW, TODAY, make_card, make_child, make_old_card, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(clock_at: object) -> datetime:
    return clock_at(NOW)  # type: ignore[operator]


@pytest.fixture
def branch() -> Counter:
    return counter_at("bank_branch")


def test_four_steps_end_in_three_effects(branch: Counter) -> None:
    """S5.1, S2.1: bank side and social side active, old card void, its balance moved, all shown on the last page."""
    person = make_person()
    card, old = make_card(person=person, state="with_holder"), make_old_card(person=person)
    up_to_the_pin(branch, card)
    answer = confirm(branch, card, enter(branch, card, "258013", "258013"))
    assert answer["Location"] == reverse("desk:activated", args=[card.pk])
    page = text(branch.client.get(answer["Location"]))
    for word in ("三件事已一起生效", "1,286.50", "已转入新卡，只转一次", "初始 <b", "2026年12月1日起生效"):
        assert word in page
    assert CardSide.objects.get(card_number=card.card_number).state == "active"
    assert SocialSide.objects.get(card=card).state == "active"
    assert OldCard.objects.get(pk=old.pk).state == "void"
    assert BankPin.objects.count() == 1
    papers = Act.objects.get(act="activate").documents
    assert [one["kind"] for one in papers] == ["resident_id_card", "new_card"]


def test_nothing_shows_the_pin(branch: Counter, caplog: pytest.LogCaptureFixture) -> None:
    """S5.3: no field of any page, no address, no session, no record and no log holds the digits; pages are not stored."""
    card = make_card(state="with_holder")
    up_to_the_pin(branch, card)
    page = enter(branch, card, "258013", "258013")
    assert "no-store" in page["Cache-Control"]
    answer = confirm(branch, card, page)
    kept = text(page) + answer["Location"] + caplog.text
    kept += "".join(str(session.get_decoded()) for session in Session.objects.all())
    kept += "".join(str(one.__dict__) for one in Act.objects.all())
    assert "258013" not in kept
    assert not KEY.search(text(page)), "a full pad offers no key"


def test_the_keys_change_place_and_token_after_each_press(branch: Counter) -> None:
    """S5.3: who sees one request learns nothing for the next."""
    card = make_card(state="with_holder")
    up_to_the_pin(branch, card)
    first = branch.get("activate_pin", card.pk)
    second = press(branch, card, first, "7")
    before, after = dict(KEY.findall(text(first))), dict(KEY.findall(text(second)))
    assert sorted(before.values()) == sorted(after.values()) == list("0123456789")
    assert not set(before) & set(after)
    assert "已输入 1 位，共 6 位" in text(second)


def test_a_reload_presses_the_key_once(branch: Counter) -> None:
    """A3: the same request again gives the same page again, not a second digit."""
    card = make_card(state="with_holder")
    up_to_the_pin(branch, card)
    page = branch.get("activate_pin", card.pk)
    for _ in range(2):
        again = press(branch, card, page, "5")
    assert "已输入 1 位，共 6 位" in text(again)
    fields = hidden(again)
    erased = branch.post("activate_pin", card.pk, data={"pad": fields["pad"], "erase": "1"})
    assert "已输入 0 位，共 6 位" in text(erased)


def test_two_different_entries_begin_anew(branch: Counter) -> None:
    """S5.3: nothing is set; the next try works."""
    card = make_card(state="with_holder")
    up_to_the_pin(branch, card)
    answer = confirm(branch, card, enter(branch, card, "258013", "258014"))
    assert answer.status_code == 400
    assert "请从第一遍重新输入" in text(answer)
    assert not BankPin.objects.exists()
    assert confirm(branch, card, enter(branch, card, "258013", "258013")).status_code == 302


def test_an_old_pad_begins_anew(branch: Counter, clock_at: object) -> None:
    """S5.3: a pad is good for minutes; a made-up one is never good."""
    card = make_card(state="with_holder")
    up_to_the_pin(branch, card)
    page = branch.get("activate_pin", card.pk)
    clock_at(NOW + timedelta(minutes=5))  # type: ignore[operator]
    late = press(branch, card, page, "1")
    assert late.status_code == 400
    assert "已输入 0 位" in text(late)
    made_up = branch.post("activate_pin", card.pk, data={"pad": "AAAA", "token": "x"})
    assert made_up.status_code == 400
    assert branch.post("activate_pin", card.pk, data={"confirm": "1"}).status_code == 400


def test_sent_twice_it_is_activated_once(branch: Counter) -> None:
    """A3: the second sending finds the first receipt."""
    card = make_card(state="with_holder")
    up_to_the_pin(branch, card)
    page = enter(branch, card, "258013", "258013")
    confirm(branch, card, page)
    again = confirm(branch, card, page)
    assert "这件事已经办过" in text(branch.client.get(again["Location"]))
    assert Act.objects.filter(act="activate").count() == 1


def test_going_back_and_reloading_loses_nothing(branch: Counter) -> None:
    """The steps done stay done; a step left out leads to the first that is missing."""
    card = make_card(state="with_holder")
    assert branch.get("activate_pin", card.pk)["Location"] == reverse("desk:activate_person", args=[card.pk])
    branch.post("activate_person", card.pk, data=person_form(card))
    assert branch.get("activate_pin", card.pk)["Location"] == reverse("desk:activate_card", args=[card.pk])
    branch.post("activate_card", card.pk, data=card_form(card))
    assert branch.get("activate_person", card.pk).status_code == 200
    assert branch.get("activate_card", card.pk).status_code == 200
    assert branch.get("activate_pin", card.pk).status_code == 200


def test_one_window_does_not_see_anothers_steps(branch: Counter) -> None:
    """A2: another teller begins with the person, whatever is open at the first window."""
    card = make_card(state="with_holder")
    up_to_the_pin(branch, card)
    other = counter_at("bank_branch", office=branch.office, name="钱进")
    assert other.get("activate_pin", card.pk)["Location"] == reverse("desk:activate_person", args=[card.pk])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"identity_number": "210400198305060011"}, "id_identity_number-e"),
        ({"identity_valid_until": "2026-11-22"}, "id_identity_valid_until-e"),
        ({"face": "unsure"}, "请主管到柜台看过"),
        ({"face": "other"}, "不是同一个人，不能激活"),
        ({"paper": []}, "还差 1 项"),
    ],
)
def test_a_person_in_doubt_goes_no_further(branch: Counter, changes: dict[str, object], said: str) -> None:
    """S5.1: somebody else's number, an ID out of date, a face in doubt, no ID."""
    card = make_card(state="with_holder")
    answer = branch.post("activate_person", card.pk, data=person_form(card, **changes))
    assert answer.status_code == 400
    assert said in text(answer)
    assert branch.get("activate_card", card.pk).status_code == 302


def test_another_card_goes_no_further(branch: Counter) -> None:
    """S5.1: the number read from the card is the card's."""
    card = make_card(state="with_holder")
    branch.post("activate_person", card.pk, data=person_form(card))
    answer = branch.post("activate_card", card.pk, data=card_form(card, card_number="A00000000"))
    assert answer.status_code == 400
    assert "id_card_number-e" in text(answer)


def test_a_card_not_collected_is_refused_at_once(branch: Counter) -> None:
    """S5.1: before any question is asked."""
    assert branch.get("activate_person", make_card().pk).status_code == 409


def test_s9_a_card_out_of_date_is_refused_before_any_paper_is_asked_for(branch: Counter) -> None:
    """S9, S5.1: on its last day it can still be activated; the day after only a change helps."""
    card = make_card(state="with_holder", valid_until=TODAY)
    assert branch.get("activate_person", card.pk).status_code == 200
    Card.objects.filter(pk=card.pk).update(valid_until=TODAY - timedelta(days=1))
    refused = branch.get("activate_person", card.pk)
    assert refused.status_code == 409 and "换一张新卡" in text(refused)


def test_a_card_is_found_by_its_number_without_an_address_holding_it(branch: Counter) -> None:
    card = make_card(state="with_holder")
    answer = branch.post("activations", data={"card_number": card.card_number.lower()})
    assert answer["Location"] == reverse("desk:activate_person", args=[card.pk])
    assert branch.post("activations", data={"card_number": "A99999999"}).status_code == 400


def test_a_guardian_activates_for_a_child(branch: Counter) -> None:
    """S13.2: the guardian on the register, with the own ID and the proof; anybody else is refused at the number."""
    father, uncle = make_person(name="陈建国", sex="1"), make_person(name="陈建军", sex="1")
    child = make_child(guardian=father, category="resident")
    card = make_card(person=child, state="with_holder")
    sent = person_form(
        card,
        paper=["child_valid_id", "bank_guardian_id", "bank_guardianship_proof"],
        identity_number=uncle.social_number,
    )
    refused = branch.post("activate_person", card.pk, data=sent, query="?comes=guardian")
    assert refused.status_code == 400
    assert "id_identity_number-e" in text(refused)
    sent["identity_number"] = father.social_number
    assert branch.post("activate_person", card.pk, data=sent, query="?comes=guardian").status_code == 302
    assert branch.post("activate_card", card.pk, data=card_form(card)).status_code == 302
    assert confirm(branch, card, enter(branch, card, "258013", "258013")).status_code == 302
    page = text(branch.get("activated", card.pk))
    assert "没有原医保卡" in page
    assert SocialSide.objects.get(card=card).state == "active"


def test_a_retirees_pension_bank_is_told(branch: Counter) -> None:
    """S2.2: it switches with the activation; the pay day stays."""
    person = make_person(category="retiree")
    starts = date(2020, 1, 1)
    PensionBank.objects.create(person=person, bank="icbc", account_number="6222000000", pay_day=12, starts_on=starts)
    card = make_card(person=person, state="with_holder")
    up_to_the_pin(branch, card)
    confirm(branch, card, enter(branch, card, "258013", "258013"))
    page = text(branch.get("activated", card.pk))
    assert "养老金改由抚顺银行发到这张卡" in page
    assert "每月 12 日" in page


def test_a_card_activated_before_the_record_leads_to_its_person(branch: Counter) -> None:
    """A page that has nothing to tell does not send its reader round in a circle."""
    card = make_card(state="active")
    assert branch.get("activated", card.pk)["Location"] == reverse("desk:person", args=[card.person_id])
