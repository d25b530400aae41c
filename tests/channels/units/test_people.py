"""The unit's own people: list, one person, apply, correct, withdraw (S3.1); nobody else's (S12)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from citycard.audit.models import Act
from citycard.cards.models import Application
from citycard.people.models import Office, Person, Unit
from tests import factories

from .conftest import clerk_of, number, portrait


@pytest.fixture
def worker(unit: Unit) -> Person:
    return factories.make_person(name="赵敏", unit=unit, category="employee")


def apply_for(client: Client, person: Person, at: Office, **more: object) -> object:
    data = {"phone": "13600000001", "hall": str(at.pk), "key": "a1"} | more
    return client.post(f"/units/people/{person.pk}/apply/", data, follow=True)


def test_the_list_shows_own_people_masked_with_their_stage(clerk: Client, unit: Unit, worker: Person) -> None:
    """S3.1, S12: name and stage, numbers masked; a person of another unit is not there."""
    other = factories.make_person(name="钱外人", unit=factories.make_unit(), category="employee")
    factories.make_card(person=factories.make_person(name="孙在职", unit=unit, category="employee"), state="with_unit")
    page = clerk.get("/units/people/").content.decode()
    assert "赵敏" in page and "孙在职" in page and "还没申请" in page and "在本单位，待发" in page
    assert "钱外人" not in page and worker.social_number not in page
    assert "没有找到" in clerk.get("/units/people/", {"q": other.social_number}).content.decode()


def test_a_card_on_its_way_is_not_being_made(clerk: Client, worker: Person) -> None:
    """S4.4: the unit reads where the card is, and it still counts as under way."""
    factories.make_card(person=worker, state="dispatched")
    for page in (clerk.get("/units/people/", {"show": "under-way"}), clerk.get("/units/applications/")):
        assert "已寄往卡服务大厅" in page.content.decode()
        assert "正在制作" not in page.content.decode()


def test_search_by_number_and_filter_by_stage(clerk: Client, unit: Unit, worker: Person) -> None:
    """S3.1: a whole number or the beginning of a name; one choice a stage."""
    factories.make_person(name="周未", unit=unit, category="employee")
    found = clerk.get("/units/people/", {"q": worker.social_number}).content.decode()
    assert "赵敏" in found and "周未" not in found
    assert "这里没有人" in clerk.get("/units/people/", {"show": "in-unit"}).content.decode()
    assert clerk.get("/units/people/", {"page": "x", "show": "nonsense"}).status_code == 200


def test_apply_for_one_person(clerk: Client, worker: Person, hall: Office) -> None:
    """S3.1: from the person's page; the receipt number is shown and the application is the unit's."""
    page = apply_for(clerk, worker, hall, photo=portrait()).content.decode()
    row = Application.objects.get()
    assert row.number in page and "申请已经收下" in page
    assert (row.source, row.unit_id, row.person_id, row.photo_id is not None) == ("unit", worker.unit_id, worker.pk, True)


def test_sent_twice_it_acts_once(clerk: Client, worker: Person, hall: Office) -> None:
    """A3: a replayed form shows the first receipt."""
    apply_for(clerk, worker, hall)
    assert "这件事已经办过" in apply_for(clerk, worker, hall).content.decode()
    assert Application.objects.count() == 1


def test_a_second_application_is_refused_with_the_first_ones_number(clerk: Client, worker: Person, hall: Office) -> None:
    """S3: at most one open application."""
    apply_for(clerk, worker, hall)
    page = apply_for(clerk, worker, hall, key="a2")
    assert page.status_code == 409
    assert Application.objects.get().number in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("phone", "1360000000", "11 位"),
        ("phone", "", "请填写"),
        ("hall", "999999", "选择一个有效的选项"),
        ("photo", SimpleUploadedFile("a.jpg", b"GIF89a no picture"), "相片"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    clerk: Client, worker: Person, hall: Office, field: str, value: object, said: str
) -> None:
    """A4: the sentence at the field, what was typed is kept, nothing is written."""
    page = apply_for(clerk, worker, hall, **{field: value})
    assert page.status_code == 400
    assert said in page.content.decode()
    assert not Application.objects.exists()


def test_a_photo_in_the_wrong_shape_is_refused(clerk: Client, worker: Person, hall: Office) -> None:
    """S3: a landscape is no portrait."""
    page = apply_for(clerk, worker, hall, photo=portrait((800, 300)))
    assert page.status_code == 400 and not Application.objects.exists()


def test_the_photo_comes_later(clerk: Client, worker: Person, hall: Office) -> None:
    """S3: an application of a unit stands without a photo; it is added until the batch is exported."""
    assert "还缺相片" in apply_for(clerk, worker, hall).content.decode()
    row = Application.objects.get()
    data = {"phone": row.phone, "photo": portrait(), "key": "c1", "version": str(row.version)}
    page = clerk.post(f"/units/applications/{row.pk}/correct/", data, follow=True)
    assert "申请已经更正" in page.content.decode()
    row.refresh_from_db()
    assert row.photo_id is not None


def test_a_change_in_between_is_noticed(clerk: Client, worker: Person, hall: Office) -> None:
    """A3: two clerks, one application: the second is told."""
    apply_for(clerk, worker, hall)
    row = Application.objects.get()
    data = {"phone": "13600000002", "key": "c1", "version": str(row.version + 5)}
    assert clerk.post(f"/units/applications/{row.pk}/correct/", data).status_code == 409


def test_withdraw(clerk: Client, worker: Person, hall: Office) -> None:
    """S3: asked once more, then taken back; the person can be applied for again."""
    apply_for(clerk, worker, hall)
    row = Application.objects.get()
    here = f"/units/applications/{row.pk}/withdraw/"
    assert "确认撤回" in clerk.get(here).content.decode()
    assert "申请已经撤回" in clerk.post(here, {"key": "w1", "version": str(row.version)}, follow=True).content.decode()
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_after_the_export_neither_correction_nor_withdrawal(clerk: Client, worker: Person) -> None:
    """S3: the page says why and what to do, and the address refuses too."""
    card = factories.make_card(person=worker, state="in_production")
    page = clerk.get(f"/units/people/{worker.pk}/").content.decode()
    assert "为什么不能" in page and "units/applications" not in page.split("现在不能办")[1]
    for act in ("correct", "withdraw"):
        assert clerk.get(f"/units/applications/{card.application_id}/{act}/").status_code == 409


def test_a_newcomer_is_registered_and_applied_for(clerk: Client, unit: Unit, hall: Office) -> None:
    """S1.2, S3.1: from the number come birth date and sex; the unit is this one."""
    data = {"social_number": number(3), "name": "陈一诺", "phone": "13600000003", "id_valid_until": "长期", "key": "r1"}
    page = clerk.post("/units/people/new/", data, follow=True)
    person = Person.objects.get()
    assert page.redirect_chain[-1][0] == f"/units/people/{person.pk}/apply/"
    assert (person.unit_id, person.category, person.has_id_card) == (unit.pk, "employee", True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("social_number", "210400199003040020"),
        ("name", "=1"),
        ("phone", "123"),
        ("id_valid_until", "2020-01-01"),
        ("id_valid_until", "?"),
    ],
)
def test_a_wrong_field_of_a_newcomer(clerk: Client, field: str, value: str) -> None:
    """S1.2: said at the field, nobody is registered."""
    data = {"social_number": number(3), "name": "陈一诺", "phone": "13600000003", "key": "r1", field: value}
    page = clerk.post("/units/people/new/", data)
    assert page.status_code == 400
    assert 'class="cc-field-err"' in page.content.decode()
    assert not Person.objects.exists()


def test_somebody_registered_elsewhere_cannot_be_registered_again(clerk: Client) -> None:
    """S12: it is said that the number is on the register, not where."""
    other = factories.make_person(name="赵外", unit=factories.make_unit(name="秘密单位（示例）"), category="employee")
    data = {"social_number": other.social_number, "name": "赵外", "phone": "13600000003", "key": "r1"}
    page = clerk.post("/units/people/new/", data)
    assert page.status_code == 400 and "秘密单位" not in page.content.decode()


def test_another_units_person_is_refused_everywhere(clerk: Client, hall: Office) -> None:
    """S12: 403, with neither name nor number nor unit on the page."""
    theirs = factories.make_person(name="钱外人", unit=factories.make_unit(name="秘密单位（示例）"), category="employee")
    row = factories.make_application(person=theirs)
    for path in (
        f"people/{theirs.pk}/",
        f"people/{theirs.pk}/apply/",
        f"applications/{row.pk}/",
        f"applications/{row.pk}/correct/",
    ):
        page = clerk.get(f"/units/{path}")
        assert page.status_code == 403
        assert "钱外人" not in page.content.decode() and "秘密单位" not in page.content.decode()
    assert clerk.post(f"/units/applications/{row.pk}/withdraw/", {"key": "w"}).status_code == 403
    row.refresh_from_db()
    assert row.state == "submitted"


def test_a_look_at_a_person_is_recorded(clerk: Client, worker: Person) -> None:
    """S12, A2: who looked, and why."""
    clerk.get(f"/units/people/{worker.pk}/")
    look = Act.objects.get(act="look_up", person_id=worker.pk)
    assert (look.unit_id, look.purpose) == (worker.unit_id, "单位为本人办理社保卡")


def test_nobody_else_comes_in(db: None, worker: Person) -> None:
    """A2: without a login to the sign-in, as a bank teller a refusal."""
    assert Client().get("/units/").status_code == 302
    teller = factories.make_operator(role="bank_teller", office=factories.make_office(kind="bank_branch"))
    client = Client()
    client.login(username=teller.account.username, password=factories.PASSWORD)
    assert client.get("/units/people/").status_code == 403


def test_the_desk_home_of_a_unit_is_its_hall(clerk: Client) -> None:
    """After signing in, a unit's clerk lands in the units' hall; its side bar shows the hall's places only."""
    page = clerk.get("/desk/", follow=True)
    assert page.redirect_chain[-1][0] == "/units/"
    assert "/desk/search/" not in page.content.decode()


def test_a_school_has_the_same_hall(hall: Office) -> None:
    """S3.1: schools apply for students."""
    school = factories.make_unit(kind="school")
    page = clerk_of(school, "school_clerk").get("/units/")
    assert page.status_code == 200 and school.name in page.content.decode()
