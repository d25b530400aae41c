"""What a log-in by SMS code needs between its two pages: tables only."""

from django.db import models
from django.db.models import Q


class LoginCode(models.Model):
    """A code on its way to a phone (登录验证码). Without `person` it is a decoy: nothing was sent and nothing can fit it."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    digest = models.BinaryField(max_length=32)
    good_until = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(used_at__isnull=True) | Q(person__isnull=False), name="web_hall_logincode_used"),
        )
        indexes = (models.Index(fields=("good_until",), name="web_hall_logincode_old"),)


class Knock(models.Model):
    """One asking at the open door, known by keyed digests only: of the number asked about, and of the address it came from."""

    about = models.BinaryField(max_length=32)
    source = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("about", "at"), name="web_hall_knock_about"),
            models.Index(fields=("source", "at"), name="web_hall_knock_source"),
            models.Index(fields=("at",), name="web_hall_knock_old"),
        )
