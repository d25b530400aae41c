"""Loss and taking it back at the counters (S7, S8): what each counter does, what remains at the bank, and what it refuses."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from citycard.audit.models import Act
from citycard.bank.models import CardSide
from citycard.cards.models import Card, SocialSide
from citycard.medical.models import OldCard
from citycard.people.models import Office, Person
from citycard.shared.numbers import mask
from tests.channels.desk.desks import Counter, counter_at, hidden, signed_in, text
from tests.factories import (
    NOW,
    citizen_number,
    make_application,
    make_card,
    make_child,
    make_office,
    make_old_card,
    make_operator,
    make_person,
)

pytestmark = pytest.mark.django_db
SEEN = {"paper": ["holder_valid_id"], "face": "same", "how": "unknown", "tell_also": ""}
FOUND = {"paper": ["holder_valid_id", "found_card"], "kind-found_card": "social_card", "face": "same"}


@pytest.fixture(autouse=True)
def today(clock_at: Callable[[datetime], datetime]) -> datetime:
    return clock_at(NOW)


def flags(card: Card) -> tuple[str, bool]:
    return SocialSide.objects.get(pk=card.pk).loss, CardSide.objects.get(card_number=card.card_number).is_lost


def active_card(office: Office | None = None) -> Card:
    return make_card(person=make_person(community=office), state="active")


def report(at: Counter, person: Person, **changes: Any) -> str:
    """Fill the page in at this counter and return what comes of it."""
    page = at.get("loss", person.pk)
    assert page.status_code == 200, text(page)
    answer = at.post("loss", person.pk, data=SEEN | hidden(page) | changes)
    return text(at.client.get(answer["Location"])) if answer.status_code == 302 else text(answer)


def take_back(at: Counter, card: Card, **changes: Any) -> str:
    page = at.get("found", card.person_id)
    assert page.status_code == 200, text(page)
    read = {"card_number": card.card_number, "identity_number": card.person.social_number, "identity_valid_until": "2036-05-06"}
    answer = at.post("found", card.person_id, data=FOUND | read | hidden(page) | changes)
    return text(at.client.get(answer["Location"])) if answer.status_code == 302 else text(answer)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("bank_branch", ("formal", True)), ("card_hall", ("formal", False)), ("community", ("temporary", False))],
)
def test_s7_each_counter_reports_what_it_may(kind: str, wanted: tuple[str, bool]) -> None:
    """S7.1, S7.2: in amber what is still to be done at the bank, on the receipt and on the person page until it is done."""
    office = make_office(kind=kind)
    card, desk = active_card(office if kind == "community" else None), counter_at(kind, office=office)
    done = report(desk, card.person)
    assert flags(card) == wanted and "GS20261123-" in done
    is_bank = kind == "bank_branch"
    assert ("还差一步：银行账户还没有挂失" in done) == (not is_bank)
    desk.say_why(card.person_id)
    page = text(desk.get("person", card.person_id))
    assert ("还差一步：银行账户还没有挂失" in page) == (not is_bank) and "已挂失" in page
    CardSide.objects.filter(card_number=card.card_number).update(is_lost=True, lost_at=NOW)
    assert "还差一步" not in text(desk.get("person", card.person_id))


def test_s7_a_repeat_at_the_desk_says_so(clock_at: Callable[[datetime], datetime]) -> None:
    """S7: temporary becomes formal at the card hall; once more changes nothing."""
    office = make_office(kind="community")
    card = active_card(office)
    report(counter_at("community", office=office), card.person)
    clock_at(NOW + timedelta(minutes=5))
    hall = counter_at("card_hall")
    assert "现在改成了正式挂失" in report(hall, card.person)
    assert "这一次没有任何变化" in report(hall, card.person)
    assert SocialSide.objects.get(pk=card.pk).lost_at == NOW


def test_s7_1_both_are_reported_since_the_bank_knows(clock_at: Callable[[datetime], datetime]) -> None:
    """S7.1: the receipt of the bank does not say that the account was blocked when only the social one was."""
    card, bank = active_card(), counter_at("bank_branch")
    report(counter_at("card_hall"), card.person)
    clock_at(NOW + timedelta(hours=3))
    done = report(bank, card.person)
    assert "2026年11月23日 13:00 起生效" in done and "10:00 起生效" not in done


def test_s7_1_a_paper_not_seen_or_another_face_reports_nothing() -> None:
    card, hall = active_card(), counter_at("card_hall")
    for changes, said in (
        ({"paper": []}, "还没有核"),
        ({"face": "other"}, "不是同一个人"),
        ({"tell_also": "1350000884"}, "现在是 10 位"),
        ({"how": "eaten"}, "选择"),
    ):
        assert said in report(hall, card.person, **changes)
    assert flags(card) == ("none", False)


def test_s7_1_s8_another_face_is_refused_in_the_words_of_the_act_and_a_wrong_phone_is_told_with_it() -> None:
    """A4: what cannot be done is what was asked for; all that is wrong is told at once."""
    card, hall, bank = active_card(), counter_at("card_hall"), counter_at("bank_branch")
    said = report(hall, card.person, face="other", tell_also="1350000884")
    assert "不是同一个人，不能挂失" in said and "现在是 10 位" in said and "不能领" not in said
    report(hall, card.person)
    assert "不是同一个人，不能解除挂失。请本人来，或带齐代办的材料" in take_back(hall, card, face="other")
    report(bank, card.person)
    assert "不是同一个人，不能解除挂失。请本人或登记的监护人" in take_back(bank, card, face="other")


def test_s7_2_the_moment_of_a_temporary_report_is_not_told_as_the_formal_ones(
    clock_at: Callable[[datetime], datetime],
) -> None:
    """S7.2: 10:00 by the community, formal at 10:05: page, receipt and a repeat's receipt say both moments."""
    office = make_office(kind="community")
    card, hall = active_card(office), counter_at("card_hall")
    report(counter_at("community", office=office), card.person)
    hall.say_why(card.person_id)
    assert "临时挂失 2026年11月23日 10:00。" in text(hall.get("person", card.person_id))
    clock_at(NOW + timedelta(minutes=5))
    both = "临时挂失 2026年11月23日 10:00；正式挂失 2026年11月23日 10:05"
    assert both in report(hall, card.person)
    clock_at(NOW + timedelta(hours=1))
    assert both in report(hall, card.person)
    assert f"{both}。" in text(hall.get("person", card.person_id))


def test_s7_1_a_report_formal_from_the_start_has_one_moment() -> None:
    """S7.1: nothing is said of a temporary report that never was."""
    card, hall = active_card(), counter_at("card_hall")
    done = report(hall, card.person)
    assert "正式挂失 2026年11月23日 10:00" in done and "临时挂失 2026" not in done


def test_s9_the_receipt_of_a_card_out_of_date_sends_nobody_to_the_bank() -> None:
    """S9: it takes no money out any more, so its bank side is called out of date, neither open nor never activated."""
    office = make_office(kind="community")
    card, desk = active_card(office), counter_at("community", office=office)
    Card.objects.filter(pk=card.pk).update(issued_on=date(2016, 11, 1), valid_until=date(2026, 11, 1))
    assert "还差一步" not in text(desk.get("loss", card.person_id))
    done = report(desk, card.person)
    assert "还差一步" not in done and "没有激活" not in done and "已过有效期" in done and "社保卡已挂失" in done


def test_a2_the_record_says_who_where_and_on_which_papers() -> None:
    card, hall = active_card(), counter_at("card_hall")
    report(hall, card.person)
    act = Act.objects.get(act="report_loss")
    assert (act.channel, act.person_id, act.account_id) == ("card_hall", card.person_id, hall.operator.account_id)
    assert [paper["kind"] for paper in act.documents] == ["resident_id_card"]


def test_s7_2_the_old_medical_card_at_the_card_hall() -> None:
    """S7.2, S8.1: reported and taken back there; the bank's page refuses."""
    person, hall = make_person(), counter_at("card_hall")
    old = make_old_card(person=person)
    hall.say_why(person.pk)
    assert f"/desk/person/{person.pk}/loss/" in text(hall.get("person", person.pk))
    assert "原医保卡已挂失" in report(hall, person)
    assert OldCard.objects.get(pk=old.pk).loss
    assert counter_at("bank_branch").get("loss", person.pk).status_code == 409
    page = hall.get("found", person.pk)
    assert above_papers(page) == ["S8.1"]
    data = FOUND | {"kind-found_card": "old_medical_card", "card_number": old.number} | hidden(page)
    assert "原医保卡已解除挂失" in text(hall.client.get(hall.post("found", person.pk, data=data)["Location"]))
    assert not OldCard.objects.get(pk=old.pk).loss


def above_papers(page: HttpResponse) -> list[str]:
    """The rules that stand above the papers."""
    head = text(page).partition('id="papers"')[2].partition("cc-docs")[0]
    return re.findall(r'<cite class="cc-rule"[^>]*>([^<]+)</cite>', head)


def test_s8_each_form_cites_the_rule_of_its_own_act_and_the_card_that_was_lost() -> None:
    """S5.3, S7, S8.1, S8.2: above the papers stands the rule of this counter's act; only the reported card can be found."""
    home, bank, hall = make_office(kind="community"), counter_at("bank_branch"), counter_at("card_hall")
    card = active_card(home)
    assert above_papers(counter_at("community", office=home).get("change_social_pin", card.person_id)) == ["S5.3"]
    assert above_papers(hall.get("loss", card.person_id)) == ["S7"]
    report(hall, card.person)
    page = hall.get("found", card.person_id)
    assert above_papers(page) == ["S8.1"] and "old_medical_card" not in text(page)
    report(bank, card.person)
    page = bank.get("found", card.person_id)
    assert above_papers(page) == ["S8.2"] and "old_medical_card" not in text(page)


def test_s8_1_the_card_hall_takes_the_social_report_back() -> None:
    card, hall = active_card(), counter_at("card_hall")
    report(hall, card.person)
    done = take_back(hall, card)
    assert "社保账户已解除挂失" in done and "JG20261123-" in done and flags(card) == ("none", False)


def test_s8_2_both_together_at_the_bank_only() -> None:
    """S8.2: the card hall says where to go; a locked PIN is said to be locked still."""
    card, bank, hall = active_card(), counter_at("bank_branch"), counter_at("card_hall")
    SocialSide.objects.filter(pk=card.pk).update(pin_locked=True)
    report(bank, card.person)
    refused = hall.get("found", card.person_id)
    assert refused.status_code == 409 and "两个账户要在抚顺银行一起解除" in text(refused)
    done = take_back(bank, card)
    assert "两个账户都已解除挂失" in done and "密码还锁着" in done and flags(card) == ("none", False)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"identity_number": ""}, "has-error"),
        ({"identity_number": citizen_number(born=date(1990, 1, 1))}, "证件号码和持卡人的不一致"),
        ({"identity_valid_until": "2026-11-22"}, "已经过期"),
    ],
)
def test_s8_2_the_bank_reads_the_holders_own_id(changes: dict[str, str], said: str) -> None:
    """S8.2: a ticked paper is not enough; a wrong number is said at its field, and both halves stay reported."""
    card, bank = active_card(), counter_at("bank_branch")
    report(bank, card.person)
    assert said in take_back(bank, card, **changes) and flags(card) == ("formal", True)


def test_s8_2_s13_2_the_registered_guardian_takes_back_at_the_bank() -> None:
    """S8.2, S13.2: the guardian's own ID; the record keeps its masked number."""
    mother, bank = make_person(), counter_at("bank_branch")
    card = make_card(person=make_child(guardian=mother, born=date(2018, 4, 18)), state="active")
    SocialSide.objects.filter(pk=card.pk).update(loss="formal", lost_at=NOW, formal_at=NOW)
    CardSide.objects.filter(card_number=card.card_number).update(is_lost=True, lost_at=NOW)
    seen = {"paper": ["child_valid_id", "found_card", "guardian_id"], "kind-guardian_id": "resident_id_card"}
    stranger = make_person().social_number
    assert "不是登记在册的监护人的" in take_back(bank, card, **seen, identity_number=stranger) and flags(card) == ("formal", True)
    assert "两个账户都已解除挂失" in take_back(bank, card, **seen, identity_number=mother.social_number)
    papers = {
        one["holder"]: one["number_masked"] for one in Act.objects.get(act="take_back_loss").documents if one["number_masked"]
    }
    assert papers["guardian"] == mask.mask_citizen(mother.social_number)


def test_s8_2_no_agent_is_offered_at_the_bank() -> None:
    """S8.2, S13.2: the holder, or the guardian of a minor or a ward."""
    card, bank = active_card(), counter_at("bank_branch")
    report(bank, card.person)
    assert 'value="agent"' not in text(bank.get("found", card.person_id))
    assert bank.get("found", card.person_id, comes="agent").status_code == 409


def test_s8_3_not_after_a_replacement_was_applied_for() -> None:
    """S8.3: asked before or in the middle: the form that was open is refused too."""
    card, hall = active_card(), counter_at("card_hall")
    report(hall, card.person)
    page = hall.get("found", card.person_id)
    make_application(person=card.person, kind="lost", replaces_id=card.pk, cause="lost")
    assert hall.get("found", card.person_id).status_code == 409
    data = FOUND | {"card_number": card.card_number} | hidden(page)
    answer = hall.post("found", card.person_id, data=data)
    assert answer.status_code == 409 and "已经申请了补卡或换卡" in text(answer)
    assert flags(card) == ("formal", False)


def test_s8_1_another_card_is_not_the_one() -> None:
    card, other, hall = active_card(), active_card(), counter_at("card_hall")
    report(hall, card.person)
    assert "卡号不是挂失的那一张卡" in take_back(hall, card, card_number=other.card_number)
    assert flags(card) == ("formal", False)


def test_s11_for_the_dead_an_agent_comes() -> None:
    card, hall = active_card(), counter_at("card_hall")
    Person.objects.filter(pk=card.person_id).update(died_on=date(2026, 11, 20))
    page = text(hall.get("loss", card.person_id))
    assert "代办人有效身份证件" in page and "已停用" in page and "还差一步" not in page, "S11.1: it is held already"


@pytest.mark.parametrize("page", ["loss", "found", "id_card", "phone", "mandate"])
@pytest.mark.parametrize("kind", ["card_hall", "bank_branch", "community"])
def test_a2_a_clerk_does_not_act_for_themselves(kind: str, page: str) -> None:
    """A2: at their own counter an operator is told to ask a colleague; nothing is changed."""
    office = make_office(kind=kind)
    card = active_card(office if kind == "community" else None)
    role = {"card_hall": "card_hall_clerk", "bank_branch": "bank_teller", "community": "community_clerk"}[kind]
    desk = signed_in(make_operator(role=role, office=office, person=card.person), office=office)
    for answer in (desk.get(page, card.person_id), desk.post(page, card.person_id, data=SEEN)):
        assert answer.status_code == 403
        assert "您本人的事" in text(answer) or "由" in text(answer)
    assert flags(card) == ("none", False)
