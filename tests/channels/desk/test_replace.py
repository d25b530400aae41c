"""S9.1, S10: replacing a card at the community, temporary cards at the card hall, as their pages do it."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from citycard.audit import Channel
from citycard.audit.models import Act
from citycard.cards.models import Application, Card, TemporaryCard
from citycard.people.models import Person
from citycard.policy import Comes
from tests.channels.desk.desks import Counter, counter_at, hidden, text
from tests.factories import NOW, citizen_number, make_guardianship, make_person, make_unit
from tests.journeys.replacing import Case, case, lost, make_new, stock
from tests.policy import packs

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = {"paper": ["holder_valid_id"]}
ADMITTED = {"paper": ["holder_valid_id", "admission_proof"]}


@pytest.fixture(autouse=True)
def today(clock_at: object) -> datetime:
    return clock_at(NOW)  # type: ignore[operator]


def desk_for(here: Case) -> Counter:
    return counter_at("community", office=here.community)


def asked(here: Case, **more: object) -> dict[str, object]:
    return {"phone": "13900001111", "office": str(here.branch.pk), **SEEN, **more}


def test_a_lost_card_is_replaced_at_the_community() -> None:
    """S9.1: from the person's page to the receipt; sent twice it is one application (A3)."""
    here = case()
    lost(here.card)
    desk = desk_for(here)
    desk.say_why(here.person.pk)
    assert f"/desk/person/{here.person.pk}/replace/" in text(desk.get("person", here.person.pk))
    page = desk.get("replace_lost", here.person.pk)
    assert page.status_code == 200 and "从现在起不能再解除挂失" in text(page)
    sent = hidden(page) | asked(here)
    for _ in range(2):
        answer = desk.post("replace_lost", here.person.pk, data=sent)
        assert answer.status_code == 302, text(answer)
    row = Application.objects.get(kind="lost")
    assert row.photo_id == here.card.application.photo_id
    told = text(desk.get("application", row.pk))
    assert "这件事已经办过" in told and row.number in told


def test_papers_phone_and_branch_are_asked_for_by_name() -> None:
    """A4: what is missing stands at its field, and nothing is written."""
    here = case()
    lost(here.card)
    desk = desk_for(here)
    answer = desk.post("replace_lost", here.person.pk, data={"phone": "1390000", "office": "", "key": "k"})
    assert answer.status_code == 400
    assert "还没有核" in text(answer) and "这里需要改一下" in text(answer)
    assert not Application.objects.filter(kind="lost").exists()


def test_a_card_that_is_not_reported_is_refused_with_the_way_on() -> None:
    """S9, A4."""
    here = case()
    answer = desk_for(here).get("replace_lost", here.person.pk)
    assert answer.status_code == 409 and "S9" in text(answer) and "挂失" in text(answer)


def test_a_person_with_a_unit_is_sent_to_the_unit_or_online() -> None:
    """S9.1, S9.3."""
    here = case(unit=make_unit(name="示例机械有限公司（示例）"))
    lost(here.card)
    answer = desk_for(here).get("replace_lost", here.person.pk)
    assert answer.status_code == 409 and "示例机械有限公司（示例）" in text(answer)


@pytest.mark.parametrize(("old_card", "state"), [("handed_in", "ended"), ("unusable", "with_holder")])
def test_a_card_is_changed_and_the_old_one_handed_in_or_confirmed_unusable(old_card: str, state: str) -> None:
    """S9."""
    here = case()
    desk = desk_for(here)
    answer = desk.post("change_card", here.person.pk, data=asked(here, cause="damaged", old_card=old_card, key="k"))
    assert answer.status_code == 302, text(answer)
    assert Card.objects.get(pk=here.card.pk).state == state
    assert Application.objects.get(kind="changed").cause == "damaged"


@pytest.mark.parametrize("at", ["community", "card_hall"])
def test_the_old_card_of_a_change_is_handed_in_later(at: str) -> None:
    """S9: offered while the change is under way; another card's number stands at its field; a wrong time is told at once."""
    here = case()
    desk = desk_for(here) if at == "community" else counter_at("card_hall", office=here.hall)
    assert desk.get("hand_in_card", here.person.pk).status_code == 409
    here.change()
    desk.say_why(here.person.pk)
    assert f"/desk/person/{here.person.pk}/hand-in/" in text(desk.get("person", here.person.pk))
    page = desk.get("hand_in_card", here.person.pk)
    assert "旧卡马上作废" in text(page)
    form = hidden(page) | {"paper": ["holder_valid_id", "old_card_handed_in"], "card_number": here.card.card_number}
    wrong = desk.post("hand_in_card", here.person.pk, data=form | {"card_number": "A00000001"})
    assert wrong.status_code == 400 and "这里需要改一下" in text(wrong)
    assert desk.post("hand_in_card", here.person.pk, data=form).status_code == 302
    assert "旧卡已收回作废" in text(desk.get("person", here.person.pk))
    assert Card.objects.get(pk=here.card.pk).state == "ended"


def test_a_card_good_for_years_is_not_renewed_and_the_field_says_so() -> None:
    """S9: the refusal stands at the question why."""
    here = case()
    answer = desk_for(here).post("change_card", here.person.pk, data=asked(here, cause="expired", old_card="unusable", key="k"))
    assert answer.status_code == 400 and "才能按到期换" in text(answer)
    assert not Application.objects.filter(kind="changed").exists()


def test_the_persons_page_tells_of_two_cards_and_of_the_temporary_one() -> None:
    """S9, S10.3: the card in use, the one to come, and what must be handed back first."""
    here = case()
    make_new(here.change().application_id)
    stock(here)
    here.lend()
    hall = counter_at("card_hall", office=here.hall)
    hall.say_why(here.person.pk)
    page = text(hall.get("person", here.person.pk))
    assert "补换的新卡" in page and "手里有临时卡" in page and "LS000001" in page
    assert f"/desk/person/{here.person.pk}/temporary/return/" in page


def in_hospital() -> tuple[Case, Counter]:
    here = case()
    lost(here.card)
    here.replace_lost()
    return here, counter_at("card_hall", office=here.hall)


def test_temporary_cards_are_taken_in_lent_and_taken_back() -> None:
    """S10.1–S10.3 at the hall's pages."""
    here, hall = in_hospital()
    assert hall.post("temporary_stock", data={"first": "LS000001", "last": "LS000005", "key": "s"}).status_code == 302
    again = hall.post("temporary_stock", data={"first": "LS000005", "last": "LS000006", "key": "t"})
    assert again.status_code == 400 and "LS000005 已经登记过" in text(again)
    form = hall.get("lend_temporary", here.person.pk)
    assert "LS000001" in text(form)
    wanted = {"hospital": "样例医院（示例）", "temporary_number": "LS000001", "key": "l"}
    bare = hall.post("lend_temporary", here.person.pk, data=wanted)
    assert bare.status_code == 400 and "住院证明" in text(bare)
    assert hall.post("lend_temporary", here.person.pk, data=wanted | ADMITTED).status_code == 302
    listed = text(hall.get("temporary_stock"))
    assert here.person.name in listed and here.person.social_number not in listed
    page = hall.get("return_temporary", here.person.pk)
    assert "不用别的材料" in text(page)
    assert "样例医院（示例）" in text(page)
    assert hall.post("return_temporary", here.person.pk, data=hidden(page)).status_code == 302
    assert [paper["kind"] for paper in Act.objects.get(act="return_temporary_card").documents] == ["temporary_card"]
    assert TemporaryCard.objects.get(number="LS000001").state == "in_stock"


def test_s13_2_a_patients_guardian_is_one_on_the_register() -> None:
    """S10.1, S13.2: a stranger with an ID is told at the number; the registered guardian gets the card."""
    here, hall = in_hospital()
    mother, stranger = make_person(name="陈玉兰"), make_person(name="李强")
    Person.objects.filter(pk=here.person.pk).update(is_ward=True)
    page = text(hall.get("lend_temporary", here.person.pk, comes="guardian"))
    assert "只能由登记的监护人办" in page
    make_guardianship(guardian=mother, ward=here.person, starts_on=date(2020, 1, 1))
    hall.post("temporary_stock", data={"first": "LS000001", "last": "LS000005", "key": "s"})
    wanted = {"hospital": "样例医院（示例）", "temporary_number": "LS000001", "key": "l"}
    wanted |= {"paper": ["holder_valid_id", "admission_proof", "guardian_id"], "comer-guardian": "other"}
    typed = {"comer-name": stranger.name, "comer-number": stranger.social_number, "comer-relation": "儿子"}
    refused = hall.post("lend_temporary", here.person.pk, data=wanted | typed, query="?comes=guardian")
    assert refused.status_code == 400 and "不是登记在册的监护人的" in text(refused)
    assert TemporaryCard.objects.get(number="LS000001").state == "in_stock"
    chosen = wanted | {"comer-guardian": str(mother.pk)}
    assert hall.post("lend_temporary", here.person.pk, data=chosen, query="?comes=guardian").status_code == 302
    assert TemporaryCard.objects.get(number="LS000001").state == "issued"


def test_a_number_that_is_not_in_stock_is_refused_at_its_field() -> None:
    """S10, A4."""
    here, hall = in_hospital()
    wanted = {"hospital": "样例医院（示例）", "temporary_number": "LS999999", "key": "l"}
    answer = hall.post("lend_temporary", here.person.pk, data=wanted | ADMITTED)
    assert answer.status_code == 400 and "没有这个号码的临时卡" in text(answer)


def test_a_lost_temporary_card_is_paid_for() -> None:
    """S10.4: the amount is the policy's, not the clerk's."""
    here, hall = in_hospital()
    stock(here)
    here.lend()
    page = hall.get("lose_temporary", here.person.pk)
    assert "20.00" in text(page)
    assert hall.post("lose_temporary", here.person.pk, data=hidden(page)).status_code == 302
    due = hidden(hall.get("settle_temporary", here.person.pk))
    assert due["paid_fen"] == "2000"
    assert hall.post("settle_temporary", here.person.pk, data=due | {"paid_fen": "1"}).status_code == 409
    assert hall.post("settle_temporary", here.person.pk, data=due | {"key": "another"}).status_code == 302
    assert TemporaryCard.objects.get(number="LS000001").state == "settled"


def test_without_a_set_cost_the_page_says_so_and_offers_no_button(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """S10.4: “未录入”, and who enters it."""
    pack = packs.copied(tmp_path, monkeypatch)  # pyright: ignore[reportArgumentType]
    packs.change(pack, "values/cards.yaml", "\n    - {from: 2026-01-01, value: 2000}", " []")
    here, hall = in_hospital()
    stock(here)
    here.lend()
    here.lose_temporary()
    page = text(hall.get("settle_temporary", here.person.pk))
    assert "未录入" in page and "请主管部门" in page and "确认结清" not in page


def test_s10_1_nobody_without_a_replacement_gets_one() -> None:
    here = case()
    answer = counter_at("card_hall", office=here.hall).get("lend_temporary", here.person.pk)
    assert answer.status_code == 409 and "S10.1" in text(answer)


def test_a2_a_clerk_does_not_replace_the_own_card() -> None:
    """A2: another operator does."""
    here = case()
    lost(here.card)
    desk = desk_for(here)
    desk.operator.person_id = Person.objects.get(pk=here.person.pk).pk
    desk.operator.save(update_fields=["person"])
    answer = desk.post("replace_lost", here.person.pk, data=asked(here, key="k"))
    assert answer.status_code in (403, 409) and "A2" in text(answer)
    assert not Application.objects.filter(kind="lost").exists()


def test_the_units_agent_is_told_which_card_stays_and_why() -> None:
    """S10.3: marked on the list before, and named on the receipt after."""
    unit = make_unit()
    held, free = case(unit=unit), case(unit=unit)
    for one in (held, free):
        one.hall = held.hall
        lost(one.card)
        one.replace_lost(
            by=replace(one.online(Channel.UNIT_HALL), unit_id=unit.pk, person_id=None),
            comes=Comes.UNIT,
            asked=one.asked(pickup_office_id=held.hall.pk),
        )
    stock(held)
    held.lend()
    made = make_new(*(Application.objects.get(person=one.person, kind="lost").pk for one in (held, free)))
    hall = counter_at("card_hall", office=held.hall)
    page = hall.get("unit_pickup", unit.pk)
    assert text(page).count("这张不会交出去") == 1
    sent = hidden(page) | {
        "agent_name": "吴丹",
        "agent_number": citizen_number(born=date(1987, 7, 7)),
        "paper": ["unit_letter", "unit_agent_id"],
        "card": [str(card.pk) for card in made],
    }
    assert hall.post("unit_pickup", unit.pk, data=sent).status_code == 302
    told = text(hall.get("unit_pickups"))
    assert f"{held.person.name}的卡没有交" in told and "1 张卡已交给" in told
