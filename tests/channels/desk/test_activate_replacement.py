"""Collecting and activating a card that replaces another one: the pages say what becomes of the old card and the account (S9)."""

from datetime import date, datetime

import pytest
from django.db import transaction

from citycard import medical
from citycard.benefits.models import PensionBank
from citycard.cards.models import Card
from citycard.journeys import OldCard
from citycard.shared.numbers import mask
from tests import factories
from tests.channels.desk.activation import confirm, enter, up_to_the_pin
from tests.channels.desk.desks import Counter, counter_at, text
from tests.factories import NOW
from tests.journeys.replacing import OLD_CARD, OWN_ID, Case, case, collected, lost, make_new, mandate_in_force, pension_here

pytestmark = pytest.mark.django_db
OF_A_FIRST_CARD = (
    "余额转到新卡",
    "没有原医保卡",
    "银行账户已开通",
    "原医保卡已作废",
    "已转入新卡",
    "养老金改由",
    "三件事已一起生效",
)


@pytest.fixture(autouse=True)
def today(clock_at: object) -> datetime:
    return clock_at(NOW)  # type: ignore[operator]


def new_card(here: Case) -> Card:
    lost(here.card)
    (new,) = make_new(here.replace_lost().application_id)
    return new


def first_page(branch: Counter, card: Card) -> str:
    return text(branch.get("activate_person", card.pk))


def last_page(branch: Counter, card: Card) -> str:
    up_to_the_pin(branch, card)
    answer = confirm(branch, card, enter(branch, card, "258013", "258013"))
    return text(branch.client.get(answer["Location"]))


def number_of(card: Card) -> str:
    return mask.mask_card(card.card_number)


def test_s9_a_replacement_takes_the_old_cards_place_on_the_same_account() -> None:
    """S9, S5.1: promised in step 1 and told at the end: the old card is void; account, mandate and pension bank are unchanged."""
    here = case(category="retiree")
    factories.make_old_card(person=here.person, balance_fen=0)
    with transaction.atomic():
        medical.void_for_activation(person_id=here.person.pk, at=NOW)  # with the first card
    pension_here(here)
    branch, new = counter_at("bank_branch", office=here.branch), new_card(here)
    collected(new, here)
    promised, told = first_page(branch, new), last_page(branch, new)
    assert f"旧卡 {number_of(here.card)} 作废" in promised and "还是原来的账户" in promised and "养老金发放不变" in promised
    for word in ("新卡激活完成，旧卡已作废", "还是原来的账户", "3,500.00", number_of(here.card), "养老金照旧", "旧卡不能再用了"):
        assert word in told
    for word in OF_A_FIRST_CARD:
        assert word not in promised and word not in told


def test_s9_a_mandate_goes_on_and_is_not_told_as_signed_now() -> None:
    here = case(category="self_employed")
    mandate_in_force(here)
    branch, new = counter_at("bank_branch", office=here.branch), new_card(here)
    told = last_page(branch, collected(new, here))
    assert "自动缴款授权照旧" in told and "自动缴款授权已签" not in told


def test_s9_an_old_card_handed_in_before_is_named_too() -> None:
    here = case()
    receipt = here.change(by=here.clerk(OWN_ID, OLD_CARD), old_card=OldCard.HANDED_IN)
    (new,) = make_new(receipt.application_id)
    branch = counter_at("bank_branch", office=here.branch)
    collected(new, here)
    assert number_of(here.card) in first_page(branch, new) and number_of(here.card) in last_page(branch, new)


def test_s9_s5_1_when_the_first_card_was_never_activated_the_first_effects_come_with_the_new_one() -> None:
    """S2.1, S2.2, S9: the account opens, the old medical card ends, the pension's bank switches, and the lost card is void."""
    here = case(card_state="with_holder", balance_fen=0, category="retiree")
    factories.make_old_card(person=here.person, balance_fen=128_650)
    PensionBank.objects.create(
        person=here.person, bank="icbc", account_number="6222000000", pay_day=12, starts_on=date(2020, 1, 1)
    )
    branch, new = counter_at("bank_branch", office=here.branch), new_card(here)
    collected(new, here)
    promised, told = first_page(branch, new), last_page(branch, new)
    assert "原医保卡作废，余额转到新卡" in promised and number_of(here.card) in promised and "还是原来的账户" not in promised
    for word in ("银行账户已开通", "原医保卡已作废", "1,286.50", "养老金改由抚顺银行", number_of(here.card), "旧卡已作废"):
        assert word in told


def test_s9_s4_3_the_collection_of_a_replacement_is_not_called_the_first() -> None:
    here = case()
    branch, new = counter_at("bank_branch", office=here.branch), new_card(here)
    page = text(branch.get("collect", new.pk))
    assert "补换卡，不收费" in page and "首次领卡" not in page
    first = factories.make_card(state="awaiting_pickup", office=here.branch)
    page = text(branch.get("collect", first.pk))
    assert "首次领卡，免费" in page and "补换卡" not in page
