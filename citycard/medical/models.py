"""The old medical card and the personal medical account: tables only."""

from django.db import models
from django.db.models import Q


class OldCard(models.Model):
    """The old medical card (原医保卡): valid until activation or the six-month clock (S5.1, S5.2)."""

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="+")
    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=8)  # valid | void
    loss = models.BooleanField(default=False)
    lost_at = models.DateTimeField(null=True)
    pin_locked = models.BooleanField(default=False)
    ledger_account = models.OneToOneField("ledger.LedgerAccount", models.PROTECT, related_name="+")
    last_valid_on = models.DateField(null=True)  # set when the pickup notice is issued (S5.2)
    warned_days = models.SmallIntegerField(null=True)  # the last warning given: 30, then 7 (S5.2)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=12, blank=True)  # activated | expired | cancelled

    class Meta:
        db_table = "medical_old_card"
        constraints = (
            models.CheckConstraint(
                condition=Q(state="valid", voided_at__isnull=True, void_reason="")
                | Q(state="void", voided_at__isnull=False, void_reason__in=("activated", "expired", "cancelled")),
                name="medical_old_card_void_when",
            ),
        )
        indexes = (models.Index(fields=("last_valid_on",), name="medical_old_card_clock", condition=Q(state="valid")),)


class PersonalAccount(models.Model):
    """The personal medical account (医保个人账户) that the new card carries (S2.1)."""

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="+")
    ledger_account = models.OneToOneField("ledger.LedgerAccount", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "medical_personal_account"
