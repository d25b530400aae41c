"""Shipments, a unit's cards, one holder's card, a wrong face, and the record of the office (S4)."""

from datetime import date, datetime

import pytest
from django.http import HttpResponse
from django.urls import reverse

from citycard.audit.models import Act
from citycard.cards.models import Application, Card, Handover, Shipment
from citycard.notices.models import Notice
from tests.channels.desk.desks import Counter, counter_at, hidden, text
from tests.factories import (
    NOW,
    citizen_number,
    make_card,
    make_child,
    make_person,
    make_unit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(clock_at: object) -> datetime:
    return clock_at(NOW)  # type: ignore[operator]


@pytest.fixture
def branch() -> Counter:
    return counter_at("bank_branch")


@pytest.fixture
def hall() -> Counter:
    return counter_at("card_hall")


def test_a_shipment_is_received_and_its_holders_told(branch: Counter) -> None:
    """S4, S4.2: the cards wait, a message goes to each holder; a form sent twice does it once (A3)."""
    card = make_card(state="dispatched", office=branch.office)
    page = branch.get("shipments")
    sent = hidden(page)
    for _ in range(2):
        answer = branch.post("receive", card.shipment_id, data=sent)
    assert answer.status_code == 302
    card.refresh_from_db()
    assert card.state == "awaiting_pickup"
    assert Notice.objects.filter(template="pickup_person").count() == 1
    assert "这件事已经办过" in text(branch.get("shipments"))


def test_another_offices_shipment_is_refused(branch: Counter) -> None:
    """S4: only where it was sent."""
    card = make_card(state="dispatched")
    assert branch.post("receive", card.shipment_id, data={"key": "s-1"}).status_code == 409
    assert Shipment.objects.get(pk=card.shipment_id).received_at is None


def unit_form(cards: list[Card], **changes: object) -> dict[str, object]:
    plain = {
        "paper": ["unit_letter", "unit_agent_id"],
        "card": [str(card.pk) for card in cards],
        "agent_name": "何建军",
        "agent_number": citizen_number(born=date(1985, 4, 1), sex="1", serial=33),
        "key": "unit-1",
    }
    return plain | changes


def two_unit_cards(hall: Counter) -> list[Card]:
    unit = make_unit()
    people = [make_person(name=name, unit=unit, category="employee") for name in ("张伟", "李娜")]
    return [make_card(person=person, office=hall.office) for person in people]


def test_a_units_agent_takes_all_its_cards(hall: Counter) -> None:
    """S4.1: letter and original ID; each card with the unit, one hand-over each, one act for all."""
    cards = two_unit_cards(hall)
    unit_id = cards[0].unit_id
    page = text(hall.get("unit_pickup", unit_id))
    assert "张伟" in page
    assert "单位介绍信" in page
    assert " checked>" not in page.split('id="tick"')[1]
    assert cards[0].batch.number in page
    assert cards[1].batch.number in text(hall.get("hand_over_list", unit_id))
    for _ in range(2):
        assert hall.post("unit_pickup", unit_id, data=unit_form(cards)).status_code == 302
    assert set(Card.objects.values_list("state", flat=True)) == {"with_unit"}
    assert Handover.objects.filter(taken_by="unit_agent").count() == 2
    act = Act.objects.get(act="cards.collect_by_unit_agent")
    assert [one["holder"] for one in act.documents] == ["unit", "agent"]
    assert "这件事已经办过" in text(hall.get("unit_pickups"))


def test_a_card_that_nobody_counted_is_not_handed_out(hall: Counter) -> None:
    """S4.1: no card is ticked beforehand, and none ticked is an error that leads to the list."""
    cards = two_unit_cards(hall)
    answer = hall.post("unit_pickup", cards[0].unit_id, data=unit_form([]))
    assert answer.status_code == 400
    assert '<a href="#tick">' in text(answer)
    assert hall.post("unit_pickup", cards[0].unit_id, data=unit_form(cards[:1])).status_code == 302
    assert [card.state for card in Card.objects.order_by("pk")] == ["with_unit", "awaiting_pickup"]


def test_without_the_letter_nothing_is_handed_out(hall: Counter) -> None:
    """S4.1: what is missing is named, what was typed stays."""
    cards = two_unit_cards(hall)
    answer = hall.post("unit_pickup", cards[0].unit_id, data=unit_form(cards, paper=["unit_agent_id"]))
    assert answer.status_code == 400
    assert "还差 1 项" in text(answer)
    assert "何建军" in text(answer)
    assert not Handover.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("agent_number", "210400198504010011"), ("agent_name", "@cmd")])
def test_a_wrong_agent_is_said_at_the_field(hall: Counter, field: str, value: str) -> None:
    """S1.2 (bad input): a check character, a formula for a name."""
    cards = two_unit_cards(hall)
    answer = hall.post("unit_pickup", cards[0].unit_id, data=unit_form(cards, **{field: value}))
    assert answer.status_code == 400
    assert f'id="id_{field}-e"' in text(answer)


def test_another_units_card_cannot_be_slipped_in(hall: Counter) -> None:
    """S4.1: a card of another unit in the form is refused, and none is handed out."""
    cards = two_unit_cards(hall)
    foreign = make_card(person=make_person(unit=make_unit(), category="employee"), office=hall.office)
    answer = hall.post("unit_pickup", cards[0].unit_id, data=unit_form([*cards, foreign]))
    assert answer.status_code == 409
    assert not Handover.objects.exists()


def form_of(card: Card, **changes: object) -> dict[str, object]:
    plain = {"paper": ["holder_id_card"], "face": "same", "card_number": card.card_number, "key": "collect-1"}
    return plain | changes


def test_a_holder_collects(branch: Counter) -> None:
    """S4.2 ①, S4.3: with the ID card, free; the page then says what is still to be done."""
    card = make_card(office=branch.office)
    assert card.person.name in text(branch.get("pickups"))
    answer = branch.post("collect", card.pk, data=form_of(card))
    assert answer["Location"] == reverse("desk:collected", args=[card.pk])
    page = text(branch.client.get(answer["Location"]))
    assert "还差一步：激活" in page
    assert "LK20261123" in page
    assert (Handover.objects.get().taken_by, Application.objects.get().state) == ("holder", "fulfilled")
    again = branch.post("collect", card.pk, data=form_of(card))
    assert "这件事已经办过" in text(branch.client.get(again["Location"]))
    assert Handover.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"paper": []}, "还差 1 项"),
        ({"face": "other"}, "不是同一个人"),
        ({"face": "unsure"}, "请主管到柜台看过"),
        ({"face": ""}, "请选择"),
        ({"card_number": "A00000000"}, "id_card_number-e"),
    ],
)
def test_a_card_is_not_handed_over_on_doubt(branch: Counter, changes: dict[str, object], said: str) -> None:
    """S4.2: no paper, another face, another card: nothing is written, and the page says what is missing."""
    card = make_card(office=branch.office)
    answer = branch.post("collect", card.pk, data=form_of(card, **changes))
    assert answer.status_code == 400
    assert said in text(answer)
    assert not Handover.objects.exists()


def test_a_childs_guardian_collects_with_the_papers_of_the_case(branch: Counter) -> None:
    """S4.2 ②: under 16 without an ID card: register, guardian's ID, proof; the papers change with who comes."""
    father = make_person(name="陈建国", sex="1")
    child = make_child(guardian=father, category="resident")
    card = make_card(person=child, office=branch.office)
    page = text(branch.get("collect", card.pk))
    for word in ("由监护人代领", "户口簿", "监护关系证明", "出生证明", "陈建国"):
        assert word in page
    sent = form_of(
        card,
        paper=["child_household_register", "child_guardian_id", "child_guardianship_proof"],
        **{"comer-guardian": str(father.pk), "kind-child_guardianship_proof": "birth_certificate"},
    )
    assert branch.post("collect", card.pk, data=sent, query="?comes=guardian").status_code == 302
    assert (Handover.objects.get().name, Handover.objects.get().relation) == ("陈建国", "父亲")
    kinds = [one["kind"] for one in Act.objects.get(act="cards.collect").documents]
    assert kinds == ["household_register", "resident_id_card", "birth_certificate"]


def test_an_agent_collects_with_both_ids(branch: Counter) -> None:
    """S4.2 ③, S13.1: the holder's and the agent's; the agent cannot activate."""
    card = make_card(office=branch.office)
    typed = {
        "comer-name": "李秀兰",
        "comer-number": citizen_number(born=date(1961, 2, 3), serial=44),
        "comer-relation": "邻居",
    }
    sent = form_of(card, paper=["holder_id_card", "agent_id"]) | typed
    assert "代办人不能激活" in text(branch.get("collect", card.pk, comes="agent"))
    assert branch.post("collect", card.pk, data=sent, query="?comes=agent").status_code == 302
    assert (Handover.objects.get().taken_by, Handover.objects.get().name) == ("agent", "李秀兰")


def test_a_units_card_is_not_collected_at_the_branch(branch: Counter) -> None:
    """S4.1: it goes through the unit."""
    person = make_person(unit=make_unit(name="示例机械有限公司（示例）"), category="employee")
    answer = branch.get("collect", make_card(person=person, office=branch.office).pk)
    assert answer.status_code == 409
    assert "示例机械有限公司" in text(answer)


def test_a_wrong_face_is_taken_back_and_made_again(branch: Counter) -> None:
    """S3's decision, S4.3: free; the plastic ends, the application waits for the next batch."""
    card = make_card(office=branch.office)
    assert branch.post("wrong_face", card.pk, data={"reason": "", "key": "w-1"}).status_code == 400
    for _ in range(2):
        assert branch.post("wrong_face", card.pk, data={"reason": "相片不是本人", "key": "w-1"}).status_code == 302
    card.refresh_from_db()
    assert (card.state, card.application.state, card.application.kind) == ("ended", "accepted", "remake")


def listed(counter: Counter, **query: str) -> HttpResponse:
    return counter.get("record", **query)


def test_the_record_lists_this_offices_acts_of_a_day(branch: Counter, clock_at: object) -> None:
    """A2: who did what for whom on which papers; another office's acts are not in it; filters by day, act and operator."""
    card = make_card(office=branch.office)
    branch.post("collect", card.pk, data=form_of(card))
    page = text(listed(branch))
    assert "领卡" in page
    assert card.person.name in page
    assert "居民身份证" in page
    branch.client.cookies["citycard_language"] = "en"
    assert "、" not in text(listed(branch)).partition("<table")[2]
    branch.client.cookies["citycard_language"] = "zh-hans"
    assert "这一天没有这样的记录" in text(listed(counter_at("bank_branch")))
    assert "这一天没有这样的记录" in text(listed(branch, day="2026-11-22", act="", mine=""))
    assert "这一天没有这样的记录" in text(listed(branch, day="2026-11-23", act="activate"))
    assert "LK20261123" in text(listed(branch, day="", act="cards.collect", mine="on"))
    assert "查看资料" in text(listed(branch, day="", act="look_up"))
    assert listed(branch, day="not-a-day").status_code == 400
