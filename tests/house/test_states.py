"""State tables: Python, PostgreSQL and the drawing say the same (rule of style 3)."""

import pytest
from django.db import connection

from citycard.shared.states import Machine
from citycard.site import atlas, schema


def _machines() -> list[Machine]:
    schema.load_state_tables()
    return [machine for machine in Machine.all() if atlas.is_ours(machine)]


@pytest.mark.django_db
def test_the_database_holds_the_same_moves() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT machine, source, target FROM state_move")
        held = set(cursor.fetchall())
    starts = {(machine.name, "", state) for machine in _machines() for state in machine.initial_states}
    moves = {(machine.name, move.source, move.target) for machine in _machines() for move in machine.moves}
    assert held == starts | moves


@pytest.mark.django_db
def test_every_machine_is_guarded_on_insert_and_update() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        triggers = {name for (name,) in cursor.fetchall()}
    missing = {f"{machine.name}_guard_{verb}" for machine in _machines() for verb in ("insert", "update")} - triggers
    assert not missing


def test_the_drawing_shows_every_move() -> None:
    drawings = "\n".join(atlas.drawing(machine) for machine in _machines())
    moves = [move for machine in _machines() for move in machine.moves]
    assert moves
    assert all(f"{move.source} --> {move.target}: {move.event}" in drawings for move in moves)


def test_every_state_can_be_reached_and_has_a_chinese_word() -> None:
    for machine in _machines():
        reached = set(machine.initial_states)
        while new := {move.target for move in machine.moves if move.source in reached} - reached:
            reached |= new
        assert reached == set(machine.states), machine.name
        assert set(machine.states) <= set(machine.labels), f"{machine.name}: states without a word"
