"""Registering and applying at the community: papers by case, photo, phone, branch; correct, withdraw, move (S3.2)."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from PIL import Image

from citycard.audit.models import Act
from citycard.cards.models import Application
from citycard.people.models import Guardianship, Person
from tests.channels.desk.desks import Counter, counter_at, hidden, text
from tests.factories import (
    NOW,
    citizen_number,
    make_application,
    make_card,
    make_child,
    make_office,
    make_person,
    make_unit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(clock_at: object) -> datetime:
    return clock_at(NOW)  # type: ignore[operator]


@pytest.fixture
def desk() -> Counter:
    return counter_at("community")


def a_photo(size: tuple[int, int] = (358, 441), kind: str = "PNG") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", size, "#dce8e5").save(out, kind)
    return SimpleUploadedFile("photo.png", out.getvalue(), "image/png")


def newcomer(**changes: str) -> dict[str, str]:
    plain = {
        "name": "阿依古丽·买买提",
        "social_number": citizen_number(born=date(1990, 1, 2), serial=11),
        "nation": "05",
        "category": "resident",
        "phone": "13900005628",
        "address": "顺城区样例街9号（示例）",
        "has_id_card": "yes",
        "id_valid_until": "2036-01-01",
        "key": "register-1",
    }
    return plain | changes


def application(branch_id: int, **changes: object) -> dict[str, object]:
    plain = {
        "paper": ["applicant_identity"],
        "kind-applicant_identity": "resident_id_card",
        "phone": "13900005628",
        "office": str(branch_id),
        "photo": a_photo(),
        "key": "apply-1",
    }
    return plain | changes


def test_a_newcomer_is_registered_and_can_apply_at_once(desk: Counter) -> None:
    """S1.2, S3.2: a name with ·; birth date and sex from the number; the next page offers the application."""
    answer = desk.post("register", data=newcomer())
    person = Person.objects.get(name="阿依古丽·买买提")
    assert answer["Location"] == reverse("desk:person", args=[person.pk])
    assert (person.birth_date, person.community_id) == (date(1990, 1, 2), desk.office.pk)
    page = text(desk.get("person", person.pk))
    assert "已经登记" in page
    assert f"/desk/person/{person.pk}/apply/" in page


def test_the_same_registration_sent_twice_is_one(desk: Counter) -> None:
    """A3: the second sending shows the first receipt and says so."""
    desk.post("register", data=newcomer())
    answer = desk.post("register", data=newcomer())
    assert Person.objects.count() == 1
    assert "这件事已经办过" in text(desk.client.get(answer["Location"]))


def test_an_unknown_division_is_a_warning_only(desk: Counter) -> None:
    """S1.2: real numbers carry codes long abolished: the clerk is told to look again, nothing is refused."""
    weights, body = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "99990019900102002"
    number = body + "10X98765432"[sum(int(one) * weight for one, weight in zip(body, weights, strict=True)) % 11]
    answer = desk.post("register", data=newcomer(social_number=number))
    assert answer.status_code == 302
    assert "请留意" in text(desk.client.get(answer["Location"]))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("social_number", "210400199001020021"),
        ("social_number", "210400199002300021"),
        ("social_number", "210400209901020021"),
        ("social_number", "12345"),
        ("name", "=HYPERLINK(1)"),
        ("name", ""),
        ("phone", "1390000562"),
        ("id_valid_until", "2020-01-01"),
    ],
)
def test_a_wrong_entry_is_said_at_its_field(desk: Counter, field: str, value: str) -> None:
    """S1.2, A4: what is wrong stands at the field, what was typed stays, nothing is written."""
    answer = desk.post("register", data=newcomer(**{field: value}))
    assert answer.status_code == 400
    assert f'id="id_{field}-e"' in text(answer)
    assert "阿依古丽" in text(answer) or field == "name"
    assert not Person.objects.exists()


def test_a_resident_applies_in_person(desk: Counter) -> None:
    """S3.2, A2: one act with office, operator and the paper shown; the application page shows the first step done."""
    person, branch = make_person(community=desk.office), make_office(kind="bank_branch")
    answer = desk.post("apply", person.pk, data=application(branch.pk))
    row = Application.objects.get(person=person)
    assert (row.state, row.office_id, row.pickup_office_id) == ("submitted", desk.office.pk, branch.pk)
    act = Act.objects.get(act="cards.submit_application")
    assert act.documents[0]["kind"] == "resident_id_card"
    assert person.social_number not in str(act.documents)
    page = text(desk.client.get(answer["Location"]))
    assert "申请已受理" in page
    assert row.number in page


def test_the_same_form_again_shows_the_first_receipt(desk: Counter) -> None:
    """A3: a replayed form makes no second application."""
    person, branch = make_person(community=desk.office), make_office(kind="bank_branch")
    desk.post("apply", person.pk, data=application(branch.pk))
    answer = desk.post("apply", person.pk, data=application(branch.pk))
    assert Application.objects.filter(person=person).count() == 1
    assert "这件事已经办过" in text(desk.client.get(answer["Location"]))


def test_a_second_application_is_refused_with_the_first_ones_progress(desk: Counter) -> None:
    """S3: the refusal names the open application."""
    person = make_person(community=desk.office)
    first = make_application(person=person)
    answer = desk.get("apply", person.pk)
    assert answer.status_code == 409
    assert first.number in text(answer)


def test_who_applies_again_is_told_where_the_card_lies(desk: Counter) -> None:
    """S4.4: not “being made” when it waits at the branch; the application's own page says the same."""
    person = make_person(community=desk.office)
    card = make_card(person=person)
    assert "现在是“待领取”" in text(desk.get("apply", person.pk))
    assert "到了，可以领" in text(desk.get("application", card.application_id))


def test_somebody_with_a_unit_is_sent_to_the_unit(desk: Counter) -> None:
    """S3.1: employees and students are applied for by their unit."""
    person = make_person(community=desk.office, unit=make_unit(name="示例机械有限公司（示例）"), category="employee")
    answer = desk.get("apply", person.pk)
    assert answer.status_code == 409
    assert "示例机械有限公司" in text(answer)


def test_a_paper_not_seen_is_named(desk: Counter) -> None:
    """S3.2: without the original nothing is taken; what is missing is said, what was entered stays."""
    person, branch = make_person(community=desk.office), make_office(kind="bank_branch")
    answer = desk.post("apply", person.pk, data=application(branch.pk, paper=[]))
    assert answer.status_code == 400
    page = text(answer)
    assert "还差 1 项" in page
    assert '<a href="#paper-applicant_identity">还没有核：身份证、户口簿或别的有效证件</a>' in page
    assert hidden(answer)["photo_kept"]
    assert not Application.objects.exists()


def test_the_photo_is_kept_while_the_rest_is_put_right(desk: Counter) -> None:
    """A file field is empty after a reload; the photo that was looked at is not lost."""
    person, branch = make_person(community=desk.office), make_office(kind="bank_branch")
    first = desk.post("apply", person.pk, data=application(branch.pk, phone="123"))
    assert first.status_code == 400
    again = {"photo": "", "photo_kept": hidden(first)["photo_kept"]}
    assert desk.post("apply", person.pk, data=application(branch.pk, **again)).status_code == 302
    assert Application.objects.get(person=person).photo is not None


def test_looking_at_the_photo_sends_nothing(desk: Counter) -> None:
    """检查并预览 shows the photo as it will be kept, and takes no application."""
    person, branch = make_person(community=desk.office), make_office(kind="bank_branch")
    answer = desk.post("apply", person.pk, data=application(branch.pk, look="1"))
    assert answer.status_code == 200
    assert "data:image/jpeg;base64," in text(answer)
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "photo",
    [
        SimpleUploadedFile("face.png", b"<svg onload=alert(1)>", "image/png"),
        a_photo((441, 358)),
        a_photo((20, 25)),
        SimpleUploadedFile("../../etc/passwd", b"MZ" + b"0" * 3_000_000, "image/jpeg"),
    ],
    ids=["not-an-image", "lying", "tiny", "large"],
)
def test_a_photo_that_is_none_is_refused_at_its_field(desk: Counter, photo: SimpleUploadedFile) -> None:
    """S3 (bad input): an image that is not one, of the wrong shape, too large, with a path in its name."""
    person, branch = make_person(community=desk.office), make_office(kind="bank_branch")
    photo.seek(0)
    answer = desk.post("apply", person.pk, data=application(branch.pk, photo=photo))
    assert answer.status_code == 400
    assert 'id="id_photo-e"' in text(answer)
    assert not Application.objects.exists()


def test_a_guardian_applies_for_a_child(desk: Counter) -> None:
    """S3.2, S13.1: the child's register and the guardian's ID; changing who comes changes the list on the server."""
    father = make_person(name="陈建国", sex="1")
    child = make_child(guardian=father, community=desk.office, category="resident")
    branch = make_office(kind="bank_branch")
    page = text(desk.get("apply", child.pk))
    assert "未满 16 周岁" in page
    assert "监护人有效身份证件" in page
    assert "代办人有效身份证件" in text(desk.get("apply", child.pk, comes="agent"))
    sent = application(
        branch.pk,
        paper=["applicant_identity_without_card", "guardian_id"],
        **{"kind-applicant_identity_without_card": "household_register", "comer-guardian": str(father.pk)},
    )
    assert desk.post("apply", child.pk, data=sent, query="?comes=guardian").status_code == 302
    papers = Act.objects.get(act="cards.submit_application").documents
    assert {(one["holder"], one["kind"]) for one in papers} == {
        ("applicant", "household_register"),
        ("guardian", "resident_id_card"),
    }


def test_s13_2_a_stranger_in_the_place_of_the_registered_guardian_is_told_at_the_number(desk: Counter) -> None:
    """S3.2, S13.2 (decision 102): where a guardian is on the register; where none is, the page says that papers will do."""
    father, stranger = make_person(name="陈建国", sex="1"), make_person(name="李强", sex="1")
    child = make_child(guardian=father, community=desk.office, category="resident")
    sent = application(
        make_office(kind="bank_branch").pk,
        paper=["applicant_identity_without_card", "guardian_id"],
        **{"kind-applicant_identity_without_card": "household_register", "comer-guardian": "other", "comer-name": stranger.name},
        **{"comer-number": stranger.social_number, "comer-relation": "叔叔"},
    )
    answer = desk.post("apply", child.pk, data=sent, query="?comes=guardian")
    assert answer.status_code == 400 and "不是登记在册的监护人的" in text(answer) and not Application.objects.exists()
    Guardianship.objects.all().delete()
    page = text(desk.get("apply", child.pk))
    assert "申请看证件原件就能办" in page and "领卡看证明" not in page
    again = sent | {"photo": a_photo()}
    assert desk.post("apply", child.pk, data=again, query="?comes=guardian").status_code == 302


def test_an_agents_number_is_checked(desk: Counter) -> None:
    """S13.1: who is not on the register is written down from the ID, with a right number."""
    person, branch = make_person(community=desk.office), make_office(kind="bank_branch")
    sent = application(branch.pk, paper=["applicant_identity", "agent_id"])
    typed = {"comer-name": "李秀兰", "comer-number": "210400198305060011", "comer-relation": "邻居"}
    answer = desk.post("apply", person.pk, data=sent | typed, query="?comes=agent")
    assert answer.status_code == 400
    assert 'id="id_comer-number-e"' in text(answer)
    assert "可不填" not in text(answer).split('id="comer"')[1].split("</section>")[0]


def change(desk: Counter, name: str, row: Application, **data: object) -> HttpResponse:
    form = desk.get(name, row.pk)
    return desk.post(name, row.pk, data=hidden(form) | data)


def test_an_application_is_corrected_moved_and_withdrawn(desk: Counter) -> None:
    """S3's decision: phone and photo until export, the branch until dispatch; each is an act of its own."""
    person, other = make_person(community=desk.office), make_office(kind="bank_branch", name="样例支行（示例）")
    row = make_application(person=person)
    assert change(desk, "correct", row, phone="13900001111", photo=a_photo()).status_code == 302
    assert change(desk, "move", row, office=str(other.pk)).status_code == 302
    row.refresh_from_db()
    assert (row.phone, row.pickup_office_id, row.photo_id is not None) == ("13900001111", other.pk, True)
    assert "样例支行（示例）" in text(desk.get("application", row.pk))
    assert change(desk, "withdraw", row).status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert list(Act.objects.exclude(act="look_up").order_by("id").values_list("act", flat=True)) == [
        "cards.correct_application",
        "cards.change_pickup_office",
        "cards.withdraw_application",
    ]


def test_two_clerks_at_one_application(desk: Counter) -> None:
    """A3: the form shown before somebody else's change is refused, and says so."""
    row = make_application(person=make_person(community=desk.office))
    stale = hidden(desk.get("correct", row.pk))
    change(desk, "correct", row, phone="13900001111")
    answer = desk.post("correct", row.pk, data=stale | {"phone": "13900002222"})
    assert answer.status_code == 400
    row.refresh_from_db()
    assert row.phone == "13900001111"


def test_after_export_nothing_is_corrected(desk: Counter) -> None:
    """S3: the page says why, and the address itself refuses."""
    card = make_card(person=make_person(community=desk.office), state="opened")
    page = text(desk.get("application", card.application_id))
    assert "现在不能" in page
    assert desk.get("correct", card.application_id).status_code == 409
    assert desk.get("withdraw", card.application_id).status_code == 409


def test_progress_is_told_at_the_community(desk: Counter) -> None:
    """S4.4: how far the card is, with the days of what is done."""
    card = make_card(person=make_person(community=desk.office), state="awaiting_pickup")
    page = text(desk.get("application", card.application_id))
    for word in ("已申请", "卡已制成", "到网点，可以领", "已激活"):
        assert word in page


def test_the_register_is_put_right_before_the_papers_are_asked(desk: Counter) -> None:
    """S4.2: a child with a new ID card needs other papers; the correction is recorded and comes back to the page."""
    child = make_child(community=desk.office, category="resident")
    back = reverse("desk:apply", args=[child.pk])
    sent = {"has_id_card": "yes", "id_valid_until": "2031-01-01", "key": "id-1", "next": back}
    assert desk.post("id_card", child.pk, data=sent)["Location"] == back
    child.refresh_from_db()
    assert child.has_id_card
    assert Act.objects.filter(act="people.update_id_card", person_id=child.pk).count() == 1
    wrong = desk.post("id_card", child.pk, data=sent | {"has_id_card": "no", "key": "id-2"})
    assert wrong.status_code == 400
    assert desk.post("id_card", child.pk, data=sent | {"key": "id-3"}).status_code == 400


def test_a_phone_and_a_guardian_are_entered(desk: Counter) -> None:
    """S4.2 ②, S4.4: with the paper that proves it; a number of nobody is said at its field."""
    father, child = make_person(name="陈建国", sex="1"), make_child(community=desk.office, category="resident")
    assert desk.post("phone", child.pk, data={"phone": "13900003333", "key": "p-1"}).status_code == 302
    sent = {"guardian_number": father.social_number, "relation": "父亲", "proof": "出生证明", "key": "g-1"}
    assert desk.post("guardian", child.pk, data=sent).status_code == 302
    kept = Guardianship.objects.get(ward=child)
    assert (kept.guardian_id, kept.starts_on) == (father.pk, child.birth_date)
    unknown = sent | {"guardian_number": citizen_number(serial=499), "key": "g-2"}
    assert desk.post("guardian", child.pk, data=unknown).status_code == 400


@pytest.mark.parametrize("version", ["", "²", "x", "9" * 40, "-1"])
def test_a_form_that_says_no_version_changes_nothing(desk: Counter, version: str) -> None:
    """Bad input: whatever stands where the version should be, the answer is a sentence, and nothing is changed."""
    row = make_application(person=make_person(community=desk.office))
    for name, data in (("correct", {"phone": "13900001111"}), ("withdraw", {}), ("move", {"office": str(row.pickup_office_id)})):
        answer = desk.post(name, row.pk, data=data | {"version": version, "key": f"{name}-1"})
        assert answer.status_code == 400, name
    row.refresh_from_db()
    assert (row.state, row.version) == ("submitted", 1)
