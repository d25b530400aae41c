"""12333 by voice (S7.2, S12.1, S14.2): the menu table, who is let in, key 4, and what the record keeps."""

from dataclasses import replace
from datetime import date
from string import Formatter

import pytest
from django.test import Client

from citycard.audit import timeline
from citycard.cards.models import Card, SocialSide
from citycard.channels.ivr.call import Call, call_of, press
from citycard.channels.ivr.menu import AGAIN, MENU, Aim, Place
from citycard.people.models import Person
from tests.factories import NOW, make_card, make_person

pytestmark = pytest.mark.django_db


def pressed(*keys: str) -> Call:
    """A call after these keys."""
    call = Call()
    for one in keys:
        call = press(call, one, line="test", at=NOW)
    return call


def numbers(person: Person) -> tuple[str, str]:
    """What the caller enters: a small star stands for X."""
    return person.social_number.replace("X", AGAIN), person.phone


@pytest.fixture
def wang() -> Person:
    person = make_person()
    make_card(person=person, state="active")
    return person


def test_every_key_leads_somewhere_and_every_place_is_reached() -> None:
    reached = {Place.WELCOME, Place.PHONE, Place.NOT_FOUND, Place.CONFIRM, Place.REFUSED, Place.CARD}  # by what is entered
    reached |= {onward for stop in MENU.values() for onward in stop.keys.values()}
    assert reached == set(Place) == set(MENU)
    assert all(stop.keys or stop.digits or place is Place.BYE for place, stop in MENU.items())


def test_s14_2_the_voice_never_asks_for_a_pin() -> None:
    assert all("请输入" not in str(stop.say) or "密码" not in str(stop.say) for stop in MENU.values())
    assert "不会在电话里要您的密码" in str(MENU[Place.WELCOME].say)


def test_s7_2_key_4_reports_the_social_account_at_once(wang: Person) -> None:
    call = pressed("4", *numbers(wang))
    assert call.place is Place.CONFIRM and SocialSide.objects.get().loss == "none"
    call = press(call, "1", line="test", at=NOW)
    assert call.place is Place.REPORTED and "马上生效" in call.said() and "抚顺银行网点" in call.said()
    side = SocialSide.objects.get()
    assert (side.loss, side.lost_at) == ("temporary", NOW)


def test_s9_a_card_out_of_date_sends_nobody_to_the_bank(wang: Person) -> None:
    """S9: its bank side takes no money out any more; the voice neither calls it open nor reported."""
    Card.objects.update(issued_on=date(2016, 11, 1), valid_until=date(2026, 11, 1))
    call = pressed("4", *numbers(wang), "1")
    assert call.place is Place.REPORTED and "不用再挂失" in call.said() and "网点" not in call.said()


def test_a3_a_repeated_report_changes_nothing_and_says_so(wang: Person) -> None:
    first = pressed("4", *numbers(wang), "1")
    again = pressed("4", *numbers(wang), "1")
    assert "早先已经挂失" in again.said() and first.place is again.place
    assert SocialSide.objects.get().lost_at == NOW


def test_s7_2_two_people_report_in_one_call(wang: Person) -> None:
    """S7.2: the husband's card, back to the menu, then the own."""
    other = make_person(name="李强")
    make_card(person=other, state="active")
    call = pressed("4", *numbers(wang), "1")
    for one in ("0", "4", *numbers(other), "1"):
        call = press(call, one, line="test", at=NOW)
    assert call.place is Place.REPORTED
    assert set(SocialSide.objects.values_list("loss", flat=True)) == {"temporary"}


def test_changing_ones_mind_reports_nothing(wang: Person) -> None:
    assert pressed("4", *numbers(wang), "2").place is Place.WELCOME
    assert SocialSide.objects.get().loss == "none"


def test_s7_2_the_caller_is_known_by_two_facts(wang: Person) -> None:
    number, phone = numbers(wang)
    assert pressed("4", number, "13900000000").place is Place.NOT_FOUND
    assert pressed("4", "210400190001010000", phone).place is Place.NOT_FOUND
    call = pressed("4", number, "13900000000", "1", number, "13900000000", "1", number, "13900000000")
    assert call.is_over


def test_a_key_that_leads_nowhere_says_it_again(wang: Person) -> None:
    silent = pressed("7")
    assert silent == replace(Call(), id=silent.id)
    assert pressed("4", "123").place is Place.NUMBER
    assert pressed("4", *numbers(wang), AGAIN).place is Place.CONFIRM


def test_a_call_that_is_not_known_reports_nothing() -> None:
    """Nobody gets past the two numbers, whatever a browser sends."""
    forged = Call(place=Place.CONFIRM, aim=Aim.LOSS, person_id=make_person().pk)
    assert press(forged, "1", line="test", at=NOW).place is Place.WELCOME


def test_who_has_no_card_hears_why(wang: Person) -> None:
    nobody = make_person(name="李强")
    call = pressed("4", *numbers(nobody))
    assert call.place is Place.REFUSED and "还没有领" in call.said()


def test_s12_1_key_1_tells_both_functions_and_leaves_a_line(wang: Person) -> None:
    call = pressed("1", *numbers(wang))
    assert call.place is Place.CARD and "社保账户：正常" in call.said()
    assert [line.channel for line in timeline(wang.pk, 1, with_reads=True)] == ["ivr"]


def test_every_sentence_gets_its_words(wang: Person) -> None:
    for keys in (("4", *numbers(wang), "1"), ("1", *numbers(wang)), ("4", *numbers(make_person(name="李强")))):
        call = pressed(*keys)
        assert {name for _, name, _, _ in Formatter().parse(str(MENU[call.place].say)) if name} <= set(call.words)


def test_the_session_keeps_no_number_of_a_person(wang: Person) -> None:
    """S12: neither number stands in the session, and a call comes back from it as it was."""
    number, phone = numbers(wang)
    for keys in (("4", number), ("4", number, phone)):
        call = pressed(*keys)
        assert number not in str(call.kept()) and phone not in str(call.kept())
        assert call_of(call.kept()) == call


def test_the_telephone_page(client: Client, wang: Person) -> None:
    """S7.2: dial, press, enter, hear; nothing that is pressed stands in an address."""
    assert "拨打 12333" in client.get("/12333/").content.decode()
    client.post("/12333/dial/")
    page = client.post("/12333/key/", {"keys": "4"}, follow=True)
    assert "18 位社会保障号码" in page.content.decode()
    for keys in (*numbers(wang), "1"):
        page = client.post("/12333/key/", {"keys": keys}, follow=True)
        assert page.redirect_chain == [("/12333/", 302)]
    assert "马上生效" in page.content.decode() and wang.social_number not in page.content.decode()
    client.post("/12333/hang-up/")
    assert "拨打 12333" in client.get("/12333/").content.decode()
