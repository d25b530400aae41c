"""An application enters its batch without leaving its page: no index knows its state, and there is room beside it."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

# Filled by less than half, a page has room for the second version of each of its rows: a batch moves all of them at once.
ROOM = "ALTER TABLE cards_application SET (fillfactor = {percent})"


class Migration(migrations.Migration):
    atomic = False  # the indexes are built beside a running city: no writer waits

    dependencies = (("cards", "0008_formal_at"),)
    operations = (
        migrations.RunSQL(ROOM.format(percent=45), ROOM.format(percent=70)),
        AddIndexConcurrently(
            "application",
            models.Index(
                fields=("submitted_at",),
                name="cards_application_check_queue",
                condition=Q(accepted_at__isnull=True, closed_at__isnull=True),
            ),
        ),
        AddIndexConcurrently(
            "application",
            models.Index(
                fields=("accepted_at", "id"),
                name="cards_application_batch_queue",
                condition=Q(accepted_at__isnull=False, closed_at__isnull=True),
            ),
        ),
        RemoveIndexConcurrently("application", "cards_application_to_check"),
        RemoveIndexConcurrently("application", "cards_application_to_batch"),
    )
