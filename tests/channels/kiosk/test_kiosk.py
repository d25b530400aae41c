"""The self-service machine (S5.3, S7.2, S12.1): who stands there, what it does, and that it forgets."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from citycard.audit import ActFilter, acts
from citycard.cards.models import Card, SocialSide
from citycard.channels.kiosk import who
from citycard.notices import DemoInbox, send_due
from citycard.notices import inbox as messages_of
from citycard.people.models import Person
from citycard.pins.models import SocialPin
from citycard.shared import clock
from tests.factories import NOW, make_card, make_office, make_person, run_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang() -> Person:
    person = make_person()
    make_card(person=person, state="active")
    return person


@pytest.fixture
def machine(client: Client, wang: Person) -> Client:
    """A machine at which 王芳 has shown who she is."""
    return shown_to(client, wang)


def shown_to(client: Client, wang: Person) -> Client:
    """The machine, once somebody has shown who they are: by number, phone and the code sent to it."""
    assert client.get("/kiosk/loss/")["Location"] == "/kiosk/who/loss/"
    client.post("/kiosk/who/loss/", {"social_number": wang.social_number, "phone": wang.phone})
    send_due(at=clock.now(), port=DemoInbox())
    code = re.search(r"\d{6}", messages_of(phone=wang.phone)[0].text)
    assert code is not None
    answer = client.post("/kiosk/who/loss/code/", {"code": code.group()})
    assert answer["Location"] == "/kiosk/loss/"
    return client


def press(machine: Client, page: str, digit: str) -> str:
    """Press the key on which this digit stands now, and return the next screen."""
    token = re.search(rf'name="token" value="([^"]+)">{digit}<', page)
    assert token is not None
    hidden = {name: re.findall(rf'name="{name}" value="([^"]*)"', page) for name in ("pad", "full")}
    return machine.post(
        "/kiosk/pin/", {"pad": hidden["pad"][0], "full": hidden["full"], "token": token.group(1)}
    ).content.decode()


def enter(machine: Client, page: str, pin: str) -> str:
    for digit in pin:
        page = press(machine, page, digit)
    return page


def confirm(machine: Client, page: str) -> str:
    hidden = {name: re.findall(rf'name="{name}" value="([^"]*)"', page) for name in ("key", "pad", "full")}
    sent = {"key": hidden["key"][-1], "pad": hidden["pad"][-1], "full": hidden["full"][-2:], "confirm": "1"}
    return machine.post("/kiosk/pin/", sent).content.decode()


def test_s7_2_a_loss_is_reported_at_once_and_the_banks_half_is_named(machine: Client) -> None:
    page = machine.get("/kiosk/loss/").content.decode()
    key = re.findall(r'name="key" value="([^"]+)"', page)[0]
    first = machine.post("/kiosk/loss/", {"key": key}, follow=True).content.decode()
    again = machine.post("/kiosk/loss/", {"key": key}, follow=True).content.decode()
    assert "社保账户已挂失" in first and "银行账户没有挂失" in first and "起生效" in first
    assert re.findall(r"GS[\d-]+", first) == re.findall(r"GS[\d-]+", again)
    assert SocialSide.objects.get().loss == "temporary"
    assert [line.terminal for line in acts(ActFilter(act="report_loss"))] != [""]


def test_s9_a_card_out_of_date_is_told_and_its_pin_not_changed(machine: Client) -> None:
    run_out(Card.objects.get())
    assert machine.get("/kiosk/card/").content.decode().count("已过有效期") == 2
    refused = machine.get("/kiosk/pin/")
    assert refused.status_code == 409 and "有效期到2026年11月22日为止" in refused.content.decode()


def test_s9_a_lost_card_out_of_date_is_not_said_to_be_of_use(machine: Client) -> None:
    run_out(Card.objects.get())
    SocialSide.objects.update(loss="temporary")
    said = machine.get("/kiosk/card/").content.decode()
    assert said.count("已过有效期") == 1 and "社保账户不能用" in said and "还能用" not in said


def test_s5_3_the_social_pin_is_changed_on_the_pad(machine: Client) -> None:
    page = machine.get("/kiosk/pin/").content.decode()
    for pin in ("000000", "137946", "137946"):
        page = enter(machine, page, pin)
    page = confirm(machine, page)
    assert "社保密码已修改" in page and "137946" not in page
    assert SocialPin.objects.get().digest is not None


def test_s4_a_card_that_waits_is_told_as_such_and_no_loss_is_offered(client: Client) -> None:
    """S4, S5.3, S7: nothing is in hand, so the PIN waits for the collecting, and there is nothing to report."""
    li = make_person(name="李静")
    machine = shown_to(client, li)
    nothing = machine.get("/kiosk/pin/").content.decode()
    assert "S5.3" in nothing and "还没申请的" in nothing and "挂失" not in machine.get("/kiosk/card/").content.decode()
    make_card(person=li, state="awaiting_pickup")
    waits = machine.get("/kiosk/pin/").content.decode()
    assert "到网点待领取" in waits and "带有效身份证件去领" in waits
    assert "/kiosk/loss/" not in machine.get("/kiosk/card/").content.decode()


def test_s12_1_every_office_is_listed_screen_by_screen(client: Client) -> None:
    for number in range(7):
        make_office(kind="bank_branch", name=f"样例支行{number}")
    first, second = (client.get("/kiosk/where/", {"page": page}).content.decode() for page in (1, 2))
    assert "样例支行0" in first and "样例支行6" not in first and "样例支行6" in second


def test_s5_3_the_hint_of_each_entry_fits_it(machine: Client) -> None:
    page = machine.get("/kiosk/pin/").content.decode()
    for pin, hint in (("000000", "和现在的不一样"), ("137946", "和刚才输的新密码一样"), ("137946", "才会改")):
        page = enter(machine, page, pin)
        assert hint in page


def test_s6_2_a_wrong_present_pin_is_counted_and_said(machine: Client) -> None:
    for left in (5, 4):
        page = machine.get("/kiosk/pin/").content.decode()
        for pin in ("999999", "137946", "137946"):
            page = enter(machine, page, pin)
        assert f"还可以试 {left} 次" in confirm(machine, page)
    assert SocialPin.objects.get().wrong_tries == 2


def test_s12_1_the_card_is_shown_masked(machine: Client, wang: Person) -> None:
    page = machine.get("/kiosk/card/").content.decode()
    assert "王*" in page and wang.social_number not in page and wang.name not in page
    assert page.count("正常") == 2


def test_a_machine_left_open_forgets(machine: Client) -> None:
    """A2: a minute after the last touch nobody stands here any more, and no page comes from a cache."""
    assert "no-store" in machine.get("/kiosk/card/")["Cache-Control"]
    kept = machine.session["kiosk"]
    session = machine.session
    session["kiosk"] = kept | {"touched_at": (clock.now() - timedelta(seconds=61)).isoformat()}
    session.save()
    assert machine.get("/kiosk/card/")["Location"] == "/kiosk/left/"
    assert "kiosk" not in machine.session
    assert machine.get("/kiosk/card/")["Location"] == "/kiosk/who/card/"


def test_leaving_and_the_front_forget_too(machine: Client) -> None:
    machine.get("/kiosk/")
    assert "kiosk" not in machine.session


def test_a4_a_refusal_says_why_and_what_instead(machine: Client, wang: Person) -> None:
    SocialSide.objects.update(loss="temporary", lost_at=NOW)
    answer = machine.get("/kiosk/pin/")
    assert answer.status_code == 409 and "S" in answer.content.decode()
    assert "您可以" in answer.content.decode()


def test_only_known_errands_and_only_the_demo_lays_cards(client: Client) -> None:
    assert client.get("/kiosk/who/anything/").status_code == 404
    assert client.post("/kiosk/who/loss/card/wang/").status_code == 404
    assert set(who.ERRANDS) == {"loss", "pin", "card"}
    for path in ("", "where/", "forgotten/", "left/"):
        assert client.get(f"/kiosk/{path}").status_code == 200
