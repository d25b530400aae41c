"""The catalogue for everybody, the holder's own card, and operations, through the JSON interface."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from citycard import audit, notices
from citycard.shared import clock
from tests.channels.api.calls import PURPOSE, own, program
from tests.factories import make_account, make_application, make_child, make_office, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def got(path: str, client: Client | None = None, **more: Any) -> Any:
    response = (client or Client(raise_request_exception=False)).get(f"/api/v1{path}", **more)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def sent(client: Client, path: str, body: object, **headers: str) -> Any:
    return client.post(f"/api/v1{path}", data=json.dumps(body), content_type="application/json", headers=headers)


def test_guides_places_values_and_rules_are_open_to_everybody() -> None:
    """S14, A1, A4: the catalogue that guards the acts is the one that is told."""
    ids = [row["id"] for row in got("/services")["items"]]
    assert "card-apply" in ids
    guide = got("/services/card-apply", headers={"Accept-Language": "en"})
    assert guide["papers"] and guide["channels"] and guide["name"].isascii()
    papers = got("/services/card-collect/papers?age=8&has_id_card=false&comes=guardian")["items"]
    assert {paper["holder"] for paper in papers} >= {"guardian"}
    office = make_office(kind="bank_branch")
    assert got("/offices?kind=bank_branch")["items"][0]["id"] == office.pk == got(f"/offices/{office.pk}")["id"]
    assert got("/policy/pins.social_attempts?on=2026-11-23")["value"] == 6
    assert len(got("/policy")["items"]) > 20 and len(got("/rules")["items"]) > 20
    assert got("/rules/S5.2")["words"] and {"code": "210400", "name": "抚顺市"} in got("/divisions")["items"]
    for path in ("/services/no-such", "/policy/no.such", "/rules/S99", f"/offices/{office.pk + 1}"):
        assert Client(raise_request_exception=False).get(f"/api/v1{path}").json()["status"] in (404, 422)


def test_whoever_knows_both_numbers_sees_the_progress() -> None:
    """S4.4: no name, no number in the answer or the address; another pair finds nothing."""
    who = make_person()
    make_application(person=who)
    client = Client(raise_request_exception=False)
    found = sent(client, "/progress", {"social_number": who.social_number, "phone": who.phone})
    assert found.status_code == 200 and found.json()["steps"][0]["state"] == "done" and who.name not in found.content.decode()
    nothing = sent(client, "/progress", {"social_number": who.social_number, "phone": "13000000000"})
    assert (nothing.status_code, nothing.json()["code"]) == (404, "nothing_found")


def test_a_holder_sees_and_changes_the_own_card() -> None:
    """S4.4, S3: my card, another branch, taken back; the same key again gives the first receipt."""
    who = make_person()
    make_application(person=who)
    client = own(make_account(person=who), who.name)
    page = got("/my-card", client)
    assert page["stage"] == "applied" and page["to_do"] and who.social_number not in str(page)
    assert got("/my-card/represented", client)["items"] == [] and got("/my-card/timeline", client)["items"] == []
    branch = make_office(kind="bank_branch")
    moved = sent(client, "/my-card/pickup-office", {"office_id": branch.pk}, **{"Idempotency-Key": "own-1"})
    assert moved.status_code == 200, moved.json()
    first, again = (sent(client, "/my-card/withdraw", {}, **{"Idempotency-Key": "own-2"}) for _ in range(2))
    assert first.json()["state"] == "withdrawn" and again["Idempotent-Replayed"] == "true"


def test_a_guardian_sees_the_ward_and_nobody_else() -> None:
    """S13.2, S12: the look at the ward is in the record; a stranger is refused."""
    who = make_person(name="示例父亲")
    ward, stranger = make_child(guardian=who), make_person(name="示例邻居")
    client = own(make_account(person=who), who.name)
    assert got("/my-card/represented", client)["items"][0]["person"]["id"] == ward.pk
    assert got(f"/my-card/represented/{ward.pk}", client)["person"]["id"] == ward.pk
    assert [line.act for line in audit.timeline(ward.pk, with_reads=True)] == ["look_up"]
    refused = client.get(f"/api/v1/my-card/represented/{stranger.pk}")
    assert (refused.status_code, refused.json()["code"]) == (403, "no_power")


def test_a_session_acts_only_with_the_value_of_our_own_pages() -> None:
    """A2: another site cannot let a holder's browser act (CSRF)."""
    who = make_person()
    make_application(person=who)
    client = own(make_account(person=who), who.name)
    client.handler.enforce_csrf_checks = True
    refused = sent(client, "/my-card/withdraw", {}, **{"Idempotency-Key": "csrf-1"})
    assert (refused.status_code, refused.json()["code"]) == (403, "form_not_from_here")


def test_operations_read_figures_and_call() -> None:
    """S4.4: figures, the call list, and the call noted."""
    ops, auditor = program("operations"), program("auditor")
    figures = ops.get("/operations?days=7").json()
    assert {"stages", "pickup_ageing", "outbox", "record"} <= set(figures)
    who = make_person(phone="")
    params = {"name": who.name, "office": "示例", "address": "示例"}
    notices.queue(template="pickup_person", to_phone="", params=params, key="n1", at=clock.now(), person_id=who.pk)
    (call,) = ops.get("/call-list").json()["items"]
    assert ops.act(f"/call-list/{call['id']}/calls", {}).json()["notice_id"] == call["id"]
    assert [line.purpose for line in audit.timeline(who.pk, with_reads=True)][-1] == "电话通知名单"
    assert auditor.get("/operations").status_code == 200


def test_the_record_is_read_verified_and_proved() -> None:
    """A2: state, verification, the acts of one's own office, the proof of one."""
    auditor, community = program("auditor"), program("community_clerk")
    community.act("/people", {"social_number": "bad", "name": "示例", "phone": "", "category": "resident"})
    audit.seal_new_acts(at=clock.now())
    assert auditor.get("/record/verify").json()["is_sound"] is True
    assert auditor.get("/record").json()["seals"] >= 1
    (line,) = auditor.get("/record/acts?limit=1").json()["items"]
    audit.seal_new_acts(at=clock.now())
    proof = auditor.get(f"/record/acts/{line['id']}/proof")
    assert audit.check_proof(proof.content.decode(), public_key=audit.public_key())
    assert community.get("/record/acts").json()["items"] == []


def test_a_token_is_issued_used_and_taken_back() -> None:
    """A2, A3: the secret is shown once; a repeat does not show it; a token taken back opens nothing."""
    ops, clerk = program("operations"), program("community_clerk")
    body = {"staff_no": clerk.operator.staff_no, "label": "窗口软件", "expires_at": (clock.now() + timedelta(days=9)).isoformat()}
    first, again = (ops.act("/tokens", body, key="token-x") for _ in range(2))
    assert first.status_code == 201 and first.json()["secret"].startswith("ccard_")
    assert again.json()["secret"] == "" and again["Idempotent-Replayed"] == "true"
    nobody = ops.act("/tokens", body | {"staff_no": "NOBODY"})
    assert (nobody.status_code, nobody.json()["code"]) == (422, "operator_unknown")
    bearer = {"Authorization": f"Bearer {first.json()['secret']}"}
    assert clerk.get("/operator", **bearer).json()["staff_no"] == clerk.operator.staff_no
    assert ops.act(f"/tokens/{first.json()['receipt']['token_id']}", method="DELETE").status_code == 200
    assert clerk.get("/operator", **bearer).status_code == 401 and PURPOSE
