"""The tests' own database: what one test commits, the next does not see."""

import pytest
from django.db import connection

from citycard.people.models import Unit


def _unit() -> Unit:
    return Unit.objects.create(credit_code="912104000000000000", kind="employer", name="示例单位", division="210402")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_what_was_committed_is_gone_and_numbers_start_again(time: str) -> None:
    assert not Unit.objects.exists()
    made = _unit()
    assert time == "first" or made.pk == 1  # whoever came before the first may have used numbers and rolled them back


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_a_changed_table_makes_the_database_anew(time: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE left_behind (id int)")
        cursor.execute("DELETE FROM state_move")
        cursor.execute("SELECT count(*) FROM left_behind")
        assert cursor.fetchone() == (0,)
