"""S10.2 at the desk of a hospital and a pharmacy: stay and settlement, and nothing else."""

import pytest
from django.test import Client

from citycard.people.models import Person
from tests.channels.desk.desks import hidden
from tests.factories import NOW, make_office, make_operator
from tests.journeys.replacing import Case, case, stock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def today(clock_at: object) -> None:
    clock_at(NOW)  # pyright: ignore[reportCallIssue] the fixture is a function


@pytest.fixture
def patient() -> Case:
    here = case(name="王芳")
    here.change()
    stock(here)
    here.lend()
    return here


def desk(role: str = "medical_clerk", **fields: object) -> Client:
    client = Client()
    kind = "pharmacy" if role == "pharmacy_clerk" else "medical"
    client.force_login(make_operator(role=role, office=make_office(kind=kind), name="陆瑶", **fields).account)
    return client


def present(client: Client, use: str = "settlement", number: str = "LS000001") -> object:
    sent = hidden(client.get("/medical/temporary/"))
    return client.post("/medical/temporary/", sent | {"temporary_number": number, "use": use})


def test_settled_with_it_and_only_then_a_name_is_shown(patient: Case) -> None:
    client = desk()
    assert "王芳" not in client.get("/medical/temporary/").content.decode()
    assert present(client)["Location"] == "/medical/temporary/used/"  # type: ignore[index]
    done = client.get("/medical/temporary/used/").content.decode()
    assert "王芳" in done and patient.person.social_number not in done and "出院结算" in done


@pytest.mark.parametrize(
    ("use", "number", "words"),
    [("medicine", "LS000001", "只用于住院和出院结算"), ("settlement", "LS000002", "已经交还，或者还没有发出")],
)
def test_what_it_is_not_for_is_said_at_the_field(patient: Case, use: str, number: str, words: str) -> None:
    answer = present(desk(), use, number)
    assert answer.status_code == 400 and words in answer.content.decode()  # type: ignore[attr-defined]
    assert patient.card.pk


def test_a_pharmacy_is_refused_with_the_rule(patient: Case) -> None:
    answer = present(desk("pharmacy_clerk"))
    assert answer.status_code == 409 and "S10.2" in answer.content.decode()  # type: ignore[attr-defined]
    assert patient.card.pk


def test_s10_2_its_number_on_the_first_page_leads_to_its_own_page(patient: Case) -> None:
    answer = desk().post("/medical/", {"card_number": "ls000001", "use": "clinic"})
    said = answer.content.decode()
    assert answer.status_code == 400 and "这是临时卡的号码，不是社保卡" in said and "到临时卡页办理" in said
    assert "没有对得上的社保卡" not in said and patient.person.name not in said
    refused = desk("pharmacy_clerk").post("/medical/", {"card_number": "LS000001"})
    assert refused.status_code == 409 and "S10.2" in refused.content.decode()


def test_a2_a_clerk_does_not_take_the_own_temporary_card(patient: Case) -> None:
    answer = present(desk(person=Person.objects.get(pk=patient.person.pk)))
    assert answer.status_code in (403, 409) and "A2" in answer.content.decode()  # type: ignore[attr-defined]
