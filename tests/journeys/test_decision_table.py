"""The decision table (S4–S13): where, by whom, and under which conditions an act of a card may be done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from citycard import journeys as j
from citycard.audit import Channel
from citycard.bank import BankSideFrozen
from citycard.cards import CardReportedLost, NoTemporaryCard, NoTemporaryFeeDue, TemporaryCardIssued, TemporaryCardOut
from citycard.journeys import BankSide, CardStand, Ending, Loss, Place, Situation, Social, Temporary
from citycard.people import PersonDead
from citycard.policy import Comes
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

P, C = Permission, Channel
IN_USE = CardStand(place=Place.IN_HAND, social=Social.ACTIVE, bank=BankSide.ACTIVE)
SEALED = CardStand(place=Place.IN_HAND, social=Social.SEALED, bank=BankSide.PRE_OPENED)
LOST_UNUSED = replace(SEALED, loss=Loss.TEMPORARY)
WAITING = CardStand(place=Place.WAITING, social=Social.SEALED, bank=BankSide.PRE_OPENED)
USED = Situation(current=IN_USE, has_account=True)
LOST = replace(USED, current=replace(IN_USE, loss=Loss.TEMPORARY))
LOST_AT_BANK = replace(USED, current=replace(IN_USE, loss=Loss.FORMAL, bank_lost=True))
REPLACING = replace(LOST, has_application=True, is_replacing=True)
CHANGED = replace(USED, successor=WAITING, has_application=True, is_replacing=True)
OUT = replace(CHANGED, temporary=Temporary.ISSUED)
ENDING = replace(USED, ending=Ending.SOCIAL_CANCELLED)
RUN_OUT = replace(USED, current=replace(IN_USE, is_out_of_date=True))


def refused(act: Permission, now: Situation, channel: Channel, comes: Comes = Comes.HOLDER) -> type[Refusal] | None:
    """What the table says no with; None when it allows. `may` must agree."""
    try:
        j.check(act, now, channel=channel, comes=comes)
    except Refusal as refusal:
        assert not j.may(act, now, channel=channel, comes=comes)
        return type(refusal)
    assert j.may(act, now, channel=channel, comes=comes)
    return None


def why(act: Permission, now: Situation, channel: Channel, comes: Comes) -> str:
    """The rule by which the table says no."""
    with pytest.raises(Refusal) as said:
        j.check(act, now, channel=channel, comes=comes)
    return said.value.rule


@pytest.mark.parametrize(
    ("act", "now", "channel", "wanted"),
    [
        # S7: each of the seven ways; a repeat is no refusal; nothing to report without a card in hand
        *(
            (P.REPORT_LOSS, USED, way, None)
            for way in (C.BANK_BRANCH, C.COMMUNITY, C.CARD_HALL, C.WEB_HALL, C.WECHAT, C.KIOSK, C.IVR)
        ),
        (P.REPORT_LOSS, LOST, C.IVR, None),
        (P.REPORT_LOSS, USED, C.PHARMACY, j.NotOnThisChannel),
        (P.REPORT_LOSS, Situation(), C.WEB_HALL, j.NoCardInHand),
        (P.REPORT_LOSS, Situation(current=SEALED), C.WEB_HALL, None),
        (P.REPORT_LOSS, ENDING, C.WEB_HALL, j.CardCancelled),
        (P.REPORT_LOSS, ENDING, C.BANK_BRANCH, None),  # lost between hall and bank: the bank card still works until it is closed
        # S8
        (P.TAKE_BACK_LOSS, LOST, C.CARD_HALL, None),
        (P.TAKE_BACK_LOSS, LOST, C.BANK_BRANCH, j.TakeBackAtCardHall),
        (P.TAKE_BACK_LOSS, LOST_AT_BANK, C.CARD_HALL, j.TakeBackAtBank),
        (P.TAKE_BACK_LOSS, LOST_AT_BANK, C.BANK_BRANCH, None),
        (P.TAKE_BACK_LOSS, REPLACING, C.CARD_HALL, j.ReplacementRequested),
        (P.TAKE_BACK_LOSS, USED, C.CARD_HALL, j.NothingReported),
        (P.TAKE_BACK_LOSS, LOST, C.WEB_HALL, j.NotOnThisChannel),
        # S9
        (P.REPLACE_LOST_CARD, LOST, C.WECHAT, None),
        (P.REPLACE_LOST_CARD, USED, C.WECHAT, j.LossNotReported),
        (P.REPLACE_LOST_CARD, REPLACING, C.WECHAT, j.ApplicationOpen),
        (P.CHANGE_CARD, USED, C.COMMUNITY, None),
        (P.CHANGE_CARD, LOST, C.COMMUNITY, j.ReportedSoLost),
        (P.CHANGE_CARD, ENDING, C.COMMUNITY, j.CardCancelled),
        # S9: of two cards in hand the new one is meant, lost or damaged before it was activated
        (P.REPLACE_LOST_CARD, replace(USED, successor=LOST_UNUSED), C.WEB_HALL, None),
        (P.REPLACE_LOST_CARD, replace(LOST, successor=SEALED), C.WEB_HALL, j.LossNotReported),
        (P.CHANGE_CARD, replace(LOST, successor=SEALED), C.COMMUNITY, None),
        (P.CHANGE_CARD, replace(USED, successor=LOST_UNUSED), C.COMMUNITY, j.ReportedSoLost),
        # S9: the old card of a change is handed in at the community and the card hall; a frozen one waits for the order to be lifted
        *((P.HAND_IN_CARD, CHANGED, way, None) for way in (C.COMMUNITY, C.CARD_HALL)),
        (P.HAND_IN_CARD, CHANGED, C.BANK_BRANCH, j.NotOnThisChannel),
        (P.HAND_IN_CARD, USED, C.CARD_HALL, j.NoChangeUnderWay),
        (P.HAND_IN_CARD, REPLACING, C.CARD_HALL, j.LostCardNotHandedIn),
        (P.HAND_IN_CARD, replace(CHANGED, current=replace(IN_USE, bank_frozen=True)), C.CARD_HALL, BankSideFrozen),
        # S10
        (P.ISSUE_TEMPORARY_CARD, REPLACING, C.CARD_HALL, None),
        (P.ISSUE_TEMPORARY_CARD, LOST, C.CARD_HALL, j.NoReplacementUnderWay),
        (P.ISSUE_TEMPORARY_CARD, OUT, C.CARD_HALL, TemporaryCardIssued),
        (P.COLLECT, CHANGED, C.BANK_BRANCH, None),
        (P.COLLECT, OUT, C.BANK_BRANCH, TemporaryCardOut),
        (P.ACTIVATE, replace(OUT, successor=SEALED), C.BANK_BRANCH, TemporaryCardOut),
        (P.RETURN_TEMPORARY_CARD, OUT, C.CARD_HALL, None),
        (P.RETURN_TEMPORARY_CARD, USED, C.CARD_HALL, NoTemporaryCard),
        (P.SETTLE_TEMPORARY_FEE, OUT, C.CARD_HALL, NoTemporaryFeeDue),
        (P.SETTLE_TEMPORARY_FEE, replace(OUT, temporary=Temporary.FEE_DUE), C.CARD_HALL, None),
        # S5, S6
        (P.ACTIVATE, Situation(current=SEALED), C.BANK_BRANCH, None),
        (P.ACTIVATE, Situation(current=replace(SEALED, loss=Loss.TEMPORARY)), C.BANK_BRANCH, CardReportedLost),
        # a freeze lies on the account: no new card gets round it
        (
            P.ACTIVATE,
            replace(CHANGED, current=replace(IN_USE, bank_frozen=True), successor=SEALED),
            C.BANK_BRANCH,
            BankSideFrozen,
        ),
        (P.VERIFY_SOCIAL_PIN, USED, C.PHARMACY, None),
        (P.VERIFY_SOCIAL_PIN, LOST, C.PHARMACY, CardReportedLost),
        (P.VERIFY_SOCIAL_PIN, replace(USED, current=replace(IN_USE, pin_locked=True)), C.MEDICAL, j.SocialPinLocked),
        (P.RESET_SOCIAL_PIN, replace(LOST, current=replace(LOST.current, pin_locked=True)), C.CARD_HALL, CardReportedLost),
        (P.RESET_BANK_PIN, LOST, C.BANK_BRANCH, CardReportedLost),
        (P.UNLOCK_BANK_PIN, LOST, C.BANK_BRANCH, CardReportedLost),
        (P.CHANGE_SOCIAL_PIN, Situation(current=SEALED), C.KIOSK, j.SocialFunctionNotActive),
        (P.UNLOCK_BANK_PIN, USED, C.BANK_BRANCH, j.BankPinNotLocked),
        # S3, S9: a card out of date is renewed; what needs a good card says so, and whatever leads on from there goes on
        *((P.VERIFY_SOCIAL_PIN, RUN_OUT, way, j.CardOutOfDate) for way in (C.MEDICAL, C.PHARMACY)),
        *((P.CHANGE_SOCIAL_PIN, RUN_OUT, way, j.CardOutOfDate) for way in (C.COMMUNITY, C.MEDICAL, C.KIOSK)),
        (P.RESET_SOCIAL_PIN, RUN_OUT, C.CARD_HALL, j.CardOutOfDate),
        (P.RESET_BANK_PIN, RUN_OUT, C.BANK_BRANCH, j.CardOutOfDate),
        (P.UNLOCK_BANK_PIN, RUN_OUT, C.BANK_BRANCH, j.CardOutOfDate),
        (P.CHANGE_SOCIAL_PIN, replace(RUN_OUT, current=replace(RUN_OUT.current, pin_locked=True)), C.KIOSK, j.CardOutOfDate),
        (P.VERIFY_SOCIAL_PIN, replace(RUN_OUT, current=replace(LOST.current, is_out_of_date=True)), C.MEDICAL, CardReportedLost),
        (P.ACTIVATE, Situation(current=replace(SEALED, is_out_of_date=True)), C.BANK_BRANCH, j.CardOutOfDate),
        (P.ACTIVATE, replace(RUN_OUT, successor=SEALED, is_replacing=True), C.BANK_BRANCH, None),
        (P.CHANGE_CARD, RUN_OUT, C.WEB_HALL, None),
        (P.REPORT_LOSS, RUN_OUT, C.KIOSK, None),
        (P.SIGN_MANDATE, RUN_OUT, C.BANK_BRANCH, None),  # a mandate belongs to the account
        # S11
        (P.CANCEL_SOCIAL, USED, C.CARD_HALL, j.RefundsOpen),
        (P.CANCEL_SOCIAL, replace(USED, ending=Ending.SETTLED), C.CARD_HALL, None),
        (P.CANCEL_SOCIAL, ENDING, C.CARD_HALL, j.CardCancelled),
        # S11.2: medical money where nothing else is; once it is refunded there is still the settlement to correct and to end
        (P.SETTLE_REFUNDS, Situation(), C.AGENCY, j.NoCardToCancel),
        (P.SETTLE_REFUNDS, Situation(has_only_medical_money=True), C.AGENCY, None),
        (P.CANCEL_SOCIAL, Situation(has_only_medical_money=True), C.CARD_HALL, j.RefundsOpen),
        *(
            (act, Situation(ending=Ending.SETTLED), at, None)
            for act, at in ((P.SETTLE_REFUNDS, C.AGENCY), (P.CANCEL_SOCIAL, C.CARD_HALL))
        ),
        (P.CLOSE_ACCOUNT, Situation(has_only_medical_money=True), C.BANK_BRANCH, j.NoAccountToClose),
        (P.CLOSE_ACCOUNT, USED, C.BANK_BRANCH, j.ClearanceMissing),
        (P.CLOSE_ACCOUNT, ENDING, C.BANK_BRANCH, None),
    ],
)
def test_the_table(act: Permission, now: Situation, channel: Channel, wanted: type[Refusal] | None) -> None:
    """S4.1, S4.2, S5.1, S6.1, S6.3, S7.1, S7.2, S8.1, S8.2, S8.3, S9, S10.1, S10.3, S11.2."""
    assert refused(act, now, channel) is wanted


OF_THE_LIVING = [act for act, line in j.TABLE.items() if any(need.name == "alive" for need in line.needs)]


@pytest.mark.parametrize("act", OF_THE_LIVING)
def test_s11_1_for_the_dead_it_is_their_death_that_refuses_whoever_asks_wherever(act: Permission) -> None:
    """S11.1, A4: neither the place nor who comes is told first, by the act's own rule: there is no place where it could be done."""
    dead = replace(LOST, is_dead=True)
    for channel in C:
        for comes in Comes:
            assert refused(act, dead, channel, comes) is PersonDead
            assert why(act, dead, channel, comes) == "S11.1"


@pytest.mark.parametrize(
    ("act", "now", "channel"),
    [(P.REPORT_LOSS, USED, C.COMMUNITY), (P.RETURN_TEMPORARY_CARD, OUT, C.CARD_HALL), (P.SETTLE_REFUNDS, USED, C.AGENCY)],
)
def test_s11_1_what_remains_after_a_death_is_an_agents(act: Permission, now: Situation, channel: Channel) -> None:
    """S11.1, S11.2: whoever comes as the holder or as the guardian of somebody dead is told of the death, the agent is served."""
    dead = replace(now, is_dead=True)
    for comes in (Comes.HOLDER, Comes.GUARDIAN):
        assert refused(act, dead, channel, comes) is PersonDead and why(act, dead, channel, comes) == "S11.1"
    assert refused(act, dead, channel, Comes.AGENT) is None
    assert refused(act, dead, C.PHARMACY, Comes.AGENT) is j.NotOnThisChannel
    assert refused(P.RECORD_DEATH, dead, C.AGENCY, Comes.AGENT) is j.DeathKnown


@pytest.mark.parametrize(("now", "rule"), [(LOST, "S7.2"), (LOST_AT_BANK, "S7")])
def test_s7_a_card_reported_lost_is_refused_by_the_rule_that_blocks_it(now: Situation, rule: str) -> None:
    """S7, S7.2: both sides, or the social one alone; never by how one reports at the bank (S7.1)."""
    with pytest.raises(CardReportedLost) as caught:
        j.check(P.VERIFY_SOCIAL_PIN, now, channel=C.MEDICAL, comes=Comes.HOLDER)
    assert caught.value.rule == rule


def test_s5_3_without_a_card_in_hand_the_act_gives_its_own_rule_and_says_where_the_card_is() -> None:
    """S4, S5.3, A4: a card on its way is told as such; with none at all the refusal cites the act that was asked for."""
    with pytest.raises(j.NoCardInHand) as none:
        j.check(P.CHANGE_SOCIAL_PIN, Situation(), channel=C.KIOSK, comes=Comes.HOLDER)
    with pytest.raises(j.CardNotInHandYet) as waits:
        j.check(P.CHANGE_SOCIAL_PIN, Situation(current=WAITING), channel=C.KIOSK, comes=Comes.HOLDER)
    assert none.value.rule == "S5.3"
    assert (waits.value.rule, waits.value.facts) == ("S4", {"card_place": "waiting"})


def test_s9_a_card_out_of_date_is_refused_with_its_last_day() -> None:
    """S9, A4: the standing of a card past its last day; the last day itself is good."""
    last = date(2026, 11, 22)
    now = replace(USED, current=replace(RUN_OUT.current, valid_until=last))
    with pytest.raises(j.CardOutOfDate) as caught:
        j.check(P.VERIFY_SOCIAL_PIN, now, channel=C.PHARMACY, comes=Comes.HOLDER)
    assert caught.value.rule == "S9" and caught.value.facts == {"valid_until": last}


def test_s13_2_an_agent_neither_activates_nor_takes_back_at_the_bank() -> None:
    for act, now in ((P.ACTIVATE, Situation(current=SEALED)), (P.TAKE_BACK_LOSS, LOST_AT_BANK), (P.RESET_BANK_PIN, USED)):
        assert refused(act, now, C.BANK_BRANCH, Comes.AGENT) is j.NotForWhoComes
        assert refused(act, now, C.BANK_BRANCH, Comes.GUARDIAN) is None


def test_a4_a_refusal_for_the_place_cites_the_rule_of_the_act() -> None:
    with pytest.raises(j.NotOnThisChannel) as caught:
        j.check(P.TAKE_BACK_LOSS, LOST, channel=C.IVR, comes=Comes.HOLDER)
    assert caught.value.rule == "S8"
    assert caught.value.facts == {"permission": "take_back_loss", "channel": "bank_branch|card_hall"}


def test_every_need_has_a_name_of_its_own() -> None:
    needs: dict[str, Callable[..., object]] = {}
    for line in j.TABLE.values():
        for need in line.needs:
            assert needs.setdefault(need.name, need.holds) is need.holds


def test_s11_1_what_may_still_be_done_for_the_dead() -> None:
    """S11.1: the end of the card, its loss, and a temporary card that is out; nothing of the living, no second death."""
    for act in (P.SETTLE_REFUNDS, P.CANCEL_SOCIAL, P.CLOSE_ACCOUNT, P.REPORT_LOSS, P.RETURN_TEMPORARY_CARD):
        assert j.is_for_the_dead(act), act
    for act in (P.RECORD_DEATH, P.COLLECT, P.ACTIVATE, P.REPLACE_LOST_CARD, P.RESET_SOCIAL_PIN, P.SUBMIT_APPLICATION):
        assert not j.is_for_the_dead(act), act
