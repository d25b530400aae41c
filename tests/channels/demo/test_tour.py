"""The demo's own pages: every role from one page, messages on a phone, a clock that can be moved; and nothing outside the demo."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from citycard import journeys
from citycard.audit.models import Act
from citycard.bank.models import CardSide
from citycard.cards.models import Cancellation, SocialSide
from citycard.channels.demo import inbox, moved_clock, tour
from citycard.channels.demo.city import DemoPerson
from citycard.journeys.tasks import SYSTEM
from citycard.notices import DemoInbox, queue, send_due
from citycard.notices.models import Notice
from citycard.people.models import Person
from citycard.policy import Text
from citycard.shared import clock
from citycard.shared.clock import in_china
from tests.factories import NOW, PASSWORD, make_application, make_card, make_office, make_operator, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """One sample person and one sample operator, without a whole city."""
    wang = make_person()
    story = Text(zh="卡在北站支行等她来领", en="Her card waits at North Station branch")
    named = DemoPerson(
        key="wang_fang", person_id=wang.pk, name=wang.name, number=wang.social_number, phone=wang.phone, story=story
    )
    teller = make_operator(role="bank_teller", office=make_office(kind="bank_branch"), staff_no="B1108")
    login = SimpleNamespace(
        username="b1108", password=PASSWORD, name=teller.name, staff_no="B1108", role="bank_teller", path="/desk/", does=story
    )
    for module in (tour, inbox):
        monkeypatch.setattr(module, "demo_people", lambda: (named,))
    monkeypatch.setattr(tour, "demo_logins", lambda: (login,))
    return SimpleNamespace(wang=wang, teller=teller)


@pytest.fixture
def moved(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A data folder of the test's own, so that no other test's clock moves."""
    settings.DATA_DIR = tmp_path
    yield tmp_path / "clock_shift"
    (tmp_path / "clock_shift").unlink(missing_ok=True)


def test_everybody_is_on_one_page(client: Client, cast: SimpleNamespace) -> None:
    said = client.get("/demo/").content.decode()
    for word in ("王芳", "B1108", "/inbox/", "/api/docs", "演示时间", cast.wang.social_number):
        assert word in said


def test_one_click_logs_in_a_sample_person_and_the_record_says_so(client: Client, cast: SimpleNamespace) -> None:
    """A2: the log-in names the demo as its channel."""
    assert client.post("/demo/person/wang_fang/")["Location"] == "/my-card/"
    assert "王芳" in client.get("/my-card/").content.decode()
    assert Act.objects.get(act="web_hall.log_in", person_id=cast.wang.pk).channel == "demo"


def test_one_click_signs_in_a_sample_operator(client: Client, cast: SimpleNamespace) -> None:
    """A2: through the same door as everybody, so the sign-in stands in the record."""
    assert client.post("/demo/operator/b1108/")["Location"] == "/desk/"
    assert client.session["_auth_user_id"] == str(cast.teller.account_id)
    assert Act.objects.filter(act="staff.sign_in", account_id=cast.teller.account_id).exists()


@pytest.mark.parametrize("path", ["/demo/person/nobody/", "/demo/operator/nobody/", "/demo/phone/nobody/"])
def test_only_the_cast_can_be_played(client: Client, cast: SimpleNamespace, path: str) -> None:
    assert client.post(path).status_code == 404
    assert client.get(path).status_code == 405


def test_the_inbox_shows_one_phone_and_keeps_the_number_out_of_the_address(client: Client, cast: SimpleNamespace) -> None:
    """S12: chosen by post, kept in the session, shown masked."""
    for phone, key in ((cast.wang.phone, "one"), ("13800000001", "two")):
        params = {"code": "482913" if key == "one" else "771204", "minutes": "5"}
        queue(template="login_code", to_phone=phone, params=params, key=key, at=NOW)
    send_due(at=NOW, port=DemoInbox())
    everything = client.get("/inbox/").content.decode()
    assert "482913" in everything
    assert "771204" in everything
    assert client.post("/demo/phone/wang_fang/")["Location"] == "/inbox/"
    own = client.get("/inbox/messages/").content.decode()
    assert "482913" in own
    assert "771204" not in own
    assert client.post("/inbox/", {"phone": "138"}).status_code == 400
    assert client.post("/inbox/", {"phone": "138 0000 0001"})["Location"] == "/inbox/"
    assert "771204" in client.get("/inbox/messages/").content.decode()


@pytest.mark.parametrize(
    ("choice", "on", "day"),
    [
        ("tomorrow", date(2026, 12, 31), date(2027, 1, 1)),
        ("debit_day", date(2026, 11, 22), date(2026, 11, 23)),
        ("debit_day", date(2026, 11, 23), date(2026, 12, 23)),
        ("half_year", date(2026, 8, 31), date(2027, 3, 1)),
        ("true", date(2026, 8, 31), None),
    ],
)
def test_where_the_clock_can_go(choice: str, on: date, day: date | None) -> None:
    """S5.2, S16: tomorrow, the day of the debit run, the day after six months, and back."""
    assert moved_clock.chosen_day(choice, on=on) == day


def test_the_clock_moves_for_every_process_and_comes_back(client: Client, moved: Path) -> None:
    """A1: one file tells all; the nights between are worked off at once."""
    before = clock.today()
    assert client.post("/demo/clock/", {"to": "tomorrow"})["Location"] == "/demo/"
    assert moved.read_text(encoding="ascii") == str(24 * 3600)
    assert clock.today() in (before + timedelta(days=1), before + timedelta(days=2))
    assert "已经挪动" in client.get("/demo/").content.decode()
    client.post("/demo/clock/", {"to": "true"})
    assert not moved.exists()
    assert clock.offset() == timedelta(0)


def test_the_clock_moves_to_any_day_ahead(client: Client, moved: Path) -> None:
    """A1, S9: ten years on a card is out of date; yesterday, a day too far and no day at all move nothing."""
    ahead = clock.today() + timedelta(days=400)
    assert client.post("/demo/clock/", {"to": "day", "day": ahead.isoformat()})["Location"] == "/demo/"
    assert clock.today() in (ahead, ahead + timedelta(days=1))
    kept = moved.read_text(encoding="ascii")
    for wrong in ("2016-05-01", "2099-01-01", "soon", ""):
        client.post("/demo/clock/", {"to": "day", "day": wrong})
    assert moved.read_text(encoding="ascii") == kept


def test_the_nights_between_are_worked_in_order(client: Client, moved: Path) -> None:
    """S9, S5.2: a jump over two years leaves out no warning of a card that runs out on the way, the first the earliest."""
    today = clock.today()
    card = make_card(state="active", issued_on=today - timedelta(days=3000), valid_until=today + timedelta(days=400))
    client.post("/demo/clock/", {"to": "day", "day": (today + timedelta(days=730)).isoformat()})
    sent = Notice.objects.filter(person=card.person, template="card_expiring").order_by("queued_at", "pk")
    assert [one.key.rsplit(":", 1)[1] for one in sent] == ["90", "30", "7"]
    before = [(card.valid_until - in_china(one.queued_at).date()).days for one in sent]
    assert before == [89, 29, 6]


def test_near_days_are_worked_each_and_far_ones_when_something_is_due() -> None:
    """S5.2, S9: no warning of an old card is jumped over, and each reminder has its own day; ten years are few nights."""
    day, last = date(2026, 11, 23), date(2034, 5, 31)
    near = moved_clock.nights(after=day, until=day + timedelta(days=31), last_days=())
    assert near == [day + timedelta(days=days) for days in range(1, 31)]
    far = moved_clock.nights(after=day, until=date(2036, 11, 24), last_days=[last])
    assert far == sorted(far) and {later - earlier for earlier, later in pairwise(far[:-3])} == {timedelta(days=7)}
    assert far[0] == date(2026, 11, 30) and date(2027, 5, 23) < far[-4] < date(2027, 6, 7)
    assert far[-3:] == [date(2034, 3, 3), date(2034, 5, 2), date(2034, 5, 25)]
    assert moved_clock.nights(after=day, until=day + timedelta(days=1), last_days=()) == []


def test_a_day_s_work_that_the_worker_did_already_is_not_refused(client: Client, moved: Path) -> None:
    """A3: worker and page do the same day's work under one key; the second finds it done."""
    tomorrow = clock.now() + timedelta(days=1)
    journeys.expire_old_medical_cards(by=SYSTEM, at=tomorrow)
    journeys.advance_mandates(by=SYSTEM, at=tomorrow)
    assert client.post("/demo/clock/", {"to": "tomorrow"}).status_code == 302


def test_a_frozen_clock_is_not_moved(clock_at: Any, client: Client, moved: Path) -> None:
    moved.write_text(str(3600), encoding="ascii")
    clock_at(NOW)
    assert clock.now() == NOW
    assert clock.offset() == timedelta(0)


@pytest.mark.parametrize("to", ["", "yesterday", "2030"])
def test_the_clock_goes_nowhere_else(client: Client, moved: Path, to: str) -> None:
    assert client.post("/demo/clock/", {"to": to}).status_code == 404


@pytest.mark.parametrize("path", ["/demo/", "/inbox/", "/inbox/messages/"])
def test_outside_the_demo_there_is_no_such_page(client: Client, settings: Any, path: str) -> None:
    settings.DEMO = False
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/demo/person/wang_fang/", "/demo/operator/b1108/", "/demo/phone/wang_fang/", "/demo/clock/"])
def test_outside_the_demo_no_door_opens(client: Client, cast: SimpleNamespace, settings: Any, path: str) -> None:
    """A2: without demo mode nobody is let in by a click."""
    settings.DEMO = False
    assert client.post(path, {"to": "tomorrow"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_s6_3_a_locked_pin_stands_with_the_person_by_name(client: Client, cast: SimpleNamespace) -> None:
    """S6.2, S6.3: whoever tries the demo sees which of the two PINs is locked."""
    card = make_card(person=cast.wang, state="active")
    assert "银行账户密码已锁" not in client.get("/demo/").content.decode()
    CardSide.objects.filter(card_number=card.card_number).update(is_pin_locked=True)
    said = client.get("/demo/").content.decode()
    assert "卡已激活，可以用；银行账户密码已锁" in said and "社保功能密码已锁" not in said


def test_s9_a_replacement_under_way_stands_with_the_person(client: Client, cast: SimpleNamespace) -> None:
    """S9: what becomes of the new card, and that the old one is blocked."""
    card = make_card(person=cast.wang, state="active")
    SocialSide.objects.filter(pk=card.pk).update(loss="temporary", lost_at=NOW)
    make_application(person=cast.wang, kind="lost", replaces=card)
    said = client.get("/demo/").content.decode()
    assert "现在：补换卡办理中：申请收到了，正在核对；社保功能已挂失" in said


def test_s11_a_death_and_a_cancellation_stand_with_the_person(client: Client, cast: SimpleNamespace) -> None:
    """S11.1, S11.2: whoever tries the demo reads what the person's own page says, not that the card can be used."""
    card = make_card(person=cast.wang, state="active")
    SocialSide.objects.filter(card=card).update(state="cancelled")
    row = Cancellation.objects.create(person=cast.wang, reason="left_insurance", state="settled", refunds=[], settled_at=NOW)
    slip = {"state": "social_cancelled", "clearance_number": "QH1", "social_cancelled_at": NOW}
    Cancellation.objects.filter(pk=row.pk).update(**slip)
    assert "现在：社保卡正在注销；银行账户待销户<" in client.get("/demo/").content.decode()
    Person.objects.filter(pk=cast.wang.pk).update(died_on=NOW.date())
    said = client.get("/demo/").content.decode()
    assert "现在：持卡人已去世" in said and "可以用" not in said
