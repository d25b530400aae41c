"""PINs in a real browser: at the hospital's desk and at the counters, by mouse and with the keys of the pad as they stand."""

import pytest
from playwright.sync_api import Page, expect

from citycard.cards.models import Card, SocialSide
from tests.e2e.looking import Look
from tests.e2e.test_desk import say_why, sign_in
from tests.factories import make_office, make_operator
from tests.journeys.pin_desks import OTHER, RIGHT, WRONG, ZEROS, active_card, try_pin
from tests.journeys.test_bank_pin import try_bank_pin

pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, digits: str) -> None:
    """Press each key where it stands now, and wait until the page has taken it."""
    for digit in digits:
        sealed = page.locator("#pad input[name=pad]").first.input_value()
        page.locator(".cc-keys").get_by_role("button", name=digit, exact=True).click()
        page.wait_for_function("before => document.querySelector('#pad input[name=pad]').value !== before", arg=sealed)


def hospital(page: Page, live: str, card: Card) -> None:
    sign_in(page, live, make_operator(role="medical_clerk", office=make_office(kind="medical"), name="陆瑶"))
    expect(page).to_have_url(f"{live}/medical/")
    page.get_by_label("读卡或输入卡号").fill(card.card_number)


def test_s6_2_the_hospital_takes_the_pin_wrong_then_right(page: Page, live: str, look: Look) -> None:
    """S6.2: from the card to the name; a wrong PIN says what is left; nothing of the holder is shown before."""
    card = active_card(name="王芳")
    hospital(page, live, card)
    look("medical-home")
    page.get_by_role("button", name="请持卡人输密码").click()
    look("medical-pad")
    press(page, WRONG)
    expect(page.get_by_text("王芳")).to_have_count(0)
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("alert")).to_contain_text("还可以试 5 次")
    look("medical-wrong")
    press(page, ZEROS)
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("密码正确")
    expect(page.get_by_text("王芳")).to_be_visible()
    look("medical-authorised")


def test_s6_2_locked_at_the_hospital_reset_at_the_card_hall(page: Page, live: str, look: Look) -> None:
    """S6.1, S6.2: the sixth wrong one locks, the page says where to go, the card hall resets."""
    card = active_card()
    for _ in range(5):
        try_pin(card, WRONG)
    hospital(page, live, card)
    page.get_by_role("button", name="请持卡人输密码").click()
    press(page, WRONG)
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("现在不能用社保密码")
    look("medical-locked")
    page.get_by_role("button", name="退出").click()
    sign_in(page, live, make_operator(role="card_hall_clerk", office=make_office(kind="card_hall"), name="赵敏"))
    page.goto(f"{live}/desk/person/{card.person_id}/")
    say_why(page)
    page.get_by_role("link", name="重置社保密码").click()
    look("hall-reset")
    for paper in ("持卡人有效身份证件", "社保卡（新卡已激活的）"):
        page.get_by_role("checkbox", name=paper, exact=True).check()
    page.get_by_label("读卡或输入社会保障卡号").fill(card.card_number)
    page.get_by_role("button", name="确认重置").click()
    expect(page.get_by_text("社保密码已重置为六个零")).to_be_visible()
    assert not SocialSide.objects.get(pk=card.pk).pin_locked


def test_s5_3_the_hospital_changes_the_pin(page: Page, live: str, look: Look) -> None:
    card = active_card()
    hospital(page, live, card)
    page.get_by_role("link", name="改社保密码").last.click()
    look("medical-change")
    page.get_by_label("读卡或输入卡号").fill(card.card_number)
    page.get_by_role("button", name="请持卡人输密码").click()
    press(page, ZEROS + RIGHT)
    expect(page.get_by_role("heading", name="请再输一遍新密码")).to_be_visible()
    look("medical-change-pad")
    press(page, RIGHT)
    page.get_by_role("button", name="确认改密码").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("社保密码已改")
    look("medical-changed")
    assert try_pin(card, RIGHT).is_right


def test_s6_3_the_bank_takes_a_pin_loss_report(page: Page, live: str, look: Look) -> None:
    """S6.3: ID, face, card, then the holder sets the new PIN on the pad."""
    card = active_card()
    for _ in range(3):
        try_bank_pin(card, WRONG)
    sign_in(page, live, make_operator(role="bank_teller", office=make_office(kind="bank_branch"), name="孙丽"))
    page.goto(f"{live}/desk/person/{card.person_id}/")
    say_why(page)
    page.get_by_role("link", name="银行密码挂失、重设").click()
    look("bank-reset")
    for paper in ("持卡人有效身份证件", "社保卡"):
        page.get_by_role("checkbox", name=paper, exact=True).check()
    page.get_by_label("证件上的号码").fill(card.person.social_number)
    page.get_by_label("是", exact=True).check()
    page.get_by_label("读卡或输入社会保障卡号").fill(card.card_number)
    page.get_by_role("button", name="核对无误，请设新密码").click()
    press(page, OTHER + OTHER)
    look("bank-reset-ready")
    page.get_by_role("button", name="确认重设密码").click()
    expect(page.get_by_text("银行密码已重设")).to_be_visible()
    assert try_bank_pin(card, OTHER).is_right
