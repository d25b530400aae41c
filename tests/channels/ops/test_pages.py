"""The operations page (S4.4, S5.2): cards by stage, ageing, the outbox and the call list, from the rooms' own figures."""

from datetime import date, timedelta

import pytest
from django.test import Client

from citycard import notices
from citycard.bank.models import CardSide
from citycard.cards.models import Card, SocialSide
from citycard.people.models import Person
from citycard.shared import clock
from citycard.shared.numbers import mask
from tests.factories import NOW, make_application, make_card, make_office, make_operator, make_person, make_unit
from tests.journeys.endings import cancel, close, settle

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(make_operator(role=role, office=make_office(kind="card_centre")).account)
    return client


def test_the_board_counts_what_stands_where() -> None:
    """S4.4: one waits to be checked, one waits to be collected."""
    make_application(person=make_person())
    make_card(state="awaiting_pickup")
    with clock.frozen(NOW):
        page = signed_in("operations").get("/ops/?days=7")
    assert page.status_code == 200
    assert page.context["counts"]["submitted"] == 1
    assert page.context["waiting"] == 1


def test_a_long_wait_is_pointed_at() -> None:
    """S5.2: from 120 days on, the end of the old card's six months is near."""
    make_card(state="awaiting_pickup")
    with clock.frozen(NOW + timedelta(days=150)):
        page = signed_in("operations").get("/ops/")
    assert page.context["waiting_long"] == 1


def test_who_got_no_message_is_called_once() -> None:
    """S4.4, A3: a notice without a phone is on the call list at once; told by phone, it leaves it, however often sent."""
    order = order_for(make_person(phone=""))
    with clock.frozen(NOW):
        notices.queue_many(template="pickup_person", orders=[order], at=NOW)
        client = signed_in("operations")
        (line,) = notices.call_list()
        assert "王芳" in client.get("/ops/calls/").content.decode()
        for _ in range(2):
            client.post(f"/ops/calls/{line.notice.id}/done/", {"key": "told", "outcome": "told"})
    assert notices.call_list() == ()


def test_the_call_list_says_how_else_to_reach_somebody() -> None:
    """S4.4: without a phone the unit's contact, the community and the address stand there; a call that failed stays with its note."""
    unit = make_unit(contact_name="何建军", contact_phone="13900005678")
    person = make_person(name="欧阳若兰", phone="", unit=unit, category="employee", address="顺城区样例街9号（示例）")
    order = notices.NoticeOrder(key="p-2", to_phone="", params={"name": "欧阳若兰", "unit": unit.name}, person_id=person.pk)
    with clock.frozen(NOW):
        notices.queue_many(template="pickup_unit_member", orders=[order], at=NOW)
        client = signed_in("operations")
        (line,) = notices.call_list()
        page = client.get("/ops/calls/").content.decode()
        assert "何建军" in page
        assert "13900005678" in page
        assert "顺城区样例街9号（示例）" in page
        assert "【" not in page.split("要说的话")[1].split("</dd>")[0]
        client.post(f"/ops/calls/{line.notice.id}/done/", {"key": "k", "outcome": "no_answer", "note": "下班后再打"})
        page = client.get("/ops/calls/").content.decode()
    assert "没打通：下班后再打" in page
    assert "现在该打 0 个" in page


@pytest.mark.parametrize("form", [{"outcome": "asleep"}, {"outcome": "told", "note": "长" * 61}, {}])
def test_a_call_that_says_nothing_is_not_recorded(form: dict[str, str]) -> None:
    """A2 (bad input): an unknown outcome or an endless note changes nothing."""
    notices.queue_many(template="pickup_person", orders=[order_for(make_person(phone=""))], at=NOW)
    with clock.frozen(NOW):
        answer = signed_in("operations").post(f"/ops/calls/{notices.call_list()[0].notice.id}/done/", form)
    assert answer.status_code == 400
    assert notices.call_list()[0].calls == ()


def order_for(person: Person) -> notices.NoticeOrder:
    params = {"name": person.name, "office": "北站支行", "address": "样例街1号"}
    return notices.NoticeOrder(key=f"pickup-{person.pk}", to_phone="", params=params, person_id=person.pk)


def test_the_record_is_verified_on_the_page() -> None:
    """A2: the auditor sees that nothing was changed."""
    page = signed_in("auditor").get("/ops/record/")
    assert "记录完整" in page.content.decode()


def test_a_clerk_does_not_see_operations() -> None:
    """A2: the page names who does."""
    answer = signed_in("community_clerk").get("/ops/")
    assert answer.status_code == 403
    assert "运行" in answer.content.decode()


def test_s7_2_the_board_lists_what_is_still_to_be_reported_at_the_bank() -> None:
    """S7.2: counted and listed, masked, the oldest first, until the bank has the report too."""
    early, late, done = (make_card(state="active") for _ in range(3))
    for card, hours in ((late, 1), (early, 50), (done, 60)):
        SocialSide.objects.filter(pk=card.pk).update(loss="temporary", lost_at=NOW - timedelta(hours=hours))
    CardSide.objects.filter(card_number=done.card_number).update(is_lost=True, lost_at=NOW)
    with clock.frozen(NOW):
        page = signed_in("operations").get("/ops/")
    assert page.context["half_count"] == 2
    assert [(line["number"], line["days"], line["kind"]) for line in page.context["half"]] == [
        (mask.mask_card(early.card_number), 2, "临时挂失"),
        (mask.mask_card(late.card_number), 0, "临时挂失"),
    ]
    assert "共 2 张" in page.content.decode() and early.card_number not in page.content.decode()


def test_s7_2_the_board_says_since_when_formally_and_leaves_out_cards_out_of_date() -> None:
    """S7.2: both moments of a report. S9: a card out of date takes no money out, so nothing of it waits for the bank."""
    formal, over = (make_card(state="active") for _ in range(2))
    SocialSide.objects.filter(pk=over.pk).update(loss="temporary", lost_at=NOW - timedelta(hours=9))
    later = {"loss": "formal", "lost_at": NOW - timedelta(hours=5), "formal_at": NOW - timedelta(hours=2)}
    SocialSide.objects.filter(pk=formal.pk).update(loss="temporary")
    SocialSide.objects.filter(pk=formal.pk).update(**later)
    Card.objects.filter(pk=over.pk).update(issued_on=date(2016, 11, 1), valid_until=(NOW - timedelta(days=1)).date())
    with clock.frozen(NOW):
        page = signed_in("operations").get("/ops/")
    assert [line["number"] for line in page.context["half"]] == [mask.mask_card(formal.card_number)]
    assert "2026年11月23日 08:00" in page.content.decode()
    assert page.context["half"][0]["formal_since"] == NOW - timedelta(hours=2)


def test_s11_2_the_board_lists_what_the_bank_has_still_to_close() -> None:
    """S11.2: by the number of the slip, until the bank has paid out and closed; no name, no number of a person."""
    who = make_card(state="active").person
    settle(who)
    slip = cancel(who)
    with clock.frozen(NOW + timedelta(days=3)):
        page = signed_in("operations").get("/ops/")
        assert page.context["closing_count"] == 1
        assert [(line["number"], line["days"], line["why"]) for line in page.context["closing"]] == [
            (slip.number, 3, "出国（境）定居")
        ]
        assert slip.number in page.content.decode() and who.name not in page.content.decode()
        close(who, slip.number)
        assert signed_in("operations").get("/ops/").context["closing_count"] == 0


def test_s9_on_its_last_good_day_a_lost_card_still_waits_for_the_bank() -> None:
    """S7.2, S9: it takes money out until that day is over; the day after it is off the list."""
    card = make_card(state="active")
    SocialSide.objects.filter(pk=card.pk).update(loss="temporary", lost_at=NOW)
    Card.objects.filter(pk=card.pk).update(issued_on=date(2016, 11, 23), valid_until=NOW.date())
    for days, count in ((0, 1), (1, 0)):
        with clock.frozen(NOW + timedelta(days=days)):
            assert signed_in("operations").get("/ops/").context["half_count"] == count
