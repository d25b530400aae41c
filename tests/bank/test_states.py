"""Every (state, event) of the bank function, and the order in which activation is refused (S5.1, S7.1, S11.2)."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from citycard.bank.facts import BankSideFacts
from citycard.bank.models import CardSide
from citycard.bank.rules import (
    AccountHeld,
    BankSideAlreadyActive,
    BankSideClosed,
    BankSideFrozen,
    BankSideOfSomeoneElse,
    BankSideReportedLost,
    check_activation,
)
from citycard.bank.states import CARD_SIDE
from citycard.shared.money import Fen
from citycard.shared.states import MoveNotAllowed
from tests.factories import NOW, TODAY, make_card

ALLOWED = {
    ("pre_opened", "activated"): "active",
    ("pre_opened", "closed"): "closed",
    ("active", "closed"): "closed",
}
HOLDER = "holder-number"
SIDE = BankSideFacts(
    id=1, card_number="A00000038", bank_card_number="6200000000000000001", account_id=1, account_number="6210400000000001",
    holder_number=HOLDER, holder_name="王芳", state="pre_opened", is_lost=False, is_frozen=False, activated_at=None, balance_fen=Fen(0),
    is_pin_locked=False, lost_at=None, is_held=False,
)  # fmt: skip


@pytest.mark.parametrize("state", CARD_SIDE.states)
@pytest.mark.parametrize("event", CARD_SIDE.events)
def test_s5_1_every_state_and_event(state: str, event: str) -> None:
    if (state, event) in ALLOWED:
        assert CARD_SIDE.after(state=state, event=event) == ALLOWED[state, event]
    else:
        with pytest.raises(MoveNotAllowed):
            CARD_SIDE.after(state=state, event=event)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"holder_number": "other", "state": "closed", "is_lost": True, "is_frozen": True}, BankSideOfSomeoneElse),
        ({"state": "closed", "is_lost": True, "is_frozen": True}, BankSideClosed),
        ({"state": "active", "is_lost": True, "is_frozen": True}, BankSideAlreadyActive),
        ({"is_lost": True, "is_frozen": True, "is_held": True}, BankSideReportedLost),
        ({"is_frozen": True, "is_held": True}, BankSideFrozen),
        ({"is_held": True}, AccountHeld),
    ],
)
def test_s5_1_the_first_reason_is_the_one_that_is_said(changes: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_activation(replace(SIDE, **changes), holder_number=HOLDER, activated_on=TODAY)


def test_s5_1_a_pre_opened_side_of_the_holder_may_be_activated() -> None:
    check_activation(SIDE, holder_number=HOLDER, activated_on=None)
    assert SIDE.number_masked == "6200 00** **** ***0 001"


@pytest.mark.django_db
def test_s11_2_a_closed_side_never_comes_back_and_an_active_one_has_its_day() -> None:
    card = make_card(state="active")
    side = CardSide.objects.filter(card_number=card.card_number)
    with pytest.raises(IntegrityError), transaction.atomic():
        side.update(state="pre_opened", activated_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        side.update(activated_at=None)
    side.update(state="closed", closed_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        side.update(state="active", closed_at=None)
    found = side.get()
    assert (found.state, isinstance(found.closed_at, datetime)) == ("closed", True)


@pytest.mark.django_db
def test_s9_one_active_card_an_account() -> None:
    first, second = make_card(state="active"), make_card(state="with_holder")
    account = CardSide.objects.get(card_number=first.card_number).account_id
    side = CardSide.objects.filter(card_number=second.card_number)
    side.update(account_id=account)
    with pytest.raises(IntegrityError), transaction.atomic():
        side.update(state="active", activated_at=NOW)
