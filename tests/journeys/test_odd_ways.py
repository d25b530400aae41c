"""Ways of a card that nobody plans and chance finds (`test_any_life`), each told once (S7, S9, S11.2)."""

import pytest

from citycard.audit import Channel
from citycard.journeys import Situation
from citycard.mandates.models import Mandate
from citycard.policy import Comes
from citycard.staff import Permission
from tests.journeys.living import begin, hand_in

pytestmark = pytest.mark.django_db(transaction=True)
P, C, HOLDER = Permission, Channel, Comes.HOLDER


@pytest.mark.parametrize("balance_fen", [0, 350_000])
def test_s11_2_a_card_that_comes_too_late_leaves_the_account_to_the_bank(balance_fen: int) -> None:
    """S11.2: cancelled while the new card was made: it ends when it comes; the bank closes; then a first card may be asked for."""
    life = begin(balance_fen=balance_fen)
    hand_in(life, HOLDER)
    life.send()
    life.do(P.SETTLE_REFUNDS, C.AGENCY, HOLDER)
    life.do(P.CANCEL_SOCIAL, C.CARD_HALL, HOLDER)
    life.arrive()
    assert life.stands.is_close_pending and not life.stands.held
    assert life.do(P.CLOSE_ACCOUNT, C.BANK_BRANCH, HOLDER).paid_fen == balance_fen
    assert life.stands.situation == Situation() and Mandate.objects.get().state in ("ending", "ended")
    life.apply_first()
    assert life.stands.application is not None


def test_s9_a_mandate_goes_on_with_the_next_card_whatever_was_withdrawn_between() -> None:
    """S9: the new card lost at the bank before its first day, its replacement withdrawn, a first card asked for instead."""
    life = begin(balance_fen=100)
    hand_in(life, HOLDER)
    life.send()
    life.arrive()
    life.do(P.COLLECT, C.BANK_BRANCH, HOLDER)
    life.do(P.REPORT_LOSS, C.BANK_BRANCH, HOLDER)
    assert Mandate.objects.get().state == "suspended"
    life.do(P.REPLACE_LOST_CARD, C.COMMUNITY, HOLDER)
    life.withdraw()
    life.apply_first()
    life.send()
    life.arrive()
    life.do(P.COLLECT, C.BANK_BRANCH, HOLDER)
    life.do(P.ACTIVATE, C.BANK_BRANCH, HOLDER)
    assert Mandate.objects.get().state == "in_force"
