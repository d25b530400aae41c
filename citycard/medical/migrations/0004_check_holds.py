"""Look whether the check of 0003 holds for every card of before: on its own, so that no hospital waits meanwhile."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("medical", "0003_cancelled_old_card"),)
    operations = (ValidateConstraint("oldcard", "medical_old_card_void_when"),)
