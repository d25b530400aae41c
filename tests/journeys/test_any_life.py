"""Any life of a card: thousands of steps by chance on the real database, each judged by the model of the rulebook (S3–S13).

A failing run is shrunk by Hypothesis to the shortest life that breaks a promise, one line a step:
`state.report_loss(at='ivr', by='holder')`.
"""

from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from citycard.audit import Channel
from citycard.journeys import Ending
from citycard.policy import Comes
from citycard.staff import Permission
from tests.journeys import life as model
from tests.journeys import life_after as turns
from tests.journeys.any_life import ONLY, STEPS, AnyLife
from tests.journeys.living import DOING

P, C = Permission, Channel
RUNS, OFTEN = 60, 4  # lives, and how often one act is sought in a life
pytestmark = pytest.mark.django_db(transaction=True)


def _words(values: Iterable[str]) -> st.SearchStrategy[str]:
    return st.sampled_from([str(value) for value in dict.fromkeys(values)])


def _rule_of(act: Permission) -> Callable[..., None]:
    """One act at any place of its own or next door, by holder or agent."""

    def taken(self: AnyLife, at: str, by: str) -> None:
        self.often[act] += 1
        self.take(act, Channel(at), Comes(by))

    taken.__name__ = act.value
    by = ONLY.get(act, [Comes.HOLDER, Comes.AGENT])

    def leads_on(self: AnyLife) -> bool:
        """Where some place does it for somebody now; a card and a life end late."""
        is_open = self.often[act] < OFTEN and any(model.allows(self.now, act, at, one) for at in model.PLACES[act] for one in by)
        if act is P.SETTLE_REFUNDS:
            return is_open and self.now.ending is Ending.NONE and (self.now.is_dead or self.age > STEPS // 2)
        return is_open and (act is not P.RECORD_DEATH or self.age > STEPS * 2 // 3)

    return precondition(leads_on)(rule(at=_words(model.PLACES[act]), by=_words(by))(taken))


def _way(*last: tuple[Permission, Channel]) -> Callable[..., None]:
    """What comes next by itself on the way to a card in use: made, sent, collected, activated; or the end of one that ends."""

    def next_step(self: AnyLife) -> tuple[Permission, Channel] | None:
        by = Comes.AGENT if self.now.is_dead else Comes.HOLDER
        return next(((act, at) for act, at in (*WAY, *last) if model.allows(self.now, act, at, by)), None)

    def on_the_way(self: AnyLife) -> None:
        step = next_step(self)
        turn = "send" if turns.send(self.now) else "arrive" if turns.arrive(self.now) else ""
        if step is None:
            self.turn(turn)
        else:
            self.take(*step, Comes.AGENT if self.now.is_dead else Comes.HOLDER)

    def can_go(self: AnyLife) -> bool:
        return bool(next_step(self) or turns.send(self.now) or turns.arrive(self.now))

    return precondition(can_go)(rule()(on_the_way))


FOUND = ((P.TAKE_BACK_LOSS, C.CARD_HALL), (P.TAKE_BACK_LOSS, C.BANK_BRANCH))
WAY = ((P.CLOSE_ACCOUNT, C.BANK_BRANCH), (P.ACTIVATE, C.BANK_BRANCH), (P.COLLECT, C.BANK_BRANCH))
for _act in DOING:
    setattr(AnyLife, _act.value, _rule_of(_act))
AnyLife.on_the_way = _way()  # four rules of one kind: a way is gone on more often than left
AnyLife.found_again = _way(*FOUND)
AnyLife.not_found = _way((P.REPLACE_LOST_CARD, C.WEB_HALL))
AnyLife.leaving = _way((P.CANCEL_SOCIAL, C.CARD_HALL))


def test_any_life_of_a_card_keeps_the_rulebook() -> None:
    """S3–S13, S8.3, S9, S10.3, S11.2, A4: two thousand steps by chance; house and model never part."""
    AnyLife.taken, AnyLife.only_medical, AnyLife.done, AnyLife.refused = 0, 0, Counter(), Counter()
    careful = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    run_state_machine_as_test(AnyLife, settings=careful)
    assert AnyLife.taken >= 2000
    assert len(AnyLife.done) > len(DOING) * 4 // 5 and len(AnyLife.refused) > len(DOING) * 3 // 4
    assert AnyLife.done["activate"] > 5 and AnyLife.done["replace_lost_card"] and AnyLife.done["close_account"]
    assert AnyLife.done["prepare_take_back_death"] and AnyLife.only_medical
