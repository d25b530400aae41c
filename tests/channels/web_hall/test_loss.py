"""Reporting a loss in the web hall (S7.2): one question a page, checked once more, then what is now and what remains."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from citycard.audit.models import Act
from citycard.bank.models import CardSide
from citycard.cards.models import Card, SocialSide
from citycard.medical.models import OldCard
from citycard.notices.models import Notice
from tests.channels.web_hall.doors import log_in
from tests.factories import NOW, make_card, make_child, make_old_card, make_person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def today(clock_at: Callable[[datetime], datetime]) -> datetime:
    return clock_at(NOW)


def loss_of(card: Card) -> str:
    return SocialSide.objects.get(pk=card.pk).loss


def answer(client: Client, step: str, value: str, way: str = "/my-card/") -> str:
    """Answer one question and return where it leads."""
    got = client.post(f"{way}loss/{step}/", {"answer": value})
    assert got.status_code == 302, got.content.decode()
    return got["Location"].removeprefix(way)


def page(client: Client, address: str) -> str:
    got = client.get(address, follow=True)
    assert got.status_code == 200
    return got.content.decode()


def test_s7_2_the_whole_way(client: Client) -> None:
    """S7.2, S14.2: three pages, one report, temporary; what is still to be done at the bank is said in amber."""
    card = make_card(state="active")
    log_in(client, card.person)
    assert client.get("/my-card/loss/")["Location"] == "/my-card/loss/how/"
    assert "第 1 步，共 3 步" in page(client, "/my-card/loss/how/")
    assert answer(client, "how", "stolen") == "loss/phone/"
    assert answer(client, "phone", "135 0000 8841") == "loss/check/"
    check = page(client, "/my-card/loss/check/")
    assert "提交前，请核对" in check and "被偷、被抢" in check and "135****8841" in check and "13500008841" not in check
    assert card.card_number not in check and loss_of(card) == "none"
    done = client.post("/my-card/loss/check/", follow=True).content.decode()
    assert "社保账户已挂失" in done and "还差一步：银行账户还没有挂失" in done and "还能用，未挂失" in done
    assert "2026年11月23日 10:00" in done.replace("&nbsp;", " ") and "GS20261123-" in done
    assert loss_of(card) == "temporary" and not CardSide.objects.get(card_number=card.card_number).is_lost
    assert Notice.objects.filter(template="loss_reported_social").count() == 2
    act = Act.objects.get(act="report_loss")
    assert (act.channel, act.person_id, act.actor_person_id) == ("web_hall", card.person_id, card.person_id)


def test_s7_2_my_card_shows_what_remains_at_the_bank_until_it_is_done(client: Client) -> None:
    card = make_card(state="active")
    log_in(client, card.person)
    report(client)
    assert "还差一步：银行账户还没有挂失" in page(client, "/my-card/")
    CardSide.objects.filter(card_number=card.card_number).update(is_lost=True, lost_at=NOW)
    assert "还差一步" not in page(client, "/my-card/")


def test_s7_2_my_card_says_since_when_temporarily_and_since_when_formally(client: Client) -> None:
    card = make_card(state="active")
    log_in(client, card.person)
    report(client)
    assert "临时挂失 2026年11月23日 10:00。" in page(client, "/my-card/")
    SocialSide.objects.filter(pk=card.pk).update(loss="formal", formal_at=LATER)
    assert "临时挂失 2026年11月23日 10:00；正式挂失 2026年11月23日 " in page(client, "/my-card/")


def report(client: Client, way: str = "/my-card/") -> str:
    """Walk through the pages with the plainest answers and return the last one."""
    client.get(f"{way}loss/")
    answer(client, "how", "mislaid", way)
    answer(client, "phone", "", way)
    return client.post(f"{way}loss/check/", follow=True).content.decode()


def test_s7_a_repeat_says_so_and_changes_nothing(client: Client, clock_at: Callable[[datetime], datetime]) -> None:
    card = make_card(state="active")
    log_in(client, card.person)
    report(client)
    clock_at(LATER)
    again = report(client)
    assert "已经挂失，一直有效；这一次没有任何变化" in again and "2026年11月23日 10:00" in again
    assert SocialSide.objects.get(pk=card.pk).lost_at == NOW
    assert Notice.objects.filter(template="loss_reported_social").count() == 1


def test_a3_a_second_click_is_the_same_report(client: Client) -> None:
    """A3: the second click finds the receipt of the first."""
    card = make_card(state="active")
    log_in(client, card.person)
    report(client)
    again = client.post("/my-card/loss/check/", follow=True)
    assert "社保账户已挂失" in again.content.decode()
    assert Act.objects.filter(act="report_loss").count() == 1


@pytest.mark.parametrize(
    ("step", "value", "said"),
    [("phone", "1350000884", "现在是 10 位"), ("phone", "１３５", "数字"), ("how", "eaten", "请选一项"), ("how", "", "请选一项")],
)
def test_a_wrong_answer_stays_on_its_page(client: Client, step: str, value: str, said: str) -> None:
    """Bad input: the sentence stands above and at the field, what was typed stays, nothing is reported."""
    card = make_card(state="active")
    log_in(client, card.person)
    client.get("/my-card/loss/")
    answer(client, "how", "unknown")
    got = client.post(f"/my-card/loss/{step}/", {"answer": value})
    assert got.status_code == 400 and said in got.content.decode()
    assert loss_of(card) == "none"


def test_no_question_is_skipped(client: Client) -> None:
    """The last page is reached by answering, not by its address; without a beginning the first question comes."""
    card = make_card(state="active")
    log_in(client, card.person)
    assert client.get("/my-card/loss/check/")["Location"] == "/my-card/loss/"
    assert client.post("/my-card/loss/check/")["Location"] == "/my-card/loss/"
    client.get("/my-card/loss/")
    assert client.post("/my-card/loss/check/")["Location"] == "/my-card/loss/how/"
    assert client.get("/my-card/loss/what/")["Location"] == "/my-card/loss/"
    assert loss_of(card) == "none"


def test_s7_2_the_old_medical_card_or_both(client: Client) -> None:
    """S7.2: with two cards the first question is which one; four pages."""
    person = make_person()
    card = make_card(person=person, state="with_holder")
    make_old_card(person=person)
    log_in(client, person)
    assert client.get("/my-card/loss/")["Location"] == "/my-card/loss/what/"
    assert "第 1 步，共 4 步" in page(client, "/my-card/loss/what/")
    answer(client, "what", "both")
    answer(client, "how", "mislaid")
    answer(client, "phone", "")
    done = client.post("/my-card/loss/check/", follow=True).content.decode()
    assert "社保卡已挂失" in done and "原医保卡已挂失，不能再用" in done and "还差一步" not in done
    assert loss_of(card) == "temporary" and OldCard.objects.get(person=person).loss


def test_s7_2_an_old_medical_card_alone(client: Client) -> None:
    person = make_person()
    make_card(person=person, state="awaiting_pickup")
    make_old_card(person=person)
    log_in(client, person)
    assert "/my-card/loss/" in page(client, "/my-card/")
    assert "原医保卡已挂失" in report(client)
    assert OldCard.objects.get(person=person).loss


def test_who_has_no_card_in_hand_is_told_why(client: Client) -> None:
    """A4: the refusal has its reason and its ways on."""
    person = make_person()
    log_in(client, person)
    got = client.get("/my-card/loss/")
    said = got.content.decode()
    assert got.status_code == 409 and "手里没有社保卡" in said and "您手里没有" not in said


def test_s13_2_a_guardian_reports_for_the_child_and_a_stranger_does_not(client: Client) -> None:
    guardian = make_person()
    child = make_child(guardian=guardian, born=date(2018, 4, 18))
    card, other = make_card(person=child, state="active"), make_card(state="active")
    log_in(client, guardian)
    way = f"/my-card/for/{child.pk}/"
    assert way + "loss/" in page(client, way)
    assert "社保账户已挂失" in report(client, way)
    assert loss_of(card) == "temporary"
    assert Act.objects.get(act="report_loss").facts["comes"] == "guardian"
    for address in (f"/my-card/for/{other.person_id}/loss/", f"/my-card/for/{other.person_id}/loss/check/"):
        assert client.get(address).status_code == 409 or client.get(address).status_code == 403
    assert loss_of(other) == "none"


def test_a_stolen_session_is_over_after_logging_out(client: Client) -> None:
    """Nobody reports without being logged in; the way comes back after the log-in."""
    card = make_card(state="active")
    assert client.get("/my-card/loss/")["Location"].startswith("/login/")
    log_in(client, card.person)
    client.get("/my-card/loss/")
    client.post("/logout/")
    assert client.post("/my-card/loss/check/").status_code == 302
    assert loss_of(card) == "none"
