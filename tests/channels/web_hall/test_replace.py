"""S9.2: replacing one's card in the web hall, a list of tasks, the check, the receipt; and my card while two cards live."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from citycard.bank.models import CardSide
from citycard.cards.models import Application, Card
from citycard.medical.models import OldCard
from tests.cards.city import portrait
from tests.channels.web_hall.doors import log_in
from tests.factories import NOW, TODAY, make_old_card, make_person
from tests.journeys.replacing import Case, case, collected, lost, make_new, stock

pytestmark = pytest.mark.django_db(transaction=True)
WAY = "/my-card/replace/"


@pytest.fixture(autouse=True)
def today(clock_at: object) -> datetime:
    return clock_at(NOW)  # type: ignore[operator]


@pytest.fixture
def reported(client: Client) -> Case:
    here = case()
    lost(here.card)
    log_in(client, here.person)
    return here


def page(client: Client, address: str = WAY) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def fill(client: Client, here: Case, way: str = WAY) -> None:
    """Do the two tasks of a lost card."""
    assert client.post(f"{way}photo/", {"photo_choice": "old"}).status_code == 302
    assert client.post(f"{way}pickup/", {"office": str(here.branch.pk), "phone": "13900001111"}).status_code == 302


def test_a_lost_card_is_replaced_task_by_task(client: Client, reported: Case) -> None:
    """S9.2, S8.3: what is done stays done; only then can it be handed in; then the bank side is blocked."""
    first = page(client)
    assert "补一张新卡" in first and "已做完 1 件，还有 3 件" in first
    assert "提交以后，旧卡不能再解除挂失" in first and "还不能做" in first
    assert client.get(f"{WAY}check/").status_code == 302
    fill(client, reported)
    checked = page(client, f"{WAY}check/")
    assert "139****1111" in checked and reported.person.social_number not in checked
    assert client.post(f"{WAY}check/").headers["location"] == f"{WAY}done/"
    done = page(client, f"{WAY}done/")
    row = Application.objects.get(kind="lost")
    assert row.number in done and "不能再解除挂失" in done
    assert CardSide.objects.get(card_number=reported.card.card_number).is_lost
    again = client.post(f"{WAY}check/")
    assert again.headers["location"] == f"{WAY}done/" and "这件事已经办过" in page(client, f"{WAY}done/")
    assert Application.objects.filter(kind="lost").count() == 1
    assert client.get(WAY).status_code == 409


def test_bad_input_is_named_at_its_field(client: Client, reported: Case) -> None:
    """A4: no branch, a short phone, a file that is no picture."""
    answer = client.post(f"{WAY}pickup/", {"office": "", "phone": "1390000"})
    assert answer.status_code == 400 and "出错：" in answer.content.decode()
    from django.core.files.uploadedfile import SimpleUploadedFile

    fake = SimpleUploadedFile("me.jpg", b"GIF89a not a picture")
    answer = client.post(f"{WAY}photo/", {"photo_choice": "new", "photo": fake})
    assert answer.status_code == 400
    assert client.post(f"{WAY}photo/", {"photo_choice": "new"}).status_code == 400
    good = SimpleUploadedFile("me.jpg", portrait())
    assert client.post(f"{WAY}photo/", {"photo_choice": "new", "photo": good}).status_code == 302
    assert "换一张新的" in page(client)
    assert not Application.objects.filter(kind="lost").exists() and reported.person.pk


def test_a_card_that_is_not_reported_is_changed(client: Client) -> None:
    """S9: why is asked; the old card stays until the new one is activated."""
    here = case()
    log_in(client, here.person)
    assert "换一张新卡" in page(client)
    refused = client.post(f"{WAY}why/", {"cause": "expired"})
    assert refused.status_code == 400 and "才能按到期换" in refused.content.decode()
    assert client.post(f"{WAY}why/", {"cause": "damaged"}).status_code == 302
    fill(client, here)
    assert client.post(f"{WAY}check/").status_code == 302
    assert "旧卡在新卡激活以前还有效" in page(client, f"{WAY}done/")
    assert Card.objects.get(pk=here.card.pk).state == "with_holder"


def test_whoever_has_no_card_or_is_no_agent_is_refused(client: Client) -> None:
    """S9, S13: the reason and the way on."""
    nobody = make_person()
    log_in(client, nobody)
    assert client.get(WAY).status_code == 409
    other = case()
    lost(other.card)
    assert client.get(f"/my-card/for/{other.person.pk}/replace/").status_code in (403, 404, 409)


def test_my_card_follows_the_new_card_and_tells_of_the_temporary_one(client: Client) -> None:
    """S9, S10.3: from the application to the new card in use; at most twelve statements."""
    here = case()
    log_in(client, here.person)
    assert "申请换卡" in page(client, "/my-card/")
    receipt = here.change()
    asked = page(client, "/my-card/")
    assert "您的申请收到了" in asked and receipt.number in asked and "要住院，等不及新卡" in asked
    (new,) = make_new(receipt.application_id)
    stock(here)
    here.lend()
    ready = page(client, "/my-card/")
    assert "您的新卡可以领了" in ready and "先交还临时卡" in ready and here.branch.name in ready
    here.hand_back()
    collected(new, here)
    assert "还差激活" in page(client, "/my-card/")
    here.activate(new)
    active = page(client, "/my-card/")
    assert "您的卡可以用" in active and "新卡进度" not in active


def test_a_card_that_runs_out_is_offered_its_renewal(client: Client) -> None:
    """S9: on my card, from ninety days before."""
    here = case()
    Card.objects.filter(pk=here.card.pk).update(valid_until=TODAY + timedelta(days=40))
    log_in(client, here.person)
    assert "请换卡" in page(client, "/my-card/")


def test_twelve_queries_at_most_while_two_cards_live(client: Client, django_assert_max_num_queries: Any) -> None:
    """The promise of the page for one card holds for two."""
    here = case()
    log_in(client, here.person)
    make_new(here.change().application_id)
    client.get("/my-card/")
    with django_assert_max_num_queries(12):
        assert client.get("/my-card/").status_code == 200


def test_the_templates_are_there() -> None:
    """Every page of the flow has its template."""
    folder = Path(__file__).resolve().parents[3] / "citycard/channels/web_hall/templates/web_hall"
    assert {f"replace_{name}.html" for name in ("tasks", "step", "check", "done")} <= {one.name for one in folder.iterdir()}


def test_my_card_says_that_the_report_stands_once_a_replacement_was_asked_for(client: Client, reported: Case) -> None:
    """S8.3: it no longer tells how to take the report back, nor of an old medical card that ended long ago (S2.1)."""
    make_old_card(person=reported.person, balance_fen=0, state="valid", last_valid_on=TODAY + timedelta(days=60))
    OldCard.objects.filter(person=reported.person).update(state="void", voided_at=NOW, void_reason="activated")
    assert "申请补卡" in page(client, "/my-card/")
    reported.replace_lost()
    shown = page(client, "/my-card/")
    assert "申请了补卡，不能再解除" in shown and "解除挂失要本人带证件" not in shown
    (new,) = make_new(Application.objects.get(kind="lost").pk)
    assert new.role == "successor" and "请在" not in page(client, "/my-card/")
