"""What holders and units are told (通知): the outbox."""

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One message to one phone: queued, sent, delivered, or, after three tries, on the call list (S4.4)."""

    key = models.CharField(max_length=80)
    template = models.CharField(max_length=40)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="+")
    phone = models.CharField(max_length=11, blank=True)
    text = models.TextField()
    is_code = models.BooleanField(default=False)  # holds a login code: not kept after sending, never read out by phone
    state = models.CharField(max_length=10)  # queued | sent | delivered | failed | call_list | told | expired
    tries = models.SmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=40, blank=True)  # the gateway's own number of the message
    failure = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("key",), name="notices_notice_key"),
            models.CheckConstraint(condition=Q(person__isnull=True) | Q(unit__isnull=True), name="notices_notice_one_addressee"),
            models.CheckConstraint(condition=~Q(phone="") | Q(state__in=("call_list", "told")), name="notices_notice_has_phone"),
        )
        indexes = (
            models.Index(fields=("next_try_at",), name="notices_notice_due", condition=Q(state__in=("queued", "failed"))),
            models.Index(fields=("next_try_at", "id"), name="notices_notice_call_next", condition=Q(state="call_list")),
            models.Index(fields=("reference",), name="notices_notice_reference", condition=Q(state="sent")),
            models.Index(fields=("sent_at",), name="notices_notice_pickup", condition=Q(template__startswith="pickup_")),
            models.Index(fields=("-sent_at", "-id"), name="notices_notice_sent", condition=Q(sent_at__isnull=False)),
            models.Index(fields=("person", "-queued_at"), name="notices_notice_person"),
            models.Index(fields=("phone", "-sent_at"), name="notices_notice_phone"),
        )


class Call(models.Model):
    """One telephone call for a notice (电话通知), whether or not anybody answered (S4.4)."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="calls")
    outcome = models.CharField(max_length=12)  # told | no_answer | wrong_number
    note = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(outcome__in=("told", "no_answer", "wrong_number")), name="notices_call_outcome"),
        )
