"""S3–S5 through the JSON interface: every address of the counters once, as a program of that counter calls it."""

import json
from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from citycard.cards.models import Application, Card
from tests.channels.api.calls import Program, program
from tests.factories import (
    TODAY,
    citizen_number,
    make_application,
    make_card,
    make_child,
    make_office,
    make_old_card,
    make_person,
)

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "13900001234"
HOLDER_PAPERS = [{"kind": "resident_id_card", "holder": "applicant"}]


@pytest.fixture
def community() -> Program:
    return program("community_clerk")


def photo() -> bytes:
    content = BytesIO()
    Image.new("RGB", (716, 882), (190, 200, 220)).save(content, "JPEG")
    return content.getvalue()


def applied(community: Program, **more: Any) -> tuple[Any, Any]:
    who = make_person(community=community.office)
    branch = make_office(kind="bank_branch")
    body = {"person_id": who.pk, "pickup_office_id": branch.pk, "phone": PHONE, "documents": HOLDER_PAPERS}
    return who, community.act("/applications", {**body, "photo": b64encode(photo()).decode(), **more})


def test_a_community_finds_reads_and_registers(community: Program) -> None:
    """S1.2, S12: found by name, read with a purpose, a newcomer entered, phone and ID card corrected."""
    found = community.call("POST", "/people/search", {"text": "王"}).json()
    assert found == {"items": [], "has_more": False, "is_elsewhere": False}
    number = citizen_number(serial=321)
    newcomer = {"social_number": number, "name": "示例新人", "phone": PHONE, "category": "resident"}
    registered = community.act("/people", newcomer)
    assert registered.status_code == 201, registered.json()
    person_id = registered.json()["person_id"]
    (row,) = community.call("POST", "/people/search", {"text": "示例新"}).json()["items"]
    assert row["id"] == person_id and row["number_masked"].startswith("2104***")
    file = community.get(f"/people/{person_id}").json()
    assert file["person"]["name"] == "示例新人" and file["card"] is None and number not in str(file)
    assert community.get(f"/people/{person_id}/numbers/number").json()["value"] == number
    assert (
        community.act(f"/people/{person_id}/phone", {"phone": "13900004321"}, method="PUT").json()["phone_masked"]
        == "139****4321"
    )
    id_card = community.act(f"/people/{person_id}/id-card", {"has_id_card": True, "id_valid_until": "2046-05-06"}, method="PUT")
    assert id_card.json()["has_id_card"] is True
    acts = [line["act"] for line in community.get(f"/people/{person_id}/timeline").json()["items"]]
    assert acts[-1] == "people.register_person" and "look_up" in acts


def test_a_guardian_is_entered_and_told(community: Program) -> None:
    """S4.2: the guardian of a child, with the paper that proves it."""
    child = make_child(community=community.office)
    guardian = make_person(name="示例父亲", sex="1", community=community.office)
    body = {"guardian_id": guardian.pk, "relation": "父亲", "proof": "户口簿", "starts_on": child.birth_date.isoformat()}
    papers = [{"kind": "household_register", "holder": "guardian", "number": guardian.social_number}]
    assert community.act(f"/people/{child.pk}/guardians", {**body, "documents": papers}).status_code == 201
    (told,) = community.get(f"/people/{child.pk}/guardians").json()["items"]
    assert told["person"]["name"] == "示例父亲" and guardian.social_number not in str(told)
    (line,) = [one for one in community.get(f"/people/{child.pk}/timeline").json()["items"] if one["documents"]]
    assert line["documents"][0]["number_masked"] == "2104**********" + guardian.social_number[-4:]


def test_an_application_lives_its_life(community: Program) -> None:
    """S3.2: applied with a photo, looked at, corrected, sent to another branch, withdrawn."""
    who, taken = applied(community)
    assert taken.status_code == 201, taken.json()
    receipt = taken.json()
    assert receipt["number"].startswith("SQ") and receipt["state"] == "submitted" and receipt["replayed"] is False
    path = f"/applications/{receipt['application_id']}"
    assert community.get(path).json()["state_label"]
    assert community.get(f"{path}/photo")["Content-Type"] == "image/jpeg"
    assert community.act(path, {"phone": "13900009999", "version": 1}, method="PATCH").status_code == 200
    branch = make_office(kind="bank_branch", name="别的网点（示例）")
    assert community.act(f"{path}/pickup-office", {"office_id": branch.pk}).status_code == 200
    (listed,) = community.get(f"/people/{who.pk}/applications").json()["items"]
    assert listed["pickup_office_id"] == branch.pk and listed["phone_masked"] == "139****9999"
    assert community.get(f"/people/{who.pk}/progress").json()["steps"][0]["state"] == "done"
    assert community.act(f"{path}/withdraw", {}).json()["state"] == "withdrawn"


def test_a_photo_may_come_as_a_file(community: Program) -> None:
    """S3: the same application as a form with the picture's file."""
    who, branch = make_person(community=community.office), make_office(kind="bank_branch")
    body = {"person_id": who.pk, "pickup_office_id": branch.pk, "phone": PHONE, "documents": HOLDER_PAPERS}
    data = {"application": json.dumps(body), "photo": SimpleUploadedFile("photo.jpg", photo())}
    taken = community.form("/applications/with-photo", data)
    assert taken.status_code == 201, taken.json()
    assert Application.objects.get(pk=taken.json()["application_id"]).photo_id is not None


def test_what_a_desk_may_do_now_and_with_which_papers(community: Program) -> None:
    """A4: each act allowed, or with the problem that it would answer; the papers are those of the person's case."""
    who = make_person(community=community.office)
    rows = {row["act"]: row for row in community.get(f"/people/{who.pk}/choices").json()["items"]}
    assert rows["submit_application"]["is_allowed"] is True
    assert rows["activate"]["problem"]["code"] == "not_permitted" and rows["activate"]["problem"]["remedies"]
    (paper,) = community.get(f"/people/{who.pk}/papers/submit_application").json()["items"][:1]
    assert "resident_id_card" in paper["any_of"]


def test_the_card_centre_checks_and_rejects() -> None:
    """S3: the queue, accept some, reject one with the reason that its applicant reads."""
    centre = program("card_centre_clerk")
    ids = [make_application(person=make_person()).pk for _ in range(3)]
    assert [row["id"] for row in centre.get("/applications?state=submitted").json()["items"]] == ids
    assert centre.act(f"/applications/{ids[0]}/reject", {"reason": "相片太暗"}).json()["state"] == "rejected"
    assert centre.act("/applications/accept", {"application_ids": ids}).json() | {"number": ""} == {
        "number": "", "accepted": 2, "skipped": 1, "replayed": False,
    }  # fmt: skip
    make_application(person=make_person())
    assert centre.act("/applications/accept", {"oldest": 10}).json()["accepted"] == 1


def test_a_branch_hands_a_card_over_and_activates_it() -> None:
    """S4.2, S5.1, S5.3: collected by the holder, activated with a PIN that never travels as digits, mandate signed later."""
    teller = program("bank_teller")
    who = make_person(community=make_office())
    make_old_card(person=who)
    card = make_card(state="awaiting_pickup", person=who, pickup_office=teller.office)
    assert [row["card_id"] for row in teller.get("/pickups").json()["items"]] == [card.pk]
    assert teller.call("POST", "/cards/find", {"card_number": card.card_number}).json()["id"] == card.pk
    shown = {"card_number_shown": card.card_number}
    collected = teller.act(f"/cards/{card.pk}/collect", {"comes": "holder", "documents": HOLDER_PAPERS, **shown})
    assert collected.status_code == 200, collected.json()
    assert teller.get(f"/cards/{card.pk}/handovers").json()["items"][0]["taken_by"] == "holder"
    papers = [*HOLDER_PAPERS, {"kind": "new_card", "holder": "applicant"}]
    body = {
        "identity": {"kind": "resident_id_card", "number": who.social_number, "valid_until": "2036-05-06"},
        "documents": papers,
        **shown,
    }
    pads = {f"pad_{entry}": typed(teller, card, entry, "246801") for entry in ("first", "second")}
    activated = teller.act(f"/cards/{card.pk}/activate", {**body, **pads})
    assert activated.status_code == 200, activated.json()
    assert activated.json()["moved_fen"] == 128_650
    assert teller.get(f"/cards/{card.pk}").json()["code"] == "1"
    assert teller.get(f"/people/{who.pk}").json()["bank_side"]["balance_fen"] == 0
    papers = [*HOLDER_PAPERS, {"kind": "social_card", "holder": "applicant"}]
    signed = teller.act(f"/people/{who.pk}/mandates", {"documents": papers})
    assert signed.status_code == 201, signed.json()
    (mandate,) = teller.get(f"/people/{who.pk}/mandates").json()["items"]
    assert len(mandate["account_number"]) == 4


def typed(teller: Program, card: Card, entry: str, digits: str) -> str:
    """Press the keys of a pad as a screen shows them; one wrong key is taken back."""
    where = {"card_id": card.pk, "entry": entry}
    pad = teller.call("POST", "/pads", where).json()
    for digit in ("9", None, *digits):
        token = {} if digit is None else {"token": next(key["token"] for key in pad["keys"] if key["digit"] == digit)}
        pad = teller.call("POST", "/pads/press", {**where, "pad": pad["sealed"], **token}).json()
    assert pad["is_full"] is True
    return str(pad["sealed"])


def test_a_wrong_face_is_made_again() -> None:
    """S3's decision: taken back, the application waits again as a remake."""
    teller = program("bank_teller")
    card = make_card(state="awaiting_pickup", pickup_office=teller.office)
    told = teller.act(f"/cards/{card.pk}/wrong-face", {"reason": "姓名第二个字错了"})
    assert told.status_code == 200, told.json()
    assert Application.objects.get(pk=told.json()["application_id"]).kind == "remake"


def test_a_unit_collects_by_its_agent_and_hands_over() -> None:
    """S4.1: the hall gives the cards to the agent, the unit records each hand-over."""
    hall, clerk = program("card_hall_clerk"), program("employer_clerk")
    who = make_person(unit=clerk.unit, category="employee")
    card = make_card(state="awaiting_pickup", person=who, pickup_office=hall.office)
    assert hall.get("/pickups/units").json()["items"][0]["card_count"] == 1
    assert hall.get(f"/pickups/units/{clerk.unit.pk}").json()["items"][0]["card_id"] == card.pk
    assert clerk.get("/unit/pickups").json()["items"][0]["card_id"] == card.pk
    agent = {"name": "示例取卡人", "number": citizen_number(serial=77)}
    papers = [
        {"kind": "unit_letter", "holder": "unit"},
        {"kind": "resident_id_card", "holder": "agent", "number": agent["number"]},
    ]
    taken = hall.act(f"/pickups/units/{clerk.unit.pk}/collect", {"card_ids": [card.pk], "agent": agent, "documents": papers})
    assert taken.status_code == 200, taken.json()
    assert clerk.get("/unit/cards").json()["items"][0]["card_id"] == card.pk
    assert clerk.act("/unit/hand-overs", {"card_ids": [card.pk]}).json()["card_count"] == 1
    stages = {row["id"]: row["stage"] for row in clerk.get("/unit/people").json()["items"]}
    assert stages[who.pk] == "with_holder" and TODAY.year == 2026


def test_a_unit_applies_one_by_one_and_by_roster() -> None:
    """S3.1: one of its people, then a roster: uploaded, watched, each row, the good rows applied for."""
    clerk, hall = program("employer_clerk"), make_office(kind="card_hall")
    who = make_person(unit=clerk.unit, category="employee")
    alone = clerk.act("/applications", {"person_id": who.pk, "pickup_office_id": hall.pk, "phone": PHONE})
    assert alone.status_code == 201, alone.json()
    assert clerk.get("/applications").json()["items"][0]["id"] == alone.json()["application_id"]
    lines = (
        f"社会保障号码,姓名,手机号码\n{citizen_number(serial=401)},示例甲,{PHONE}\n{citizen_number(serial=402)}9,示例乙,{PHONE}\n"
    )
    file = SimpleUploadedFile("名册.csv", lines.encode("gb18030"))
    sent = clerk.form("/rosters", {"file": file, "pickup_office_id": hall.pk})
    assert sent.status_code == 201, sent.json()
    roster_id = sent.json()["roster_id"]
    judged = clerk.get(f"/rosters/{roster_id}").json()
    assert (judged["state"], judged["new_count"], judged["bad_count"]) == ("refused", 1, 1)
    (bad,) = clerk.get(f"/rosters/{roster_id}/rows?outcome=bad").json()["items"]
    assert bad["row_no"] == 3 and bad["problems"][0]["rule"] and bad["problems"][0]["remedies"]
    assert clerk.act(f"/rosters/{roster_id}/apply").json()["state"] == "applied"
    assert clerk.get("/rosters").json()["items"][0]["id"] == roster_id
