"""Who works at the counters, in which role and where: tables only."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Operator(models.Model):
    """A person who acts for an office or a unit (经办人)."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="operator")
    staff_no = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=50)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(default=True)


class Posting(models.Model):
    """A role bound to one office or one unit, half-open in time (岗位)."""

    operator = models.ForeignKey(Operator, models.PROTECT, related_name="postings")
    role = models.CharField(max_length=24)
    office = models.ForeignKey("people.Office", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(office__isnull=False, unit__isnull=True) | Q(office__isnull=True, unit__isnull=False),
                name="staff_posting_one_place",
            ),
        )


class ApiToken(models.Model):
    """A key for programs: only its digest is kept."""

    operator = models.ForeignKey(Operator, models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=60)
    digest = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class Approval(models.Model):
    """An act that one operator prepares and another approves (四眼, A2): who, why, when, and how it was decided."""

    permission = models.CharField(max_length=40)  # that approves it
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10)  # prepared | approved | refused | withdrawn
    comes = models.CharField(max_length=10)
    reason = models.CharField(max_length=200)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_label = models.CharField(max_length=80)
    prepared_channel = models.CharField(max_length=20)
    prepared_office_id = models.BigIntegerField(null=True)
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_label = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("permission", "person"), condition=Q(state="prepared"), name="staff_approval_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(state="prepared", decided_by__isnull=True, decided_at__isnull=True)
                | Q(state="withdrawn", decided_by=F("prepared_by"), decided_at__isnull=False)
                | Q(state__in=("approved", "refused"), decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("prepared_by")),
                name="staff_approval_four_eyes",
            ),
        )
        indexes = (models.Index(fields=("prepared_at",), name="staff_approval_waiting", condition=Q(state="prepared")),)


class SignInTry(models.Model):
    """Passwords tried for a staff number since the last right one; also for numbers nobody has, so that none is betrayed."""

    staff_no = models.CharField(max_length=64, primary_key=True)
    count = models.IntegerField()
    last_at = models.DateTimeField(db_index=True)
