"""Every (state, event) of a mandate."""

from datetime import date, timedelta

import pytest

from citycard.mandates import EndedMandate
from citycard.mandates.rules import state_again
from citycard.mandates.states import AGAIN, MANDATE
from citycard.shared.states import MoveNotAllowed

ALLOWED = {
    ("signed", "take_effect"): "in_force",
    ("signed", "end_on_day"): "ending",
    ("in_force", "suspend"): "suspended",
    ("in_force", "end_on_day"): "ending",
    ("suspended", "resume"): "in_force",
    ("suspended", "end_on_day"): "ending",
    ("ending", "end"): "ended",
    # S11.1: a death that ended it was recorded by mistake
    ("ending", "wait_again"): "signed",
    ("ending", "take_up_again"): "in_force",
    ("ending", "suspend_again"): "suspended",
    ("ended", "wait_again"): "signed",
    ("ended", "take_up_again"): "in_force",
    ("ended", "suspend_again"): "suspended",
    ("ended", "end_later"): "ending",
}


@pytest.mark.parametrize("state", MANDATE.states)
@pytest.mark.parametrize("event", MANDATE.events)
def test_s16_5_every_state_and_event(state: str, event: str) -> None:
    if (state, event) in ALLOWED:
        assert MANDATE.after(state=state, event=event) == ALLOWED[state, event]
    else:
        with pytest.raises(MoveNotAllowed):
            MANDATE.after(state=state, event=event)


def test_an_ended_mandate_stays_ended_unless_the_end_was_a_mistake() -> None:
    """S11.1, S16.5: only taking a death back leads out of it."""
    assert {move.event for move in MANDATE.moves if move.source == "ended"} == set(AGAIN.values())


def test_s11_1_each_stands_again_as_it_would_today() -> None:
    """S11.1, S16.5, S7.1: signed until its day, waiting while the card is reported lost, over once its own last day has come."""
    on = date(2026, 11, 23)

    def again(ends_on: date | None, effective_on: date, *, lost: bool = False) -> str:
        was = EndedMandate(id=1, bank="fushun", state="in_force", ends_on=ends_on, end_reason="")
        return state_again(was, effective_on=effective_on, on=on, is_reported_lost=lost)

    before, after = on - timedelta(days=1), on + timedelta(days=1)
    assert [again(None, on), again(None, after), again(None, before, lost=True)] == ["in_force", "signed", "suspended"]
    assert [again(on, before), again(after, before), again(after, before, lost=True)] == ["ended", "ending", "ending"]
