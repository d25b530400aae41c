"""Authorisations to debit contributions (代扣代缴协议): tables only."""

from django.db import models
from django.db.models import F, Q


class Mandate(models.Model):
    """One authorisation of one person at one bank (S2.3, S16.5)."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    bank = models.CharField(max_length=16)  # fushun | bocom | icbc …
    account_number = models.CharField(max_length=32)
    state = models.CharField(max_length=10)  # signed | in_force | suspended | ending | ended
    signed_on = models.DateField()
    effective_on = models.DateField()
    ends_on = models.DateField(null=True)  # first day no longer in force
    end_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "mandates_mandate"
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, state__in=("signed", "in_force", "suspended"))
                | Q(ends_on__isnull=False, state__in=("ending", "ended")),
                name="mandates_mandate_end_dated",
            ),
            models.CheckConstraint(
                condition=Q(effective_on__gte=F("signed_on")), name="mandates_mandate_effective_after_signing"
            ),
            models.UniqueConstraint(
                fields=("person", "bank"), condition=Q(ends_on__isnull=True), name="mandates_mandate_one_live"
            ),
        )
        indexes = (
            models.Index(fields=("effective_on",), name="mandates_mandate_to_start", condition=Q(state="signed")),
            models.Index(fields=("ends_on",), name="mandates_mandate_to_end", condition=Q(state="ending")),
        )
