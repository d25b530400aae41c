"""Prepare my visit: one sheet for each service, made from the answers given (S4.2, S12.1, S13.1)."""

import pytest
from django.test import Client

from citycard.policy import services
from tests.factories import make_office

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("service_id", sorted(services()))
def test_every_service_has_its_sheet(client: Client, service_id: str) -> None:
    answer = client.get(f"/guides/{service_id}/visit/")
    assert answer.status_code == 200
    assert services()[service_id].name.zh in answer.content.decode()


def test_s4_2_the_papers_follow_the_answers(client: Client) -> None:
    def asked_for(**answers: str) -> list[str]:
        page = client.get("/guides/card-collect/visit/", answers)
        return [str(one["name"].zh) for one in page.context["bring"].documents]

    assert asked_for(age="15", has_card="no", comes="guardian") == ["户口簿", "监护人有效身份证件", "监护关系证明"]
    assert asked_for(age="18", has_card="yes", comes="agent") == ["持卡人居民身份证", "代办人有效身份证件"]


def test_offices_of_the_chosen_district_come_first(client: Client) -> None:
    near = make_office(kind="bank_branch", name="望花支行（示例）", division="210404")
    far = make_office(kind="bank_branch", name="顺城支行（示例）", division="210411")
    page = client.get("/guides/card-activate/visit/", {"division": "210404"}).content.decode()
    assert near.name in page and far.name not in page and near.hours in page
    nowhere = client.get("/guides/card-activate/visit/", {"division": "210421"}).content.decode()
    assert near.name in nowhere and "这个区县没有" in nowhere


def test_an_unknown_service_or_district_breaks_nothing(client: Client) -> None:
    assert client.get("/guides/nothing/visit/").status_code == 404
    assert client.get("/guides/card-collect/visit/", {"division": "x", "age": "y", "comes": "z"}).status_code == 200


def test_the_guide_leads_there_with_its_answers(client: Client) -> None:
    page = client.get("/guides/card-collect/", {"age": "15", "has_card": "no", "comes": "guardian"}).content.decode()
    assert "/guides/card-collect/visit/?age=15&amp;has_card=no&amp;comes=guardian" in page
