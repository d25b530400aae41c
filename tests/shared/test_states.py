"""One engine for every state table: the Python side."""

import pytest

from citycard.shared.states import Machine, Move, MoveNotAllowed, move_rows
from tests.shared.conftest import LAMP


@pytest.mark.parametrize(
    ("state", "event", "target"),
    [("dark", "light", "bright"), ("dim", "light", "bright"), ("dim", "turn_up", "bright"), ("bright", "break", "broken")],
)
def test_a_move_of_the_table_leads_to_its_target(state: str, event: str, target: str) -> None:
    assert LAMP.after(state=state, event=event) == target
    assert LAMP.may(state=state, event=event)


def test_every_other_pair_of_state_and_event_is_refused() -> None:
    allowed = {(move.source, move.event) for move in LAMP.moves}
    others = {(state, event) for state in LAMP.states for event in LAMP.events} - allowed
    assert len(others) == 4 * 3 - 4
    for state, event in others:
        assert not LAMP.may(state=state, event=event)
        with pytest.raises(MoveNotAllowed) as refused:
            LAMP.after(state=state, event=event)
        assert refused.value.facts == {
            "machine": "kernel_lamp",
            "state": state,
            "event": event,
            "state_label": LAMP.label(state),
        }


def test_the_table_says_who_and_by_which_rule() -> None:
    move = LAMP.move(state="dark", event="light")
    assert (move.who, move.rule) == ("anybody", "S1.1")


def test_states_events_and_ends_are_read_from_the_table() -> None:
    assert LAMP.states == ("dark", "dim", "bright", "broken")
    assert LAMP.events == ("light", "turn_up", "break")
    assert LAMP.final_states == ("broken",)
    assert LAMP.initial_states == ("dark", "dim")
    assert LAMP.label("bright") == "亮"


def test_the_database_gets_each_pair_once_and_the_starts_with_an_empty_source() -> None:
    assert move_rows(LAMP) == (
        ("kernel_lamp", "", "dark"),
        ("kernel_lamp", "", "dim"),
        ("kernel_lamp", "dark", "bright"),
        ("kernel_lamp", "dim", "bright"),
        ("kernel_lamp", "bright", "broken"),
    )


def test_machines_are_listed_by_name_but_not_those_of_a_test() -> None:
    names = [machine.name for machine in Machine.all()]
    assert "kernel_lamp" not in names
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"name": "kernel-lamp"}, "no identifier"),
        ({"table": "lamp; DROP TABLE card"}, "no identifier"),
        ({"table": "other_table"}, "two machines"),
        ({"moves": (Move("dark", "light", "bright"), Move("dark", "light", "dim"))}, "two moves for light in dark"),
        ({"labels": {"drak": "灭"}}, "unknown states"),
    ],
)
def test_a_mistaken_table_is_refused_when_it_is_written(changes: dict[str, object], complaint: str) -> None:
    whole: dict[str, object] = {
        "name": "kernel_lamp",
        "table": "lamp",
        "column": "state",
        "initial": "dark",
        "moves": (Move("dark", "light", "bright"),),
    }
    with pytest.raises(ValueError, match=complaint):
        Machine(**(whole | changes))  # type: ignore[arg-type]  # mistaken on purpose
