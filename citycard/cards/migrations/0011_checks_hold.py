"""Look whether the checks of 0008 and 0010 hold for every row of before: on its own, so that no counter waits meanwhile."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("cards", "0010_accepted_when"),)
    operations = (
        ValidateConstraint("socialside", "cards_social_formal_dated"),
        ValidateConstraint("application", "cards_application_accepted_state"),
    )
