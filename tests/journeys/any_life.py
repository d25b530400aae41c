"""One life of a card as a machine of chance: what the model keeps, every turn of the world, what must always hold (S3–S13)."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from citycard.audit import Channel
from citycard.journeys import BankSide, CardStand, Ending, Loss, Place, Situation, Social, Temporary
from citycard.journeys.acting_for import SELF_SERVICE
from citycard.ledger import BookName, trial_balance
from citycard.people.models import Power
from citycard.policy import Comes
from citycard.shared.refusal import Refusal
from citycard.staff import Permission
from tests.journeys import life as model
from tests.journeys import life_after as turns
from tests.journeys import living
from tests.journeys.life_rows import ACCOUNT_OPEN, ACCOUNTS, MANDATE, OLD_PLASTIC, rows
from tests.journeys.living import DOING, WRONG, Life, begin
from tests.journeys.refunding import put_in, stands

P, C = Permission, Channel
STEPS = 50
AT_ONE_PLACE = {
    P.COLLECT.value
}  # the verb belongs to the card room: who stands at which counter is the permission's matter there
ONLY = {P.RECORD_DEATH: [Comes.AGENT]}  # the verb does not ask who comes


def _undated(now: Situation) -> Situation:
    """The situation without the days that only refusals tell."""
    current, successor = (replace(card, valid_until=None) for card in (now.current, now.successor))
    return replace(now, current=current, successor=successor, died_on=None)


class AnyLife(RuleBasedStateMachine):
    """One person; `now` is the model's situation, the rest what the model keeps beside it."""

    taken = only_medical = 0
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()

    @initialize(balance_fen=st.sampled_from([350_000, 0]))
    def born(self, balance_fen: int) -> None:
        self.life: Life = begin(balance_fen=balance_fen)
        in_use = CardStand(place=Place.IN_HAND, social=Social.ACTIVE, bank=BankSide.ACTIVE)
        self.now = Situation(current=in_use, has_account=True)
        self.money, self.wrong, self.mandate = balance_fen, 0, "in_force"
        self.has_medical_money = False
        self.left_alive = False  # refunds were settled by somebody alive, so they outlast a death recorded by mistake
        self.account = rows(MANDATE, self.life.person.pk)[0][1]
        self.power_until = None
        self.ended: dict[str, tuple[Any, ...]] = {}
        self.looked_at = self.age = 0
        self.tried = self.now
        self.often: Counter[Permission] = Counter()

    def tick(self) -> None:
        """A step of its own moment: no two acts of one person are in the same instant."""
        AnyLife.taken += 1
        self.life.at += timedelta(seconds=1)

    def expects(self, act: Permission, channel: Channel, comes: Comes) -> bool:
        """What the rulebook says: the model, and on a screen the agent's power, which ends by day and by death (S13.1)."""
        if channel in SELF_SERVICE and comes is Comes.AGENT:
            today = self.life.at.date()
            if self.now.is_dead or self.power_until is None or today >= self.power_until:
                return False
        if act is P.CANCEL_SOCIAL and self.has_medical_money:
            return False  # S11.2: what came in since the refunds were settled is refunded first
        return model.allows(self.now, act, channel, comes)

    def take(self, act: Permission, channel: Channel, comes: Comes) -> None:
        """Do it, and compare: refused by both or done by both."""
        self.tick()
        expected = self.expects(act, channel, comes)
        try:
            self.life.do(act, channel, comes)
        except Refusal as refusal:
            assert not expected, f"the rulebook allows {act} at {channel} by {comes}; refused: {refusal.code} {refusal.rule}"
            assert refusal.rule, refusal.code
            AnyLife.refused[act.value] += 1
            return
        assert expected, f"the rulebook refuses {act} at {channel} by {comes}; it was done"
        self.goes_on(act, channel)

    def goes_on(self, act: Permission, channel: Channel) -> None:
        """Let the model follow an act that was done."""
        AnyLife.done[act.value] += 1
        before, self.now = self.now, turns.after(self.now, act, channel)
        if act is P.SETTLE_REFUNDS:
            self.left_alive = not self.now.is_dead
        if act is P.PREPARE_TAKE_BACK_DEATH and before.ending is Ending.SETTLED and self.left_alive:
            self.now = replace(self.now, ending=Ending.SETTLED)
        if act in (P.VERIFY_SOCIAL_PIN, P.RESET_SOCIAL_PIN, P.ACTIVATE, P.CHANGE_SOCIAL_PIN):
            self.wrong = 0
        if act is P.ACTIVATE:
            self.life.pin = living.ZEROS
        self.money_and_mandate(act, before)

    def money_and_mandate(self, act: Permission, before: Situation) -> None:
        """S7.1, S9, S11.2: the mandate waits while the card is reported at the bank, goes on after; it ends with account or life."""
        if act is P.CLOSE_ACCOUNT:
            self.money = 0
        blocked_now = any(card.bank_lost for card in model.in_hand(self.now))
        blocked_before = any(card.bank_lost for card in model.in_hand(before))
        if act is P.PREPARE_TAKE_BACK_DEATH and rows(
            ACCOUNT_OPEN, self.account
        ):  # S11.1: it goes on where the account still does
            self.mandate = "suspended" if blocked_now else "in_force"
        elif self.mandate == "ended":
            return
        elif act in (P.RECORD_DEATH, P.CLOSE_ACCOUNT):
            self.mandate = "ended"
        elif act in (P.ACTIVATE, P.TAKE_BACK_LOSS) and not blocked_now:
            self.mandate = "in_force"
        elif blocked_now and not blocked_before:
            self.mandate = "suspended"

    @rule(
        act=st.sampled_from([act.value for act in DOING if act.value not in AT_ONE_PLACE]),
        at=st.sampled_from(["community", "card_hall", "bank_branch", "web_hall", "medical", "agency"]),
        by=st.sampled_from(["holder", "agent"]),
    )
    def anything_anywhere(self, act: str, at: str, by: str) -> None:
        """Most of it in vain."""
        asked = Permission(act)
        if asked is not P.RECORD_DEATH and Comes(by) in ONLY.get(asked, [Comes(by)]):
            self.take(asked, Channel(at), Comes(by))

    @precondition(lambda self: model.may_apply_first(self.now))
    @rule()
    def apply_first(self) -> None:
        self.turn("apply_first")

    @precondition(lambda self: turns.send(self.now) is not None)
    @rule()
    def send(self) -> None:
        self.turn("send")

    @precondition(lambda self: turns.arrive(self.now) is not None)
    @rule()
    def arrive(self) -> None:
        self.turn("arrive")

    @precondition(lambda self: turns.withdraw(self.now) is not None)
    @rule()
    def withdraw(self) -> None:
        self.turn("withdraw")

    @precondition(lambda self: turns.lock_social_pin(self.now) is not None)
    @rule()
    def lock_social_pin(self) -> None:
        self.turn("lock_social_pin")
        self.wrong = 0

    @precondition(lambda self: turns.lock_bank_pin(self.now) is not None)
    @rule()
    def lock_bank_pin(self) -> None:
        self.turn("lock_bank_pin")

    @precondition(lambda self: turns.freeze(self.now) is not None)
    @rule()
    def freeze(self) -> None:
        self.turn("freeze")

    @precondition(lambda self: self.age % 5 == 0 or (model.has_nothing(self.now) and not self.has_medical_money))
    @rule()
    def medical_money(self) -> None:
        """S2.1, S11.2: money on an old medical card; it decides something where there is nothing else."""
        self.tick()
        put_in(self.life.person, AnyLife.taken)

    @precondition(lambda self: turns.run_out(self.now) is not None and self.age % 5 == 0)
    @rule()
    def run_out(self) -> None:
        self.turn("run_out")

    def turn(self, name: str) -> None:
        """Let the world turn in house and model alike."""
        self.tick()
        getattr(self.life, name)()
        to = getattr(turns, name)(self.now)
        assert to is not None
        self.now = to

    @precondition(lambda self: model.allows(self.now, P.CHANGE_CARD, C.COMMUNITY, Comes.HOLDER))
    @rule(by=st.sampled_from(["holder", "agent"]))
    def hand_in(self, by: str) -> None:
        """S9: handed in over the desk, the changed card ends at once; a frozen one stays."""
        self.tick()
        is_blocked = self.now.current.bank_frozen and self.now.successor == model.NO_CARD
        expected = self.expects(P.CHANGE_CARD, C.COMMUNITY, Comes(by)) and not is_blocked
        try:
            living.hand_in(self.life, Comes(by))
        except Refusal as refusal:
            assert not expected, f"the rulebook allows handing in; refused: {refusal.code}"
            return
        assert expected, "the rulebook refuses handing in"
        self.now = turns.handed_in(self.now)

    @precondition(lambda self: turns.lock_social_pin(self.now) is not None and self.wrong < 5)
    @rule(at=st.sampled_from(["medical", "pharmacy"]))
    def wrong_pin(self, at: str) -> None:
        """S6.2: five in a row lock nothing."""
        AnyLife.taken += 1
        tried = self.life.try_pin(WRONG, channel=Channel(at))
        self.wrong += 1
        assert (tried.is_right, tried.is_locked, tried.tries_left) == (False, False, 6 - self.wrong)

    @precondition(lambda self: self.age % 4 == 0 and not self.now.is_dead)
    @rule(days=st.sampled_from([0, 1, 30]))
    def give_power(self, days: int) -> None:
        """S13.1: a power up to a day; on that day it is none any more."""
        AnyLife.taken += 1
        today = self.life.at.date()
        if days == 0:
            Power.objects.filter(holder=self.life.person).update(ends_on=today)
            self.power_until = None if self.power_until is None else today
            return
        Power.objects.update_or_create(
            holder=self.life.person,
            agent=self.life.agent,
            defaults={"relation": "女儿", "proof": "holder_present", "starts_on": today, "ends_on": today + timedelta(days)},
        )
        self.power_until = today + timedelta(days)

    @rule(days=st.sampled_from([1, 3]))
    def wait(self, days: int) -> None:
        """The calendar goes on."""
        AnyLife.taken += 1
        self.life.at += timedelta(days=days)

    @precondition(lambda self: len(self.ended) > self.looked_at)
    @rule()
    def old_plastic(self) -> None:
        """S9, S11.2: a card that has ended is refused wherever it is put in."""
        AnyLife.taken += 1
        for number in self.ended:
            with pytest.raises(Refusal):
                self.life.try_pin(living.ZEROS, card_number=number)
        self.looked_at = len(self.ended)

    @invariant()
    def keeps_its_promises(self) -> None:
        """After every step; a machine that is not born yet promises nothing."""
        if hasattr(self, "life"):
            self.age += 1
            self.medical_money_is_known()
            assert _undated(self.life.stands.situation) == self.now  # S4–S13: what the house reads is what the model knows
            self.ended_cards_never_move()
            self.money_is_kept()
            self.mandate_is_kept()
            if self.now != self.tried:
                self.tried = self.now
                self.what_is_barred()

    def medical_money_is_known(self) -> None:
        """Whether some stands there is read: settling takes it, a death taken back gives it; what it leads to is the model's."""
        self.has_medical_money = any(stands(self.life.person))
        is_left = self.has_medical_money and model.has_nothing(self.now)
        self.now = replace(self.now, has_only_medical_money=is_left)
        AnyLife.only_medical += is_left

    def what_is_barred(self) -> None:
        """S8.3, S10.3, in each new situation: nothing taken back with a replacement under way; no new card with a temporary one out."""
        if self.now.is_replacing and any(card.loss is not Loss.NONE for card in model.in_hand(self.now)):
            self.take(P.TAKE_BACK_LOSS, C.CARD_HALL, Comes.HOLDER)
            self.take(P.TAKE_BACK_LOSS, C.BANK_BRANCH, Comes.HOLDER)
        if self.now.temporary is not Temporary.NONE and model.newest(self.now).place is not Place.NONE:
            self.take(P.ACTIVATE, C.BANK_BRANCH, Comes.HOLDER)
            self.take(P.COLLECT, C.BANK_BRANCH, Comes.HOLDER)

    def ended_cards_never_move(self) -> None:
        """S9, S11.2: plastic that has ended, its social function and its bank side stay as they ended."""
        waits = {"pre_opened"} if self.now.ending is Ending.SOCIAL_CANCELLED else set[str]()  # until the bank closes the account
        for number, *stand, side in rows(OLD_PLASTIC, self.life.person.pk):
            assert stand[0] in ("ended", "spoiled") and stand[1] not in ("active", "sealed") and side in {"closed", None} | waits
            assert self.ended.setdefault(number, tuple(stand)) == tuple(stand)

    def money_is_kept(self) -> None:
        """S9, S11.2: one account at most, one bank card in use on it at most; not a fen comes or goes but the payout."""
        ((accounts, balance, in_use),) = rows(ACCOUNTS, self.life.person.social_number)
        assert accounts == int(self.now.has_account) and in_use <= 1 and balance == self.money

    def teardown(self) -> None:
        """Every entry of this life is balanced."""
        for book in (BookName.BANK, BookName.MEDICAL):
            assert trial_balance(book=book, day=self.life.at.date()).is_balanced

    def mandate_is_kept(self) -> None:
        """S9, S7.1: the mandate stays on the account, whatever card is on it."""
        ((state, account),) = rows(MANDATE, self.life.person.pk)
        assert ("ended" if state == "ending" else state, account) == (self.mandate, self.account)
