"""The first page of a counter: what waits here, counted and one step away (S4.1, S4.2)."""

import pytest

from citycard.cards.models import Card, Shipment
from tests.channels.desk.desks import counter_at, signed_in, text
from tests.factories import NOW, make_application, make_card, make_office, make_operator, make_person, make_unit

pytestmark = pytest.mark.django_db


def test_a_hall_sees_what_waits_for_it() -> None:
    """S4: shipments on their way with their cards, units whose agent is awaited; another hall's are not counted."""
    hall, other = counter_at("card_hall"), make_office(kind="card_hall")
    unit = make_unit()
    for name in ("张伟", "李娜"):
        make_card(person=make_person(name=name, unit=unit, category="employee"), office=hall.office)
    make_card(person=make_person(unit=unit, category="employee"), office=other)
    for office, number in ((hall.office, "FB-1"), (other, "FB-2")):
        Shipment.objects.create(number=number, office=office, card_count=7, sent_at=NOW)
    piles = {one.title: (one.number, one.small) for one in hall.get("home").context["waiting"]}
    assert piles["在路上的分拨单"] == (1, "共 7 张卡，签收以后才发取卡通知")
    assert piles["等取卡人来的单位"] == (1, "共 2 张卡，等单位取卡人来")


def test_a_branch_counts_people_and_an_empty_one_says_so() -> None:
    """S4.2: a card that is ended or collected waits no more."""
    branch = counter_at("bank_branch")
    assert "没有等着办的" in text(branch.get("home"))
    make_card(office=branch.office)
    make_card(office=branch.office, state="with_holder")
    (pile,) = branch.get("home").context["waiting"]
    assert (pile.title, pile.number) == ("等人来领的卡", Card.objects.filter(state="awaiting_pickup").count())


def test_the_card_centre_sees_every_pile_of_the_making() -> None:
    """S3: to be checked, to be batched, under way, in stock."""
    centre = signed_in(make_operator(role="card_centre_clerk", office=make_office(kind="card_centre")))
    make_application(person=make_person())
    make_card(state="stocked")
    piles = {one.title: one.number for one in centre.get("home").context["waiting"]}
    assert piles["待核对的申请"] == 1
    assert piles["在库、等寄出的卡"] == 1


def test_a_community_has_no_piles() -> None:
    """S3.2: people come to the community; nothing waits there."""
    assert counter_at("community").get("home").context["waits"] == []
