"""Put the record's own guards into the database; run by `site.schema.prepare()` after the migrations."""

from django.db import connection

from citycard.shared.sql import load


def install() -> None:
    """Create the act ids, `audit_begin` and the append-only triggers; done again, it changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.audit", "guards.sql"))
