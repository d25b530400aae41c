"""Every (state, event) of a mandate."""

import pytest

from citycard.mandates.states import MANDATE
from citycard.shared.states import MoveNotAllowed

ALLOWED = {
    ("signed", "take_effect"): "in_force",
    ("signed", "end_on_day"): "ending",
    ("in_force", "suspend"): "suspended",
    ("in_force", "end_on_day"): "ending",
    ("suspended", "resume"): "in_force",
    ("suspended", "end_on_day"): "ending",
    ("ending", "end"): "ended",
}


@pytest.mark.parametrize("state", MANDATE.states)
@pytest.mark.parametrize("event", MANDATE.events)
def test_s16_5_every_state_and_event(state: str, event: str) -> None:
    if (state, event) in ALLOWED:
        assert MANDATE.after(state=state, event=event) == ALLOWED[state, event]
    else:
        with pytest.raises(MoveNotAllowed):
            MANDATE.after(state=state, event=event)


def test_an_ended_mandate_stays_ended() -> None:
    assert MANDATE.final_states == ("ended",)
