"""Which WeChat user is whom: tables only."""

from django.db import models
from django.db.models import Q


class Binding(models.Model):
    """A WeChat user bound to a holder (微信绑定). The user is known by a keyed digest only."""

    user = models.BinaryField(max_length=32)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    bound_at = models.DateTimeField()
    good_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user",), condition=Q(ended_at__isnull=True), name="wechat_binding_one"),)
