"""Logging in by SMS code: number and phone together, counted tries, nothing told about strangers (S14.2)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from citycard.audit.models import Act
from citycard.channels.web_hall.models import LoginCode
from citycard.notices.models import Notice
from citycard.people.models import Account
from tests.channels.web_hall.doors import PHONE_OF_NOBODY, code_on_its_way, log_in, pair_of, without_tokens
from tests.factories import NOW, citizen_number, make_child, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_ten(clock_at: Any) -> None:
    clock_at(NOW)


def test_number_phone_and_code_open_the_own_card(client: Client, django_db_blocker: object) -> None:
    """S14.2: the code goes to the phone on file, through the outbox, and opens the session once."""
    wang = make_person()
    answer = client.post("/login/", pair_of(wang) | {"next": "/my-card/"})
    assert answer["Location"] == "/login/code/"
    assert client.post("/login/code/", {"code": code_on_its_way(wang)})["Location"] == "/my-card/"
    assert "王芳" in client.get("/my-card/").content.decode()


def test_the_account_is_made_at_the_first_login(client: Client) -> None:
    """A2: the account belongs to the person, has no password, and each login is an act in the record."""
    wang = make_person()
    log_in(client, wang)
    log_in(Client(), wang)
    account = Account.objects.get(person=wang)
    assert not account.has_usable_password()
    assert Act.objects.filter(act="web_hall.log_in", person_id=wang.pk, account_id=account.pk).count() == 2


def test_a_family_on_one_phone_is_told_apart_by_the_number(client: Client) -> None:
    """A phone is not a person: father and child share one, and each code opens the card it was asked for."""
    father = make_person(name="陈建国", sex="1")
    child = make_child(guardian=father, phone=father.phone)
    log_in(client, child)
    assert "陈一诺" in client.get("/my-card/").content.decode()


@pytest.mark.parametrize("wrong", ["number", "phone", "both"])
def test_an_unknown_pair_looks_exactly_like_a_known_one(wrong: str) -> None:
    """S14.2: same status, same address, same page; only no message is queued."""
    wang = make_person()
    stranger = citizen_number(serial=499)
    changed = {"number": {"social_number": stranger}, "phone": {"phone": PHONE_OF_NOBODY}}
    changed["both"] = changed["number"] | changed["phone"]
    known, unknown = Client(), Client()
    first = known.post("/login/", pair_of(wang))
    other = unknown.post("/login/", pair_of(wang, **changed[wrong]))
    assert (other.status_code, other["Location"]) == (first.status_code, first["Location"])
    pages = [one.get("/login/code/").content.decode() for one in (known, unknown)]
    assert without_tokens(pages[0]) == without_tokens(pages[1]).replace("139****0000", f"139****{wang.phone[-4:]}")
    assert Notice.objects.filter(is_code=True).count() == 1
    tried = [one.post("/login/code/", {"code": "1234567"[:6]}).content.decode() for one in (known, unknown)]
    assert without_tokens(tried[0]) == without_tokens(tried[1]).replace("139****0000", f"139****{wang.phone[-4:]}")


def test_a_wrong_code_says_how_many_tries_are_left_and_then_is_over(client: Client) -> None:
    """S14.2: five tries by policy, counted exactly; afterwards the right code does not fit either."""
    wang = make_person()
    client.post("/login/", pair_of(wang))
    right = code_on_its_way(wang)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    said = [client.post("/login/code/", {"code": wrong}).content.decode() for _ in range(5)]
    assert [f"还可以再试 {left} 次" in page for left, page in zip((4, 3, 2, 1), said, strict=False)] == [True] * 4
    assert "重新要一个验证码" in said[4]
    assert client.post("/login/code/", {"code": right}).status_code == 400
    assert "_auth_user_id" not in client.session


def test_a_code_is_good_for_five_minutes(client: Client, clock_at: Any) -> None:
    """S14.2: the policy's five minutes, to the second."""
    wang = make_person()
    client.post("/login/", pair_of(wang))
    clock_at(NOW + timedelta(minutes=5))
    answer = client.post("/login/code/", {"code": code_on_its_way(wang)})
    assert answer.status_code == 400
    assert "这个验证码不能再用" in answer.content.decode() or "过期" in answer.content.decode()


def test_a_code_opens_the_door_once(client: Client) -> None:
    """A3: the same code in a second browser opens nothing."""
    wang = make_person()
    client.post("/login/", pair_of(wang))
    code = code_on_its_way(wang)
    second = Client()
    second.cookies = client.cookies.copy()
    client.post("/login/code/", {"code": code})
    kept = LoginCode.objects.get()
    assert kept.used_at == NOW
    assert second.post("/login/code/", {"code": code})["Location"] == "/login/"


def test_a_code_is_kept_as_a_digest_only(client: Client) -> None:
    """S14.2: neither the table nor the session holds the code."""
    wang = make_person()
    client.post("/login/", pair_of(wang))
    code = code_on_its_way(wang)
    assert code.encode() not in bytes(LoginCode.objects.get().digest)
    assert code not in str(dict(client.session.items()))


def test_asking_too_often_is_refused_alike_for_known_and_unknown_numbers() -> None:
    """S14.2: ten times an hour for one number; the refusal says from when on."""
    wang = make_person()
    for pair in (pair_of(wang), pair_of(wang, social_number=citizen_number(serial=498))):
        answers = [Client().post("/login/", pair) for _ in range(11)]
        assert [one.status_code for one in answers] == [302] * 10 + [429]
        assert "11:00" in answers[-1].content.decode()


def test_the_dead_do_not_log_in(client: Client) -> None:
    """S11: from the day of death on nobody logs in as the person."""
    late = make_person(died_on=NOW.date())
    client.post("/login/", pair_of(late))
    assert not Notice.objects.filter(is_code=True).exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"social_number": "12345"}, "18"),
        ({"phone": "1390000"}, "11"),
        ({"phone": "abc"}, "数字"),
        ({"social_number": ""}, "请填写“社会保障号码”"),
    ],
)
def test_a_number_that_cannot_be_one_is_said_at_its_field(client: Client, typed: dict[str, str], sentence: str) -> None:
    """S1.2: what is wrong and what is right, with what was typed kept."""
    wang = make_person()
    answer = client.post("/login/", pair_of(wang, **typed))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_a_login_idle_for_half_an_hour_ends_and_comes_back_to_the_page(client: Client, clock_at: Any) -> None:
    """A2: the policy's thirty minutes; the next page asks to log in and leads back."""
    wang = make_person()
    log_in(client, wang)
    clock_at(NOW + timedelta(minutes=29))
    assert client.get("/my-card/").status_code == 200
    clock_at(NOW + timedelta(minutes=58))
    assert client.get("/my-card/").status_code == 200
    clock_at(NOW + timedelta(minutes=89))
    answer = client.get("/my-card/")
    assert answer["Location"] == "/login/?next=/my-card/"
    assert "_auth_user_id" not in client.session


def test_leading_back_never_leads_elsewhere(client: Client) -> None:
    wang = make_person()
    client.post("/login/", pair_of(wang) | {"next": "https://elsewhere.invalid/"})
    assert client.post("/login/code/", {"code": code_on_its_way(wang)})["Location"] == "/my-card/"


def test_logging_out_is_a_post_and_leaves_nothing(client: Client) -> None:
    wang = make_person()
    log_in(client, wang)
    assert client.get("/logout/").status_code == 405
    client.post("/logout/")
    assert client.get("/my-card/")["Location"] == "/login/?next=/my-card/"
