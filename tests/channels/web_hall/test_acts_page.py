"""The published decision table (A4): every act with its place and conditions, and a box that answers with the table itself."""

from itertools import product

import pytest
from django.test import Client

from citycard.channels.web_hall.acts_page import CHOICES
from citycard.channels.wording import wording
from citycard.journeys import TABLE

pytestmark = pytest.mark.django_db


def test_every_act_and_condition_has_its_words() -> None:
    """A4: the table is read by people, in Chinese and English."""
    words = wording().words
    assert {act.value for act in TABLE} <= set(words["permission"])
    assert {need.name for line in TABLE.values() for need in line.needs} == set(words["need"])
    for choice in CHOICES:
        assert {one.value for one in choice.answers} <= set(words[choice.words]), choice.name


def test_s8_3_the_box_says_why_a_report_cannot_be_taken_back(client: Client) -> None:
    page = client.get("/rules/acts/", {"channel": "card_hall", "loss": "temporary", "replacing": "on"}).content.decode()
    assert "已经申请了补卡或换卡" in page and "S8.3" in page


def test_s9_the_box_knows_a_card_out_of_date(client: Client) -> None:
    answer = client.get("/rules/acts/", {"channel": "medical", "out_of_date": "on"})
    page = answer.content.decode()
    assert answer.context["can"] == [] and "已经过了" in page and "有效期到—" not in page
    assert "换卡" in [one["name"] for one in client.get("/rules/acts/", {"out_of_date": "on"}).context["can"]]


def test_s11_1_the_box_names_a_day_of_death(client: Client) -> None:
    page = client.get("/rules/acts/", {"channel": "medical", "dead": "on"}).content.decode()
    assert "去世" in page and "已于 —" not in page


def test_s7_2_the_box_says_what_may_be_done(client: Client) -> None:
    answer = client.get("/rules/acts/", {"channel": "ivr"})
    assert [one["name"] for one in answer.context["can"]] == ["挂失"]


def test_any_answer_is_answered(client: Client) -> None:
    """An unknown word is read as the first; no combination of the box breaks the page."""
    assert client.get("/rules/acts/", {"channel": "moon", "place": "nowhere"}).status_code == 200
    places, socials, banks = (next(one for one in CHOICES if one.name == name).answers for name in ("place", "social", "bank"))
    for place, social, bank in product(places, socials, banks):
        asked = {"channel": "bank_branch", "place": place.value, "social": social.value, "bank": bank.value, "new_waiting": "on"}
        assert client.get("/rules/acts/", asked).status_code == 200
