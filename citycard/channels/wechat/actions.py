"""Bind a WeChat user to a holder, and undo it (绑定、解绑, S7.2, S9.2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citycard.audit import Actor, Receipt, perform
from citycard.policy import integer_of
from citycard.shared.clock import in_china

from .models import Binding


@dataclass(frozen=True, kw_only=True)
class BindingReceipt(Receipt):
    """A WeChat user is bound, or no longer is."""

    person_id: int
    is_bound: bool


def bind(*, by: Actor, key: str, at: datetime, person_id: int, user: bytes) -> BindingReceipt:
    """Bind this WeChat user to the holder who has just logged in by code; a binding to somebody else ends (S7.2)."""
    days = integer_of("wechat.binding_days", on=in_china(at).date())
    with perform(act="wechat.bind", by=by, key=key, at=at, person_id=person_id) as act:
        if act.replay is not None:
            return BindingReceipt.from_json(act.replay)
        Binding.objects.filter(user=user, ended_at__isnull=True).update(ended_at=at)
        Binding.objects.create(user=user, person_id=person_id, bound_at=at, good_until=at + timedelta(days=days))
        return act.done(BindingReceipt(person_id=person_id, is_bound=True))


def unbind(*, by: Actor, key: str, at: datetime, person_id: int) -> BindingReceipt:
    """End every binding of the holder: whoever lost the phone is safe (S14.2)."""
    with perform(act="wechat.unbind", by=by, key=key, at=at, person_id=person_id) as act:
        if act.replay is not None:
            return BindingReceipt.from_json(act.replay)
        Binding.objects.filter(person_id=person_id, ended_at__isnull=True).update(ended_at=at)
        return act.done(BindingReceipt(person_id=person_id, is_bound=False))


def bound_to(user: bytes, *, at: datetime) -> int | None:
    """Return whom this WeChat user is bound to now, or None."""
    good = Binding.objects.filter(user=user, ended_at__isnull=True, good_until__gt=at)
    return good.values_list("person_id", flat=True).first()
