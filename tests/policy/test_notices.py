"""The messages: short, complete in both languages, and with the warning of S14.2 where it fits."""

from datetime import date

import pytest

from citycard import policy
from citycard.policy import NoticeTemplate

TEMPLATES = list(policy.notice_templates().values())
LONG_SAMPLES = {
    "name": "欧阳示例", "number": "SQ20261123-000001", "office": "抚顺银行北站支行（示例）",
    "address": "顺城区新华大街22号（示例）",
    "unit": "抚顺市第一机械制造厂（示例）", "count": "1280", "day": "2026年11月23日", "amount": "12,286.50", "days": "30",
    "last_day": "2027年5月18日", "effective_on": "2026年12月1日", "code": "123456", "minutes": "5", "hospital": "抚顺市样例医院（示例）",
    "card": "4186", "tail": "4186", "agent": "欧阳示例女", "whose": "欧阳示例男", "start": "2026年11月23日", "time": "11月23日14:06",
}  # fmt: skip


def test_the_templates_the_house_sends() -> None:
    assert {one.id for one in TEMPLATES} == {
        "pickup_person", "pickup_unit", "pickup_unit_member", "card_activated",
        "card_activated_first", "old_card_expiring", "old_card_expired", "mandate_signed", "pension_bank_switched",
        "loss_reported_social", "loss_reported_one", "loss_reported_both", "loss_reported_old_card",
        "loss_taken_back_social", "loss_taken_back_both", "loss_taken_back_old_card",
        "social_pin_locked", "social_pin_changed", "social_pin_reset", "old_card_pin_reset", "bank_pin_reset", "bank_pin_unlocked",
        "login_code", "pickup_replacement", "pickup_replacement_member", "replacement_lost", "replacement_changed",
        "replacement_handed_in", "old_card_handed_in", "replacement_activated", "card_expiring", "temporary_issued",
        "death_taken_back", "death_not_taken_back",
        "death_recorded", "social_cancelled", "card_cancelled", "account_closed", "power_registered",
        "power_ended", "power_ended_agent",
    }  # fmt: skip


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.id)
def test_at_most_140_characters(template: NoticeTemplate) -> None:
    """S4.4: with signature and long names a Chinese message has at most 140 characters and no open field."""
    sender = policy.text_of("notices.sender", on=date(2026, 11, 23))
    told = f"【{sender}】" + template.text.zh.format(**LONG_SAMPLES)
    assert len(told) <= 140
    assert "{" not in told
    assert template.text.en.format(**LONG_SAMPLES).endswith(".")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.id)
def test_no_message_asks_for_a_pin(template: NoticeTemplate) -> None:
    """S14.2: every message says that nobody asks for PINs, but the login code, which has a warning of its own."""
    if template.id != "login_code":
        assert template.text.zh.endswith("我们不会向您索要密码。")
        assert template.text.en.endswith("We never ask for your PINs.")
    for asking in ("请回复", "请告知密码", "点击链接", "http"):
        assert asking not in template.text.zh


def test_the_login_code_is_marked_and_guarded() -> None:
    """S14.2: the code is for the holder alone, and lists of messages must not show it."""
    assert [one.id for one in TEMPLATES if one.is_code] == ["login_code"]
    assert "谁要都别给" in policy.notice_template("login_code").text.zh


def test_activation_tells_three_effects() -> None:
    """S5.1: bank account open, social function on, old medical card void with its balance moved."""
    told = policy.notice_template("card_activated").text.zh
    for effect in ("银行账户已开通", "社保功能已启用", "原医保卡已作废", "{amount}元已转入新卡"):
        assert effect in told


def test_the_warning_names_days_and_last_day() -> None:
    """S5.2: one template serves both warnings, and the pickup notice tells the six months."""
    assert set(policy.notice_template("old_card_expiring").fields) == {"name", "days", "last_day", "office"}
    assert "满六个月" in policy.notice_template("pickup_person").text.zh
