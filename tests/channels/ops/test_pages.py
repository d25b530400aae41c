"""The operations page (S4.4, S5.2): cards by stage, ageing, the outbox and the call list, from the rooms' own figures."""

from datetime import timedelta

import pytest
from django.test import Client

from citycard import notices
from citycard.shared import clock
from tests.factories import NOW, make_application, make_card, make_office, make_operator, make_person

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
    person = make_person(phone="")
    order = notices.NoticeOrder(
        key="pickup-1", to_phone="", params={"name": "王芳", "office": "北站支行", "address": "样例街1号"}, person_id=person.pk
    )
    with clock.frozen(NOW):
        notices.queue_many(template="pickup_person", orders=[order], at=NOW)
        client = signed_in("operations")
        (line,) = notices.call_list()
        assert "王芳" in client.get("/ops/calls/").content.decode()
        for _ in range(2):
            client.post(f"/ops/calls/{line.id}/done/", {"key": "told"})
    assert notices.call_list() == ()


def test_the_record_is_verified_on_the_page() -> None:
    """A2: the auditor sees that nothing was changed."""
    page = signed_in("auditor").get("/ops/record/")
    assert "记录完整" in page.content.decode()


def test_a_clerk_does_not_see_operations() -> None:
    """A2: the page names who does."""
    answer = signed_in("community_clerk").get("/ops/")
    assert answer.status_code == 403
    assert "运行" in answer.content.decode()
