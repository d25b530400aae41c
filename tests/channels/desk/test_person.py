"""The person page: a purpose first, masked numbers, both sides of the card, and every act allowed or with its reason."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from citycard.audit.models import Act
from citycard.bank.models import CardSide
from tests.channels.desk.desks import counter_at, text
from tests.factories import NOW, make_application, make_card, make_office, make_old_card, make_person, run_out
from tests.journeys.endings import die

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 12
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def today(clock_at: object) -> datetime:
    return clock_at(NOW)  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["card_hall", "bank_branch"])
def test_s9_a_card_out_of_date_stands_so_and_no_pin_is_mended(kind: str) -> None:
    """S9: both functions say so; what needs a good card is refused with its last day."""
    desk, card = counter_at(kind), run_out(make_card(state="active"))
    desk.say_why(card.person_id)
    said = text(desk.get("person", card.person_id))
    assert said.count("已过有效期") == 2 and "这张卡的有效期到2026年11月22日为止" in said.replace(" ", "")


def test_s9_for_a_card_out_of_date_the_change_stands_first() -> None:
    """S9: of what can be done now the first is what the card needs."""
    desk = counter_at("community")
    person = make_person(community=desk.office)
    run_out(make_card(person=person, state="active"))
    desk.say_why(person.pk)
    said = text(desk.get("person", person.pk))
    assert said.index(f"/desk/person/{person.pk}/change/") < said.index(f"/desk/person/{person.pk}/loss/")


def test_s6_3_a_locked_bank_pin_stands_on_the_bank_side() -> None:
    bank, card = counter_at("bank_branch"), make_card(state="active")
    CardSide.objects.filter(card_number=card.card_number).update(is_pin_locked=True)
    bank.say_why(card.person_id)
    assert "银行密码连续输错，已锁定" in text(bank.get("person", card.person_id))


def test_a_purpose_is_asked_first() -> None:
    """S12: no purpose, no data, and no line that somebody looked."""
    hall, person = counter_at("card_hall"), make_person()
    answer = hall.get("person", person.pk)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/desk/person/{person.pk}/purpose/")
    assert not Act.objects.filter(act="look_up").exists()


def test_each_look_is_recorded_with_who_and_why() -> None:
    """S12: one line a look, with operator, person and purpose; the purpose holds for fifteen minutes."""
    hall, person = counter_at("card_hall"), make_person()
    hall.post("purpose", person.pk, data={"choice": "other", "words": "家属来问老人的卡"})
    assert "家属来问老人的卡" in text(hall.get("person", person.pk))
    hall.get("person", person.pk)
    lines = list(Act.objects.filter(act="look_up").values_list("person_id", "purpose", "account_id"))
    assert lines == [(person.pk, "家属来问老人的卡", hall.operator.account_id)] * 2


def test_an_acts_page_is_one_look_under_one_purpose(clock_at: Callable[[datetime], datetime]) -> None:
    """S12: a key of the PIN pad or a corrected form is no further look; when the purpose has run out, it is one again."""
    office = make_office(kind="community")
    desk, person = counter_at("community", office=office), make_person(community=office)
    for moment, looks in ((NOW, 1), (NOW + timedelta(minutes=5), 1), (NOW + timedelta(minutes=20), 2)):
        clock_at(moment)
        assert desk.get("apply", person.pk).status_code == 200
        assert Act.objects.filter(act="look_up", person_id=person.pk).count() == looks


def test_the_purpose_follows_the_act_unless_somebody_said_one() -> None:
    """S12: who goes on from one act to the next looks for the next one; what the clerk chose stays."""
    branch, card = counter_at("bank_branch"), make_card(state="with_holder")
    branch.get("activate_person", card.pk)
    branch.get("wrong_face", card.pk)
    branch.say_why(card.person_id)
    branch.get("activate_person", card.pk)
    purposes = list(Act.objects.filter(act="look_up").order_by("id").values_list("purpose", flat=True))
    assert purposes == ["办理激活", "登记错卡", "本人来窗口办事"]


def test_a_purpose_runs_out(clock_at: object) -> None:
    """S12: after fifteen minutes the page asks again; another person is asked for at once."""
    hall, person, other = counter_at("card_hall"), make_person(), make_person(name="李秀兰")
    hall.say_why(person.pk)
    assert hall.get("person", person.pk).status_code == 200
    assert hall.get("person", other.pk).status_code == 302
    clock_at(NOW + timedelta(minutes=15))  # type: ignore[operator]
    assert hall.get("person", person.pk).status_code == 302


def test_own_words_are_needed_for_another_reason() -> None:
    hall, person = counter_at("card_hall"), make_person()
    answer = hall.post("purpose", person.pk, data={"choice": "other", "words": " "})
    assert answer.status_code == 400
    assert "请写明原因" in text(answer)


def test_numbers_are_masked_until_shown_once() -> None:
    """S12: 显示 is an act of its own line; it shows one number on one page, and the next page masks it again."""
    hall, person = counter_at("card_hall"), make_person()
    hall.say_why(person.pk)
    assert person.social_number not in text(hall.get("person", person.pk))
    answer = hall.post("show_number", person.pk, data={"what": "number"})
    assert person.social_number not in answer["Location"]
    assert person.social_number in text(hall.get("person", person.pk))
    assert person.social_number not in text(hall.get("person", person.pk))
    assert Act.objects.filter(act="look_up", facts__what="full_number").count() == 1


def test_showing_needs_a_purpose_too() -> None:
    """S12: without one the refusal says so, and nothing is shown."""
    hall, person = counter_at("card_hall"), make_person()
    answer = hall.post("show_number", person.pk, data={"what": "number"})
    assert answer.status_code == 409
    assert "要写明查看的原因" in text(answer)


def test_a_community_sees_its_own_residents_only() -> None:
    """S12: another community's person is refused by the rule, not hidden by an error."""
    desk, person = counter_at("community"), make_person()
    assert desk.get("person", person.pk).status_code == 403
    assert desk.get("purpose", person.pk).status_code == 403
    assert desk.post("show_number", person.pk, data={"what": "phone"}).status_code in (403, 409)


def test_both_sides_of_an_active_card_and_the_money() -> None:
    """S1.1, S5.1: two functions, each named; the bank's balance is shown at the bank only."""
    bank, person = counter_at("bank_branch"), make_person()
    make_card(person=person, state="active")
    make_old_card(person=person)
    bank.say_why(person.pk)
    page = text(bank.get("person", person.pk))
    assert "社会保障" in page
    assert "银行金融" in page
    assert "余额 0.00 元" in page
    hall = counter_at("card_hall")
    hall.say_why(person.pk)
    assert "余额 0.00 元" not in text(hall.get("person", person.pk))


def test_every_act_is_offered_or_refused_with_its_rule() -> None:
    """A4: nothing is hidden: what cannot be done here says why and where."""
    desk = counter_at("community")
    person = make_person(community=desk.office)
    desk.say_why(person.pk)
    page = text(desk.get("person", person.pk))
    assert f"/desk/person/{person.pk}/apply/" in page
    assert "还没有社保卡" in page or page.count("为什么不能？") >= 6
    assert page.index("本窗口不办") < page.index("激活金融功能") < page.index("注销银行账户")
    make_application(person=person)
    assert f"/desk/person/{person.pk}/apply/" not in text(desk.get("person", person.pk))


def test_what_is_drawn_once_is_drawn_for_each_language() -> None:
    """Decision 72: acts and the list of other windows are kept by language, so no reader gets the words of the one before."""
    desk = counter_at("community")
    person = make_person(community=desk.office)
    desk.say_why(person.pk)
    for language, is_chinese in (("zh-hans", True), ("en", False), ("zh-hans", True)):
        desk.client.cookies["citycard_language"] = language
        page = desk.get("person", person.pk)
        titles = [str(one["title"]) for one in (*page.context["can"], *page.context["cannot"])]
        elsewhere = text(page).partition('id="acts-elsewhere"')[2].partition("</ul>")[0]
        assert elsewhere and titles
        assert bool(CHINESE.search(elsewhere)) is is_chinese and bool(CHINESE.search(" ".join(titles))) is is_chinese


@pytest.mark.parametrize("category", ["self_employed", "retiree", "resident"])
@pytest.mark.parametrize("state", ["", "produced", "awaiting_pickup", "with_holder", "active"])
def test_the_page_costs_few_statements(category: str, state: str) -> None:
    """Speed: at most twelve, sign-in, record of the look and act list included."""
    hall, person = counter_at("card_hall"), make_person(category=category)
    if state:
        make_card(person=person, state=state)
    make_old_card(person=person)
    hall.say_why(person.pk)
    hall.get("person", person.pk)
    with CaptureQueriesContext(connection) as seen:
        assert hall.get("person", person.pk).status_code == 200
    assert len(seen) <= MOST_STATEMENTS, [one["sql"][:90] for one in seen]


def test_a_name_cannot_break_the_page() -> None:
    """A name that is markup is text (bad input)."""
    hall, person = counter_at("card_hall"), make_person(name="<script>alert(1)</script>")
    hall.say_why(person.pk)
    page = text(hall.get("person", person.pk))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_whole_history_shows_who_looked() -> None:
    """S12, A2: the holder's history lists the looks with operator and place."""
    hall, person = counter_at("card_hall", name="赵敏"), make_person()
    hall.say_why(person.pk)
    hall.get("person", person.pk)
    page = text(hall.get("history", person.pk))
    assert "查看资料" in page
    assert "赵敏" in page


def test_behind_why_stands_more_than_the_line_itself() -> None:
    """A4: the reason that is seen already is not said twice: the rule stands there, and the way to the open application."""
    desk = counter_at("community")
    application = make_application(person=make_person(community=desk.office))
    desk.say_why(application.person_id)
    cannot = {str(one["title"]): one for one in desk.get("person", application.person_id).context["cannot"]}
    apply = cannot["申请社保卡"]
    assert str(apply["short"]) not in str(apply["because"])
    assert "一个人同时只能有一份在办的申请" in str(apply["because"])
    assert apply["href"] == f"/desk/application/{application.pk}/"


def test_s11_the_page_of_the_dead_promises_nothing_that_only_the_living_do() -> None:
    """S11.1, S11.2: an old card's money goes to the family, no activation will move it; a lost card is not sent elsewhere."""
    who = make_card(state="with_holder").person
    make_old_card(person=who, balance_fen=9_900)
    agency = counter_at("agency")
    agency.say_why(who.pk)
    alive = text(agency.get("person", who.pk))
    die(who)
    dead = text(agency.get("person", who.pk))
    words, moves = "由业务经办机构退给家属", "新卡激活时自动转入"
    assert (words in alive, moves in alive, words in dead, moves in dead) == (False, True, True, False)
    elsewhere = [page.partition('id="acts-elsewhere"')[2].partition("</ul>")[0] for page in (alive, dead)]
    assert ["马上生效；没办完的当面说清" in one or ">挂失" in one for one in elsewhere] == [True, False], elsewhere
