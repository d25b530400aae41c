"""Authorisations to debit contributions (代扣代缴协议): tables only."""

from django.db import models
from django.db.models import Q


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
        constraints = (
            models.UniqueConstraint(
                fields=("person", "bank"), condition=Q(ends_on__isnull=True), name="mandates_mandate_one_live"
            ),
        )
