"""The pages everybody may read: home, guides, search, places, rules (S12, A1)."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from citycard.channels.web_hall import finder, searching
from citycard.channels.web_hall.reminders import reminders
from citycard.policy import life_events, rules, service_channels, services, values
from citycard.shared.clock import CHINA
from tests.factories import NOW, make_office

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _at_ten(clock_at: Any) -> None:
    clock_at(NOW)


def test_home_shows_every_life_event_and_leads_to_its_guide(client: Client) -> None:
    """The tiles are the policy's events; each leads to a guide that exists."""
    said = client.get("/").content.decode()
    for event in life_events().values():
        assert event.name.zh in said
    assert 'href="/guides/loss-report/"' in said
    assert 'action="/progress/"' in said


@pytest.mark.parametrize("service_id", services())
def test_every_guide_is_printed_from_its_entry(client: Client, service_id: str) -> None:
    """One entry of the catalogue gives the whole page: names, channels, steps, questions, rules."""
    about = services()[service_id]
    said = client.get(f"/guides/{service_id}/").content.decode()
    wanted = [about.name, about.promise, about.takes, *(row.channel.name for row in about.matrix.rows)]
    wanted += [step.title for step in about.steps] + [one.ask for one in about.questions]
    assert [text.zh for text in wanted if text.zh not in said] == []
    assert [number for number in about.rules if f">{number}</cite>" not in said] == []


def test_every_service_stands_in_the_list(client: Client) -> None:
    said = client.get("/guides/").content.decode()
    assert [one for one in services() if f'href="/guides/{one}/"' not in said] == []


def test_the_papers_follow_the_case(client: Client) -> None:
    """S4.2: an adult shows the ID card; a child without one needs register, guardian's ID and proof."""
    adult = client.get("/guides/card-collect/").content.decode()
    child = client.get("/guides/card-collect/?age=15&has_card=no&comes=guardian").content.decode()
    bring = re.compile(r'id="bring".*?<details', re.DOTALL)
    names = re.compile(r"<div><b>(.*?)</b>")
    assert names.findall(bring.findall(adult)[0]) == ["持卡人居民身份证"]
    assert len(names.findall(bring.findall(child)[0])) == 3


def test_a_guardian_for_an_adult_is_told_who_may_come(client: Client) -> None:
    """S13.2: a guardian comes for a minor or a ward only."""
    said = client.get("/guides/card-collect/?age=18&has_card=yes&comes=guardian").content.decode()
    assert "成年人要本人来，或请人代办" in said
    ward = client.get("/guides/card-collect/?age=ward&has_card=yes&comes=guardian").content.decode()
    assert "成年人要本人来，或请人代办" not in ward


@pytest.mark.parametrize("query", ["?age=999&comes=nobody&has_card=%00", "?age=", "?comes=unit"])
def test_a_case_nobody_offers_is_answered_calmly(client: Client, query: str) -> None:
    assert client.get(f"/guides/card-collect/{query}").status_code == 200


def test_an_unknown_guide_is_not_found(client: Client) -> None:
    assert client.get("/guides/no-such-service/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("卡丢了", "loss-report"),
        ("挂失", "loss-report"),
        ("密码锁了", "pin-reset"),
        ("查进度", "card-progress"),
        ("补卡", "card-replace"),
        ("激活", "card-activate"),
        ("住院 临时卡", "temporary-card"),
    ],
)
def test_search_finds_what_people_call_it(typed: str, found: str) -> None:
    """The first hits hold the service that is meant."""
    assert found in [hit.service.id for hit in searching.search(typed)][:3]


@pytest.mark.parametrize("typed", ["", "   ", "的", "<script>", "%", "zzzz", "😀" * 60])
def test_search_for_nothing_finds_nothing_and_says_what_to_do(client: Client, typed: str) -> None:
    answer = client.get("/search/", {"q": typed})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().replace("<script src", "")
    assert searching.search(typed) == ()


def test_every_wish_has_at_least_one_way() -> None:
    """S7.2, S12.1: nothing in the box ends in three empty columns."""
    every = [finder.find(wish.value) for group in finder.wishes() for wish in group.wishes]
    dead = [found.value for found in every if not (found.home or found.near or found.counter)]
    assert dead == []


def test_reporting_the_bank_account_is_done_at_the_bank_only() -> None:
    """S7.1, S7.2: seven ways for the social account, the bank alone for its own."""
    social, bank = finder.find("loss-report:0"), finder.find("loss-report:1")
    assert sum(map(len, (social.home, social.near, social.counter))) == 7
    assert [way.name.zh for way in (*bank.home, *bank.near, *bank.counter)] == ["抚顺银行网点"]


@pytest.mark.parametrize("act", ["", "nothing", "loss-report:9", "loss-report:x", "loss-report"])
def test_an_unknown_wish_is_answered_with_the_first(act: str) -> None:
    assert finder.find(act).value == finder.FIRST


@pytest.mark.django_db
def test_offices_are_found_by_division_and_kind(client: Client) -> None:
    """S4.2: address and hours of the places with a counter; the card centre has none."""
    make_office(kind="bank_branch", name="望花支行（示例）", division="210404")
    make_office(kind="bank_branch", name="顺城支行（示例）", division="210411")
    make_office(kind="card_centre", name="制卡中心（示例）", division="210404")
    said = client.get("/where/?kind=bank_branch&division=210404").content.decode()
    assert "望花支行（示例）" in said
    assert "顺城支行（示例）" not in said
    assert "制卡中心（示例）" not in client.get("/where/").content.decode()
    assert "这里没有这一类网点" in client.get("/where/?kind=agency").content.decode()


def test_every_value_and_every_rule_stands_on_the_page_of_rules(client: Client) -> None:
    """A1: every number that may change, with the day from which it holds; one without a value says so."""
    said = client.get("/rules/").content.decode()
    assert [one.name for one in values().values() if one.title.zh not in said] == []
    assert [number for number in rules() if f">{number}</cite>" not in said] == []
    assert "未录入" in said


@pytest.mark.parametrize(
    ("signed", "effective"),
    [
        ("2026-11-22", "2026年11月23日"),
        ("2026-11-23", "2026年12月1日"),
        ("2026-12-31", "2027年1月1日"),
        ("2028-02-29", "2028年3月1日"),
    ],
)
def test_what_if_a_mandate_were_signed_that_day(client: Client, signed: str, effective: str) -> None:
    """S16.5: days 1–22 the next day, from the 23rd the next month."""
    assert f"<strong>{effective}</strong>" in client.get(f"/rules/?signed={signed}").content.decode()


@pytest.mark.parametrize(
    ("noticed", "last_day"), [("2026-08-31", "2027年2月28日"), ("2027-08-31", "2028年2月29日"), ("2026-11-18", "2027年5月18日")]
)
def test_what_if_the_notice_were_sent_that_day(client: Client, noticed: str, last_day: str) -> None:
    """S5.2: six months as the Civil Code counts them, clipped to the month's end."""
    assert f"<strong>{last_day}</strong>" in client.get(f"/rules/?noticed={noticed}").content.decode()


@pytest.mark.parametrize("day", ["", "yesterday", "0001-01-01", "9999-12-31", "2026-13-01"])
def test_a_day_that_is_none_is_today(client: Client, day: str) -> None:
    assert client.get("/rules/", {"on": day, "signed": day, "noticed": day}).status_code == 200


def test_before_the_first_rule_the_box_says_so(client: Client) -> None:
    """A1: the past before the first value is not judged by a later one."""
    said = client.get("/rules/?signed=2016-04-30&noticed=2016-04-30&on=2016-04-30").content.decode()
    assert said.count("那一天还没有这条规则。") == 2


@pytest.mark.parametrize(("day", "words"), [(22, "第二天就生效"), (23, "下月生效")])
def test_the_reminder_turns_with_the_day(day: int, words: str) -> None:
    """S16.5: until the 22nd and after it the home page says different things."""
    assert words in reminders(date(2026, 11, day))[0].words


@pytest.mark.parametrize(
    "path", ["/", "/guides/", "/guides/card-collect/", "/rules/", "/login/", "/progress/", "/search/?q=card"]
)
def test_elder_mode_keeps_the_first_six_events(client: Client, path: str) -> None:
    """大字版 is a cookie; every page answers in it."""
    client.cookies["cc_mode"] = "elder"
    said = client.get(path).content.decode()
    assert 'data-mode="elder"' in said
    if path == "/":
        assert len(re.findall(r'<li><a class="cc-tile', said)) == 6


def test_policy_texts_are_english_on_an_english_page(client: Client) -> None:
    """The catalogue speaks both languages."""
    client.cookies["citycard_language"] = "en"
    about = services()["card-collect"]
    said = client.get("/guides/card-collect/").content.decode()
    assert about.name.en in said
    assert about.promise.zh not in said
    assert not CHINESE.search(about.name.en)


def test_the_reminders_hold_at_both_ends_of_a_year(clock_at: Any, client: Client) -> None:
    """A1: New Year's Eve and New Year's Day have a home page."""
    for moment in (datetime(2026, 12, 31, 23, 59, tzinfo=CHINA), datetime(2027, 1, 1, 0, 0, tzinfo=CHINA)):
        clock_at(moment)
        assert client.get("/").status_code == 200


def test_the_web_hall_promises_only_what_it_offers() -> None:
    """A4: what this site cannot do yet is said where people choose, not after they have logged in; what it can has its address."""
    here = service_channels()["web_hall"].name
    for service in services().values():
        is_open = any(row.channel.id == "web_hall" and row.is_open for row in service.matrix.rows)
        for way in finder.find(f"{service.id}:0").home:
            if way.name == here:
                assert (way.how != finder.NOT_YET) == is_open, service.id
    assert finder.online(services()["loss-report"]) == "/my-card/loss/"
