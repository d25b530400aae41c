"""Since when a loss is reported formally, beside its first report: the page says both (S7.2)."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

# What was reported before says its moment in the history of states.
BACKFILL = """
UPDATE cards_socialside side
   SET formal_at = coalesce(
           (SELECT max(moved_at) FROM state_history_of('social_loss', side.card_id) WHERE target = 'formal'), lost_at, now())
 WHERE loss = 'formal' AND lost_at IS NOT NULL  -- found by index: whoever reports a loss meanwhile waits for these rows alone
"""
# Web servers of the version before go on reporting while a city migrates, and know nothing of this moment.
DATED = """
CREATE FUNCTION cards_date_formal() RETURNS trigger LANGUAGE plpgsql AS $date$
BEGIN
    NEW.formal_at := CASE WHEN NEW.loss = 'formal' THEN coalesce(NEW.formal_at, now()) END;
    RETURN NEW;
END
$date$;
CREATE TRIGGER cards_social_date_formal BEFORE UPDATE OF loss ON cards_socialside
    FOR EACH ROW WHEN (OLD.loss IS DISTINCT FROM NEW.loss) EXECUTE FUNCTION cards_date_formal();
"""
UNDATED = """
DROP TRIGGER cards_social_date_formal ON cards_socialside;
DROP FUNCTION cards_date_formal();
"""


class Migration(migrations.Migration):
    dependencies = (("cards", "0007_settled_refunds_lapse"), ("audit", "0003_history_in_runs"))
    operations = (
        migrations.AddField("socialside", "formal_at", models.DateTimeField(null=True)),
        migrations.RunSQL(DATED, UNDATED),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        AddConstraintNotValid(
            "socialside",
            models.CheckConstraint(
                condition=Q(loss="formal", formal_at__isnull=False) | (~Q(loss="formal") & Q(formal_at__isnull=True)),
                name="cards_social_formal_dated",
            ),
        ),
    )
