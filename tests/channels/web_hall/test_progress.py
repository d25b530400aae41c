"""Progress for whoever knows number and phone (S4.4): nothing in the address, strangers learn nothing."""

from typing import Any

import pytest
from django.test import Client

from citycard.audit.models import Act
from tests.channels.web_hall.doors import PHONE_OF_NOBODY, pair_of, without_tokens
from tests.factories import NOW, citizen_number, make_application, make_card, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_ten(clock_at: Any) -> None:
    clock_at(NOW)


def test_the_steps_are_shown_after_a_redirect(client: Client) -> None:
    """S4.4: post, redirect, get; no number in any address, the name masked."""
    wang = make_person()
    card = make_card(person=wang, state="awaiting_pickup")
    answer = client.post("/progress/", pair_of(wang))
    assert answer["Location"] == "/progress/answer/"
    said = client.get("/progress/answer/").content.decode()
    assert "新卡可以领了" in said
    assert "王*" in said
    assert wang.name not in said
    assert card.application.number in said
    for number in (wang.social_number, wang.phone, card.card_number):
        assert number not in said


def test_the_number_alone_opens_nothing(client: Client) -> None:
    """S12: the number alone opens nothing."""
    wang = make_person()
    make_card(person=wang)
    client.post("/progress/", pair_of(wang, phone=PHONE_OF_NOBODY))
    assert "没有查到在办的社保卡" in client.get("/progress/answer/").content.decode()


def test_unknown_wrong_and_without_a_card_look_the_same() -> None:
    """S4.4: three reasons, one page."""
    wang, other = make_person(), make_person(name="赵敏")
    make_card(person=wang)
    pages = []
    for pair in (
        pair_of(wang, phone=PHONE_OF_NOBODY),
        pair_of(wang, social_number=citizen_number(serial=497)),
        pair_of(other),
    ):
        client = Client()
        first = client.post("/progress/", pair)
        assert (first.status_code, first["Location"]) == (302, "/progress/answer/")
        pages.append(without_tokens(client.get("/progress/answer/").content.decode()))
    assert pages[0] == pages[1] == pages[2]


def test_the_answer_is_kept_ten_minutes_in_this_browser_only(client: Client) -> None:
    """S12: the signed cookie is the only key; a forged or missing one leads back to the question."""
    wang = make_person()
    make_card(person=wang)
    client.post("/progress/", pair_of(wang))
    assert client.cookies["citycard_progress"]["max-age"] == 600
    assert Client().get("/progress/answer/")["Location"] == "/progress/"
    forged = Client()
    forged.cookies["citycard_progress"] = client.cookies["citycard_progress"].value[:-2] + "xx"
    assert forged.get("/progress/answer/")["Location"] == "/progress/"


def test_a_look_leaves_a_line_in_the_record(client: Client) -> None:
    """S12: somebody who knew both numbers looked, and the owner can see it."""
    wang = make_person()
    make_application(person=wang)
    client.post("/progress/", pair_of(wang))
    look = Act.objects.get(act="look_up", person_id=wang.pk)
    assert look.facts == {"what": "progress"}
    assert wang.social_number not in str(vars(look))


def test_asking_too_often_is_refused(client: Client) -> None:
    """S14.2: looks and codes are counted together, ten an hour for one number."""
    wang = make_person()
    answers = [client.post("/progress/", pair_of(wang)) for _ in range(11)]
    assert [one.status_code for one in answers] == [302] * 10 + [429]
    assert client.post("/login/", pair_of(wang)).status_code == 429


def test_a_rejected_application_says_so(client: Client) -> None:
    """S3: the page of an application that did not pass says it."""
    from citycard.cards.models import Application

    wang = make_person()
    application = make_application(person=wang)
    Application.objects.filter(pk=application.pk).update(state="rejected", reason="照片不清楚", closed_at=NOW)
    client.post("/progress/", pair_of(wang))
    assert "申请没有通过" in client.get("/progress/answer/").content.decode()


def test_the_phone_given_with_the_application_counts_too(client: Client) -> None:
    """S4.4: whoever changed the number since still finds the card by the one given then; it does not log anybody in."""
    wang = make_person()
    make_application(person=wang, phone="13912345678")
    client.post("/progress/", pair_of(wang, phone="13912345678"))
    assert "申请收到了" in client.get("/progress/answer/").content.decode()


def test_nobody_has_an_empty_phone(client: Client) -> None:
    """S12: a person without a phone on file is not found by leaving it out."""
    wang = make_person(phone="")
    make_application(person=wang, phone="")
    assert client.post("/progress/", pair_of(wang)).status_code == 400
