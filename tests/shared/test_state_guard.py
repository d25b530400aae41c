"""One engine for every state table: what PostgreSQL refuses and remembers by itself."""

import time
from datetime import datetime

import psycopg
import pytest

from citycard.shared.clock import CHINA
from citycard.shared.constraints import translate
from citycard.shared.states import MoveNotAllowed, loading_sql, move_rows
from tests.shared.conftest import LAMP

City = psycopg.Connection


def history(city: City) -> list[tuple[object, ...]]:
    return city.execute("SELECT row_id, source, target, act_id FROM state_history ORDER BY id").fetchall()


def insert(city: City, *states: str) -> None:
    with city.cursor() as cursor:
        cursor.executemany("INSERT INTO lamp VALUES (%s, %s)", list(enumerate(states, start=1)))


def test_the_table_in_python_is_the_table_in_the_database(city: City) -> None:
    rows = city.execute("SELECT machine, source, target FROM state_move").fetchall()
    assert sorted(rows) == sorted(move_rows(LAMP))


@pytest.mark.parametrize("state", ["dark", "dim"])
def test_a_new_row_starts_in_an_initial_state(city: City, state: str) -> None:
    insert(city, state)
    assert history(city) == [(1, None, state, None)]


@pytest.mark.parametrize("state", ["bright", "broken", "purple", "", None])
def test_a_new_row_may_not_start_anywhere_else(city: City, state: str | None) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        city.execute("INSERT INTO lamp VALUES (1, 'dark'), (2, %s)", [state])
    diagnostic = refused.value.diag
    assert (diagnostic.sqlstate, diagnostic.constraint_name, diagnostic.table_name) == ("23514", "kernel_lamp_move", "lamp")


def test_every_pair_of_states_moves_exactly_if_the_table_says_so(city: City) -> None:
    allowed = {(move.source, move.target) for move in LAMP.moves}
    for source in LAMP.states:
        for target in [state for state in LAMP.states if state != source]:
            if (source, target) in allowed:
                assert moved(city, source, target) == target
            else:
                with pytest.raises(psycopg.errors.CheckViolation, match="no such move"):
                    moved(city, source, target)


def moved(city: City, source: str, target: str) -> object:
    off, on = loading_sql(LAMP)
    with city.transaction(force_rollback=True):
        city.execute(off)
        city.execute("INSERT INTO lamp VALUES (1, %s)", [source])
        city.execute(on)
        city.execute("UPDATE lamp SET state = %s", [target])
        return city.execute("SELECT state FROM lamp").fetchone()[0]  # type: ignore[index]  # one row


def test_one_forbidden_row_stops_the_whole_statement(city: City) -> None:
    insert(city, "dim", "dark")
    city.execute("UPDATE lamp SET state = 'bright' WHERE id = 1")
    with pytest.raises(psycopg.errors.CheckViolation), city.transaction():
        city.execute("UPDATE lamp SET state = CASE state WHEN 'bright' THEN 'broken' ELSE 'dim' END")
    assert city.execute("SELECT state FROM lamp ORDER BY id").fetchall() == [("bright",), ("dark",)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE lamp SET state = NULL",
        "UPDATE lamp SET id = 7, state = 'broken'",
        "INSERT INTO lamp VALUES (1, 'dark') ON CONFLICT (id) DO UPDATE SET state = 'broken'",
        "MERGE INTO lamp USING (VALUES (1)) v(id) ON lamp.id = v.id WHEN MATCHED THEN UPDATE SET state = 'broken'",
        "WITH x AS (UPDATE lamp SET state = 'broken' RETURNING 1) SELECT * FROM x",
    ],
)
def test_there_is_no_way_round_the_door(city: City, statement: str) -> None:
    insert(city, "dark")
    with pytest.raises(psycopg.errors.CheckViolation):
        city.execute(statement)


def test_copy_goes_through_the_same_door(city: City) -> None:
    with pytest.raises(psycopg.errors.CheckViolation), city.cursor() as cursor, cursor.copy("COPY lamp FROM STDIN") as copy:
        copy.write_row((1, "dark", ""))
        copy.write_row((2, "bright", ""))


def test_the_history_names_the_act_and_its_moment(city: City) -> None:
    at = datetime(2026, 11, 23, 10, 30, tzinfo=CHINA)
    city.execute("SELECT set_config('citycard.act_id', '42', true), set_config('citycard.at', %s, true)", [at.isoformat()])
    insert(city, "dark")
    city.execute("UPDATE lamp SET state = 'bright'")
    rows = city.execute("SELECT machine, row_id, source, target, act_id, moved_at FROM state_history ORDER BY id").fetchall()
    assert rows == [("kernel_lamp", 1, None, "dark", 42, at), ("kernel_lamp", 1, "dark", "bright", 42, at)]


def test_rows_that_follow_each_other_and_move_alike_share_a_line(city: City) -> None:
    """Every row stands in exactly one line of its own move, whatever lies between: gaps, other moves, rows that stay."""
    off, on = loading_sql(LAMP)
    city.execute(off)
    city.execute(
        "INSERT INTO lamp SELECT n, CASE WHEN n % 7 = 0 THEN 'bright' ELSE 'dark' END FROM generate_series(1, 40) n WHERE n <> 20"
    )
    city.execute(on)
    city.execute("UPDATE lamp SET state = CASE state WHEN 'dark' THEN 'bright' ELSE 'broken' END WHERE id NOT IN (3, 30)")
    told = city.execute(
        "SELECT n, source, target FROM state_history, generate_series(row_id, row_id + row_count - 1) n ORDER BY n"
    ).fetchall()
    assert told == [
        (n, "bright", "broken") if n % 7 == 0 else (n, "dark", "bright") for n in range(1, 41) if n not in (3, 20, 30)
    ]
    assert len(history(city)) == 5 + 8  # the sevens one by one, the runs between them parted by 3, 20 and 30 too


def test_rows_born_together_share_a_line(city: City) -> None:
    city.execute(
        "INSERT INTO lamp SELECT n, CASE WHEN n = 5 THEN 'dim' ELSE 'dark' END FROM generate_series(1, 9) n ORDER BY n DESC"
    )
    lines = city.execute("SELECT row_id, row_count, source, target FROM state_history ORDER BY id").fetchall()
    assert lines == [(1, 4, None, "dark"), (5, 1, None, "dim"), (6, 4, None, "dark")]


def test_without_an_act_the_history_still_has_the_moment(city: City) -> None:
    insert(city, "dark")
    assert city.execute("SELECT act_id, moved_at = now() FROM state_history").fetchone() == (None, True)


def test_an_update_that_moves_nothing_writes_nothing(city: City) -> None:
    insert(city, "dark")
    city.execute("UPDATE lamp SET note = 'clean', state = state")
    assert history(city) == [(1, None, "dark", None)]


def test_the_guard_belongs_to_its_city_whatever_the_search_path(city: City) -> None:
    city.execute("SET LOCAL search_path = elsewhere")
    city.execute("INSERT INTO c210400.lamp VALUES (1, 'dark')")
    assert city.execute("SELECT count(*) FROM c210400.state_history").fetchone() == (1,)


def test_the_databases_no_is_told_as_a_refusal(city: City) -> None:
    insert(city, "dark")
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        city.execute("UPDATE lamp SET state = 'broken'")
    refusal = translate(refused.value)
    assert isinstance(refusal, MoveNotAllowed)
    assert (refusal.facts["state"], refusal.facts["event"]) == ("dark", "broken")


def test_a_city_can_be_loaded_with_its_past(city: City) -> None:
    off, on = loading_sql(LAMP)
    city.execute(off)
    insert(city, "broken", "bright")
    city.execute(on)
    assert history(city) == []
    with pytest.raises(psycopg.errors.CheckViolation):
        city.execute("UPDATE lamp SET state = 'dark'")


def test_a_hundred_thousand_rows_move_in_one_statement(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    """The plan cached for one row must do for a whole batch: the update guards nothing row by row."""
    rows = 100_000
    insert(city, "dark")
    city.execute("UPDATE lamp SET state = 'bright'")
    began = time.perf_counter()
    city.execute("INSERT INTO lamp SELECT n, 'dark' FROM generate_series(2, %s) n", [rows])
    inserted = time.perf_counter()
    city.execute("UPDATE lamp SET state = 'bright' WHERE state = 'dark'")
    updated = time.perf_counter()
    lines = city.execute("SELECT row_id, row_count, source FROM state_history WHERE target = 'bright' ORDER BY id").fetchall()
    assert lines == [(1, 1, "dark"), (2, rows - 1, "dark")]
    with capsys.disabled():
        print(f"\n[guard] {rows} rows: insert {inserted - began:.2f} s, update {updated - inserted:.2f} s")  # the measured rate
    assert updated - inserted < 20
