"""An application that was accepted says when, since its queue finds it by that moment (S3)."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = (("cards", "0009_a_batch_moves_in_place"),)
    operations = (
        AddConstraintNotValid(
            "application",
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, state__in=("drafted", "submitted", "withdrawn", "rejected"))
                | Q(accepted_at__isnull=False) & ~Q(state__in=("drafted", "submitted")),
                name="cards_application_accepted_state",
            ),
        ),
    )
