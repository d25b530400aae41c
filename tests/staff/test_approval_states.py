"""Every (state, event) of an act that needs two operators (A2)."""

import pytest

from citycard.shared.states import MoveNotAllowed
from citycard.staff import APPROVAL

ALLOWED = {("prepared", "approve"): "approved", ("prepared", "refuse"): "refused", ("prepared", "withdraw"): "withdrawn"}


@pytest.mark.parametrize("state", APPROVAL.states)
@pytest.mark.parametrize("event", APPROVAL.events)
def test_a2_every_state_and_event(state: str, event: str) -> None:
    if (state, event) in ALLOWED:
        assert APPROVAL.after(state=state, event=event) == ALLOWED[state, event]
    else:
        with pytest.raises(MoveNotAllowed):
            APPROVAL.after(state=state, event=event)


def test_a2_what_was_decided_stays_decided() -> None:
    assert set(APPROVAL.final_states) == {"approved", "refused", "withdrawn"}
