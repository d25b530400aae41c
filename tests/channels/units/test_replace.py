"""S9.3: a unit replaces the cards of its own people, and follows the new one."""

import pytest
from django.test import Client

from citycard.cards.models import Application, Card
from citycard.people.models import Office, Unit
from tests import factories
from tests.journeys.replacing import Case, case, lost, make_new

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(unit: Unit) -> Case:
    return case(unit=unit, name="赵敏", category="employee")


def asked(hall: Office, **more: object) -> dict[str, object]:
    return {"phone": "13600000001", "hall": str(hall.pk), "key": "a1"} | more


def test_a_lost_card_is_replaced_by_the_unit_once(clerk: Client, worker: Case, hall: Office) -> None:
    """S9.3, A3: only after the holder's report; from the person's page to the application, sent twice."""
    where = f"/units/people/{worker.person.pk}/replace/"
    assert clerk.get(where).status_code == 409
    lost(worker.card)
    assert where in clerk.get(f"/units/people/{worker.person.pk}/").content.decode()
    for _ in range(2):
        page = clerk.post(where, asked(hall), follow=True).content.decode()
    row = Application.objects.get(kind="lost")
    assert row.number in page and (row.source, row.pickup_office_id) == ("unit", hall.pk)


def test_a_card_is_changed_and_the_list_follows_the_new_one(clerk: Client, worker: Case, hall: Office) -> None:
    """S9.3, S4.4: with two cards the list tells of the one that the unit asked for."""
    where = f"/units/people/{worker.person.pk}/change/"
    bare = clerk.post(where, asked(hall, cause="damaged"))
    assert bare.status_code == 400 and not Application.objects.filter(kind="changed").exists()
    assert clerk.post(where, asked(hall, cause="damaged", is_unusable="on")).status_code == 302
    assert "已申请，待审核" in clerk.get("/units/people/").content.decode()
    (new,) = make_new(Application.objects.get(kind="changed").pk)
    assert (new.unit_id, new.role) == (worker.person.unit_id, "successor")
    page = clerk.get("/units/people/").content.decode()
    assert "已到卡服务大厅" in page and page.count("赵敏") >= 1
    assert Card.objects.get(pk=worker.card.pk).state == "with_holder"


def test_what_people_replace_by_themselves_is_theirs(clerk: Client, worker: Case) -> None:
    """S9.2, S12: an application made online does not appear in the unit's list, nor can the unit change it."""
    receipt = worker.change()
    page = clerk.get("/units/people/").content.decode()
    assert receipt.number not in page and "正常" in page
    assert clerk.get(f"/units/applications/{receipt.application_id}/correct/").status_code == 403
    person = clerk.get(f"/units/people/{worker.person.pk}/").content.decode()
    assert f"/units/applications/{receipt.application_id}/" not in person


def test_not_the_cards_of_others(clerk: Client, hall: Office) -> None:
    """S9.3: another unit's person, a person without a unit."""
    for one in (case(unit=factories.make_unit()), case()):
        lost(one.card)
        answer = clerk.post(f"/units/people/{one.person.pk}/replace/", asked(hall, key=f"k{one.person.pk}"))
        assert answer.status_code == 403
    assert not Application.objects.filter(kind="lost").exists()
