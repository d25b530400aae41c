"""Which bank pays a person's pension, from when to when: tables only."""

from django.db import models
from django.db.models import F, Q


class PensionBank(models.Model):
    """The bank that pays a retiree's pension (养老金发放银行); half-open; the pay day never changes (S2.2)."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    bank = models.CharField(max_length=16)
    account_number = models.CharField(max_length=32)
    pay_day = models.SmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "benefits_pension_bank"
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="benefits_pension_bank_span"
            ),
            models.CheckConstraint(condition=Q(pay_day__range=(1, 31)), name="benefits_pension_bank_pay_day"),
            models.UniqueConstraint(fields=("person",), condition=Q(ends_on__isnull=True), name="benefits_pension_bank_one"),
        )
