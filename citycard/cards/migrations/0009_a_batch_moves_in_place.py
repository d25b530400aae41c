"""An application enters its batch without leaving its page: no index knows its state, and there is room beside it."""

from django.db import migrations, models
from django.db.models import Q

# Filled by less than half, a page has room for the second version of each of its rows: a batch moves all of them at once.
ROOM = "ALTER TABLE cards_application SET (fillfactor = {percent})"


class Migration(migrations.Migration):
    dependencies = (("cards", "0008_formal_at"),)
    operations = (
        migrations.RunSQL(ROOM.format(percent=45), ROOM.format(percent=70)),
        migrations.RemoveIndex("application", "cards_application_to_check"),
        migrations.RemoveIndex("application", "cards_application_to_batch"),
        migrations.AddIndex(
            "application",
            models.Index(
                fields=("submitted_at",),
                name="cards_application_to_check",
                condition=Q(accepted_at__isnull=True, closed_at__isnull=True),
            ),
        ),
        migrations.AddIndex(
            "application",
            models.Index(
                fields=("accepted_at", "id"),
                name="cards_application_to_batch",
                condition=Q(accepted_at__isnull=False, closed_at__isnull=True),
            ),
        ),
        migrations.AddConstraint(
            "application",
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, state__in=("drafted", "submitted", "withdrawn", "rejected"))
                | Q(accepted_at__isnull=False) & ~Q(state__in=("drafted", "submitted")),
                name="cards_application_accepted_state",
            ),
        ),
    )
