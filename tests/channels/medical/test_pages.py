"""The desk of hospitals and pharmacies: card and PIN, the answer, and nothing of a person before it (S2.1, S5.3, S6.2, S12)."""

import pytest
from django.http import HttpResponse
from django.test import Client

from citycard.cards.models import Card, SocialSide
from citycard.pins.models import SocialPin
from tests.channels.pad_pages import confirm, enter
from tests.factories import NOW, make_office, make_old_card, make_operator, make_person
from tests.journeys.pin_desks import RIGHT, WRONG, ZEROS, active_card, try_pin

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def today(clock_at: object) -> None:
    clock_at(NOW)  # pyright: ignore[reportCallIssue] the fixture is a function


def desk(role: str = "medical_clerk", **fields: object) -> Client:
    client = Client()
    kind = "pharmacy" if role == "pharmacy_clerk" else "medical"
    client.force_login(make_operator(role=role, office=make_office(kind=kind), name="陆瑶", **fields).account)
    return client


def read_card(client: Client, card: Card, use: str = "clinic") -> HttpResponse:
    return client.post("/medical/", {"card_number": card.card_number, "use": use})


def try_at(client: Client, digits: str) -> HttpResponse:
    return confirm(client, "/medical/pin/", enter(client, "/medical/pin/", digits))


def test_s6_2_card_and_pin_authorise_and_only_then_a_name_is_shown() -> None:
    """S12: before the right PIN the page knows a masked card number and no name."""
    client, card = desk(), active_card(name="王芳")
    assert read_card(client, card)["Location"] == "/medical/pin/"
    page = client.get("/medical/pin/").content.decode()
    assert "王芳" not in page and card.card_number not in page and card.person.social_number not in page
    assert try_at(client, ZEROS)["Location"] == "/medical/authorised/"
    done = client.get("/medical/authorised/").content.decode()
    assert "王芳" in done and "密码正确" in done and "MM2026" in done and card.person.social_number not in done


def test_s6_2_a_wrong_pin_says_how_many_are_left_and_the_sixth_locks() -> None:
    client, card = desk(), active_card()
    read_card(client, card)
    for left in (5, 4, 3, 2, 1):
        answer = try_at(client, WRONG)
        assert answer.status_code == 400 and f"还可以试 {left} 次" in answer.content.decode()
    assert try_at(client, WRONG)["Location"] == "/medical/authorised/"
    page = client.get("/medical/authorised/").content.decode()
    assert "已经锁住" in page and "卡服务大厅" in page and "S6.2" in page
    assert SocialSide.objects.get(pk=card.pk).pin_locked
    again = read_card(client, card)
    assert again.status_code == 409 and "S6.2" in again.content.decode()


def test_a3_the_same_answer_for_a_second_click() -> None:
    """A3: a double click on the confirmation counts one try."""
    client, card = desk(), active_card()
    read_card(client, card)
    page = enter(client, "/medical/pin/", WRONG)
    first, second = confirm(client, "/medical/pin/", page), confirm(client, "/medical/pin/", page)
    assert "还可以试 5 次" in first.content.decode() and "还可以试 5 次" in second.content.decode()
    assert SocialPin.objects.get(card=card.pk).wrong_tries == 1


def test_s2_1_a_pharmacy_has_the_authorisation_and_nothing_else() -> None:
    client, card = desk("pharmacy_clerk"), active_card()
    page = client.get("/medical/").content.decode()
    assert "住院" not in page and "改社保密码" not in page
    assert client.get("/medical/change/").status_code == 403
    assert client.post("/medical/", {"card_number": card.card_number})["Location"] == "/medical/pin/"
    try_at(client, ZEROS)
    assert "买药" in client.get("/medical/authorised/").content.decode()


@pytest.mark.parametrize(
    ("change", "word"),
    [({"loss": "formal", "lost_at": NOW, "formal_at": NOW}, "挂失"), ({"pin_locked": True}, "锁住")],
)
def test_s7_a_card_that_may_not_be_used_gets_the_why_panel_when_it_is_read(change: dict[str, object], word: str) -> None:
    """A4: rule, reason and what to do, before the holder enters anything."""
    card = active_card()
    SocialSide.objects.filter(pk=card.pk).update(**change)
    answer = read_card(desk(), card)
    page = answer.content.decode()
    assert answer.status_code == 409 and word in page and "哪条规定" in page and "您可以" in page


def test_s9_a_card_out_of_date_gets_the_why_panel() -> None:
    card = active_card()
    Card.objects.filter(pk=card.pk).update(issued_on="2016-11-01", valid_until="2026-11-01")
    answer = read_card(desk(), card)
    assert answer.status_code == 409 and "2026年11月1日" in answer.content.decode()


def test_s6_2_an_unknown_card_is_said_at_the_field() -> None:
    answer = desk().post("/medical/", {"card_number": "A00000000", "use": "clinic"})
    assert answer.status_code == 400 and "A00000000" in answer.content.decode()


def test_s6_2_an_old_medical_card_is_taken_until_it_ends() -> None:
    """S2.1, S6.2: three wrong ones lock it."""
    client, person = desk(), make_person(name="马晓东")
    old = make_old_card(person=person)
    assert client.post("/medical/", {"card_number": old.number, "use": "clinic"})["Location"] == "/medical/pin/"
    assert old.number not in client.get("/medical/pin/").content.decode()
    assert "还可以试 2 次" in try_at(client, WRONG).content.decode()
    try_at(client, ZEROS)
    assert "马晓东" in client.get("/medical/authorised/").content.decode()
    client.post("/medical/", {"card_number": old.number, "use": "clinic"})
    for _ in range(3):
        try_at(client, WRONG)
    assert "已经锁住" in client.get("/medical/authorised/").content.decode()


def test_s5_3_the_hospital_changes_the_social_pin() -> None:
    """S5.3: the present one, the new one twice, in one go."""
    client, card = desk(), active_card()
    assert client.post("/medical/change/", {"card_number": card.card_number})["Location"] == "/medical/change/pin/"
    page = enter(client, "/medical/change/pin/", ZEROS + RIGHT + RIGHT)
    assert "都输完了" in page.content.decode()
    assert confirm(client, "/medical/change/pin/", page)["Location"] == "/medical/changed/"
    assert "社保密码已改" in client.get("/medical/changed/").content.decode()
    assert try_pin(card, RIGHT).is_right


@pytest.mark.parametrize(
    ("digits", "word"),
    [
        (ZEROS + RIGHT + WRONG, "两次输入的密码不一样"),
        (ZEROS + ZEROS + ZEROS, "和现在的一样"),
        (WRONG + RIGHT + RIGHT, "还可以试 5 次"),
    ],
)
def test_s5_3_what_does_not_change_it_is_said_and_begins_again(digits: str, word: str) -> None:
    client, card = desk(), active_card()
    client.post("/medical/change/", {"card_number": card.card_number})
    answer = confirm(client, "/medical/change/pin/", enter(client, "/medical/change/pin/", digits))
    page = answer.content.decode()
    assert answer.status_code == 400 and word in page and "请输入现在的密码" in page
    assert try_pin(card).is_right


def test_a2_nobody_uses_the_own_desk_for_the_own_card() -> None:
    card = active_card()
    client = desk(person=card.person)
    for answer in (read_card(client, card), client.post("/medical/change/", {"card_number": card.card_number})):
        assert answer.status_code >= 400 and "自己" in answer.content.decode()
    assert "medical_card" not in client.session and "medical_change" not in client.session


@pytest.mark.parametrize(
    "path", ["/medical/", "/medical/pin/", "/medical/authorised/", "/medical/change/pin/", "/medical/changed/"]
)
def test_a2_nobody_is_let_in_without_signing_in(path: str) -> None:
    assert Client().get(path)["Location"].startswith("/desk/login/")


def test_a2_other_counters_have_no_such_pages_and_this_one_no_others() -> None:
    client = Client()
    client.force_login(make_operator(role="community_clerk", office=make_office()).account)
    assert client.get("/medical/").status_code == 403
    assert desk().get("/desk/search/").status_code == 403
    assert desk().get("/desk/")["Location"] == "/medical/"
    side = client.get("/desk/").content.decode()
    assert "/medical/" not in side


def test_s5_3_pages_without_a_card_lead_back_to_the_beginning() -> None:
    client = desk()
    for path, back in (("pin/", ""), ("authorised/", ""), ("change/pin/", "change/"), ("changed/", "change/")):
        assert client.get(f"/medical/{path}")["Location"] == f"/medical/{back}"


@pytest.mark.parametrize(
    "sent", [{"pad": "x", "token": "y"}, {"pad": "", "confirm": "1"}, {"full": ["a", "b", "c"], "token": "z"}, {"erase": "1"}]
)
def test_s5_3_a_spoilt_pad_begins_anew(sent: dict[str, object]) -> None:
    client, card = desk(), active_card()
    read_card(client, card)
    answer = client.post("/medical/pin/", sent)
    assert answer.status_code == 400 and 'class="cc-pad"' in answer.content.decode()
    assert not SocialPin.objects.filter(card=card.pk, wrong_tries__gt=0).exists()
