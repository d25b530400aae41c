"""The database of the house: everything in the city's schema, the guards in place, prepared twice without a change."""

import pytest
from django.conf import settings
from django.db import connection

from citycard.site import schema


def _tables(schema_name: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema_name])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_every_table_lives_in_the_city_schema() -> None:
    tables = _tables(settings.CITY_SCHEMA)
    assert {"cards_card", "people_person", "procrastinate_jobs", "django_migrations"} <= tables
    assert _tables("public") == set()


@pytest.mark.django_db(transaction=True)
def test_preparing_again_changes_nothing() -> None:
    before = _tables(settings.CITY_SCHEMA)
    schema.prepare()
    assert _tables(settings.CITY_SCHEMA) == before


@pytest.mark.django_db
def test_the_database_speaks_china_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW timezone")
        assert cursor.fetchone() == ("Asia/Shanghai",)


@pytest.mark.django_db
def test_a_prepared_database_carries_the_mark_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    assert schema.is_current()
    monkeypatch.setattr(schema, "digest", lambda: "another")
    assert not schema.is_current()
