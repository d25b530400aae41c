"""Every (state, event) of the old medical card."""

import pytest

from citycard.medical.states import OLD_CARD
from citycard.shared.states import MoveNotAllowed

ALLOWED = {("valid", "activated"): "void", ("valid", "expired"): "void", ("valid", "cancelled"): "void"}


@pytest.mark.parametrize("state", OLD_CARD.states)
@pytest.mark.parametrize("event", OLD_CARD.events)
def test_s5_every_state_and_event(state: str, event: str) -> None:
    if (state, event) in ALLOWED:
        assert OLD_CARD.after(state=state, event=event) == ALLOWED[state, event]
    else:
        with pytest.raises(MoveNotAllowed):
            OLD_CARD.after(state=state, event=event)
