from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index is built beside a running city: no row waits for it
    dependencies = [("audit", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="act",
            index=models.Index(
                fields=["person_id", "-id"],
                name="act_done_for_person",
                condition=models.Q(("person_id__isnull", False), models.Q(("act", "look_up"), _negated=True)),
            ),
        ),
    ]
