"""What the ledger promises is held by triggers; what other rooms' SQL may call are functions."""

from django.db import migrations

from citycard.shared.sql import load


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL(load("citycard.ledger", "guards.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(load("citycard.ledger", "doors.sql"), migrations.RunSQL.noop),
    ]
