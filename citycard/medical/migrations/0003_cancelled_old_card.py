"""An old card that still served ends with the social function: one more reason why an old card is void (S11.2)."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

REASONS = ("activated", "expired", "cancelled")


class Migration(migrations.Migration):
    dependencies = (("ledger", "0002_guards"), ("medical", "0002_loss_moment"), ("people", "0003_powers"))
    operations = (
        migrations.RemoveConstraint("oldcard", "medical_old_card_void_when"),
        AddConstraintNotValid(
            "oldcard",
            models.CheckConstraint(
                condition=Q(state="valid", void_reason="", voided_at__isnull=True)
                | Q(state="void", void_reason__in=REASONS, voided_at__isnull=False),
                name="medical_old_card_void_when",
            ),
        ),
    )
