"""Tries and waits: tables of cases, no database."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from citycard.notices import rules, states

AT = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PATIENCE = rules.Patience(max_tries=3, retry_minutes=10)


@pytest.mark.parametrize(
    ("tries", "is_code", "state", "minutes"),
    [
        (1, False, "failed", 10),
        (2, False, "failed", 20),
        (3, False, "call_list", 0),
        (4, False, "call_list", 0),
        (1, True, "failed", 10),
        (3, True, "expired", 0),
    ],
)
def test_three_tries_with_growing_waits_then_the_call_list(tries: int, is_code: bool, state: str, minutes: int) -> None:
    """S4.4: failed once waits ten minutes, twice twenty, three times is for the telephone; S14.2: a code never is."""
    ended = rules.after_failure(tries=tries, is_code=is_code, at=AT, patience=PATIENCE)
    assert ended == (state, AT + timedelta(minutes=minutes))


def test_the_state_table_leads_out_of_every_waiting_state() -> None:
    """S4.4: no message is stuck: only delivered, told and expired are the end."""
    assert set(states.NOTICE.final_states) == {"delivered", "told", "expired"}
    assert set(states.NOTICE.initial_states) == {"queued", "call_list"}
    assert states.NOTICE.after(state="call_list", event="tell") == "told"
