"""House rule 8: a constraint of the database is translated to its refusal by name."""

import psycopg
import pytest

from citycard.shared.constraints import known_constraints, refusal_for, translate
from citycard.shared.refusal import Refusal

City = psycopg.Connection


@refusal_for("lamp_pkey")
@refusal_for("lamp_another")
class KernelLampTaken(Refusal):
    rule = "S3.2"


class Wrapped(Exception):
    """As Django wraps the driver's error: the cause carries the diagnosis."""


def test_a_broken_constraint_is_its_refusal_with_the_facts_given(city: City) -> None:
    city.execute("INSERT INTO lamp VALUES (1, 'dark')")
    with pytest.raises(psycopg.IntegrityError) as error:
        city.execute("INSERT INTO lamp VALUES (1, 'dark')")
    refusal = translate(error.value, number="SQ1")
    assert isinstance(refusal, KernelLampTaken)
    assert refusal.facts == {"number": "SQ1"}
    wrapped = Wrapped()
    wrapped.__cause__ = error.value
    assert isinstance(translate(wrapped), KernelLampTaken)


def test_an_unknown_constraint_stays_an_error(city: City) -> None:
    city.execute("CREATE TABLE shade (id int CONSTRAINT shade_unknown UNIQUE)")
    city.execute("INSERT INTO shade VALUES (1)")
    with pytest.raises(psycopg.IntegrityError) as error:
        city.execute("INSERT INTO shade VALUES (1)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        translate(error.value)


def test_an_error_that_is_not_the_databases_stays_one() -> None:
    with pytest.raises(KeyError):
        translate(KeyError("id"))


def test_a_refusal_may_stand_for_several_constraints() -> None:
    assert {"lamp_pkey", "lamp_another", "kernel_lamp_move"} <= known_constraints()
