"""Since when a loss is reported formally, beside its first report: the page says both (S7.2)."""

from django.db import migrations, models
from django.db.models import Q

# What was reported before says its moment in the history of states.
BACKFILL = """
UPDATE cards_socialside side
   SET formal_at = coalesce(
           (SELECT max(moved_at) FROM state_history_of('social_loss', side.card_id) WHERE target = 'formal'), lost_at, now())
 WHERE loss = 'formal'
"""


class Migration(migrations.Migration):
    dependencies = (("cards", "0007_settled_refunds_lapse"), ("audit", "0003_history_in_runs"))
    operations = (
        migrations.AddField("socialside", "formal_at", models.DateTimeField(null=True)),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "socialside",
            models.CheckConstraint(
                condition=Q(loss="formal", formal_at__isnull=False) | (~Q(loss="formal") & Q(formal_at__isnull=True)),
                name="cards_social_formal_dated",
            ),
        ),
    )
