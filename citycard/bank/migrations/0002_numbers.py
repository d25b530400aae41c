"""The bank's sequences and the Luhn digit in SQL."""

from django.db import migrations

from citycard.shared.sql import load


class Migration(migrations.Migration):
    dependencies = [("bank", "0001_initial"), ("ledger", "0002_guards")]
    operations = [migrations.RunSQL(load("citycard.bank", "numbers.sql"), migrations.RunSQL.noop)]
