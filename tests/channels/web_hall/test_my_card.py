"""The page of one's own card: heading and next step by stage, both functions, wards, and who looked (S4, S5, S12, S13)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from citycard.audit.models import Act
from citycard.bank.models import CardSide
from citycard.cards.models import Application, Card, SocialSide
from citycard.medical.models import OldCard
from citycard.people.models import Person
from tests.channels.web_hall.doors import log_in
from tests.factories import (
    NOW,
    make_application,
    make_card,
    make_child,
    make_office,
    make_old_card,
    make_person,
    make_unit,
    run_out,
)

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def _at_ten(clock_at: Any) -> None:
    clock_at(NOW)


def _page(client: Client, person: Person, path: str = "/my-card/") -> str:
    log_in(client, person)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("numbered", "王芳，您的新卡正在制作"),
        ("stocked", "王芳，您的新卡正在制作"),
        ("dispatched", "王芳，您的新卡在路上"),
        ("awaiting_pickup", "王芳，您的新卡可以领了"),
        ("with_holder", "王芳，您的卡领到了，还差激活"),
        ("active", "王芳，您的卡可以用"),
    ],
)
def test_the_heading_says_where_things_stand(client: Client, state: str, title: str) -> None:
    """S4.4: the first words tell how far the card is."""
    wang = make_person()
    make_card(person=wang, state=state)
    assert f"<h1>{title}</h1>" in _page(client, wang)


def test_who_has_no_card_is_sent_to_the_community_or_the_unit(client: Client) -> None:
    """S3.1, S3.2: a person with a unit asks the unit, everybody else goes to the own community."""
    community = make_office(kind="community")
    wang = make_person(community=community)
    said = _page(client, wang)
    assert "您还没有社保卡" in said
    assert f"到{community.name}申请" in said
    worker = make_person(name="李工", unit=make_unit(), category="employee")
    assert "请单位申请" in _page(Client(), worker)


def test_collection_papers_and_the_last_day_of_the_old_card(client: Client) -> None:
    """S4.2, S5.2, S2.1: the papers of this person's case, the place, the last day, and that the money is kept."""
    wang = make_person()
    make_card(person=wang, state="awaiting_pickup")
    old = make_old_card(person=wang, balance_fen=128_650)
    OldCard.objects.filter(pk=old.pk).update(last_valid_on=date(2027, 5, 18))
    said = _page(client, wang)
    assert "带上：持卡人居民身份证" in said
    assert "请在2027年5月18日或之前来" in said
    assert "2027年5月19日 0 时起，原医保卡自动失效" in said
    assert "1,286.50 元不会丢" in said
    assert "首次领卡免费" in said


def test_an_old_card_that_has_run_out_says_so(client: Client, clock_at: Any) -> None:
    """S5.2: after the last day there is no working card, and the page says it."""
    wang = make_person()
    make_card(person=wang, state="awaiting_pickup")
    old = make_old_card(person=wang, balance_fen=128_650)
    OldCard.objects.filter(pk=old.pk).update(last_valid_on=NOW.date() - timedelta(days=1))
    said = _page(client, wang)
    assert "现在没有能用的卡" in said
    assert "1,286.50 元" in said


def test_an_old_card_that_ended_with_the_social_function_promises_nothing(client: Client) -> None:
    """S11.2: what it held was refunded, so nothing moves to a card that is activated later."""
    wang = make_person()
    make_card(person=wang, state="awaiting_pickup")
    old = make_old_card(person=wang)
    OldCard.objects.filter(pk=old.pk).update(state="void", void_reason="cancelled", voided_at=NOW)
    said = _page(client, wang)
    assert "余额已经退费" in said and "激活新卡时转过去" not in said


def test_both_functions_are_always_named(client: Client) -> None:
    """S1.1: two functions, two states; before activation neither works, afterwards both."""
    wang = make_person()
    make_card(person=wang, state="awaiting_pickup")
    said = _page(client, wang)
    assert "还没启用" in said
    assert "还没激活" in said
    other = make_person(name="赵敏")
    make_card(person=other, state="active")
    assert _page(Client(), other).count("正常") >= 2


def test_a_reported_loss_comes_first_and_names_the_missing_half(client: Client) -> None:
    """S7.2: the social account is reported, the bank account is not yet: the page says where to go."""
    wang = make_person()
    card = make_card(person=wang, state="active")
    SocialSide.objects.filter(card=card).update(loss="temporary")
    said = _page(client, wang)
    assert "您的卡已挂失" in said
    assert "还差一步：银行账户还没有挂失" in said


@pytest.mark.parametrize("state", ["active", "with_holder"])
def test_s9_a_card_out_of_date_says_so_and_asks_for_a_change(client: Client, state: str) -> None:
    """S9: both functions say it, also of a card that was never activated, and the first thing to do is the change."""
    wang = make_person()
    run_out(make_card(person=wang, state=state))
    said = _page(client, wang)
    assert "<h1>王芳，您的卡过了有效期</h1>" in said and said.count("已过有效期") == 2
    assert "请换卡：有效期到2026年11月22日为止" in said and 'href="/my-card/replace/"' in said and "正常" not in said
    assert "在这里挂失，马上生效。" in said and "银行账户再到抚顺银行挂失" not in said


def test_s9_a_lost_card_out_of_date_is_not_said_to_be_of_use(client: Client) -> None:
    """S9, S7.2: the date counts of a lost card too: no money can be taken with it, and found again it is of no use."""
    wang = make_person()
    card = make_card(person=wang, state="active")
    run_out(card)
    SocialSide.objects.filter(card=card).update(loss="temporary")
    said = _page(client, wang)
    assert "您的卡已挂失" in said and said.count("已过有效期") == 1 and "卡过了有效期，换了新卡才能再用" in said
    assert not any(old in said for old in ("还能用，未挂失", "仍可能被取走", "马上能用"))


def test_s6_3_a_locked_bank_pin_stands_on_the_bank_side(client: Client) -> None:
    wang = make_person()
    CardSide.objects.filter(card_number=make_card(person=wang, state="active").card_number).update(is_pin_locked=True)
    assert "到抚顺银行解锁、重设银行密码" in _page(client, wang)


def test_a_locked_pin_sends_to_the_card_hall(client: Client) -> None:
    """S6.1: reset at the card hall, with document and card."""
    wang = make_person()
    card = make_card(person=wang, state="active")
    SocialSide.objects.filter(card=card).update(pin_locked=True)
    said = _page(client, wang)
    assert "密码已锁" in said
    assert "到卡服务大厅重置" in said


def test_numbers_are_masked(client: Client) -> None:
    """S12: the page of the own card shows no full number either."""
    wang = make_person()
    card = make_card(person=wang, state="active")
    said = _page(client, wang)
    for number in (wang.social_number, wang.phone, card.card_number, card.bank_card_number or "-"):
        assert number not in said


def test_a_unit_s_card_is_waited_for(client: Client) -> None:
    """S4.1: the unit's agent collects; the holder has nothing to fetch."""
    unit = make_unit()
    worker = make_person(name="李工", unit=unit, category="employee")
    make_card(person=worker, state="awaiting_pickup", office=make_office(kind="card_hall"))
    said = _page(client, worker)
    assert "由单位去领" in said
    assert unit.name in said


@pytest.mark.parametrize("state", ["awaiting_pickup", "with_holder", "active", "in_production"])
def test_twelve_queries_at_most(client: Client, django_assert_max_num_queries: Any, state: str) -> None:
    """The promise of the issue: session, account and everything on the page in twelve statements."""
    wang = make_person(category="self_employed")
    make_card(person=wang, state=state)
    make_old_card(person=wang)
    log_in(client, wang)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get("/my-card/").status_code == 200


def test_twelve_queries_at_most_for_a_ward(client: Client, django_assert_max_num_queries: Any) -> None:
    """The guardian's look is recorded within the same twelve."""
    father = make_person(name="陈建国", sex="1")
    child = make_child(guardian=father)
    make_card(person=child, state="awaiting_pickup")
    log_in(client, father)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(f"/my-card/for/{child.pk}/").status_code == 200


def test_a_guardian_sees_the_child_s_card_and_the_look_is_recorded(client: Client) -> None:
    """S13.2, S12: switchable from the own page; the child's page names who looked and why."""
    father = make_person(name="陈建国", sex="1")
    child = make_child(guardian=father)
    make_card(person=child, state="awaiting_pickup")
    assert f"/my-card/for/{child.pk}/" in _page(client, father)
    said = client.get(f"/my-card/for/{child.pk}/").content.decode()
    assert "陈一诺的新卡可以领了" in said
    assert "户口簿" in said
    look = Act.objects.get(act="look_up", person_id=child.pk)
    assert (look.actor_person_id, look.purpose) == (father.pk, "监护人代办")
    assert "陈建国" in _page(Client(), child)


def test_nobody_else_s_card_opens(client: Client) -> None:
    """S13.2: another person's address answers with a refusal, and nothing of the person."""
    wang, other = make_person(), make_person(name="赵敏")
    make_card(person=other, state="active")
    log_in(client, wang)
    answer = client.get(f"/my-card/for/{other.pk}/")
    assert answer.status_code == 409
    assert "赵敏" not in answer.content.decode()
    assert "不能替这个人办" in answer.content.decode()


def test_a_grown_child_is_no_ward_any_more(client: Client) -> None:
    """S13.2: a guardianship over a child ends on the 16th birthday, and the refusal says since when (A4)."""
    father = make_person(name="陈建国", sex="1")
    child = make_child(guardian=father, born=date(2010, 11, 23))
    log_in(client, father)
    assert client.get(f"/my-card/for/{child.pk}/").status_code == 409


def test_another_branch_while_the_card_is_made(client: Client) -> None:
    """S3: the branch may be changed until the card is dispatched; a replayed form changes nothing (A3)."""
    wang = make_person()
    make_card(person=wang, state="in_production")
    branch = make_office(kind="bank_branch", name="望花支行（示例）")
    assert "/my-card/branch/" in _page(client, wang)
    form = client.get("/my-card/branch/").context["form"]
    data = {"office": branch.pk, "key": form.initial["key"]}
    for is_replay in (False, True):
        assert client.post("/my-card/branch/", data)["Location"] == "/my-card/"
        said = client.get("/my-card/").content.decode()
        assert "领卡网点改好了" in said
        assert ("这件事已经办过" in said) is is_replay
    assert Card.objects.get(person=wang).pickup_office_id == branch.pk
    assert Act.objects.filter(act="cards.change_pickup_office", person_id=wang.pk).count() == 1


def test_no_other_branch_once_dispatched(client: Client) -> None:
    """S3: after the dispatch the page offers nothing, and the address refuses with the rule."""
    wang = make_person()
    make_card(person=wang, state="dispatched")
    branch = make_office(kind="bank_branch", name="望花支行（示例）")
    assert "/my-card/branch/" not in _page(client, wang)
    answer = client.post("/my-card/branch/", {"office": branch.pk, "key": "k-1"})
    assert answer.status_code == 409
    assert "S3" in answer.content.decode()


def test_the_same_branch_and_no_branch_are_said_at_the_field(client: Client) -> None:
    """A4: what is wrong stands at the question."""
    wang = make_person()
    application = make_application(person=wang)
    log_in(client, wang)
    same = client.post("/my-card/branch/", {"office": application.pickup_office_id, "key": "k-2"})
    none = client.post("/my-card/branch/", {"office": "", "key": "k-3"})
    assert (same.status_code, none.status_code) == (400, 400)
    assert "请选择“改到哪个网点领卡？”" in none.content.decode()


def test_an_application_is_taken_back(client: Client) -> None:
    """S3: withdrawn until the batch is exported, confirmed by a box; sent twice it has one effect (A3)."""
    wang = make_person()
    application = make_application(person=wang)
    log_in(client, wang)
    key = client.get("/my-card/withdraw/").context["form"].initial["key"]
    data = {"application": application.pk, "key": key}
    assert client.post("/my-card/withdraw/", data).status_code == 400
    for _ in range(2):
        assert client.post("/my-card/withdraw/", data | {"sure": "on"})["Location"] == "/my-card/"
    assert Application.objects.get(pk=application.pk).state == "withdrawn"
    assert Act.objects.filter(act="cards.withdraw_application").count() == 1


def test_a_unit_s_application_is_not_the_person_s_to_take_back(client: Client) -> None:
    """S3.1: the unit applied, the unit changes it."""
    worker = make_person(name="李工", unit=make_unit(), category="employee")
    make_application(person=worker)
    assert "/my-card/withdraw/" not in _page(client, worker)
    assert client.get("/my-card/withdraw/").status_code == 409


def test_a_stranger_s_application_cannot_be_named_in_the_form(client: Client) -> None:
    """S12: the number in the form is looked for among one's own applications only."""
    wang, other = make_person(), make_person(name="赵敏")
    foreign = make_application(person=other)
    make_application(person=wang)
    log_in(client, wang)
    answer = client.post("/my-card/withdraw/", {"application": foreign.pk, "key": "k-4", "sure": "on"})
    assert answer.status_code == 409
    assert Application.objects.get(pk=foreign.pk).state == "submitted"


def test_who_is_not_logged_in_is_asked_to(client: Client) -> None:
    for path in ("/my-card/", "/my-card/branch/", "/my-card/withdraw/", "/my-card/for/1/"):
        assert client.get(path)["Location"] == f"/login/?next={path}"
