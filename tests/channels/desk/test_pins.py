"""PINs at the counters: changed at the community, reset at the card hall, at the bank reset and unlocked (S5.3, S6)."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from citycard.audit.models import Act
from citycard.bank.models import CardSide
from citycard.cards.models import Card, SocialSide
from citycard.medical.models import OldCard
from citycard.pins.models import SocialPin
from tests.channels.desk.desks import Counter, counter_at, hidden, text
from tests.channels.pad_pages import confirm, enter
from tests.factories import NOW, make_card, make_child, make_old_card, make_person
from tests.journeys.pin_desks import OTHER, RIGHT, WRONG, ZEROS, active_card, try_pin
from tests.journeys.test_bank_pin import try_bank_pin

pytestmark = pytest.mark.django_db(transaction=True)
HOLDERS = {"paper": ["holder_valid_id", "social_card"], "kind-holder_valid_id": "resident_id_card"}
AT_HALL = {"paper": ["holder_valid_id", "social_card_for_pin"], "kind-holder_valid_id": "resident_id_card"}


@pytest.fixture(autouse=True)
def today(clock_at: object) -> None:
    clock_at(NOW)  # pyright: ignore[reportCallIssue] the fixture is a function


def at_bank(card: Card) -> dict[str, object]:
    identity = {"identity_number": card.person.social_number, "identity_valid_until": "2036-05-06", "face": "same"}
    return HOLDERS | identity | {"card_number": card.card_number}


def offered(desk: Counter, card: Card) -> str:
    desk.say_why(card.person_id)
    return text(desk.get("person", card.person_id))


def test_s6_1_the_card_hall_resets_and_says_so() -> None:
    """S6.1: offered on the person's page; ID and card are looked at; the receipt's number is told."""
    hall, card = counter_at("card_hall"), active_card()
    SocialSide.objects.filter(pk=card.pk).update(pin_locked=True)
    assert reverse("desk:reset_social_pin", args=[card.person_id]) in offered(hall, card)
    page = hall.get("reset_social_pin", card.person_id)
    form = hidden(page) | AT_HALL | {"card_number": card.card_number}
    assert hall.post("reset_social_pin", card.person_id, data=form).status_code == 302
    said = text(hall.get("person", card.person_id))
    assert "重置为六个零" in said and "MM2026" in said and try_pin(card).is_right


def test_s6_1_what_is_missing_is_said_and_nothing_is_done() -> None:
    hall, card = counter_at("card_hall"), active_card()
    form: dict[str, object] = hidden(hall.get("reset_social_pin", card.person_id)) | {"card_number": card.card_number}
    missing = hall.post("reset_social_pin", card.person_id, data=form)
    assert missing.status_code == 400 and "还没有核" in text(missing)
    other = hall.post("reset_social_pin", card.person_id, data=form | AT_HALL | {"card_number": active_card().card_number})
    assert other.status_code == 400 and "这里需要改一下" in text(other)


def test_s6_1_the_same_page_resets_the_old_medical_card_until_the_new_one_is_in_use() -> None:
    """S6.1, S6.2, A2: offered on the page of whoever has no new card yet; it is the old card that is shown, and the record says so."""
    hall, old = counter_at("card_hall"), make_old_card(person=make_person(), pin_locked=True)
    hall.say_why(old.person_id)
    assert reverse("desk:reset_social_pin", args=[old.person_id]) in text(hall.get("person", old.person_id))
    page = hall.get("reset_social_pin", old.person_id)
    assert "原医保卡的密码恢复成六个零" in text(page) and "读卡或输入原医保卡号" in text(page)
    assert "密码已锁，到卡服务大厅重置" in text(hall.get("person", old.person_id))
    form = hidden(page) | AT_HALL | {"card_number": old.number}
    assert "还没有核" in text(hall.post("reset_social_pin", old.person_id, data=form)), "the new card is not the paper"
    form |= {"paper": ["holder_valid_id", "old_card_for_pin"]}
    assert hall.post("reset_social_pin", old.person_id, data=form).status_code == 302
    shown = [(one["kind"], bool(one["number_masked"])) for one in Act.objects.get(act="reset_social_pin").documents]
    assert shown == [("resident_id_card", True), ("old_medical_card", False)]
    assert "原医保卡密码已重置为六个零" in text(hall.get("person", old.person_id))
    assert not OldCard.objects.get(pk=old.pk).pin_locked


def change(desk: Counter, card: Card, digits: str) -> HttpResponse:
    begun = desk.post("change_social_pin", card.person_id, data=HOLDERS | {"card_number": card.card_number})
    assert begun.status_code == 302, text(begun)
    return confirm(desk.client, begun["Location"], enter(desk.client, begun["Location"], digits))


def test_s5_3_the_community_changes_it_with_id_and_card() -> None:
    desk = counter_at("community")
    card = active_card(community=desk.office)
    assert reverse("desk:change_social_pin", args=[card.person_id]) in offered(desk, card)
    done = change(desk, card, ZEROS + RIGHT + RIGHT)
    assert done.status_code == 302 and "社保密码已改" in text(desk.get("person", card.person_id))
    assert try_pin(card, RIGHT).is_right


def test_s5_3_s13_2_the_community_changes_a_childs_with_its_registered_guardian() -> None:
    """S5.3, S13.2: the page begins with the guardian; a stranger's number is told at its field; no number stays in the session."""
    desk, mother, stranger = counter_at("community"), make_person(name="陈玉兰"), make_person(name="李强")
    card = make_card(person=make_child(guardian=mother, community=desk.office), state="active")
    assert mother.name in text(desk.get("change_social_pin", card.person_id))
    seen = {"paper": ["child_valid_id", "social_card", "guardian_id"], "card_number": card.card_number}
    typed = {"comer-guardian": "other", "comer-name": stranger.name, "comer-number": stranger.social_number}
    refused = desk.post("change_social_pin", card.person_id, data=seen | typed | {"comer-relation": "亲戚"})
    assert refused.status_code == 400 and "不是登记在册的监护人的" in text(refused)
    begun = desk.post("change_social_pin", card.person_id, data=seen | {"comer-guardian": str(mother.pk)})
    assert begun.status_code == 302 and mother.social_number not in str(dict(desk.client.session))
    done = confirm(desk.client, begun["Location"], enter(desk.client, begun["Location"], ZEROS + RIGHT + RIGHT))
    assert done.status_code == 302 and try_pin(card, RIGHT).is_right


def test_s6_2_a_wrong_present_pin_is_told_and_the_sixth_locks() -> None:
    desk = counter_at("community")
    card = active_card(community=desk.office)
    for left in (5, 4, 3, 2, 1):
        answer = change(desk, card, WRONG + RIGHT + RIGHT)
        assert answer.status_code == 400 and f"还可以试 {left} 次" in text(answer)
    locked = change(desk, card, WRONG + RIGHT + RIGHT)
    assert locked.status_code == 409 and "已经锁住" in text(locked)
    assert SocialSide.objects.get(pk=card.pk).pin_locked
    refused = desk.post("change_social_pin", card.person_id, data=HOLDERS | {"card_number": card.card_number})
    assert refused.status_code == 409 and "S6.2" in text(refused)


def test_s5_3_another_persons_card_and_another_communitys_person_are_refused() -> None:
    desk = counter_at("community")
    card, stranger = active_card(community=desk.office), active_card()
    for number in (stranger.card_number, "A00000000"):
        answer = desk.post("change_social_pin", card.person_id, data=HOLDERS | {"card_number": number})
        assert answer.status_code == 400
    assert desk.get("change_social_pin", stranger.person_id).status_code == 403
    assert not SocialPin.objects.filter(digest__isnull=False).exists()


def test_s6_3_the_bank_unlocks() -> None:
    bank, card = counter_at("bank_branch"), active_card()
    for _ in range(3):
        try_bank_pin(card, WRONG)
    assert reverse("desk:unlock_bank_pin", args=[card.person_id]) in offered(bank, card)
    form = hidden(bank.get("unlock_bank_pin", card.person_id)) | at_bank(card)
    assert bank.post("unlock_bank_pin", card.person_id, data=form).status_code == 302
    assert "已解锁" in text(bank.get("person", card.person_id))
    assert not CardSide.objects.get(card_number=card.card_number).is_pin_locked


def test_s6_3_the_bank_takes_the_loss_report_and_the_holder_sets_a_new_pin() -> None:
    bank, card = counter_at("bank_branch"), active_card()
    begun = bank.post("reset_bank_pin", card.person_id, data=at_bank(card))
    assert begun.status_code == 302, text(begun)
    differ = confirm(bank.client, begun["Location"], enter(bank.client, begun["Location"], OTHER + WRONG))
    assert differ.status_code == 400 and "两次输入的密码不一样" in text(differ)
    done = confirm(bank.client, begun["Location"], enter(bank.client, begun["Location"], OTHER + OTHER))
    assert done.status_code == 302 and "银行密码已重设" in text(bank.get("person", card.person_id))
    assert try_bank_pin(card, OTHER).is_right and not try_bank_pin(card, RIGHT).is_right


@pytest.mark.parametrize("name", ["reset_bank_pin", "unlock_bank_pin"])
def test_s13_2_somebody_elses_id_another_face_and_an_agent_are_refused(name: str) -> None:
    bank, card = counter_at("bank_branch"), active_card()
    for _ in range(3):
        try_bank_pin(card, WRONG)
    for change in (
        {"identity_number": active_card().person.social_number},
        {"face": "other"},
        {"identity_valid_until": "2026-11-22"},
    ):
        answer = bank.post(name, card.person_id, data=at_bank(card) | change)
        assert answer.status_code == 400, text(answer)
    assert "agent" not in text(bank.get(name, card.person_id))
    assert CardSide.objects.get(card_number=card.card_number).is_pin_locked


def test_s6_3_nothing_to_unlock_gets_the_why_panel() -> None:
    bank, card = counter_at("bank_branch"), active_card()
    answer = bank.post("unlock_bank_pin", card.person_id, data=at_bank(card))
    assert answer.status_code == 409 and "没有锁住" in text(answer) and "您可以" in text(answer)


def test_a2_nobody_does_it_for_oneself() -> None:
    hall, card = counter_at("card_hall"), active_card()
    hall.operator.person_id = card.person_id
    hall.operator.save()
    assert hall.get("reset_social_pin", card.person_id).status_code in (403, 409)


@pytest.mark.parametrize("name", ["change_social_pin_pads", "reset_bank_pin_pads"])
def test_s5_3_no_pad_before_the_papers(name: str) -> None:
    desk = counter_at("community") if "social" in name else counter_at("bank_branch")
    card = active_card(community=desk.office) if "social" in name else active_card()
    assert desk.get(name, card.person_id)["Location"] == reverse(f"desk:{name.removesuffix('_pads')}", args=[card.person_id])
