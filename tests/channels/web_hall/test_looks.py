"""S12: who looked at my data: who, where, why and when, one line a visit, paged; also for those one acts for."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from citycard.audit import Actor, Channel, Receipt, perform, record_read
from citycard.people.models import Office
from citycard.shared import clock
from tests.channels.web_hall.doors import log_in
from tests.factories import NOW, make_card, make_child, make_office, make_person

pytestmark = pytest.mark.django_db(transaction=True)
BRANCH = "北站支行（示例）"


@pytest.fixture(autouse=True)
def in_the_morning(clock_at: Callable[[datetime], datetime]) -> None:
    clock_at(NOW)


def look(person_id: int, *, days: int = 0, minutes: int = 0, purpose: str = "本人来窗口办事", what: str = "person_page") -> None:
    """Let a teller look at the person's data, some time ago."""
    office = Office.objects.filter(name=BRANCH).first() or make_office(kind="bank_branch", name=BRANCH)
    by = Actor(channel=Channel.BANK_BRANCH, account_id=8, label="孙丽 B1108", office_id=office.pk, purpose=purpose)
    record_read(by=by, person_id=person_id, what=what, at=clock.now() - timedelta(days=days, minutes=minutes))


def test_s12_an_english_page_gives_the_purpose_in_english(client: Client) -> None:
    """S12: a common purpose in the reader's language, as on my card."""
    who = make_person()
    look(who.pk)
    log_in(client, who)
    client.cookies["citycard_language"] = "en"
    said = client.get("/my-card/looks/").content.decode()
    assert "本人来窗口办事" not in said and "Why: " in said


def test_s12_a_visit_is_one_line_with_who_where_why_and_when(client: Client) -> None:
    """S12: looks of one operator with one purpose on a day are one visit; another purpose is another line."""
    who = make_person()
    for minutes in (20, 10, 0):
        look(who.pk, minutes=minutes, what="history" if minutes == 10 else "person_page")
    look(who.pk, purpose="本人说登记有误，核对信息", what="full_number")
    look(who.pk, days=1)
    log_in(client, who)
    assert "/my-card/looks/" in client.get("/my-card/").content.decode()
    answer = client.get("/my-card/looks/")
    said, lines = answer.content.decode(), [line for line in answer.context["lines"] if not line["is_log_in"]]
    assert len(lines) == 3
    assert [line["count"] for line in lines] == [1, 3, 1]
    for word in (
        "孙丽 B1108",
        "北站支行（示例）",
        "本人来窗口办事",
        "本人说登记有误，核对信息",
        "看了 3 次",
        "完整的社会保障号码",
    ):
        assert word in said
    assert who.social_number not in said


def test_s12_long_lists_are_paged(client: Client) -> None:
    who = make_person()
    for day in range(24):  # and the log-in
        look(who.pk, days=day)
    log_in(client, who)
    first, second, third = (client.get(f"/my-card/looks/?page={page}") for page in (1, 2, "3"))
    assert [len(one.context["lines"]) for one in (first, second, third)] == [20, 5, 0]
    assert "?page=2" in first.content.decode() and "?page=1" in second.content.decode()
    assert "没有更早的了" in third.content.decode()
    assert client.get("/my-card/looks/?page=x").status_code == 200


def test_s12_s13_2_a_guardian_sees_who_looked_and_that_look_is_a_line_too(client: Client) -> None:
    father = make_person(name="陈建国", sex="1")
    child = make_child(guardian=father)
    make_card(person=child, state="awaiting_pickup")
    log_in(client, father)
    client.get(f"/my-card/for/{child.pk}/")
    said = client.get(f"/my-card/for/{child.pk}/looks/").content.decode()
    assert "谁看过陈一诺的资料" in said and "陈建国" in said and "监护人代办" in said
    assert client.get(f"/my-card/for/{make_person().pk}/looks/").status_code == 409


def test_s12_one_s_own_looks_leave_no_line_and_strangers_see_nothing(client: Client) -> None:
    who = make_person()
    assert client.get("/my-card/looks/")["Location"].startswith("/login/")
    log_in(client, who)
    client.get("/my-card/")
    lines = client.get("/my-card/looks/").context["lines"]
    assert [line["is_log_in"] for line in lines] == [True]


def test_s12_a_log_in_as_the_person_stands_on_the_page_of_all_looks_too(client: Client) -> None:
    """S12: what my card shows, the page of all shows: who did not log in finds it there."""
    who = make_person()
    look(who.pk, minutes=5)
    log_in(client, who)
    said = client.get("/my-card/looks/")
    assert [line["who"] for line in said.context["lines"]] == ["以本人身份登录", "孙丽 B1108"]
    assert "网上服务大厅" in said.content.decode()


def test_a2_many_looks_never_push_out_what_was_done(client: Client) -> None:
    """A2, S12: fifty looks after the application, and my card still tells of it; of the looks it shows the newest few."""
    who = make_person()
    by = Actor(channel=Channel.COMMUNITY, account_id=8, label="孙丽 B1108")
    with perform(act="cards.submit_application", by=by, key="asked", at=NOW - timedelta(days=90), person_id=who.pk) as act:
        act.done(Receipt())
    for minutes in range(50):
        look(who.pk, minutes=minutes)
    log_in(client, who)
    page = client.get("/my-card/")
    assert [line["title"] for line in page.context["lines"]] == ["申请社保卡"]
    assert len(page.context["looked"]) == 6
