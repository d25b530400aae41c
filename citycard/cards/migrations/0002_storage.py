"""What the model state does not say: the sequence of card numbers, and room in each page for a card's five moves."""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE cards_card_serial AS bigint START 1 CACHE 1;
ALTER TABLE cards_card SET (fillfactor = 50);
"""
BACKWARD = "DROP SEQUENCE cards_card_serial; ALTER TABLE cards_card RESET (fillfactor);"


class Migration(migrations.Migration):
    dependencies = (("cards", "0001_initial"),)
    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
