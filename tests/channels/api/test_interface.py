"""The rules of the interface: doors, keys, purposes, problems (A2, A3, A4, S12)."""

import json
import logging
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from citycard import audit
from citycard.cards.models import Application
from citycard.channels.api.group import MARKS
from citycard.channels.api.interface import api
from citycard.channels.api.spec import document, name_of, sentences
from citycard.staff import PERMISSIONS, Permission, Role
from tests.channels.api.calls import PLACES, PURPOSE, UNITS, Program, program
from tests.factories import make_application, make_office, make_operator, make_person

pytestmark = pytest.mark.django_db(transaction=True)
OPERATIONS = [
    (method, path, operation)
    for router in api._get_bound_routers()
    for path, view in router.path_operations.items()
    for operation in view.operations
    for method in operation.methods
]
FILLED = {"int:": "1", "what": "number", "act": "activate", "batch_number": "PC1", "service_id": "card-apply"}


def address(path: str) -> str:
    parts = [part if not part.startswith("{") else _filled(part.strip("{}")) for part in path.split("/")]
    return "/".join(parts)


def _filled(name: str) -> str:
    return "1" if name.startswith("int:") else FILLED.get(name, "S1")


def test_every_address_is_reached() -> None:
    """No address is hidden behind another one: each method answers something else than 405."""
    client = Client(raise_request_exception=False)
    hidden = [
        f"{method} {path}"
        for method, path, _ in OPERATIONS
        if client.generic(method, f"/api/v1{address(path)}").status_code == 405
    ]
    assert len(OPERATIONS) > 80 and hidden == []


def test_nobody_gets_in_without_signing_in() -> None:
    """A2: every address that is not for everybody asks who calls, before anything is read."""
    client = Client(raise_request_exception=False)
    closed = [(method, path) for method, path, operation in OPERATIONS if operation.auth_callbacks]
    answers = {f"{method} {path}": client.generic(method, f"/api/v1{address(path)}") for method, path in closed}
    assert {response.status_code for response in answers.values()} == {401}
    assert all(response.json()["code"] == "sign_in_needed" for response in answers.values())
    assert all(response["WWW-Authenticate"] == "Bearer" for response in answers.values())


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_in_where_it_may_and_nowhere_else(role: Role) -> None:
    """A2: the walk over all addresses: not permitted is 403 with where it is done, before fields are looked at."""
    caller = program(str(role))
    for method, path, operation in OPERATIONS:
        wanted = operation.openapi_extra[MARKS].permissions
        if not wanted:
            continue
        response = caller.call(method, address(path), {"no such field": 1} if method != "GET" else None)
        is_shut = response.status_code == 403 and response.json()["code"] == "not_permitted"
        assert is_shut == (not PERMISSIONS[role].intersection(wanted)), f"{role} {method} {path}: {response.status_code}"
        if is_shut:
            assert response.json()["remedies"]


def test_the_walk_knows_every_role_and_permission() -> None:
    roles = {str(role) for role in Role}
    offered = {one for *_, operation in OPERATIONS for one in operation.openapi_extra[MARKS].permissions}
    assert roles == set(PLACES) | set(UNITS)
    assert offered == set(Permission), f"a permission that no address needs: {set(Permission) - offered}"


def waiting(community: Program) -> Application:
    return make_application(person=make_person(community=community.office))


def test_the_same_key_acts_once() -> None:
    """A3: a repeat is given the first receipt and told so; another input or another act is refused."""
    community = program("community_clerk")
    one, other = waiting(community), waiting(community)
    first, again = (community.act(f"/applications/{one.pk}/withdraw", {}, key="same") for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert "Idempotent-Replayed" not in first and again["Idempotent-Replayed"] == "true"
    assert again.json() == first.json() | {"replayed": True}
    reused = community.act(f"/applications/{other.pk}/withdraw", {}, key="same")
    assert (reused.status_code, reused.json()["code"]) == (422, "key_reused_with_other_input")
    assert Application.objects.get(pk=other.pk).state == "submitted"


def test_the_key_of_one_is_not_the_key_of_another() -> None:
    """A3: two operators may use the same words."""
    for community in (program("community_clerk"), program("community_clerk")):
        assert community.act(f"/applications/{waiting(community).pk}/withdraw", {}, key="k").status_code == 200


@pytest.mark.parametrize("key", [None, "", "a b", "x" * 129])
def test_an_act_needs_a_key(key: str | None) -> None:
    """A3: without a key an act could be done twice."""
    community = program("community_clerk")
    one = waiting(community)
    refused = community.call("POST", f"/applications/{one.pk}/withdraw", {}, **{"Idempotency-Key": key})
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_missing")
    assert Application.objects.get(pk=one.pk).state == "submitted"


def test_a_look_needs_a_purpose_and_leaves_a_line() -> None:
    """S12.1: without a purpose nothing is shown; with one the record says who, what and why."""
    community = program("community_clerk")
    who = make_person(community=community.office)
    refused = community.get(f"/people/{who.pk}", X_Purpose=None)
    assert (refused.status_code, refused.json()["code"]) == (400, "purpose_missing")
    assert community.get(f"/people/{who.pk}").status_code == 200
    (line,) = audit.timeline(who.pk, with_reads=True)
    assert (line.purpose, line.terminal, line.operator_label) == (PURPOSE, "api", f"孙丽 {community.operator.staff_no}")


def test_another_places_person_is_refused() -> None:
    """S12: a community sees its own residents, a unit its own people; nothing is looked at or done."""
    community, unit = program("community_clerk"), program("employer_clerk")
    stranger = make_person(community=make_office(name="别的社区（示例）"), category="resident")
    application = make_application(person=stranger)
    calls = [
        community.get(f"/people/{stranger.pk}"),
        community.get(f"/applications/{application.pk}"),
        community.act(f"/applications/{application.pk}/withdraw", {}),
        unit.get(f"/people/{stranger.pk}/progress"),
        unit.act(f"/applications/{application.pk}/withdraw", {}),
    ]
    assert {(call.status_code, call.json()["code"]) for call in calls} == {(403, "not_your_office")}
    assert audit.timeline(stranger.pk, with_reads=True) == ()


def test_a_posting_may_be_chosen_but_not_invented() -> None:
    """A2: who works at two places says at which; a posting of somebody else opens nothing."""
    community, other = program("community_clerk"), program("community_clerk")
    from datetime import date

    from citycard.staff.models import Posting

    second = Posting.objects.create(
        operator=community.operator, role="community_clerk", office=other.office, starts_on=date(2026, 1, 1)
    )
    there = make_person(community=other.office)
    assert community.get(f"/people/{there.pk}").status_code == 403
    assert community.get(f"/people/{there.pk}", X_Posting=str(second.pk)).status_code == 200
    refused = community.get("/operator", X_Posting=str(other.posting.pk))
    assert (refused.status_code, refused.json()["code"]) == (403, "posting_not_yours")


def test_staff_signed_in_on_the_pages_use_the_same_doors() -> None:
    """A2: the session of the pages serves too, with the check value of our own pages for an act."""
    operator = make_operator(role="community_clerk", office=make_office())
    who = make_person(community=operator.postings.get().office)
    one = make_application(person=who)
    client = Client(raise_request_exception=False)
    client.force_login(operator.account)
    assert client.get(f"/api/v1/people/{who.pk}", headers={"X-Purpose": "check"}).status_code == 200
    client.handler.enforce_csrf_checks = True
    withdraw: dict[str, Any] = {
        "path": f"/api/v1/applications/{one.pk}/withdraw",
        "data": "{}",
        "content_type": "application/json",
    }
    refused = client.post(**withdraw, headers={"Idempotency-Key": "s1"})
    assert (refused.status_code, refused.json()["code"]) == (403, "form_not_from_here")


@pytest.mark.parametrize(("lang", "title"), [("zh-CN", "没有办理"), ("en-GB", "Nothing was done")])
def test_a_problem_is_told_in_the_readers_language(lang: str, title: str) -> None:
    """A4: rule, reason, facts and ways on, as RFC 9457 has it; values that were sent are not repeated."""
    community = program("community_clerk")
    body = {"person_id": "210400198305062029", "phone": 13900001234, "wished": True}
    refused = community.act("/applications", body, **{"Accept-Language": lang})
    problem = refused.json()
    assert refused["Content-Type"] == "application/problem+json" and refused.status_code == 422
    assert (problem["title"], problem["code"], problem["type"]) == (title, "fields_not_right", "/api/problems/fields_not_right")
    found = {one["field"]: one["reason"] for one in problem["problems"]}
    assert found == {
        "body.person_id": "wrong_kind", "body.pickup_office_id": "missing", "body.phone": "wrong_kind",
        "body.wished": "extra_forbidden",
    }  # fmt: skip
    assert "210400198305062029" not in refused.content.decode()
    assert Client().get(problem["type"]).status_code == 200


def test_a_refusal_of_a_room_keeps_its_facts_and_ways_on() -> None:
    """A4, S3: the number of the open application is told, and what to do instead."""
    community = program("community_clerk")
    one = waiting(community)
    body = {"person_id": one.person_id, "pickup_office_id": one.pickup_office_id, "phone": "13900001234"}
    problem = community.act("/applications", body).json()
    assert (problem["status"], problem["code"], problem["rule"]) == (409, "duplicate_application", "S3")
    assert problem["facts"]["number"] == one.number and one.number in problem["detail"] and len(problem["remedies"]) >= 1


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "code"),
    [
        ("GET", "/no-such", b"", 404, "nothing_here"),
        ("DELETE", "/services", b"", 405, "method_not_offered"),
        ("POST", "/progress", b"{", 400, "request_not_readable"),
        ("POST", "/progress", b"\xff\xfe", 400, "request_not_readable"),
        ("POST", "/progress", b"[" * 100_000, 400, "request_not_readable"),
        ("POST", "/progress", b'{"social_number": "\\u0000", "phone": "1"}', 422, "fields_not_right"),
        ("POST", "/progress", b'{"social_number": "\\ud800", "phone": "1"}', 422, "fields_not_right"),
        ("POST", "/progress", b'"' + b"x" * 2_200_000 + b'"', 413, "body_too_large"),
        ("GET", "/offices/99999999999999999999", b"", 422, "fields_not_right"),
        ("GET", "/services/%00", b"", 422, "fields_not_right"),
    ],
)
def test_what_cannot_be_read_is_a_problem_too(method: str, path: str, content: bytes, status: int, code: str) -> None:
    """A4: broken JSON, wrong bytes, too many bytes, unknown addresses and methods."""
    response = Client(raise_request_exception=False).generic(method, f"/api/v1{path}", content, "application/json")
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"


def test_a_fault_of_ours_shows_no_trace(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A4: the caller is told to try again with the same key; the log has the trace, without any value."""

    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("citycard.channels.api.catalogue.policy.services", fail)
    caplog.set_level(logging.CRITICAL, logger="django.request")
    response = Client(raise_request_exception=False).get("/api/v1/services")
    assert (response.status_code, response.json()["code"]) == (500, "something_failed")
    assert "Traceback" not in response.content.decode() and "ZeroDivision" not in response.content.decode()


def test_the_document_says_what_each_operation_needs() -> None:
    """The OpenAPI document is drawn from the addresses: keys on acts, purposes on looks, problems everywhere."""
    client = Client()
    served = client.get("/api/openapi.json").json()
    operations = [one for methods in served["paths"].values() for one in methods.values()]
    assert served["openapi"].startswith("3.1") and len(operations) == len(OPERATIONS)
    assert all("4XX" in one["responses"] and "x-citycard" not in one for one in operations)
    withdraw = served["paths"]["/api/v1/applications/{application_id}/withdraw"]["post"]
    assert [one["name"] for one in withdraw["parameters"] if one["in"] == "header" and one["required"]] == ["Idempotency-Key"]
    assert withdraw["x-permissions"] == ["withdraw_application"]
    look = served["paths"]["/api/v1/people/{person_id}"]["get"]
    assert "X-Purpose" in [one["name"] for one in look["parameters"]]
    assert json.dumps(document("zh")) == json.dumps(served)


@pytest.mark.parametrize("path", ["/api/docs", "/api/problems/duplicate_application"])
def test_the_pages_about_it_load_nothing_from_elsewhere(path: str) -> None:
    page = Client().get(path).content.decode()
    for own in ("http://www.w3.org", "http://testserver/api/v1"):
        page = page.replace(own, "")
    assert "http://" not in page and "https://" not in page and quote("") == ""


def test_the_chinese_document_is_chinese(client: Client) -> None:
    """Its readers are told in Chinese what an address does, when it is refused, and how to begin; English readers in English."""
    page = client.get("/api/docs").content.decode()
    assert "citycard token B1108" in page
    assert "知道社会保障号码和手机号码的人，查卡办到哪一步。" in page
    assert '<a href="/api/problems/asked_too_often">' in page
    assert "How far the card is" not in page
    client.cookies["citycard_language"] = "en"
    assert "How far the card is" in client.get("/api/docs").content.decode()


def test_every_chinese_sentence_has_its_address(client: Client) -> None:
    """A sentence for an address that is gone goes too."""
    paths = client.get("/api/openapi.json").json()["paths"]
    names = {name_of(operation) for operations in paths.values() for operation in operations.values()}
    assert set(sentences()) <= names
